"""
Holding points for a cart: they stay in their lots and in the balance, and nothing else can take them.

Every function expects a sheet that was advanced to `at`, as the movements do. A hold that was not ended by `until`
ends then by itself, whether or not anybody writes that down.
"""

from datetime import datetime
from enum import StrEnum

from saleor_crm_plugin.loyalty.rules.ledger import (
    EntryKind,
    Hold,
    Movement,
    Part,
    Sheet,
    Source,
    available,
    drawn,
    has_lapsed,
    usable_lots,
)
from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints, hold_end


class ReservationState(StrEnum):
    """What became of held points; each word is a stored value and never changes."""

    HELD = "held"
    COMMITTED = "committed"
    RELEASED = "released"
    EXPIRED = "expired"


class ReservationCarrier(StrEnum):
    """
    How held points pay: as a discount that the order's prices already show, or as a payment of them.

    Only what was paid with points has to be taken off what the order earns. Each word is a stored value.
    """

    DISCOUNT = "discount"
    PAYMENT = "payment"


def points_hold(sheet: Sheet, hold: Hold, *, points: int, until: datetime, at: datetime) -> None:
    """
    Let `hold` keep `points` until `until`, more or fewer than it does.

    The points that lapse soonest are held first. A hold that keeps points alive which have
    lapsed is never prolonged, so that holding is no way around the expiry.

    :raises NotEnoughPoints: there are not so many that nothing else holds; nothing was changed.
    """
    if points < hold.points:
        hold_end(sheet, hold, points=hold.points - points, at=at)
    more, short = drawn(usable_lots(sheet, at), points - hold.points)
    if short > 0:
        raise NotEnoughPoints(asked=points, balance=available(sheet, at) + hold.points)
    for part in more:
        sheet.reserve(part.lot_id or 0, -part.points)
        _part_add(hold, Part(part.lot_id, -part.points))
    if not any(has_lapsed(sheet.lots[part.lot_id or 0], at) for part in hold.parts):
        hold.until = until
    sheet.holds[hold.id] = hold


def hold_release(sheet: Sheet, hold: Hold, *, at: datetime) -> None:
    """Let all points of `hold` go."""
    hold_end(sheet, hold, points=hold.points, at=at)
    del sheet.holds[hold.id]


def hold_commit(sheet: Sheet, hold: Hold, *, key: str, source: Source, at: datetime) -> Movement:
    """Spend the points of `hold`, from the lots they were held in, even if those lapsed meanwhile."""
    parts = [Part(part.lot_id, -part.points) for part in hold.parts]
    for part in parts:
        sheet.reserve(part.lot_id or 0, part.points)
    del sheet.holds[hold.id]
    return sheet.post(EntryKind.REDEEM, key=key, parts=parts, effective_at=at, source=source)


def _part_add(hold: Hold, part: Part) -> None:
    for index, own in enumerate(hold.parts):
        if own.lot_id == part.lot_id:
            hold.parts[index] = Part(own.lot_id, own.points + part.points)
            return
    hold.parts.append(part)
