"""
Claw-back: how a refund takes earned points back, as if they had never been earned.

The order's own lots pay first. What they let lapse would have lapsed anyway and is forgiven. Only the part that was
spent is taken from the lots that would have been spent instead, and the rest is owed or written off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.loyalty.rules.ledger import (
    EntryKind,
    Lot,
    Movement,
    Part,
    Sheet,
    Source,
    drawn,
    has_lapsed,
    is_usable,
    pick_order,
    usable_lots,
)
from saleor_crm_plugin.loyalty.rules.movements import lapse_returned, settle
from saleor_crm_plugin.loyalty.rules.program import Shortfall


@dataclass(frozen=True, slots=True, kw_only=True)
class Clawback:
    """
    `points` of one order to take back because of a refund at `refunded_at`.

    `spent_at` are the instants at which points of the order were used.
    """

    order_id: int
    points: int
    refunded_at: datetime
    spent_at: tuple[datetime, ...] = ()


def points_claw(
    sheet: Sheet,
    *,
    clawback: Clawback,
    shortfall: Shortfall,
    key: str,
    source: Source,
    at: datetime,
) -> Movement:
    """Take the points of `clawback` from `sheet`; what is not taken is counted in the movement's `waived`."""
    own = pick_order(lot for lot in sheet.lots.values() if lot.order_id == clawback.order_id)
    parts, missing = drawn([lot for lot in own if lot.free > 0], clawback.points)
    absorbed = _absorb(own, missing)
    missing -= sum(part.points for part in absorbed)
    others, missing = _drawn_instead(
        sheet, clawback, own=own, points=missing, absorbed=absorbed, at=at
    )
    waived = clawback.points - missing + sum(part.points for part in [*parts, *others])
    if shortfall is Shortfall.CLAMP:
        waived += missing
    else:
        others.append(Part(None, -missing))
    return sheet.post(
        EntryKind.CLAWBACK,
        key=key,
        parts=[*parts, *others],
        effective_at=clawback.refunded_at,
        source=source,
        waived=waived,
        absorbed=absorbed,
    )


def points_unclaw(
    sheet: Sheet,
    *,
    taken: Sequence[Part],
    order_id: int,
    points: int,
    key: str,
    source: Source,
    at: datetime,
) -> Movement:
    """
    Give back `points` of earlier claw-backs because the refund was taken back.

    `taken` is what those claw-backs took, in order; the last taken comes back first, and
    what was forgiven is forgiven no longer. Debt that other points have paid meanwhile comes back
    as a lot that lapses with the order's own.
    """
    parts: list[Part] = []
    left, owed, surplus = points, sheet.debt, 0
    for part in reversed(taken):
        back = min(left, -part.points)
        left -= back
        if part.lot_id is None:
            surplus += max(back - owed, 0)
            back = min(back, owed)
            owed -= back
        parts.append(Part(part.lot_id, back))
    if surplus:
        lot = _reopened(sheet, order_id=order_id, points=surplus, key=key, at=at)
        parts.append(Part(lot.id, surplus))
    freed: list[Part] = []
    for lot in sheet.lots.values():
        if lot.order_id == order_id and (share := min(left, lot.absorbed)):
            lot.absorbed -= share
            freed.append(Part(lot.id, -share))
    movement = sheet.post(
        EntryKind.CLAWBACK,
        key=key,
        parts=parts,
        effective_at=at,
        source=source,
        waived=-left,
        absorbed=freed,
    )
    lapse_returned(sheet, movement, at=at)
    settle(sheet, at=at, cause=key)
    return movement


def _reopened(sheet: Sheet, *, order_id: int, points: int, key: str, at: datetime) -> Lot:
    """Add a lot for points of an order that were owed, paid by others and are owed no longer."""
    own = pick_order(lot for lot in sheet.lots.values() if lot.order_id == order_id)
    return sheet.lot_open(
        Lot(
            id=0,
            key=key,
            kind=EntryKind.CLAWBACK,
            points=points,
            activates_at=at,
            expires_at=own[-1].expires_at if own else None,
            order_id=order_id,
        )
    )


def _absorb(lots: Sequence[Lot], points: int) -> list[Part]:
    """Let `lots` answer for up to `points` with what they let lapse; returns how many points each did."""
    absorbed = []
    for lot in lots:
        share = min(points, lot.expired - lot.absorbed)
        if share > 0:
            lot.absorbed += share
            points -= share
            absorbed.append(Part(lot.id, share))
    return absorbed


def _drawn_instead(
    sheet: Sheet,
    clawback: Clawback,
    *,
    own: Sequence[Lot],
    points: int,
    absorbed: list[Part],
    at: datetime,
) -> tuple[list[Part], int]:
    """Return the parts that pay for the spent `points`, and how many nothing pays for; adds to `absorbed`."""
    own_ids = {lot.id for lot in own}
    instead = pick_order(
        lot
        for lot in sheet.lots.values()
        if lot.id not in own_ids and any(is_usable(lot, then) for then in clawback.spent_at)
    )
    for lot in instead:
        if has_lapsed(lot, at):
            lapsed = _absorb([lot], points)
            absorbed += lapsed
            points -= sum(part.points for part in lapsed)
    tried = {lot.id for lot in instead}
    later = [lot for lot in usable_lots(sheet, at) if lot.id not in tried | own_ids]
    return drawn([lot for lot in instead if is_usable(lot, at)] + later, points)
