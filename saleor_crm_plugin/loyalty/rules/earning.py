"""How many points an order earns, and how they and its refunds spread over its lines; exact integers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from saleor_crm_plugin.loyalty.rules.program import Rate, Rounding, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAmounts:
    """What the shopper pays for one line after discounts, in minor units."""

    id: str
    gross_minor: int
    net_minor: int
    is_gift_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAmounts:
    """Money that went back, with tax; what neither `shipping_minor` nor `lines_minor` names is for the goods."""

    amount_minor: int
    shipping_minor: int = 0
    lines_minor: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAmounts:
    """The money of one order, in minor units of one currency; `points_paid_minor` is the part paid in points."""

    lines: tuple[LineAmounts, ...]
    shipping_gross_minor: int = 0
    shipping_net_minor: int = 0
    points_paid_minor: int = 0
    refunds: tuple[RefundAmounts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """
    What an order earns at the program's rate: the basis in minor units, the points, and the points of each line.

    `weights` are the lines' shares of the basis; they sum to `basis_minor` times `scale`, fractions aside.
    """

    basis_minor: int
    points: int
    lines: tuple[tuple[str, int], ...]
    weights: tuple[tuple[str, int], ...] = ()
    scale: int = 1


def order_award(order: OrderAmounts, *, rate: Rate, rounding: Rounding) -> Award:
    """
    Return what `order` earns at `rate`.

    Value paid in points earns nothing and is taken off all goods evenly; lines that buy gift cards earn
    nothing. Rounded once per order, then split to the lines by largest remainder.
    """
    goods = goods_minor(order)
    in_cash = max(goods - order.points_paid_minor, 0)
    # Every weight is scaled by the price of the goods, so that it stays a whole number.
    weights = {
        line: base * (in_cash if line and goods else max(goods, 1))
        for line, base in line_bases(order, rate=rate).items()
    }
    basis = sum(weights.values()) // max(goods, 1)
    points = points_earned(basis_minor=basis, rate=rate, rounding=rounding)
    return Award(
        basis_minor=basis,
        points=points,
        lines=lines_split(points, weights.items()),
        weights=tuple(weights.items()),
        scale=max(goods, 1),
    )


def lines_split(points: int, weights: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return `points` split over lines by their weights, by largest remainder."""
    named = dict(weights)
    return tuple(zip(named, points_split(points, list(named.values())), strict=True))


def points_earned(*, basis_minor: int, rate: Rate, rounding: Rounding) -> int:
    """Return the whole points that `basis_minor` earns; a negative basis earns nothing."""
    exact = Fraction(max(basis_minor, 0) * rate.earn_points, rate.earn_per_minor)
    return rounded(exact, rounding)


def points_split(points: int, weights: Sequence[int]) -> list[int]:
    """
    Return `points` in whole parts proportional to `weights`, by largest remainder.

    The parts sum to `points`; of equal remainders the earlier part gets the point.
    Without any weight, every part is 0.
    """
    total = sum(weights)
    if total <= 0:
        return [0] * len(weights)
    parts = [points * weight // total for weight in weights]
    by_remainder = sorted(
        range(len(weights)), key=lambda index: (-(points * weights[index] % total), index)
    )
    for index in by_remainder[: points - sum(parts)]:
        parts[index] += 1
    return parts


def line_bases(order: OrderAmounts, *, rate: Rate) -> dict[str, int]:
    """Return what each line puts into the basis before points paid are taken off; shipping has the id ``""``."""
    bases = {
        line.id: 0
        if line.is_gift_card
        else max(line.gross_minor if rate.basis_is_gross else line.net_minor, 0)
        for line in order.lines
    }
    if rate.basis_has_shipping:
        bases[""] = order.shipping_gross_minor if rate.basis_is_gross else order.shipping_net_minor
    return bases


def goods_minor(order: OrderAmounts) -> int:
    """Return what the goods cost, with tax."""
    return sum(max(line.gross_minor, 0) for line in order.lines)
