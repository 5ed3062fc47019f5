"""What the qualifying changes known at one moment promise: which tier, from when, until when."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from saleor_crm_plugin.loyalty.rules.expiry import local_midnight, months_later
from saleor_crm_plugin.loyalty.rules.tier_policy import (
    POINTS,
    ROLLING,
    TierConfig,
    TierDowngrade,
    TierLadder,
    TierWindow,
)

_MONTHS_PER_YEAR = 12
_DAYS_PER_MONTH_MAX = 31
_NEW_YEAR = date(2000, 1, 1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Change:
    """
    `amount` more of `measure` (points, or money in that currency's minor units), negative for a refund.

    It counts for `earned_at`, when the order earned, and was known from `known_at` on.
    """

    earned_at: datetime
    known_at: datetime
    amount: int
    measure: str = POINTS


@dataclass(frozen=True, slots=True)
class Claim:
    """A tier that is held from `from_at` until before `until_at`, or for ever, if nothing else becomes known."""

    slug: str
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Years:
    """Consecutive years on a shop's calendar, numbered; the first begins on `anchor`."""

    anchor: date
    zone: ZoneInfo

    def number_of(self, instant: datetime) -> int:
        """Return the number of the year that holds `instant`."""
        day = instant.astimezone(self.zone).date()
        number = day.year - self.anchor.year
        return number - (day < self._first_day(number))

    def start(self, number: int) -> datetime:
        """Return the first instant of a year."""
        return local_midnight(self._first_day(number), self.zone)

    def _first_day(self, number: int) -> date:
        return months_later(self.anchor, _MONTHS_PER_YEAR * number)


def years_of(config: TierConfig, *, first_earned_at: datetime, zone: ZoneInfo) -> Years:
    """Return the years by which `config` counts: the calendar's, or those since the shopper's first purchase."""
    is_own = config.window is TierWindow.ANNIVERSARY
    anchor = first_earned_at.astimezone(zone).date() if is_own else _NEW_YEAR
    return Years(anchor=anchor, zone=zone)


def left_at(earned_at: datetime, *, config: TierConfig, zone: ZoneInfo) -> datetime:
    """
    Return when what was earned at `earned_at` leaves a rolling window, a local midnight.

    As with the life of points: days count the day of earning as the first, months end with the day of the same number.
    """
    return _later(earned_at.astimezone(zone).date(), config=config, zone=zone)


def evaluation_after(
    instant: datetime, *, config: TierConfig, years: Years, zone: ZoneInfo
) -> datetime | None:
    """Return when tiers are next looked at: the next year, or month for rolling windows; never for a lifetime."""
    if config.window is TierWindow.LIFETIME:
        return None
    if config.window in ROLLING:
        day = instant.astimezone(zone).date()
        return local_midnight(months_later(day.replace(day=1), 1), zone)
    return years.start(years.number_of(instant) + 1)


@dataclass(slots=True, kw_only=True)
class Knowledge:
    """What is known of one shopper so far, under one revision."""

    ladder: TierLadder
    years: Years
    zone: ZoneInfo
    _amounts: dict[datetime, int] = field(default_factory=lambda: defaultdict(int))
    _by_year: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, change: Change) -> None:
        """Learn of one change; what the revision does not count changes nothing."""
        if change.measure != self.ladder.config.measure:
            return
        self._amounts[change.earned_at] += change.amount
        self._by_year[self.years.number_of(change.earned_at)] += change.amount

    def claims(self, *, since: datetime) -> list[Claim]:
        """Return what is promised for `since` and later; promises that ended before may be missing."""
        found: list[Claim] = []
        if self._amounts and self.ladder.tiers and self.ladder.tiers[0].threshold == 0:
            found.append(Claim(self.ladder.tiers[0].slug, min(self._amounts), None))
        for metric, from_at, until_at in self._met(since):
            found += self._promised(metric, from_at, until_at)
        return found

    def _met(self, since: datetime) -> Iterator[tuple[int, datetime, datetime | None]]:
        window = self.ladder.config.window
        if window in ROLLING:
            yield from self._met_rolling(since)
        elif window is TierWindow.LIFETIME:
            if self._amounts:
                yield sum(self._amounts.values()), min(self._amounts), None
        else:
            kept = 2 if self.ladder.config.keeps_next_year else 1
            for number, metric in self._by_year.items():
                yield metric, self.years.start(number), self.years.start(number + kept)

    def _met_rolling(self, since: datetime) -> Iterator[tuple[int, datetime, datetime]]:
        config = self.ladder.config
        horizon = since - self._memory()
        moves: dict[datetime, int] = defaultdict(int)
        for earned_at, amount in self._amounts.items():
            left = left_at(earned_at, config=config, zone=self.zone)
            if left > horizon:
                moves[earned_at] += amount
                moves[left] -= amount
        metric, instants = 0, sorted(moves)
        for from_at, until_at in pairwise(instants):
            metric += moves[from_at]
            yield metric, from_at, until_at

    def _memory(self) -> timedelta:
        """Return how long after it left the window a purchase can still matter, at most."""
        config = self.ladder.config
        steps = len(self.ladder.tiers) if config.downgrade is TierDowngrade.ONE_STEP else 0
        days_each = _DAYS_PER_MONTH_MAX if config.window is TierWindow.ROLLING_MONTHS else 1
        return _DAY * (config.grace_days + steps * days_each * (config.window_length or 0) + 2)

    def _promised(
        self, metric: int, from_at: datetime, until_at: datetime | None
    ) -> Iterator[Claim]:
        config, tiers = self.ladder.config, self.ladder.tiers
        rank = self.ladder.supported_rank(metric)
        lowest = 0 if config.downgrade is TierDowngrade.ONE_STEP else rank
        while rank >= max(lowest, 0):
            kept_until = None if until_at is None else self._with_grace(until_at)
            yield Claim(tiers[rank].slug, from_at, kept_until)
            if until_at is None:
                return
            until_at = self._window_later(until_at)
            rank -= 1

    def _with_grace(self, instant: datetime) -> datetime:
        days = self.ladder.config.grace_days
        if days == 0:
            return instant
        return local_midnight(instant.astimezone(self.zone).date() + _DAY * days, self.zone)

    def _window_later(self, instant: datetime) -> datetime:
        config = self.ladder.config
        if config.window not in ROLLING:
            return self.years.start(self.years.number_of(instant) + 1)
        next_day = instant.astimezone(self.zone).date()
        is_months = config.window is TierWindow.ROLLING_MONTHS
        return _later(next_day - _DAY if is_months else next_day, config=config, zone=self.zone)


def _later(day: date, *, config: TierConfig, zone: ZoneInfo) -> datetime:
    length = config.window_length or 0
    if config.window is TierWindow.ROLLING_DAYS:
        return local_midnight(day + _DAY * length, zone)
    return local_midnight(months_later(day, length) + _DAY, zone)
