"""Earning rules: what an order earns beyond the program's rate, how it stacks, and where it is capped; exact numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from saleor_crm_plugin.loyalty.rules.program import Rounding, Stacking, rounded

ONE_PERMILLE = 1000


class RuleEffect(StrEnum):
    """
    What a rule does; each word is a stored value and never changes.

    `MULTIPLY` multiplies what the matching lines earn, `FIXED` adds points once, `PER_UNIT` adds them for each unit of
    the matching lines.
    """

    MULTIPLY = "multiply"
    FIXED = "fixed"
    PER_UNIT = "per_unit"


class Limit(StrEnum):
    """
    What took points off a contribution; each word is a stored value and never changes.

    `ORDER` and `PROFILE` are the rule's own limits for one order and for one shopper, `PROGRAM` those of the program for
    an order, a day or a month, `BUDGET` is what the rule's budget had left.
    """

    ORDER = "order"
    PROFILE = "profile"
    PROGRAM = "program"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleConditions:
    """
    When a rule holds; what is empty may be anything.

    `products`, `categories` and `collections` name the lines it is about, the `excluded` ones are left out; of several
    collections that a line is in, one is enough for either. `tiers` and `groups` are of
    the moment at which the order earns. `basis_minor_min` is what the order's basis must be at least.
    """

    channels: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    products_excluded: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    categories_excluded: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()
    collections_excluded: tuple[str, ...] = ()
    basis_minor_min: int = 0
    is_first_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusRule:
    """
    One earning rule, in the order in which rules are looked at.

    `amount` is a factor in thousandths for `MULTIPLY` (1,500 is one and a half times), points otherwise. It holds for
    orders paid in `[starts_at, ends_at)`, and gives at most `order_points_max` points to an order and `profile_points_max` to
    all orders of a shopper. `id` is that of its row and `name` what people read; a tier's factor has neither.
    """

    slug: str
    effect: RuleEffect
    amount: int
    conditions: RuleConditions = RuleConditions()
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    order_points_max: int | None = None
    profile_points_max: int | None = None
    id: int | None = None
    name: str = ""

    def __post_init__(self) -> None:
        if self.amount < 0 or (self.effect is RuleEffect.MULTIPLY and self.amount < ONE_PERMILLE):
            raise ValueError(
                "a rule never takes points: factors are 1000 or more, points 0 or more"
            )
        if self.starts_at and self.ends_at and self.starts_at >= self.ends_at:
            raise ValueError("a rule ends after it starts")


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusLine:
    """One line of an order: `weight` is its share of the basis, scaled by the order's `scale`."""

    weight: int
    quantity: int
    product_id: str = ""
    category: str = ""
    collections: tuple[str, ...] = ()
    is_gift_card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusOrder:
    """What rules look at: the order with its base award, and its shopper at the moment it earns."""

    channel: str
    currency: str
    paid_at: datetime
    basis_minor: int
    base_points: int
    lines: tuple[BonusLine, ...]
    scale: int
    points_per_minor: Fraction
    rounding: Rounding
    tier: str = ""
    groups: frozenset[str] = frozenset()
    is_first_order: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """
    What one rule gives an order; `cuts` is what limits and an empty budget took off it, by which, in that order.

    `rule_id` is that of the rule's row, None if it has none, and `name` what the rule was called. `failure` is what stopped the rule of an extension from giving anything.
    """

    slug: str
    points: int
    cuts: tuple[tuple[Limit, int], ...] = ()
    rule_id: int | None = None
    name: str = ""
    failure: Exception | None = field(default=None, compare=False)

    @property
    def trimmed(self) -> int:
        """Return how many points were taken off in all."""
        return sum(points for _, points in self.cuts)

    def cut_to(self, points_max: int, limit: Limit) -> "Contribution":
        """Return what is left when `limit` lets at most `points_max` points pass, at least none."""
        kept = min(self.points, max(points_max, 0))
        if kept == self.points:
            return self
        return replace(self, points=kept, cuts=(*self.cuts, (limit, self.points - kept)))


def rule_holds(rule: BonusRule, order: BonusOrder) -> bool:
    """Return whether `rule` gives `order` anything."""
    wanted = rule.conditions
    if rule.starts_at is not None and order.paid_at < rule.starts_at:
        return False
    if rule.ends_at is not None and order.paid_at >= rule.ends_at:
        return False
    return (
        _named(wanted.channels, order.channel)
        and _named(wanted.currencies, order.currency)
        and _named(wanted.tiers, order.tier)
        and (not wanted.groups or bool(order.groups & set(wanted.groups)))
        and (order.is_first_order or not wanted.is_first_order)
        and order.basis_minor >= wanted.basis_minor_min
        and any(line_matches(rule, line) for line in order.lines)
    )


def line_matches(rule: BonusRule, line: BonusLine) -> bool:
    """Return whether a line is one that `rule` is about; lines that buy gift cards never are."""
    wanted = rule.conditions
    return (
        not line.is_gift_card
        and _named(wanted.products, line.product_id)
        and _named(wanted.categories, line.category)
        and line.product_id not in wanted.products_excluded
        and line.category not in wanted.categories_excluded
        and (not wanted.collections or _share_any(wanted.collections, line.collections))
        and not _share_any(wanted.collections_excluded, line.collections)
    )


def _share_any(names: Sequence[str], others: Sequence[str]) -> bool:
    return any(name in others for name in names)


def _named(names: Sequence[str], name: str) -> bool:
    return not names or name in names


def contributions(
    rules: Sequence[BonusRule], order: BonusOrder, *, stacking: Stacking
) -> list[Contribution]:
    """
    Return what each rule that holds gives, in their order; the sum is what the order earns beyond its base.

    Factors are applied to the exact basis and the whole is rounded once: 19.99 at 1.5 earns 29, of which 19 are
    the base. `ADDITIVE` adds what each factor adds (2 and 3 make 4), `MULTIPLICATIVE` multiplies them (6), `BEST` takes the
    largest (3), line by line. A rule's part is what the total gains by it after the rules before it.
    """
    holding = [rule for rule in rules if rule_holds(rule, order)]
    factors = [Fraction(1) for _ in order.lines]
    total, given = order.base_points, []
    for rule in holding:
        if rule.effect is RuleEffect.MULTIPLY:
            _stack(factors, rule, order, stacking)
            raised = max(_earned(factors, order), total)
            points, total = raised - total, raised
        else:
            points = _points(rule, order)
        one = Contribution(slug=rule.slug, points=points, rule_id=rule.id, name=rule.name)
        most = rule.order_points_max
        given.append(one if most is None else one.cut_to(most, Limit.ORDER))
    return given


def _stack(factors: list[Fraction], rule: BonusRule, order: BonusOrder, stacking: Stacking) -> None:
    factor = Fraction(rule.amount, ONE_PERMILLE)
    for index, line in enumerate(order.lines):
        if not line_matches(rule, line):
            continue
        if stacking is Stacking.ADDITIVE:
            factors[index] += factor - 1
        elif stacking is Stacking.MULTIPLICATIVE:
            factors[index] *= factor
        else:
            factors[index] = max(factors[index], factor)


def _earned(factors: Sequence[Fraction], order: BonusOrder) -> int:
    weighed = sum(
        (line.weight * factor for line, factor in zip(order.lines, factors, strict=True)),
        Fraction(0),
    )
    return rounded(weighed / order.scale * order.points_per_minor, order.rounding)


def _points(rule: BonusRule, order: BonusOrder) -> int:
    if rule.effect is RuleEffect.FIXED:
        return rule.amount
    units = sum(line.quantity for line in order.lines if line_matches(rule, line))
    return rule.amount * max(units, 0)


def trimmed_to(
    base_points: int, given: Sequence[Contribution], *, points_max: int | None
) -> tuple[int, list[Contribution]]:
    """Return base and contributions that sum to at most `points_max`; the last rule gives way first, the base last."""
    if points_max is None:
        return base_points, list(given)
    over = base_points + sum(one.points for one in given) - max(points_max, 0)
    kept: list[Contribution] = []
    for one in reversed(given):
        cut = one.cut_to(one.points - max(over, 0), Limit.PROGRAM)
        over -= one.points - cut.points
        kept.append(cut)
    return base_points - max(over, 0), kept[::-1]
