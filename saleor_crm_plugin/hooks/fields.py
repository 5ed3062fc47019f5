"""Segment fields: values that an extension computes for every profile."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from saleor_crm_plugin.facts import Money

FieldValue = str | int | bool | datetime


class FieldKind(StrEnum):
    """
    What a field holds.

    `TEXT` is a `str` of at most 200 characters, `INTEGER` an `int` of at most 15 digits (amounts: whole minor
    units), `BOOLEAN` a `bool`, `INSTANT` an aware `datetime`. There are no floats.
    """

    TEXT = "text"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    INSTANT = "instant"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchases:
    """What one shopper bought in one channel and currency, of the orders that count; never sum across them."""

    channel: str
    currency: str
    orders_count: int
    revenue: Money
    refunded: Money
    first_ordered_at: datetime
    last_ordered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """
    What a field may be computed from: no name, no address.

    `points` can be spent now. Empty text is unknown. `country_code` is ISO 3166-1, `language_code` BCP 47.
    """

    profile_id: int
    is_registered: bool
    registered_at: datetime | None
    first_seen_at: datetime
    country_code: str
    language_code: str
    city: str
    tags: tuple[str, ...]
    points: int
    purchases: tuple[Purchases, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentField:
    """
    A named, typed value of every live profile.

    `compute(shoppers, at)` gets up to 500 shoppers and returns their values by `profile_id`; one that is left
    out or `None` has no value. It is called by a worker, outside of any transaction, soon after something was
    written on the shopper's timeline and once every night; the same shopper may come any number of times.
    It may read the extension's own tables, in a constant number of queries, and needs a timeout where it
    asks the network.

    If it raises or returns something else, the batch keeps the values it had, the failure is counted, and
    the next event or night tries again.
    """

    slug: str
    kind: FieldKind
    description: str
    compute: Callable[[Sequence[Shopper], datetime], Mapping[int, FieldValue | None]]
