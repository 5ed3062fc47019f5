"""
The movements of an account: earn, redeem, adjust, give back, and what time does by itself.

Every function expects a sheet that was advanced to `at` and leaves one on which nothing is owed while
points could pay it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.loyalty.rules.expiry import grace_end
from saleor_crm_plugin.loyalty.rules.ledger import (
    LIFECYCLE,
    EntryKind,
    Hold,
    Lot,
    Movement,
    Part,
    Sheet,
    Source,
    available,
    drawn,
    has_lapsed,
    pick_order,
    usable_lots,
)


class NotEnoughPoints(CrmError):
    """A debit asked for more than the account may give; nothing was written."""

    code = "NOT_ENOUGH_POINTS"
    field = "points"

    def __init__(self, *, asked: int, balance: int) -> None:
        super().__init__(f"asked for {asked} points, the balance is {balance}")
        self.asked = asked
        self.balance = balance


@dataclass(frozen=True, slots=True, kw_only=True)
class Grace:
    """How long points that come back to a lapsed lot stay usable, and on whose calendar; 0 days: not at all."""

    days: int
    zone: ZoneInfo


def sheet_advance(sheet: Sheet, *, at: datetime) -> None:
    """
    Post what time did by itself up to `at`: holds end, activated lots pay debt, lapsed lots expire.

    The result is the same whether this runs every day or once: everything happens in the order of its
    instants, and each movement carries the instant at which it became true.
    """
    for _, _, _, happens in sorted(_happenings(sheet, at), key=lambda one: one[:3]):
        happens()


def points_credit(sheet: Sheet, *, lot: Lot, effective_at: datetime, source: Source) -> Movement:
    """Post the points of a new lot under the lot's key; `lot_start` has to follow, once nothing takes from it first."""
    sheet.lot_open(lot)
    return sheet.post(
        lot.kind,
        key=lot.key,
        parts=[Part(lot.id, lot.points)],
        effective_at=effective_at,
        source=source,
    )


def lot_start(sheet: Sheet, lot: Lot, *, at: datetime) -> None:
    """Let a new lot pay the debt if it is usable at `at`; one that lapsed before it was known never does."""
    if lot.free > 0 and lot.lapses_at is not None and lot.lapses_at <= at:
        _lapse(sheet, lot, at=lot.lapses_at)
    settle(sheet, at=at, cause=lot.key)


def points_debit(
    sheet: Sheet,
    *,
    kind: EntryKind,
    points: int,
    debt_points_max: int,
    key: str,
    source: Source,
    at: datetime,
) -> Movement:
    """
    Take `points` from the lots that lapse soonest, and owe at most `debt_points_max`.

    :raises NotEnoughPoints: the balance and the allowed debt are lower; nothing was posted.
    """
    parts, short = drawn(usable_lots(sheet, at), points)
    if short > 0 and sheet.debt + short > debt_points_max:
        raise NotEnoughPoints(asked=points, balance=available(sheet, at))
    return sheet.post(
        kind, key=key, parts=[*parts, Part(None, -short)], effective_at=at, source=source
    )


def points_forfeit(sheet: Sheet, *, key: str, source: Source, at: datetime) -> int:
    """Take everything that no cart holds, pending points too, and return how many points that was; debt stays."""
    lots = pick_order(lot for lot in sheet.lots.values() if lot.free > 0)
    parts = [Part(lot.id, -lot.free) for lot in lots]
    for lot in lots:
        lot.forfeited_at = lot.forfeited_at or at
        lot.lapses += 1
        lot.expired += lot.free
    if parts:
        sheet.post(EntryKind.FORFEIT, key=key, parts=parts, effective_at=at, source=source)
    return -sum(part.points for part in parts)


def points_return(
    sheet: Sheet,
    *,
    used: Sequence[Part],
    key: str,
    grace: Grace,
    source: Source,
    at: datetime,
) -> Movement:
    """
    Give back the points that `used` took, to the lots they came from.

    What comes back to a lapsed lot lapses again at once, or lives for the grace in a lot of its own, once
    per lot.
    """
    parts = []
    for part in used:
        lot = None if part.lot_id is None else sheet.lots[part.lot_id]
        if lot is not None and has_lapsed(lot, at):
            lot = _graced(sheet, lot, points=-part.points, key=key, grace=grace, at=at)
        parts.append(Part(None if lot is None else lot.id, -part.points))
    movement = sheet.post(
        EntryKind.REDEEM_RETURN, key=key, parts=parts, effective_at=at, source=source
    )
    lapse_returned(sheet, movement, at=at)
    settle(sheet, at=at, cause=key)
    return movement


def used_last(used: Sequence[Part], *, returned: int, points: int) -> list[Part]:
    """
    Return the last `points` of what `used` took, in reverse order of use.

    `returned` of them came back earlier and are passed over, so that returning twice
    equals returning the sum.
    """
    parts = []
    for part in reversed(used):
        skipped = min(returned, -part.points)
        taken = min(points, -part.points - skipped)
        returned -= skipped
        points -= taken
        if taken:
            parts.append(Part(part.lot_id, -taken))
    return parts


def lapse_returned(sheet: Sheet, movement: Movement, *, at: datetime) -> None:
    """Let points lapse at once that `movement` put back into lots that lapsed before `at`."""
    for part in movement.parts:
        lot = None if part.lot_id is None else sheet.lots[part.lot_id]
        if lot is not None and lot.free > 0 and has_lapsed(lot, at):
            _lapse(sheet, lot, at=at)


def settle(sheet: Sheet, *, at: datetime, cause: str) -> None:
    """Pay debt from the points that are usable at `at`; `cause` is the key of the movement that made it possible."""
    if sheet.debt <= 0:
        return
    for number, lot in enumerate(usable_lots(sheet, at), start=1):
        if sheet.debt > 0:
            _settle_from(sheet, lot, key=f"settle:{cause}:{number}", at=at)


def hold_end(sheet: Sheet, hold: Hold, *, points: int, at: datetime) -> None:
    """
    Let `points` of `hold` go at `at`, the last taken first.

    They pay what is owed. What is left of lots that lapsed while they were held lapses now.
    """
    hold.changes += 1
    freed = []
    while points > 0:
        part = hold.parts.pop()
        given = min(points, part.points)
        points -= given
        if part.points > given:
            hold.parts.append(Part(part.lot_id, part.points - given))
        freed.append(sheet.lots[part.lot_id or 0])
        sheet.reserve(part.lot_id or 0, -given)
    for number, lot in enumerate(pick_order(freed), start=1):
        if sheet.debt > 0 and lot.free > 0:
            _settle_from(sheet, lot, key=f"settle:hold:{hold.id}:{hold.changes}:{number}", at=at)
        if lot.free > 0 and has_lapsed(lot, at):
            _lapse(sheet, lot, at=at)


_Happening = tuple[datetime, int, int, Callable[[], None]]


def _happenings(sheet: Sheet, at: datetime) -> Iterator[_Happening]:
    """Yield what may happen up to `at` with its instant; at one instant holds end first and lots lapse last."""
    for hold in sheet.holds.values():
        if hold.until <= at:
            yield hold.until, 0, hold.id, partial(_hold_lapse, sheet, hold)
    for lot in sheet.lots.values():
        if lot.remaining > 0 and sheet.debt > 0 and lot.activates_at <= at:
            yield lot.activates_at, 1, lot.id, partial(_activate, sheet, lot)
        if lot.remaining > 0 and lot.lapses_at is not None and lot.lapses_at <= at:
            yield lot.lapses_at, 2, lot.id, partial(_expire, sheet, lot, at=lot.lapses_at)


def _hold_lapse(sheet: Sheet, hold: Hold) -> None:
    hold_end(sheet, hold, points=hold.points, at=hold.until)
    del sheet.holds[hold.id]
    sheet.lapsed_holds.append(hold.id)


def _activate(sheet: Sheet, lot: Lot) -> None:
    if sheet.debt > 0 and lot.free > 0:
        _settle_from(sheet, lot, key=f"activate:{lot.key}", at=lot.activates_at)


def _expire(sheet: Sheet, lot: Lot, *, at: datetime) -> None:
    if lot.free > 0:
        _lapse(sheet, lot, at=at)


def _settle_from(sheet: Sheet, lot: Lot, *, key: str, at: datetime) -> None:
    paid = min(lot.free, sheet.debt)
    sheet.post(
        EntryKind.SETTLE,
        key=key,
        parts=[Part(lot.id, -paid), Part(None, paid)],
        effective_at=at,
        source=LIFECYCLE,
    )


def _lapse(sheet: Sheet, lot: Lot, *, at: datetime) -> None:
    kind = EntryKind.FORFEIT if lot.is_idle_first else EntryKind.EXPIRE
    if kind is EntryKind.FORFEIT:
        lot.forfeited_at = lot.forfeited_at or at
    lot.lapses += 1
    points = lot.free
    lot.expired += points
    sheet.post(
        kind,
        key=f"{kind}:{lot.key}:{lot.lapses}",
        parts=[Part(lot.id, -points)],
        effective_at=at,
        source=LIFECYCLE,
    )


def _graced(sheet: Sheet, lot: Lot, *, points: int, key: str, grace: Grace, at: datetime) -> Lot:
    ends_at = grace_end(at, days=grace.days, zone=grace.zone)
    if lot.is_grace_used or ends_at <= at:
        return lot
    lot.is_grace_used = True
    return sheet.lot_open(
        Lot(
            id=0,
            key=f"{key}:{lot.id}",
            kind=EntryKind.REDEEM_RETURN,
            points=points,
            activates_at=at,
            expires_at=ends_at,
            order_id=lot.order_id,
            parent_id=lot.id,
            is_grace_used=True,
        )
    )
