"""Stores what the rules posted on working copies: entries, lots, allocations, caches, timeline; set-based."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import (
    Absorption,
    Allocation,
    LoyaltyEntry,
    PointLot,
    Reservation,
)
from saleor_crm_plugin.loyalty.queries.sheets import Book
from saleor_crm_plugin.loyalty.rules.ledger import (
    FIRST_NEW_LOT_ID,
    LAPSES,
    EntryKind,
    Lot,
    Movement,
)
from saleor_crm_plugin.loyalty.rules.reservations import ReservationState
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from saleor_crm_plugin.rows import Writes, rows_insert

_LOT_CACHES = [
    "account_id",
    "forfeited_at",
    "remaining_points",
    "reserved_points",
    "expired_points",
    "absorbed_points",
    "lapses_count",
    "is_grace_used",
]
_EVENTS = {
    EntryKind.EARN: EventType.POINTS_EARNED,
    EntryKind.BONUS: EventType.POINTS_EARNED,
    EntryKind.REDEEM: EventType.POINTS_REDEEMED,
    EntryKind.EXPIRE: EventType.POINTS_EXPIRED,
    EntryKind.FORFEIT: EventType.POINTS_EXPIRED,
    EntryKind.CLAWBACK: EventType.POINTS_CLAWED_BACK,
    EntryKind.REDEEM_RETURN: EventType.POINTS_RETURNED,
    EntryKind.ADJUST: EventType.POINTS_ADJUSTED,
    EntryKind.OPENING: EventType.POINTS_ADJUSTED,
    EntryKind.REVERT: EventType.POINTS_ADJUSTED,
}
# What time did longer ago than this is history and announces nothing.
_NEWS_AGE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Posted:
    """A movement with the row that keeps it and the book it was posted in."""

    book: Book
    movement: Movement
    entry: LoyaltyEntry


def books_store(books: Iterable[Book], *, at: datetime) -> list[Posted]:
    """
    Write every movement of `books` with its allocations, the lots and the caches, and tell the timeline.

    The accounts must be locked by the caller's transaction. A handful of statements whatever the number of movements.
    """
    writes = Writes()
    posted = books_add(writes, books, at=at)
    writes.send()
    return posted


def books_add(writes: Writes, books: Iterable[Book], *, at: datetime) -> list[Posted]:
    """Do what `books_store` does, with what the caller writes beside it and sends."""
    changed = [book for book in books if book.sheet.has_changed]
    posted = [
        Posted(book, movement, _entry(book, movement, at))
        for book in changed
        for movement in book.sheet.moves
    ]
    rows_insert([one.entry for one in posted])
    lots = _new_lots(posted)
    rows_insert(list(lots.values()))
    writes.insert(
        [
            Allocation(
                entry_id=one.entry.pk,
                lot_id=_lot_id(one.book, part.lot_id, lots),
                points=part.points,
            )
            for one in posted
            for part in one.movement.parts
        ]
    )
    writes.insert(
        [
            Absorption(
                entry_id=one.entry.pk,
                lot_id=_stored_id(one.book, part.lot_id, lots),
                points=part.points,
            )
            for one in posted
            for part in one.movement.absorbed
            if part.lot_id is not None
        ]
    )
    holds_lapse(changed)
    _caches_add(writes, changed)
    events_record(events=list(_events(posted, at)), at=at, writes=writes)
    return posted


def holds_lapse(books: Iterable[Book]) -> None:
    """Write down which holds of `books` ended because nobody ended them in time."""
    ended = [hold_id for book in books for hold_id in book.sheet.lapsed_holds]
    if ended:
        Reservation.objects.filter(pk__in=ended).update(
            state=ReservationState.EXPIRED, ended_at=F("held_until")
        )


def _entry(book: Book, movement: Movement, at: datetime) -> LoyaltyEntry:
    source = movement.source
    return LoyaltyEntry(
        account_id=book.account.pk,
        kind=movement.kind,
        points=movement.points,
        waived_points=movement.waived,
        balance_points=movement.balance,
        effective_at=movement.effective_at,
        recorded_at=at,
        idempotency_key=movement.key,
        payload_hash=source.fingerprint,
        order_id=source.order_id,
        order_reference=source.order_reference,
        reverses_id=source.reverses_id,
        actor=source.actor,
        reason=source.reason,
        revision_id=source.revision_id,
        explanation=source.explanation,
    )


def _new_lots(posted: list[Posted]) -> dict[tuple[int, int], PointLot]:
    """Return the lots to add, by account and working id, each with the entry that opened it."""
    lots: dict[tuple[int, int], PointLot] = {}
    for one in posted:
        for part in one.movement.parts:
            key = (one.book.account.pk, part.lot_id or 0)
            if part.lot_id is not None and part.lot_id >= FIRST_NEW_LOT_ID and key not in lots:
                lots[key] = _lot_row(one, one.book.sheet.lots[part.lot_id])
    return lots


def _lot_row(one: Posted, lot: Lot) -> PointLot:
    return PointLot(
        account_id=one.book.account.pk,
        entry_id=one.entry.pk,
        key=lot.key,
        kind=lot.kind,
        points=lot.points,
        remaining_points=lot.remaining,
        reserved_points=lot.reserved,
        expired_points=lot.expired,
        absorbed_points=lot.absorbed,
        lapses_count=lot.lapses,
        activates_at=lot.activates_at,
        expires_at=lot.expires_at,
        order_id=lot.order_id,
        parent_id=lot.parent_id,
        is_grace_used=lot.is_grace_used,
        forfeited_at=lot.forfeited_at,
    )


def _lot_id(
    book: Book, working_id: int | None, lots: dict[tuple[int, int], PointLot]
) -> int | None:
    return None if working_id is None else _stored_id(book, working_id, lots)


def _stored_id(book: Book, working_id: int, lots: dict[tuple[int, int], PointLot]) -> int:
    if working_id < FIRST_NEW_LOT_ID:
        return working_id
    return lots[book.account.pk, working_id].pk


def _caches_add(writes: Writes, books: list[Book]) -> None:
    rows = [_refreshed(book, row) for book in books for row in book.rows.values()]
    writes.update([row for row in rows if row is not None], _LOT_CACHES)
    for book in books:
        book.account.balance_points = book.sheet.balance
        book.account.debt_points = book.sheet.debt
        book.account.reserved_points = book.sheet.reserved
        book.account.active_at = book.sheet.active_at
        book.account.version += 1
    writes.update(
        [book.account for book in books],
        ["balance_points", "debt_points", "reserved_points", "active_at", "version"],
    )


def _refreshed(book: Book, row: PointLot) -> PointLot | None:
    """Return `row` with its caches brought to the working copy's, or None if they were there already."""
    lot = book.sheet.lots[row.pk]
    now = (
        book.account.pk,
        lot.forfeited_at,
        lot.remaining,
        lot.reserved,
        lot.expired,
        lot.absorbed,
        lot.lapses,
        lot.is_grace_used,
    )
    if now == tuple(getattr(row, name) for name in _LOT_CACHES):
        return None
    for name, value in zip(_LOT_CACHES, now, strict=True):
        setattr(row, name, value)
    return row


def _events(posted: list[Posted], at: datetime) -> Iterator[NewEvent]:
    for one in posted:
        movement, profile_id = one.movement, one.book.account.profile_id
        kind = _EVENTS.get(movement.kind)
        if kind is None or profile_id is None or movement.points == 0:
            continue
        yield NewEvent(
            profile_id=profile_id,
            type=kind,
            key=movement.key,
            occurred_at=movement.effective_at,
            is_live=movement.source.is_live and movement.effective_at >= at - _NEWS_AGE
            if movement.kind in LAPSES
            else movement.source.is_live,
            details=_details(one),
        )


def _details(one: Posted) -> JsonObject:
    return {
        "points": one.movement.points,
        "entry_id": one.entry.pk,
        "order_reference": one.movement.source.order_reference or None,
        "balance": one.movement.balance,
        **_lot_told(one),
    }


def _lot_told(one: Posted) -> JsonObject:
    """Return from when until when the credited points can be spent; nulls for a debit, at once and for ever."""
    for part in one.movement.parts:
        lot = None if part.lot_id is None else one.book.sheet.lots.get(part.lot_id)
        if lot is None or part.points <= 0:
            continue
        is_pending = lot.activates_at > one.movement.effective_at
        return {
            "usable_from": lot.activates_at.isoformat() if is_pending else None,
            "expires_at": lot.lapses_at.isoformat() if lot.lapses_at else None,
        }
    return {"usable_from": None, "expires_at": None}
