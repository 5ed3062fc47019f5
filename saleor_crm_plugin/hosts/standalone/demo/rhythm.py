"""
When the demo shop sells, and how often a shopper comes back.

Repeat buying follows the BG/NBD model (Fader, Hardie & Lee 2005, Marketing Science 24(2), section 3): while alive a
shopper buys at rate lambda ~ Gamma(r, alpha) per week, and after each purchase leaves for ever with p ~ Beta(a, b).
The parameters are those of the paper's table 2, estimated on CDNOW. Time runs faster on busy days: the process
lives in operational time, so that seasons change when people buy and not how loyal they are.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

R, ALPHA, A, B = 0.243, 4.414, 0.793, 2.426
HISTORY_DAYS = 730
_DAYS_PER_WEEK = 7
_MONTHS = (0.95, 0.90, 0.95, 0.95, 0.95, 0.85, 0.80, 0.80, 1.00, 1.05, 1.30, 1.60)
_WEEKDAYS = (1.05, 1.00, 0.95, 0.95, 0.95, 0.95, 1.15)
_HOURS = (1, 0, 0, 0, 0, 1, 2, 4, 6, 8, 9, 9, 10, 9, 8, 8, 9, 10, 12, 14, 15, 12, 7, 3)
# (month, day) from, to, and how much busier: Singles' Day, Black Friday's week, before Christmas, after it.
_PEAKS = (
    ((11, 9), (11, 10), 1.8),
    ((11, 11), (11, 11), 5.0),
    ((11, 24), (11, 30), 1.9),
    ((12, 5), (12, 20), 1.5),
    ((12, 24), (12, 26), 0.3),
)
_GROWTH_PER_YEAR = 0.4


class Season:
    """Two years of days that end at `at`, each as long as it is busy."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._first = (at - timedelta(days=HISTORY_DAYS)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        days = [self._first + timedelta(days=number) for number in range(HISTORY_DAYS)]
        busyness = [busyness_of(day.date()) for day in days]
        mean = sum(busyness) / len(busyness)
        self._ends = list(accumulate(value / mean for value in busyness))

    def first_moment(self, rng: Random) -> float:
        """Return when a shopper comes for the first time, in operational days; the shop grows."""
        slope = _GROWTH_PER_YEAR * HISTORY_DAYS / 365
        while True:
            place = rng.random()
            if rng.random() * (1 + slope) <= 1 + slope * place:
                return place * self._ends[-1]

    def instant(self, rng: Random, operational: float) -> datetime | None:
        """Return the instant in calendar time, None when it is after the end of the history."""
        number = bisect_left(self._ends, operational)
        if number >= len(self._ends):
            return None
        (hour,) = rng.choices(range(24), _HOURS)
        day = self._first + timedelta(days=number, hours=hour)
        moment = day + timedelta(minutes=rng.randrange(60), seconds=rng.randrange(60))
        return moment if moment < self._at else None


def busyness_of(day: date) -> float:
    """Return how many orders a day brings, as a multiple of an ordinary day."""
    value = _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()]
    for first, last, factor in _PEAKS:
        if first <= (day.month, day.day) <= last:
            value *= factor
    return value


def purchases(rng: Random, season: Season) -> list[datetime]:
    """Return when one shopper buys, oldest first; the first purchase always happens."""
    moments = (season.instant(rng, place) for place in repeat_days(rng, season.first_moment(rng)))
    found: list[datetime] = []
    for moment in moments:
        if moment is None:
            break
        found.append(moment)
    return sorted(found)


def repeat_days(rng: Random, start: float) -> Iterator[float]:
    """Yield operational days: endless unless the shopper drops out, which he can after each repeat purchase."""
    rate_per_day = rng.gammavariate(R, 1 / ALPHA) / _DAYS_PER_WEEK
    dropout = rng.betavariate(A, B)
    yield start
    moment = start
    while rate_per_day > 0:
        moment += rng.expovariate(rate_per_day)
        yield moment
        if rng.random() < dropout:
            return
