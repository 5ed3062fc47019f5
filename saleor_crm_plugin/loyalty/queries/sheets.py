"""Loads accounts into working copies that the rules can move points on; set-based."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, Q

from saleor_crm_plugin.loyalty.models import Allocation, LoyaltyAccount, PointLot
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Lot, Part, Sheet

# What moves points between accounts or takes them away unspent is not spending.
_NOT_SPENDING = [EntryKind.EXPIRE, EntryKind.MERGE_IN, EntryKind.MERGE_OUT]


@dataclass(slots=True, kw_only=True)
class Book:
    """One account's row, the rows of its loaded lots, and the working copy of both; `is_whole` if no lot that matters is missing."""

    account: LoyaltyAccount
    sheet: Sheet
    is_whole: bool
    rows: dict[int, PointLot] = field(default_factory=dict)


def books_loaded(
    accounts: Iterable[LoyaltyAccount],
    *,
    full_ids: Collection[int],
    order_ids: Collection[int] = (),
    lot_ids: Collection[int] = (),
) -> dict[int, Book]:
    """
    Return the books of `accounts` by account id, in one query.

    Accounts in `full_ids` come with every lot that matters now, and with the lots of `order_ids` and
    `lot_ids`; the others without any, which is enough to credit an account that owes nothing.
    """
    books = {
        account.pk: Book(account=account, sheet=_empty(account), is_whole=account.pk in full_ids)
        for account in accounts
    }
    if full_ids:
        matters = Q(remaining_points__gt=0) | Q(expired_points__gt=F("absorbed_points"))
        wanted = matters | Q(order_id__in=order_ids) | Q(pk__in=lot_ids)
        for row in PointLot.objects.filter(wanted, account_id__in=full_ids).order_by("pk"):
            book = books[row.account_id]
            book.rows[row.pk] = row
            book.sheet.lots[row.pk] = lot_of(row)
    return books


def _empty(account: LoyaltyAccount) -> Sheet:
    return Sheet(debt=account.debt_points, balance=account.balance_points)


def lot_of(row: PointLot) -> Lot:
    """Return the working copy of a stored lot."""
    return Lot(
        id=row.pk,
        key=row.key,
        kind=EntryKind(row.kind),
        points=row.points,
        remaining=row.remaining_points,
        activates_at=row.activates_at,
        expires_at=row.expires_at,
        order_id=row.order_id,
        parent_id=row.parent_id,
        expired=row.expired_points,
        absorbed=row.absorbed_points,
        lapses=row.lapses_count,
        is_grace_used=row.is_grace_used,
    )


def parts_of_entries(entry_ids: Collection[int]) -> dict[int, list[Part]]:
    """Return what the named entries took, in the order in which they took it."""
    parts: dict[int, list[Part]] = defaultdict(list)
    for entry_id, lot_id, points in (
        Allocation.objects.filter(entry_id__in=entry_ids)
        .order_by("pk")
        .values_list("entry_id", "lot_id", "points")
    ):
        parts[entry_id].append(Part(lot_id, points))
    return parts


def spent_instants(
    *, program_id: int, order_ids: Collection[int]
) -> dict[tuple[int, int], tuple[datetime, ...]]:
    """Return when an account used points of an order, by their ids; claw-backs of the order itself are no use."""
    instants: dict[tuple[int, int], set[datetime]] = defaultdict(set)
    rows = (
        Allocation.objects.filter(
            lot__order_id__in=order_ids, lot__account__program_id=program_id, points__lt=0
        )
        .exclude(entry__kind__in=_NOT_SPENDING)
        .values_list(
            "lot__account_id",
            "lot__order_id",
            "entry__order_id",
            "entry__kind",
            "entry__effective_at",
        )
    )
    for account_id, order_id, entry_order_id, kind, effective_at in rows:
        is_own_claw = kind == EntryKind.CLAWBACK and entry_order_id == order_id
        if not is_own_claw:
            instants[account_id, order_id].add(effective_at)
    return {key: tuple(sorted(found)) for key, found in instants.items()}
