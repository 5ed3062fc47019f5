"""Loads accounts into working copies that the rules can move points on; set-based."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q, QuerySet

from saleor_crm_plugin.loyalty.models import (
    Allocation,
    LoyaltyAccount,
    LoyaltyProgram,
    PointLot,
    ReservationPart,
)
from saleor_crm_plugin.loyalty.rules.inactivity import IdlePeriod, Inactivity
from saleor_crm_plugin.loyalty.rules.ledger import LAPSES, EntryKind, Hold, Lot, Part, Sheet
from saleor_crm_plugin.loyalty.rules.reservations import ReservationState

# Nearly every redemption finds enough in so many lots, whatever the account holds beside them.
_FEW_LOTS = 25
_ALL_LOTS = 1 << 62
# By hand: Django takes longer to word this query than the database to answer it, and every redemption asks it.
_OPEN_LOTS = """
SELECT lot.*, (SELECT order_reference FROM saleor_crm_loyalty_entry WHERE id = lot.entry_id) AS order_reference
FROM (
    SELECT * FROM saleor_crm_point_lot
    WHERE account_id = %s AND activates_at <= %s AND remaining_points > 0 AND remaining_points > reserved_points
    ORDER BY expires_at ASC NULLS LAST, id LIMIT %s
) lot
"""
# What moves points between accounts or takes them away unspent is not spending.
_NOT_SPENDING = [*LAPSES, EntryKind.MERGE_IN, EntryKind.MERGE_OUT]
# Entries by which a shopper was active, as `rules.ledger.is_activity` says.
ACTIVITY = Q(kind__in=[EntryKind.EARN, EntryKind.REDEEM]) | Q(
    kind=EntryKind.BONUS, order__isnull=False
)


@dataclass(slots=True, kw_only=True)
class Book:
    """
    One account's row, the rows of its loaded lots, and the working copy of both; `is_whole` if no lot that matters is missing.

    `order_references` says for which order each lot was opened, where the book is not whole.
    """

    account: LoyaltyAccount
    sheet: Sheet
    is_whole: bool
    rows: dict[int, PointLot] = field(default_factory=dict)
    order_references: dict[int, str] = field(default_factory=dict)


def books_loaded(
    accounts: Iterable[LoyaltyAccount],
    *,
    full_ids: Collection[int],
    order_ids: Collection[int] = (),
    lot_ids: Collection[int] = (),
) -> dict[int, Book]:
    """
    Return the books of `accounts` by account id, in one query, or two if carts hold points of some.

    The programs of `accounts` have to be loaded with them. Accounts in `full_ids` come with every lot that matters now, and with the lots of `order_ids` and
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
            book_add(book, row)
    holds_load(books[account_id] for account_id in full_ids)
    return books


def book_add(book: Book, row: PointLot) -> None:
    """Add a stored lot to a book."""
    lot = lot_of(row)
    book.rows[row.pk] = row
    book.sheet.lots[row.pk] = lot
    book.sheet.idle_note([lot])


def is_idle(account: LoyaltyAccount, at: datetime) -> bool:
    """Return whether inactivity or its closing may have taken points of an account at `at`, so that all its lots matter."""
    if account.closed_at is not None:
        return True
    inactivity = inactivity_of(account.program)
    before = None if inactivity is None else inactivity.lapsed_before(at)
    return before is not None and (account.active_at is None or account.active_at < before)


def inactivity_of(
    program: LoyaltyProgram, *, closed_at: datetime | None = None
) -> Inactivity | None:
    """Return when idle points of a program lapse, in an account that was closed if so; None where they never did."""
    if not program.idle_periods and closed_at is None:
        return None
    return Inactivity(
        zone=ZoneInfo(program.time_zone),
        closed_at=closed_at,
        periods=tuple(
            IdlePeriod(
                months=months,
                from_at=datetime.fromisoformat(from_at),
                until_at=None if until_at is None else datetime.fromisoformat(until_at),
            )
            for months, from_at, until_at in program.idle_periods
        ),
    )


def idle_lots(*, at: datetime) -> QuerySet[PointLot]:
    """Return the lots with points that no cart holds and that inactivity has taken at `at`, in no order."""
    lapsed = Q(pk__in=[])
    for program in LoyaltyProgram.objects.exclude(idle_periods=[]).order_by("pk"):
        inactivity = inactivity_of(program)
        before = None if inactivity is None else inactivity.lapsed_before(at)
        if before is not None:
            idle = Q(account__active_at__isnull=True) | Q(account__active_at__lt=before)
            lapsed |= idle & Q(account__program=program, activates_at__lt=before)
    left = PointLot.objects.filter(remaining_points__gt=0)
    return left.filter(lapsed, remaining_points__gt=F("reserved_points"))


def holds_load(books: Iterable[Book]) -> None:
    """Add to each of `books` what carts hold of its lots, in one query if any holds some."""
    holding = {book.account.pk: book for book in books if book.account.reserved_points > 0}
    if not holding:
        return
    parts = ReservationPart.objects.filter(
        reservation__account_id__in=holding, reservation__state=ReservationState.HELD
    ).select_related("reservation")
    for part in parts.order_by("pk"):
        row = part.reservation
        holds = holding[row.account_id].sheet.holds
        if row.pk not in holds:
            holds[row.pk] = Hold(id=row.pk, until=row.held_until, changes=row.changes_count)
        holds[row.pk].parts.append(Part(part.lot_id, part.points))


def book_of_debit(
    account: LoyaltyAccount, *, points: int, at: datetime, hold_id: int | None = None
) -> Book:
    """
    Return a book with the lots that taking `points` touches, whatever else the account has.

    These are lots that lapse soonest and have `points`, those that lapsed before them and were not written down, and
    those that `hold_id` holds. Where debt, an ended hold or inactivity may take points first, it is the whole book. One query, two
    while carts hold points, one more where a few lots do not suffice.
    """
    book = Book(account=account, sheet=_empty(account), is_whole=False)
    holds_load([book])
    holds = book.sheet.holds
    has_ended = any(hold.until <= at for hold in holds.values())
    if account.debt_points > 0 or has_ended or is_idle(account, at):
        return books_loaded([account], full_ids=[account.pk])[account.pk]
    held = holds[hold_id].parts if hold_id in holds else []
    for row in _drawn_rows(account, points, at, held):
        book_add(book, row)
        book.order_references[row.pk] = vars(row)["order_reference"]
    # Other carts' holds cannot end before `at` and their lots may not be here.
    book.sheet.holds = {key: hold for key, hold in holds.items() if key == hold_id}
    return book


def _drawn_rows(
    account: LoyaltyAccount, points: int, at: datetime, held: Iterable[Part]
) -> list[PointLot]:
    """Return the lots to draw from, soonest expiry first: a few if they suffice, else all; and those that are held."""
    asked = [account.pk, connection.ops.adapt_datetimefield_value(at)]
    rows = list(PointLot.objects.raw(_OPEN_LOTS, [*asked, _FEW_LOTS]))
    free = sum(
        row.remaining_points - row.reserved_points
        for row in rows
        if row.expires_at is None or row.expires_at > at
    )
    if free < points and len(rows) == _FEW_LOTS:
        rows = list(PointLot.objects.raw(_OPEN_LOTS, [*asked, _ALL_LOTS]))
    missing = {part.lot_id or 0 for part in held} - {row.pk for row in rows}
    if missing:
        opened_for = F("entry__order_reference")
        rows += (
            PointLot.objects.filter(pk__in=missing)
            .annotate(order_reference=opened_for)
            .order_by("pk")
        )
    return rows


def _empty(account: LoyaltyAccount) -> Sheet:
    return Sheet(
        debt=account.debt_points,
        balance=account.balance_points,
        reserved=account.reserved_points,
        active_at=account.active_at,
        inactivity=inactivity_of(account.program, closed_at=account.closed_at),
    )


def lot_of(row: PointLot) -> Lot:
    """Return the working copy of a stored lot."""
    return Lot(
        id=row.pk,
        key=row.key,
        kind=EntryKind(row.kind),
        points=row.points,
        remaining=row.remaining_points,
        reserved=row.reserved_points,
        activates_at=row.activates_at,
        expires_at=row.expires_at,
        order_id=row.order_id,
        parent_id=row.parent_id,
        expired=row.expired_points,
        absorbed=row.absorbed_points,
        lapses=row.lapses_count,
        is_grace_used=row.is_grace_used,
        forfeited_at=row.forfeited_at,
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
