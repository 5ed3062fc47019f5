"""
Suggests how a file writes dates, and says when day and month could be taken for each other; pure functions.

What is suggested is shown and can be changed. An import itself never guesses: it does what its mapping says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from saleor_crm_plugin.hosts.files.format_suggesting import language_of
from saleor_crm_plugin.hosts.files.mapping import Calendar
from saleor_crm_plugin.hosts.files.values import moment_read

_TIMES = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H:%M:%S %z", " %H:%M:%S.%f")
_ISO_TIMES = ("T%H:%M:%S", "T%H:%M:%S%z", "T%H:%M:%S.%f", "T%H:%M:%S.%f%z", "T%H:%M", " %H:%M:%S%z")
_YEAR_FIRST = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_DAY_FIRST = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y")
_MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%y")
_WORDED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y")
# Where people write the month first; English without a country is taken for America's.
_MONTH_FIRST_PLACES = {"en", "en-us", "en-ph", "es-us", "fil"}
_ROC_PLACES = {"zh-hant"}
_DEFAULT = "%Y-%m-%d %H:%M:%S"
# Most formats read none of these: only the others are tried on every cell.
_CELLS_TRIED_FIRST = 20


@dataclass(frozen=True, slots=True)
class DateReading:
    """
    How the dates of a file are read: formats in the order of trying, and the calendar.

    `others` are formats that read all the same cells as another day: the day and the month change places.
    """

    formats: tuple[str, ...] = (_DEFAULT,)
    calendar: Calendar = Calendar.GREGORIAN
    others: tuple[str, ...] = ()


def dates_suggest(columns: Mapping[str, Sequence[str]], *, language: str) -> DateReading:
    """
    Return how to read the cells of `columns`, by column; the default when there is nothing to read.

    A format that reads all cells of all columns comes first; otherwise each column has its own, and one
    that no format reads wholly takes the one that reads most of it.
    """
    told = {name: tuple(cell for cell in cells if cell) for name, cells in columns.items()}
    told = {name: cells for name, cells in told.items() if cells}
    if not told:
        return DateReading()
    calendars = [Calendar.GREGORIAN]
    if language_of(language) in _ROC_PLACES:
        calendars.append(Calendar.ROC)
    readings = [_reading(told, calendar, _candidates(language)) for calendar in calendars]
    return max(readings, key=lambda reading: _count_read(told, reading))


def _reading(
    columns: Mapping[str, Sequence[str]], calendar: Calendar, candidates: Sequence[str]
) -> DateReading:
    cells = [cell for column in columns.values() for cell in column]
    best = _best(cells, calendar, candidates)
    if best and _fits(cells, best[0], calendar) == len(cells):
        return DateReading((best[0],), calendar, _others(cells, best, calendar))
    formats: list[str] = []
    others: list[str] = []
    for column in columns.values():
        found = _best(column, calendar, [*formats, *candidates])
        if found:
            formats.append(found[0])
            others += _others(column, found, calendar)
    return DateReading(
        tuple(dict.fromkeys(formats)) or (_DEFAULT,), calendar, tuple(dict.fromkeys(others))
    )


def _best(cells: Sequence[str], calendar: Calendar, candidates: Sequence[str]) -> list[str]:
    """Return the formats that read most of `cells`, in the order of `candidates`; none if none reads any."""
    few = cells[:_CELLS_TRIED_FIRST]
    possible = [form for form in dict.fromkeys(candidates) if _fits(few, form, calendar)]
    counts = [(_fits(cells, form, calendar), form) for form in possible]
    most = max((count for count, _ in counts), default=0)
    return [form for count, form in counts if count == most]


def _others(cells: Sequence[str], fitting: Sequence[str], calendar: Calendar) -> tuple[str, ...]:
    """Return the fitting formats that read some cell as another instant than the first one does."""
    first, *rest = fitting
    days = _moments(cells, first, calendar)
    return tuple(form for form in rest if any(days) and _moments(cells, form, calendar) != days)


def _moments(cells: Sequence[str], form: str, calendar: Calendar) -> list[datetime | None]:
    return [moment_read(cell, form, calendar) for cell in cells]


def _fits(cells: Sequence[str], form: str, calendar: Calendar) -> int:
    return sum(moment is not None for moment in _moments(cells, form, calendar))


def _count_read(columns: Mapping[str, Sequence[str]], reading: DateReading) -> int:
    return sum(
        any(moment_read(cell, form, reading.calendar) is not None for form in reading.formats)
        for cells in columns.values()
        for cell in cells
    )


def _candidates(language: str) -> tuple[str, ...]:
    plain = language.lower().replace("_", "-")
    turned = (*_DAY_FIRST, *_MONTH_FIRST)
    if plain in _MONTH_FIRST_PLACES:
        turned = (*_MONTH_FIRST, *_DAY_FIRST)
    iso = [f"%Y-%m-%d{time}" for time in _ISO_TIMES]
    days = (*_YEAR_FIRST, *turned, *_WORDED)
    return (*iso, *(day + time for day, time in product(days, _TIMES)))
