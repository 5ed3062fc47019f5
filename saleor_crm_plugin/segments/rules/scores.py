"""
How a value becomes a score from 1 to `bins`: by rank, so that equal values share a score.

The score of a value is `1 + floor(bins * worse / population)`, where `worse` counts the
population's strictly lower values. NTILE is not used: it splits equal values arbitrarily.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from saleor_crm_plugin.facts import JsonObject

BINS_MIN, BINS_MAX = 3, 5


Value = TypeVar("Value", int, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """
    What a shopper must exceed for each score above 1, lowest first; `bins - 1` values per axis, or none.

    `last_ordered_at` is an instant and `revenue_minor` whole minor units of the scope's currency.
    """

    last_ordered_at: tuple[datetime, ...] = ()
    orders_count: tuple[int, ...] = ()
    revenue_minor: tuple[int, ...] = ()


def bound_places(*, population: int, bins: int) -> list[int]:
    """
    Return the 1-based places, in ascending order of values, whose values are the bounds of scores 2 to `bins`.

    A value has score `s` or better when at least `ceil((s - 1) * population / bins)` values are
    strictly lower, which is to say when it exceeds the value that stands at that place.

    :raises ValueError: `bins` is not 3, 4 or 5.
    """
    if not BINS_MIN <= bins <= BINS_MAX:
        raise ValueError(f"RFM needs {BINS_MIN} to {BINS_MAX} bins, got {bins}")
    if population == 0:
        return []
    return [-(-(score - 1) * population // bins) for score in range(2, bins + 1)]


def score_of(value: Value, bounds: Sequence[Value]) -> int:
    """Return the score of `value`: one more than the number of `bounds` it exceeds."""
    return 1 + sum(value > bound for bound in bounds)


def day_bound(last_ordered_at: datetime, *, at: datetime) -> datetime:
    """
    Return the instant that an order must follow to be fresher than `last_ordered_at` by whole days before `at`.

    Recency is counted in whole days (24 hours) back from `at`, so two shoppers of the same day
    are equal.
    """
    return at - (at - last_ordered_at) // timedelta(days=1) * timedelta(days=1)


def bounds_encode(bounds: Bounds) -> JsonObject:
    """Return `bounds` as JSON can hold them."""
    return {
        "last_ordered_at": [bound.isoformat() for bound in bounds.last_ordered_at],
        "orders_count": list(bounds.orders_count),
        "revenue_minor": list(bounds.revenue_minor),
    }


def bounds_decode(encoded: Mapping[str, list[Any]]) -> Bounds:
    """Return what `bounds_encode` was given; an empty mapping means no bounds."""
    return Bounds(
        last_ordered_at=tuple(
            datetime.fromisoformat(bound) for bound in encoded.get("last_ordered_at", [])
        ),
        orders_count=tuple(encoded.get("orders_count", [])),
        revenue_minor=tuple(encoded.get("revenue_minor", [])),
    )
