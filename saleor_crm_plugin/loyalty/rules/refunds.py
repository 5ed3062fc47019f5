"""What refunds of an order claw back and give back: targets that depend only on the total refunded."""

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from saleor_crm_plugin.loyalty.rules.earning import OrderAmounts, basis_weights, goods_minor
from saleor_crm_plugin.loyalty.rules.program import Rate

_NONE = Fraction(0)
_ALL = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedShare:
    """How much of an order went back: of what earned (`basis`) and of the money paid for goods (`goods`), 0 to 1."""

    basis: Fraction
    goods: Fraction


NOTHING_REFUNDED = RefundedShare(basis=_NONE, goods=_NONE)
ALL_REFUNDED = RefundedShare(basis=_ALL, goods=_ALL)


def share_of(points: int, share: Fraction) -> int:
    """Return the whole points that `share` of `points` is: exact at 1, else rounded down."""
    return floor(points * min(max(share, _NONE), _ALL))


def refunded_share(order: OrderAmounts, *, rate: Rate) -> RefundedShare:
    """
    Return how much of `order` its refunds took back, as one cumulative share.

    Money named for a line counts against that line, money named for shipping against shipping, the rest
    spreads evenly over the goods not yet refunded, and only what is left then over shipping. Nothing
    counts beyond what was paid.
    """
    if not order.refunds:
        return NOTHING_REFUNDED
    paid = _paid_by_line(order)
    named = dict.fromkeys(paid, _NONE)
    unnamed = _NONE
    for refund in order.refunds:
        asked = {"": refund.shipping_minor} | refund.lines_minor
        named_minor = sum(asked.values())
        scale = min(_ALL, Fraction(refund.amount_minor, named_minor)) if named_minor else _NONE
        known = {line: minor * scale for line, minor in asked.items() if line in paid}
        for line, minor in known.items():
            named[line] += minor
        unnamed += refund.amount_minor - sum(known.values())
    refunded = {line: min(named[line], paid[line]) for line in paid}
    left = _spread(unnamed, over=[line for line in paid if line], paid=paid, refunded=refunded)
    _spread(left, over=[""], paid=paid, refunded=refunded)
    return _shares(order, rate=rate, paid=paid, refunded=refunded)


def _paid_by_line(order: OrderAmounts) -> dict[str, Fraction]:
    goods = goods_minor(order)
    in_points = min(order.points_paid_minor, goods)
    cash = Fraction(goods - in_points, goods) if goods else _NONE
    paid = {line.id: max(line.gross_minor, 0) * cash for line in order.lines}
    return paid | {"": Fraction(order.shipping_gross_minor)}


def _spread(
    amount: Fraction, *, over: list[str], paid: dict[str, Fraction], refunded: dict[str, Fraction]
) -> Fraction:
    open_minor = sum((paid[line] - refunded[line] for line in over), _NONE)
    if not open_minor:
        return amount
    share = min(_ALL, amount / open_minor)
    for line in over:
        refunded[line] += (paid[line] - refunded[line]) * share
    return amount - open_minor * share


def _shares(
    order: OrderAmounts, *, rate: Rate, paid: dict[str, Fraction], refunded: dict[str, Fraction]
) -> RefundedShare:
    bases, _ = basis_weights(order, rate=rate)
    basis_back = sum(
        (bases[line] * refunded[line] / paid[line] for line in bases if paid[line]), _NONE
    )
    basis = sum(base for line, base in bases.items() if paid[line])
    goods = sum((minor for line, minor in paid.items() if line), _NONE)
    goods_back = sum((minor for line, minor in refunded.items() if line), _NONE)
    return RefundedShare(
        basis=basis_back / basis if basis else _NONE, goods=goods_back / goods if goods else _NONE
    )
