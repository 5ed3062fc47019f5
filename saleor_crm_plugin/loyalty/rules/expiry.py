"""When points begin and cease to be usable, on the program's own calendar."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from saleor_crm_plugin.loyalty.rules.program import ProgramConfig

_MONTHS_PER_YEAR = 12


def months_later(day: date, months: int) -> date:
    """Return the same day `months` later, or the last day of that month if it is shorter: 31 Jan + 1 = 28 Feb."""
    years, month = divmod(day.month - 1 + months, _MONTHS_PER_YEAR)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which `day` begins in `zone`, in UTC."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def activation_of(earned_at: datetime, config: ProgramConfig) -> datetime:
    """Return when points earned at `earned_at` become usable."""
    return earned_at + timedelta(days=config.hold_days)


def expiry_of(activates_at: datetime, *, config: ProgramConfig, zone: ZoneInfo) -> datetime | None:
    """
    Return the first local midnight after the last usable day, or None for points that never lapse.

    A lifetime in days counts the day of activation as the first; a lifetime in months ends
    with the day of the same number: activated 25 January, one month, usable to the end of 25 February.
    """
    first_day = activates_at.astimezone(zone).date()
    if config.lifetime_days is not None:
        return local_midnight(first_day + timedelta(days=config.lifetime_days), zone)
    if config.lifetime_months is not None:
        last_day = months_later(first_day, config.lifetime_months)
        return local_midnight(last_day + timedelta(days=1), zone)
    return None


def grace_end(returned_at: datetime, *, days: int, zone: ZoneInfo) -> datetime:
    """Return when points that came back to a lapsed lot lapse again, `days` counting the day of return."""
    return local_midnight(returned_at.astimezone(zone).date() + timedelta(days=days), zone)
