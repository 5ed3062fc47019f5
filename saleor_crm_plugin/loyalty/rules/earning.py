"""How many points an order earns, and how they and its refunds spread over its lines; exact integers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from saleor_crm_plugin.loyalty.rules.program import Rate, Rounding, rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAmounts:
    """
    What the shopper pays for one line after discounts, in minor units.

    `undiscounted_gross_minor` and `undiscounted_net_minor` are what it would have cost before them, None where nobody said.
    """

    id: str
    gross_minor: int
    net_minor: int
    is_gift_card: bool = False
    undiscounted_gross_minor: int | None = None
    undiscounted_net_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAmounts:
    """Money that went back, with tax; what neither `shipping_minor` nor `lines_minor` names is for the goods."""

    amount_minor: int
    shipping_minor: int = 0
    lines_minor: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAmounts:
    """
    The money of one order, in minor units of one currency.

    `points_paid_minor` is the part of the prices that was paid in points, `points_discount_minor` is what points took
    off the prices before.
    """

    lines: tuple[LineAmounts, ...]
    shipping_gross_minor: int = 0
    shipping_net_minor: int = 0
    points_paid_minor: int = 0
    points_discount_minor: int = 0
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

    What counts is said by the rate's flags. Rounded once per order, then split to the lines by largest remainder.
    """
    weights, scale = basis_weights(order, rate=rate)
    basis = sum(weights.values()) // scale
    points = points_earned(basis_minor=basis, rate=rate, rounding=rounding)
    return Award(
        basis_minor=basis,
        points=points,
        lines=lines_split(points, weights.items()),
        weights=tuple(weights.items()),
        scale=scale,
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


def basis_weights(order: OrderAmounts, *, rate: Rate) -> tuple[dict[str, int], int]:
    """
    Return what each line puts into the basis, times a whole number that is returned beside it; shipping has the id ``""``.

    Value paid in points is taken off all goods evenly, also what it took off the prices where discounts count.
    """
    goods, before = goods_minor(order), goods_minor(order, is_before=True)
    in_points = order.points_paid_minor + order.points_discount_minor
    counted = before if rate.basis_has_discounts else goods + order.points_discount_minor
    if not rate.basis_has_points_paid:
        counted = max(counted - in_points, 0)
    # Goods that cost nothing, since points paid them all, are weighed by what they cost before.
    is_before = rate.basis_has_discounts or not goods
    scale = max(before if is_before else goods, 1)
    weights = {
        line.id: 0
        if line.is_gift_card and not rate.basis_has_gift_cards
        else _price_minor(line, is_gross=rate.basis_is_gross, is_before=is_before) * counted
        for line in order.lines
    }
    if rate.basis_has_shipping:
        shipping = order.shipping_gross_minor if rate.basis_is_gross else order.shipping_net_minor
        weights[""] = shipping * scale
    return weights, scale


def goods_minor(order: OrderAmounts, *, is_before: bool = False) -> int:
    """Return what the goods cost, with tax, after discounts unless `is_before`."""
    return sum(_price_minor(line, is_gross=True, is_before=is_before) for line in order.lines)


def _price_minor(line: LineAmounts, *, is_gross: bool, is_before: bool) -> int:
    after = line.gross_minor if is_gross else line.net_minor
    before = line.undiscounted_gross_minor if is_gross else line.undiscounted_net_minor
    return max(after, before or 0, 0) if is_before else max(after, 0)
