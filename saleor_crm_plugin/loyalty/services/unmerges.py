"""Two accounts that were merged become two again, by compensating entries; nothing is deleted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Replace

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.loyalty.models import (
    AccountStatus,
    Allocation,
    LoyaltyAccount,
    OrderAward,
    PointLot,
    Redemption,
    Reservation,
)
from saleor_crm_plugin.loyalty.queries.sheets import Book, books_loaded
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Part, Source
from saleor_crm_plugin.loyalty.rules.movements import lapse_returned, settle, sheet_advance
from saleor_crm_plugin.loyalty.services.accounts import accounts_locked
from saleor_crm_plugin.loyalty.services.postings import books_store

_TIED = (EntryKind.REDEEM, EntryKind.CLAWBACK)


class PointsInseparable(CrmError):
    """Points of both were used by the same movement since the merge, so that nobody can say whose they were."""

    code: ClassVar[str] = "UNMERGE_IMPOSSIBLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """What goes back to the absorbed account: lots, awards and redemptions, by id."""

    lot_ids: frozenset[int]
    award_ids: frozenset[int]
    redemption_ids: frozenset[int]


@transaction.atomic
def accounts_unmerge(
    *,
    absorbed_id: int,
    moved: Mapping[str, Any],
    order_ids: Collection[int],
    merge_id: int,
    actor: str,
    at: datetime,
) -> None:
    """
    Give profile `absorbed_id` back what `moved` (the answer of `accounts_merge`) says was its own.

    Each lot goes back with what is left of it, so that what was spent since is missing where it was taken
    from. Debt that was paid by the merge alone is owed again, by whoever owed it, and the points that paid it
    come back. What orders of `order_ids` earned since the merge goes with them.

    :raises PointsInseparable: a redemption or a claw-back since used points of both, or a cart holds points; nothing
        was written.
    """
    for absorbed_key, told in sorted(moved.items()):
        _account_unmerge(
            absorbed_pk=int(absorbed_key),
            told=told,
            absorbed_id=absorbed_id,
            order_ids=order_ids,
            source=Source(actor=actor, is_live=False),
            key=f"{merge_id}",
            at=at,
        )


def _account_unmerge(
    *,
    absorbed_pk: int,
    told: Mapping[str, Any],
    absorbed_id: int,
    order_ids: Collection[int],
    source: Source,
    key: str,
    at: datetime,
) -> None:
    survivor_pk = int(told["into"])
    accounts = accounts_locked(account_ids=[survivor_pk, absorbed_pk])
    sides = _sides(survivor_pk, told, order_ids)
    _check(survivor_pk, told, sides)
    # A lot without points left may get some back from the debt that it paid in the merge.
    books = books_loaded(accounts, full_ids=[survivor_pk, absorbed_pk], lot_ids=sides.lot_ids)
    survivor, absorbed = books[survivor_pk], books[absorbed_pk]
    _load_paid(survivor, survivor_pk, told)
    sheet_advance(survivor.sheet, at=at)
    if survivor.sheet.reserved:
        raise PointsInseparable(f"a cart holds points of account {survivor_pk} now")
    _points_return(survivor, absorbed, sides, told, source=source, key=key, at=at)
    _lots_rename(sides, absorbed_pk)
    books_store([survivor, absorbed], at=at)
    PointLot.objects.filter(pk__in=sides.lot_ids).update(account_id=absorbed_pk)
    OrderAward.objects.filter(pk__in=sides.award_ids).update(account_id=absorbed_pk)
    Redemption.objects.filter(pk__in=sides.redemption_ids).update(account_id=absorbed_pk)
    Reservation.objects.filter(pk__in=told["reservations"]).update(account_id=absorbed_pk)
    LoyaltyAccount.objects.filter(pk__in=told["absorbed_before"]).update(merged_into_id=absorbed_pk)
    LoyaltyAccount.objects.filter(pk=absorbed_pk).update(
        profile_id=absorbed_id, merged_into=None, status=told["status"]
    )
    if told["status"] == AccountStatus.FROZEN:
        frozen = LoyaltyAccount.objects.filter(pk=survivor_pk, status=AccountStatus.FROZEN)
        frozen.update(status=told["survivor_status"])


def _sides(survivor_pk: int, told: Mapping[str, Any], order_ids: Collection[int]) -> _Sides:
    lots = PointLot.objects.filter(account_id=survivor_pk)
    own = Q(pk__in=told["all_lots"]) | Q(order_id__in=order_ids)
    lot_ids = set(lots.filter(own).values_list("pk", flat=True))
    lot_ids |= set(lots.filter(parent_id__in=lot_ids).values_list("pk", flat=True))
    awards = OrderAward.objects.filter(account_id=survivor_pk)
    awards = awards.filter(Q(pk__in=told["awards"]) | Q(order_id__in=order_ids))
    redemptions = Redemption.objects.filter(account_id=survivor_pk)
    since = redemptions.filter(entry_id__gt=told["last_entry"], entry__account_id=survivor_pk)
    used = since.filter(entry__allocations__lot_id__in=lot_ids)
    return _Sides(
        lot_ids=frozenset(lot_ids),
        award_ids=frozenset(awards.values_list("pk", flat=True)),
        redemption_ids=frozenset(
            {
                *redemptions.filter(pk__in=told["redemptions"]).values_list("pk", flat=True),
                *used.values_list("pk", flat=True),
            }
        ),
    )


def _check(survivor_pk: int, told: Mapping[str, Any], sides: _Sides) -> None:
    """Refuse when a movement since took from lots of both, or one from the other's lots for its own order."""
    parts = Allocation.objects.filter(
        entry__account_id=survivor_pk,
        entry_id__gt=told["last_entry"],
        entry__kind__in=_TIED,
        lot__isnull=False,
    )
    owners: dict[int, set[bool]] = {}
    for entry_id, lot_id in parts.values_list("entry_id", "lot_id"):
        owners.setdefault(entry_id, set()).add(lot_id in sides.lot_ids)
    awards = dict(OrderAward.objects.filter(account_id=survivor_pk).values_list("order_id", "pk"))
    claws = parts.filter(entry__kind=EntryKind.CLAWBACK).values_list("entry_id", "entry__order_id")
    for entry_id, order_id in claws:
        if order_id in awards:
            owners[entry_id].add(awards[order_id] in sides.award_ids)
    mixed = sorted(entry_id for entry_id, found in owners.items() if len(found) > 1)
    if mixed:
        raise PointsInseparable(f"entry {mixed[0]} used points of both since the merge")


def _load_paid(survivor: Book, survivor_pk: int, told: Mapping[str, Any]) -> None:
    """Load the lots that paid debt in the merge, though nothing may be left of them."""
    paid = {part.lot_id for part in _paid(survivor_pk, told) if part.lot_id is not None}
    missing = books_loaded(
        [survivor.account], full_ids=[survivor_pk], lot_ids=paid - survivor.rows.keys()
    )[survivor_pk]
    for lot_id in paid - survivor.rows.keys():
        survivor.rows[lot_id] = missing.rows[lot_id]
        survivor.sheet.lots[lot_id] = missing.sheet.lots[lot_id]


def _paid(survivor_pk: int, told: Mapping[str, Any]) -> list[Part]:
    """Return what settling debt at the merge took from lots."""
    parts = Allocation.objects.filter(
        entry__account_id=survivor_pk,
        entry__kind=EntryKind.SETTLE,
        entry__idempotency_key__startswith=f"settle:{told['key']}:",
        lot__isnull=False,
    )
    return [
        Part(lot_id, points)
        for lot_id, points in parts.order_by("pk").values_list("lot_id", "points")
    ]


def _points_return(
    survivor: Book,
    absorbed: Book,
    sides: _Sides,
    told: Mapping[str, Any],
    *,
    source: Source,
    key: str,
    at: datetime,
) -> None:
    paid = _paid(survivor.account.pk, told)
    back = dict.fromkeys(sides.lot_ids, 0)
    own_back: list[Part] = []
    for part in paid:
        if part.lot_id in back:
            back[part.lot_id] -= part.points
        else:
            own_back.append(Part(part.lot_id, -part.points))
    owed_again = -sum(part.points for part in paid)
    debt = min(int(told["debt"]), survivor.sheet.debt + owed_again)
    lots = survivor.sheet.lots
    left = {lot_id: lots[lot_id].remaining for lot_id in sides.lot_ids if lot_id in lots}
    out = [Part(lot_id, -points) for lot_id, points in sorted(left.items())]
    given = survivor.sheet.post(
        EntryKind.MERGE_OUT,
        key=f"unmerge_out:{absorbed.account.pk}:{key}",
        parts=[*out, *own_back, Part(None, debt - owed_again)],
        effective_at=at,
        source=source,
    )
    lapse_returned(survivor.sheet, given, at=at)
    for lot_id in sides.lot_ids & lots.keys():
        absorbed.sheet.lots[lot_id] = lots.pop(lot_id)
        absorbed.rows[lot_id] = survivor.rows.pop(lot_id)
    # Nobody can say who of the two was active since, so both were.
    absorbed.sheet.active_note(survivor.sheet.active_at)
    absorbed.sheet.idle_note(absorbed.sheet.lots.values())
    taken = absorbed.sheet.post(
        EntryKind.MERGE_IN,
        key=f"unmerge_in:{survivor.account.pk}:{key}",
        parts=[
            *(Part(lot_id, points + back[lot_id]) for lot_id, points in sorted(left.items())),
            Part(None, -debt),
        ],
        effective_at=at,
        source=source,
    )
    lapse_returned(absorbed.sheet, taken, at=at)
    settle(survivor.sheet, at=at, cause=given.key)
    settle(absorbed.sheet, at=at, cause=taken.key)


def _lots_rename(sides: _Sides, absorbed_pk: int) -> None:
    """Give the lots their keys back, which the merge made different from the other account's."""
    PointLot.objects.filter(pk__in=sides.lot_ids).update(
        key=Replace(F("key"), Value(f"@{absorbed_pk}"), Value(""))
    )
