"""Reads the lines of a batch: who gets how many points; what is wrong with a line, by a code."""

import base64
import binascii
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

POINTS_MAX = 1_000_000_000
_BOM = "\ufeff"


class LineProblem(StrEnum):
    """Why a line is left out; stored words that never change."""

    NOBODY_NAMED = "nobody_named"
    UNKNOWN_PROFILE = "unknown_profile"
    POINTS_NOT_WHOLE = "points_not_whole"
    POINTS_NOT_POSITIVE = "points_not_positive"
    DATE_NOT_ISO = "date_not_iso"
    DATE_IN_PAST = "date_in_past"
    GIVEN_TWICE = "given_twice"
    OTHER_POINTS_BEFORE = "other_points_before"
    ACCOUNT_CLOSED = "account_closed"


class NameKind(StrEnum):
    """By what a line names its shopper; the columns of the file."""

    PROFILE = "profile"
    CUSTOMER = "customer"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """One line of a batch; `problem` is set when it cannot be read. `expires_on` is the last usable day."""

    line: int
    named_by: NameKind | None = None
    name: str = ""
    points: int = 0
    expires_on: date | None = None
    problem: LineProblem | None = None


class ColumnsMissing(ValueError):
    """The file has no column of points, or none that names shoppers."""


def batch_lines(text: str) -> Iterator[BatchLine]:
    """
    Yield the lines of a CSV file with a header: `points`, one or more of `profile`, `customer`, `email`, and `expires_on`.

    Of several names the first that is filled counts, in that order. The first line after the header is line 2.

    :raises ColumnsMissing: the header lacks what every line needs.
    """
    reader = csv.DictReader(text.removeprefix(_BOM).splitlines(), dialect=_dialect(text))
    columns = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
    if "points" not in columns or not columns.keys() & set(NameKind):
        raise ColumnsMissing("the file needs a column `points` and one of profile, customer, email")
    for row in reader:
        cells = {name: (row[key] or "").strip() for name, key in columns.items()}
        if any(cells.values()):
            yield _line(reader.line_num, cells)


def total_points(lines: Iterable[BatchLine]) -> int:
    """Return how many points the lines without a problem give."""
    return sum(line.points for line in lines if line.problem is None)


def profile_number(name: str) -> int | None:
    """Return the number behind a profile's id, opaque or plain, None if it is no such id."""
    if not name.isdecimal():
        try:
            kind, _, name = base64.b64decode(name, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return None
        if kind != "CrmProfile":
            return None
    return int(name) if name.isdecimal() and int(name) < _NUMBER_END else None


_NUMBER_END = 1 << 63


def _dialect(text: str) -> type[csv.Dialect]:
    header = text.split("\n", 1)[0]
    return _Semicolons if header.count(";") > header.count(",") else csv.excel


class _Semicolons(csv.excel):
    delimiter = ";"


def _line(number: int, cells: dict[str, str]) -> BatchLine:
    named_by = next((kind for kind in NameKind if cells.get(kind.value)), None)
    if named_by is None:
        return BatchLine(line=number, problem=LineProblem.NOBODY_NAMED)
    points, problem = _points(cells["points"])
    expires_on = None
    if cells.get("expires_on") and problem is None:
        try:
            expires_on = date.fromisoformat(cells["expires_on"])
        except ValueError:
            problem = LineProblem.DATE_NOT_ISO
    return BatchLine(
        line=number,
        named_by=named_by,
        name=cells[named_by.value],
        points=points,
        expires_on=expires_on,
        problem=problem,
    )


def _points(cell: str) -> tuple[int, LineProblem | None]:
    try:
        points = int(cell)
    except ValueError:
        return 0, LineProblem.POINTS_NOT_WHOLE
    if not 0 < points <= POINTS_MAX:
        return 0, LineProblem.POINTS_NOT_POSITIVE
    return points, None
