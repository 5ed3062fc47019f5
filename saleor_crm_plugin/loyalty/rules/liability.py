"""What points that are out cost: the share of a sale that is deferred for them, and how many are expected to be used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

LOTS_MIN = 100
_HALF = Fraction(1, 2)
_ALL = Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """
    How many of the points whose life is over were used, the rest of them lapsed.

    `rate` is None when fewer than a hundred lots have lived their whole life: that is no experience yet.
    """

    lots_count: int
    used: int
    lapsed: int

    @property
    def rate(self) -> Fraction | None:
        """Return the share that was used, None without enough experience."""
        if self.lots_count < LOTS_MIN or not self.used + self.lapsed:
            return None
        return Fraction(self.used, self.used + self.lapsed)


def rounded(amount: Fraction) -> int:
    """Return `amount` in whole minor units, halves up: bookkeeping rounds to the nearest."""
    return floor(amount + _HALF)


def deferred(*, sale: Fraction, points_value: Fraction) -> Fraction:
    """
    Return the part of the price of a sale that belongs to the points it gave.

    By relative standalone selling prices (IFRS 15.74, 15.B39-B43 and Example 52): the goods stand for
    `sale`, the points for what those that are expected to be used are worth. Any unit, the same for both.
    """
    total = sale + points_value
    return sale * points_value / total if total else Fraction(0)


def recognized(*, deferred_total: Fraction, used: Fraction, expected: Fraction) -> Fraction:
    """
    Return how much of what was deferred has become revenue since: in proportion to the points that are expected to be used.

    Cumulative, so that a changed expectation corrects itself with the next period (IFRS 15 Example 52).
    """
    return deferred_total * min(used / expected, _ALL) if expected else deferred_total


def expected_points(*, issued: int, used: int, rate: Fraction | None) -> Fraction:
    """Return how many of `issued` points will be used in the end: all of them without experience, never fewer than were."""
    return max(Fraction(issued) * (_ALL if rate is None else rate), Fraction(used))


def month_of(expires_at: datetime | None, zone: ZoneInfo) -> str:
    """Return the month in which points are last usable, such as `2026-03`; "" for points that never lapse."""
    if expires_at is None:
        return ""
    # They lapse at the midnight after their last day.
    return (expires_at - timedelta(seconds=1)).astimezone(zone).strftime("%Y-%m")


def ladder(
    lots: Iterable[tuple[datetime | None, int]], *, zone: ZoneInfo
) -> tuple[tuple[str, int], ...]:
    """Return the points by the month in which they are last usable, soonest first, those that never lapse at the end."""
    steps: dict[str, int] = {}
    for expires_at, points in lots:
        month = month_of(expires_at, zone)
        steps[month] = steps.get(month, 0) + points
    return tuple(sorted(steps.items(), key=lambda step: (step[0] == "", step[0])))
