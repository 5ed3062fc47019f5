"""
When points of idle shoppers lapse: so many months after the last purchase or redemption, on the program's calendar.

A pure function of when the shopper was last active, when the points became usable, and since when the policy is in force.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from saleor_crm_plugin.loyalty.rules.expiry import local_midnight, months_later

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdlePeriod:
    """From `from_at` until `until_at` (None: to this day) points lapsed after `months` without activity."""

    months: int
    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inactivity:
    """
    The policy of one program through time, the earliest period first; none means that idle points never lapsed.

    In an account that was closed at `closed_at` nothing lives on, not even what a refund brings back later.
    """

    zone: ZoneInfo
    periods: tuple[IdlePeriod, ...] = ()
    closed_at: datetime | None = None

    def lapses_at(self, *, active_at: datetime | None, usable_at: datetime) -> datetime | None:
        """
        Return when points that are usable from `usable_at` lapse if their owner was last active at `active_at`.

        Never sooner than a whole period after the policy began, after the last activity, and after they became
        usable. None if no policy takes them. At once in a closed account.
        """
        if self.closed_at is not None:
            return max(self.closed_at, usable_at)
        start = usable_at if active_at is None else max(active_at, usable_at)
        for period in self.periods:
            day = self._day(max(start, period.from_at))
            ends_at = local_midnight(months_later(day, period.months) + _DAY, self.zone)
            if period.until_at is None or ends_at <= period.until_at:
                return ends_at
        return None

    def lapsed_before(self, at: datetime) -> datetime | None:
        """
        Return the instant before which owners were active, and points usable, whose points have lapsed at `at`.

        None if none have. The same answer as `lapses_at`, for statements on many accounts.
        """
        found = [self._lapsed_before(period, at) for period in self.periods]
        return max((one for one in found if one is not None), default=None)

    def _lapsed_before(self, period: IdlePeriod, at: datetime) -> datetime | None:
        last_day = self._day(at if period.until_at is None else min(at, period.until_at))
        day = months_later(last_day, -period.months)
        while months_later(day, period.months) >= last_day:
            day -= _DAY
        return local_midnight(day + _DAY, self.zone) if self._day(period.from_at) <= day else None

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def idle_periods(revisions: Iterable[tuple[datetime, int | None]]) -> tuple[IdlePeriod, ...]:
    """
    Return the periods of a program from its revisions, oldest first: since when, and after how many months (None: never).

    A revision that leaves the number alone goes on with the period; another number begins a new one.
    """
    periods: list[IdlePeriod] = []
    for valid_from, months in revisions:
        last = periods[-1] if periods else None
        if last is not None and last.until_at is None:
            if last.months == months:
                continue
            periods[-1] = IdlePeriod(months=last.months, from_at=last.from_at, until_at=valid_from)
        if months is not None:
            periods.append(IdlePeriod(months=months, from_at=valid_from))
    return tuple(periods)
