"""Earning rules: bonus points that an extension adds to an order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningLine:
    """
    One line of an order after all discounts; amounts are whole minor units (cents) of the order's currency.

    `id`, `sku`, `product_id`, `category` and the names in `collections` are the host's own words, empty where it has none.
    """

    id: str
    sku: str
    product_id: str
    category: str
    quantity: int
    total_gross_minor: int
    total_net_minor: int
    is_gift_card: bool
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningOrder:
    """
    A fully paid order at the moment a program awards it, and `base_points`, what that program gives for it.

    `program` is the program's slug (`points` unless the shop has more of them): an order may earn in several, and each
    asks. Nothing here is personal: the shopper is `profile_id`. `reference` names the order in its host
    (`saleor:order:42`). Amounts are whole minor units of `currency` (ISO 4217).
    """

    program: str
    reference: str
    profile_id: int
    channel: str
    currency: str
    placed_at: datetime
    paid_at: datetime
    total_gross_minor: int
    shipping_gross_minor: int
    base_points: int
    lines: tuple[EarningLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRule:
    """
    A rule that gives bonus points for an order.

    `bonus(order)` returns whole points, 0 for none, never less and never more than 1,000,000. It must be
    pure: the same order gives the same points, nothing is read, written or asked over the network. It
    rounds by itself; drop fractions, as points are a liability of the shop. It is asked when the order
    earns, once in each program; the result is stored in the award's explanation as `extension:rule`, limits of the program take
    from it first, and a refund takes back its share of it like of every other point. It may be asked again: for a
    quote (`reference` is empty and `profile_id` 0 for a guest then), or when a transaction is repeated.

    A rule that raises, or returns anything else, gives 0 for this order: the award is written without
    it, its explanation names the rule and the error's class, and the failure is counted. An order that has
    its award is not asked about again.
    """

    slug: str
    description: str
    bonus: Callable[[EarningOrder], int]
