"""Which instants a month of the shop's calendar spans."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of a calendar, `[since, until)`; `name` is written as 2026-03."""

    name: str
    since: datetime
    until: datetime


def months_until(*, last: date, count: int, zone: tzinfo) -> tuple[Month, ...]:
    """
    Return `count` months of the calendar of `zone`, the one of `last` at the end.

    A month begins at its first midnight there, so that one in which clocks change is an hour longer or shorter.

    :raises ValueError: there would be a month before the year 1 or after 9999.
    """
    number = 12 * last.year + last.month - 1
    return tuple(_months(number - count + 1, number, zone))


def _months(first: int, last: int, zone: tzinfo) -> Iterator[Month]:
    for number in range(first, last + 1):
        since = _midnight(number, zone)
        yield Month(name=f"{since:%Y-%m}", since=since, until=_midnight(number + 1, zone))


def _midnight(number: int, zone: tzinfo) -> datetime:
    year, month = divmod(number, 12)
    return datetime.combine(date(year, month + 1, 1), time.min, tzinfo=zone)
