"""What redeeming points would bring for one order; nothing is debited here."""

from dataclasses import dataclass

from saleor_crm_plugin.loyalty.rules.program import PERCENT, Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The points a redemption would use and the money, in minor units, it would pay."""

    points: int
    amount_minor: int


def redemption_quote(*, asked: int, available: int | None, order_minor: int, rate: Rate) -> Quote:
    """
    Return what asking for `asked` points brings on an order of `order_minor`, whatever there is if `available` is None.

    Rounded down to blocks and whole minor units; points that would buy only a fraction of a minor unit
    are not used. Below the minimum nothing is. It depends on the original request alone, so quoting again never compounds.
    """
    limit_minor = order_minor * rate.redeem_percent_max // PERCENT
    affordable = limit_minor * rate.redeem_points // rate.redeem_minor
    points = min(asked, affordable, asked if available is None else available)
    points -= points % rate.redeem_points_block
    amount = points * rate.redeem_minor // rate.redeem_points
    if rate.redeem_points_block == 1:
        points = -(-amount * rate.redeem_points // rate.redeem_minor)
    if amount <= 0 or points < rate.redeem_points_min:
        return Quote(points=0, amount_minor=0)
    return Quote(points=points, amount_minor=amount)
