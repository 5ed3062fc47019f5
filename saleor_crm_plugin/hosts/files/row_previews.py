"""Shows the first rows of a file as an import would take them: what each field says, or why the row is left out."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from saleor_crm_plugin.api.nodes.import_previews import (
    PreviewRowNode,
    ReadValueNode,
    RowProblemNode,
)
from saleor_crm_plugin.facts import Birthday
from saleor_crm_plugin.hosts.files.conditions import skip_code
from saleor_crm_plugin.hosts.files.field_kinds import FieldKind, field_kind, fields_shown
from saleor_crm_plugin.hosts.files.mapping import ImportKind, Mapping
from saleor_crm_plugin.hosts.files.order_rows import WITHOUT_CUSTOMER, is_dropped
from saleor_crm_plugin.hosts.files.reading import FileReading
from saleor_crm_plugin.hosts.files.rows import SourceRow
from saleor_crm_plugin.hosts.files.samples import Sample, in_memory
from saleor_crm_plugin.hosts.files.staging import staging_in_memory
from saleor_crm_plugin.hosts.files.values import Cells, ValueUnreadable

ROWS_SHOWN = 10
ROWS_REFUSED_SHOWN = 5
_TEXT_LENGTH_MAX = 200
_FLAGS = {True: "yes", False: "no", None: ""}

Problems = dict[int, list[RowProblemNode]]


def problems_by_line(*, sample: Sample, mapping: Mapping) -> Problems:
    """
    Return why rows are left out, by line: the very reading of an import, of the sample only.

    :raises FileUnreadable: the file as a whole cannot be read.
    """
    problems: Problems = {}
    with staging_in_memory() as staging:
        wanted = replace(mapping, file=in_memory(mapping.file))
        reading = FileReading(sample.opened, wanted, staging)
        reading.read(lambda percent: None)  # noqa: ARG005 a sample is read at once
        for problem in reading.problems():
            node = RowProblemNode(
                column=problem.field or None, code=problem.code, message=problem.message
            )
            problems.setdefault(problem.line, []).append(node)
    return problems


def rows_previewed(
    *, rows: Sequence[SourceRow], mapping: Mapping, problems: Problems | None
) -> tuple[PreviewRowNode, ...]:
    """
    Return the first rows, and behind them the first that are left out.

    `problems` are None while the mapping has faults: what becomes of a row is not known then.
    """
    shown = list(rows[:ROWS_SHOWN])
    refused = (row for row in rows[ROWS_SHOWN:] if row.line in (problems or {}))
    shown += islice(refused, ROWS_REFUSED_SHOWN)
    if not shown:  # with a format of which nothing can be read, either
        return ()
    reader = _RowReader(mapping)
    return tuple(reader.read(row, problems) for row in shown)


class _RowReader:
    """Reads one row after another, field by field, so that every cell that is wrong is named."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping
        self._cells = Cells(mapping)
        self._zone = ZoneInfo(mapping.file.time_zone)
        self._by_kind = self._readers()
        self._names = [name for name in fields_shown(mapping.kind) if name in mapping.columns]

    def read(self, row: SourceRow, problems: Problems | None) -> PreviewRowNode:
        """Return what the row says, and what becomes of it."""
        values, unreadable = self._values(row)
        told = [] if problems is None else problems.get(row.line, [])
        code = self._skip_code(row, {value.field: value.text for value in values})
        outcome = None if problems is None else _outcome(code, told)
        if code or row.fault:
            unreadable = []
        named = {(problem.column, problem.code) for problem in told}
        others = [one for one in unreadable if (one.column, one.code) not in named]
        return PreviewRowNode(
            line=row.line,
            outcome=outcome,
            skip_code=code or None,
            values=() if row.fault else tuple(values),
            problems=(*told, *others),
        )

    def _values(self, row: SourceRow) -> tuple[list[ReadValueNode], list[RowProblemNode]]:
        self._cells.turn_to(row.cells)
        readers = self._by_kind
        values: list[ReadValueNode] = []
        problems: list[RowProblemNode] = []
        for name in self._names:
            try:
                text = readers[field_kind(name)](name)
            except ValueUnreadable as error:
                problems.append(
                    RowProblemNode(
                        column=error.column or None, code=error.code, message=error.message
                    )
                )
            else:
                values.append(ReadValueNode(field=name, text=text[:_TEXT_LENGTH_MAX]))
        return values, problems

    def _readers(self) -> dict[FieldKind, Callable[[str], str]]:
        """Return how the fields of each kind are read, as the import reads them."""
        cells, rules = self._cells, self._mapping.orders
        return {
            FieldKind.TEXT: cells.text,
            FieldKind.NUMBER: lambda name: _plain(cells.decimal(name)),
            FieldKind.WHOLE: lambda name: _plain(cells.whole(name)),
            FieldKind.INSTANT: lambda name: self._instant(cells.instant(name)),
            FieldKind.DAY: lambda name: _day(cells.birthday(name)),
            FieldKind.FLAG: lambda name: _FLAGS[cells.flag(name)],
            FieldKind.EMAIL: cells.email,
            FieldKind.PHONE: cells.phone,
            FieldKind.COUNTRY: cells.country,
            FieldKind.CURRENCY: lambda name: cells.currency(name, rules.currency),
            FieldKind.STATUS: lambda name: cells.status(name, rules.status).value,
        }

    def _instant(self, moment: datetime | None) -> str:
        if moment is None:
            return ""
        try:
            return moment.astimezone(self._zone).isoformat()
        except OverflowError:  # the first or the last day there is
            return moment.isoformat()

    def _skip_code(self, row: SourceRow, texts: dict[str, str]) -> str:
        if row.fault:
            return ""
        if code := skip_code(self._mapping, row.cells):
            return code
        customer, email = texts.get("customer", ""), texts.get("email", "")
        is_order = self._mapping.kind is ImportKind.ORDERS
        if is_order and is_dropped(self._mapping.orders, customer=customer, email=email):
            return WITHOUT_CUSTOMER
        return ""


def _outcome(code: str, problems: Sequence[RowProblemNode]) -> str:
    if code:
        return "SKIPPED"
    return "REFUSED" if problems else "TAKEN"


def _day(birthday: Birthday | None) -> str:
    if birthday is None:
        return ""
    return f"{birthday.year:04}-{birthday.month:02}-{birthday.day:02}"


def _plain(value: object) -> str:
    return "" if value is None else str(value)
