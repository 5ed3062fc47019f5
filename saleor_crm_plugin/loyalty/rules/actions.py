"""Which birthdays are due, and how many points an action brings within its limits; exact integers."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# A birthday is paid on its day or up to six days later: on the eighth day it is over.
BIRTHDAY_DAYS = 7
# Two birthdays of one shopper are further apart than this, so that editing the date never pays twice.
BIRTHDAY_DAYS_APART = 300
_LEAP_DAY = (2, 29)


class ActionKind(StrEnum):
    """
    What a shopper gets points for beside orders; each word is a stored value and never changes.

    `REGISTRATION`, `NEWSLETTER` and `BIRTHDAY` are found in the CRM's own tables, `EVENT` is told over the contract.
    """

    REGISTRATION = "registration"
    NEWSLETTER = "newsletter"
    BIRTHDAY = "birthday"
    EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthday:
    """One day on which birthdays are due, and the stored (month, day) pairs that fall on it."""

    on: date
    born: tuple[tuple[int, int], ...]

    @property
    def key(self) -> str:
        """Return the ledger's key: a birthday is paid once for each year it falls in."""
        return f"birthday:{self.on.year}"


def birthdays_due(today: date) -> tuple[Birthday, ...]:
    """
    Return the days whose birthdays are paid `today`, the latest first.

    Who was born on 29 February has the birthday on 28 February of other years. On 2 January, one of 30 December is still
    paid, as the previous year's.
    """
    return tuple(_birthday(today - timedelta(days=late)) for late in range(BIRTHDAY_DAYS))


def _birthday(day: date) -> Birthday:
    born = [(day.month, day.day)]
    if born == [(2, 28)] and not isleap(day.year):
        born.append(_LEAP_DAY)
    return Birthday(on=day, born=tuple(born))


def action_points(points: int, *, budget_left: int | None, month_left: int | None) -> int:
    """Return what an action worth `points` brings: a limit trims and never refuses; None is no limit."""
    limits = [limit for limit in (budget_left, month_left) if limit is not None]
    return max(min([points, *limits]), 0)
