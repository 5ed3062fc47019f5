"""Previews an import from the beginning of a file: what is suggested, what is missing, and what the first rows say."""

import re
from collections.abc import Iterator

from saleor_crm_plugin.api.nodes.import_previews import (
    ColumnNode,
    DateChoiceNode,
    FaultNode,
    FieldNode,
    FilePreviewAsk,
    ImportChoices,
    ImportFormatNode,
    ImportPreviewNode,
    NumberChoiceNode,
    WordNode,
)
from saleor_crm_plugin.hosts.files.drafting import WORDS_MAX, Draft, column_cells, draft
from saleor_crm_plugin.hosts.files.field_kinds import (
    FieldKind,
    field_kind,
    field_need,
    fields_shown,
)
from saleor_crm_plugin.hosts.files.format_suggesting import notations_differing
from saleor_crm_plugin.hosts.files.mapping import ImportKind, Mapping, MappingInvalid
from saleor_crm_plugin.hosts.files.mapping_reading import mapping_read
from saleor_crm_plugin.hosts.files.mapping_writing import mapping_write
from saleor_crm_plugin.hosts.files.row_previews import Problems, problems_by_line, rows_previewed
from saleor_crm_plugin.hosts.files.rows import FileUnreadable
from saleor_crm_plugin.hosts.files.samples import beginning_of
from saleor_crm_plugin.hosts.files.values import moment_read

COLUMNS_MAX = 200
_SAMPLES = 3
_SAMPLE_LENGTH_MAX = 80
_PATH = re.compile(r"[a-z_0-9.\[\]]+")
_WORD_KINDS = {FieldKind.STATUS, FieldKind.FLAG, FieldKind.COUNTRY}
_DATE_KINDS = {FieldKind.INSTANT, FieldKind.DAY}
_NUMBER_KINDS = {FieldKind.NUMBER, FieldKind.WHOLE}


def file_preview(ask: FilePreviewAsk) -> ImportPreviewNode:
    """
    Return what an import would make of the beginning of a file; nothing is kept of it.

    What is wrong with the mapping or the file is told among the faults.

    :raises FileUnreadable: a compressed file is damaged.
    """
    kind = ImportKind(ask.kind)
    base, faults = _base(ask, kind)
    drafted = draft(ask=ask, beginning=beginning_of(ask.content, is_whole=ask.is_whole), base=base)
    text = mapping_write(drafted.mapping)
    if ask.mapping_text and ask.choices == ImportChoices():
        text = ask.mapping_text
    faults = faults or _faults_of(text, kind)
    if not drafted.columns:  # what is missing is not known before the file can be read
        faults = [fault for fault in faults if _is_of_file(fault)]
    if drafted.fault:
        faults = [*faults, FaultNode(field="file", message=drafted.fault)]
    elif len(drafted.columns) > COLUMNS_MAX:
        faults = [*faults, FaultNode(field="file", message=f"has more than {COLUMNS_MAX} columns")]
    return _node(ask, drafted, text, faults)


def _base(ask: FilePreviewAsk, kind: ImportKind) -> tuple[Mapping | None, list[FaultNode]]:
    if not ask.mapping_text:
        return None, []
    try:
        return mapping_read(text=ask.mapping_text, kind=kind), []
    except MappingInvalid as error:
        return None, _faults(error)


def _faults_of(text: str, kind: ImportKind) -> list[FaultNode]:
    try:
        mapping_read(text=text, kind=kind)
    except MappingInvalid as error:
        return _faults(error)
    return []


def _faults(error: MappingInvalid) -> list[FaultNode]:
    return [_fault(problem) for problem in error.problems]


def _fault(problem: str) -> FaultNode:
    path, colon, message = problem.partition(": ")
    if colon and _PATH.fullmatch(path):
        return FaultNode(field=path, message=message)
    return FaultNode(field=None, message=problem)


def _node(
    ask: FilePreviewAsk, drafted: Draft, text: str, faults: list[FaultNode]
) -> ImportPreviewNode:
    mapping = drafted.mapping
    problems: Problems | None = None
    if not faults:
        try:
            problems = problems_by_line(sample=drafted.sample, mapping=mapping)
        except FileUnreadable as error:
            faults = [FaultNode(field="file", message=str(error))]
    are_rows_readable = not any(_is_of_file(fault) for fault in faults)
    rows = drafted.rows if are_rows_readable else ()
    return ImportPreviewNode(
        columns=tuple(_columns(drafted)),
        fields=tuple(
            FieldNode(
                name=name,
                kind=field_kind(name).name,
                need=field_need(name, mapping.kind).name,
            )
            for name in fields_shown(mapping.kind)
        ),
        format=_format(mapping),
        encodings=drafted.encodings,
        dates=tuple(_dates(drafted)),
        numbers=tuple(_numbers(drafted)),
        words=tuple(_words(drafted)),
        mapping=text,
        faults=tuple(faults),
        rows=rows_previewed(rows=rows, mapping=mapping, problems=problems),
        rows_read=len(drafted.rows),
        rows_refused=len(problems or {}),
        earlier_mapping=_earlier(ask, drafted),
    )


def _is_of_file(fault: FaultNode) -> bool:
    """Return whether a fault lets no row be read at all."""
    return fault.field is None or fault.field.split(".")[0] == "file"


def _columns(drafted: Draft) -> Iterator[ColumnNode]:
    fields_of = {column: name for name, column in drafted.mapping.columns.items()}
    for column in drafted.columns[:COLUMNS_MAX]:
        cells = dict.fromkeys(column_cells(drafted.rows, column))
        samples = tuple(cell[:_SAMPLE_LENGTH_MAX] for cell in list(cells)[:_SAMPLES])
        yield ColumnNode(name=column, samples=samples, field=fields_of.get(column))


def _format(mapping: Mapping) -> ImportFormatNode:
    file, orders, customers = mapping.file, mapping.orders, mapping.customers
    return ImportFormatNode(
        host=mapping.host,
        rows=file.rows.name,
        encoding=file.encoding,
        delimiter=file.delimiter,
        decimal_separator=file.decimal_separator,
        thousands_separator=file.thousands_separator,
        date_formats=file.date_formats,
        calendar=file.calendar.name,
        time_zone=file.time_zone,
        phone_country=mapping.phone_country,
        channel=orders.channel,
        currency=orders.currency,
        is_paid=orders.is_paid,
        prices_include_tax=orders.prices_include_tax,
        tax_percent=str(orders.tax_percent),
        is_registered=customers.is_registered,
        email_is_verified=customers.email_is_verified,
    )


def _numbers(drafted: Draft) -> Iterator[NumberChoiceNode]:
    """Return how the numbers can be read, when more than one way fits: the same cell as different numbers."""
    cells = [
        cell
        for name in drafted.mapping.columns
        if field_kind(name) in _NUMBER_KINDS
        for cell in drafted.cells(name)
    ]
    for (decimal, thousands), cell, number in notations_differing(cells, drafted.notations):
        yield NumberChoiceNode(
            decimal_separator=decimal, thousands_separator=thousands, cell=cell, number=number
        )


def _dates(drafted: Draft) -> Iterator[DateChoiceNode]:
    """Return how the dates can be read, when more than one way fits: the same cell as different days."""
    reading = drafted.dates
    cells = [
        cell
        for name in drafted.mapping.columns
        if field_kind(name) in _DATE_KINDS
        for cell in drafted.cells(name)
    ]
    if not reading.others:
        return
    for form in (reading.formats[0], *reading.others):
        for cell in cells:
            moment = moment_read(cell, form, reading.calendar)
            if moment is not None and moment.day != moment.month:
                yield DateChoiceNode(format=form, cell=cell, day=moment.date().isoformat())
                break


def _words(drafted: Draft) -> Iterator[WordNode]:
    """Return the different words of the columns that hold words, with what the mapping says that they mean."""
    for name in drafted.mapping.columns:
        if field_kind(name) not in _WORD_KINDS:
            continue
        meanings = drafted.mapping.values.get(name, {})
        for cell in list(dict.fromkeys(drafted.cells(name)))[:WORDS_MAX]:
            yield WordNode(field=name, cell=cell[:_SAMPLE_LENGTH_MAX], meaning=meanings.get(cell))


def _earlier(ask: FilePreviewAsk, drafted: Draft) -> str | None:
    """Return the mapping of the newest import whose columns this file has too."""
    for text in ask.earlier_mappings:
        try:
            mapping = mapping_read(text=text, kind=ImportKind(ask.kind))
        except MappingInvalid:
            continue
        if set(mapping.columns.values()) <= set(drafted.columns):
            return text
    return None
