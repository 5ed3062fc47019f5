"""Drafts the mapping of a file from its beginning: what was chosen, then what a given mapping says, then suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from saleor_crm_plugin.api.nodes.import_previews import FilePreviewAsk, ImportChoices
from saleor_crm_plugin.hosts.files.cell_words import word_meaning
from saleor_crm_plugin.hosts.files.choosing import mapping_choose
from saleor_crm_plugin.hosts.files.column_names import columns_suggest, name_normal
from saleor_crm_plugin.hosts.files.date_suggesting import DateReading, dates_suggest
from saleor_crm_plugin.hosts.files.field_kinds import FieldKind, field_kind
from saleor_crm_plugin.hosts.files.format_suggesting import (
    decoded,
    delimiter_suggest,
    encodings_fitting,
    notations_fitting,
    rows_suggest,
)
from saleor_crm_plugin.hosts.files.mapping import (
    CustomerRules,
    FileFormat,
    ImportKind,
    Mapping,
    OrderRules,
    RowFormat,
)
from saleor_crm_plugin.hosts.files.mapping_reading import is_delimiter
from saleor_crm_plugin.hosts.files.rows import FileUnreadable, SourceRow
from saleor_crm_plugin.hosts.files.samples import Beginning, Sample, sample_read

WORDS_MAX = 30
_WORD_KINDS = {FieldKind.STATUS, FieldKind.FLAG, FieldKind.COUNTRY}
_DATE_KINDS = {FieldKind.INSTANT, FieldKind.DAY}
_NUMBER_KINDS = {FieldKind.NUMBER, FieldKind.WHOLE}
# Columns that only one shop system exports, and what a merchant would call its customers and orders.
_SYSTEMS = {"lineitem sku": "shopify", "default address zip": "shopify", "payment method title": "woocommerce"}  # fmt: skip
_HOST = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A mapping that may lack something yet, and the rows that it was drafted from; `fault` is the file's own."""

    mapping: Mapping
    encodings: tuple[str, ...] = ()
    sample: Sample = field(default_factory=lambda: Sample(""))
    columns: tuple[str, ...] = ()
    rows: Sequence[SourceRow] = ()
    dates: DateReading = field(default_factory=DateReading)
    notations: tuple[tuple[str, str], ...] = ()
    fault: str = ""

    def cells(self, name: str) -> list[str]:
        """Return the cells of the field `name`, trimmed; none when no column is its."""
        return column_cells(self.rows, self.mapping.columns.get(name))


def column_cells(rows: Sequence[SourceRow], column: str | None) -> list[str]:
    """Return the cells of a column that say something, trimmed."""
    if column is None:
        return []
    return [cell for row in rows if (cell := row.cells.get(column, "").strip())]


def draft(*, ask: FilePreviewAsk, beginning: Beginning, base: Mapping | None) -> Draft:
    """Return the mapping that was chosen for a file so far; `base` stands where nothing was chosen."""
    encodings = encodings_fitting(
        beginning.content, language=ask.language_code, is_cut=beginning.is_cut
    )
    layout = _layout(ask.choices, beginning, base, encodings)
    begun = base or _begun(ask)
    unread = Draft(
        mapping=mapping_choose(replace(begun, file=layout), ask.choices), encodings=encodings
    )
    if not is_delimiter(layout.delimiter):
        return unread
    try:
        sample = sample_read(beginning, layout)
        columns, rows = sample.rows(layout)
    except FileUnreadable as error:
        return replace(unread, fault=str(error))
    begun = replace(begun, columns=_columns(ask, base, columns))
    if base is None:
        begun = replace(begun, host=_host(columns))
    drafted = Draft(
        mapping=replace(begun, file=layout),
        encodings=encodings,
        sample=sample,
        columns=columns,
        rows=rows,
    )
    return _with_values(drafted, ask, base)


def _layout(
    choices: ImportChoices, beginning: Beginning, base: Mapping | None, encodings: Sequence[str]
) -> FileFormat:
    """Return how rows stand in the file; numbers and dates are looked at when the columns are known."""
    given = base.file if base else None
    encoding = choices.encoding or (given.encoding if given else next(iter(encodings), "utf-8-sig"))
    text = decoded(beginning.content, encoding, is_cut=beginning.is_cut) or ""
    if choices.rows is not None:
        form = RowFormat[choices.rows]
    else:
        form = given.rows if given else rows_suggest(text)
    delimiter = choices.delimiter or (given.delimiter if given else delimiter_suggest(text))
    return replace(given or FileFormat(), rows=form, encoding=encoding, delimiter=delimiter)


def _begun(ask: FilePreviewAsk) -> Mapping:
    """Return what holds for a file of which nothing is known yet."""
    kind = ImportKind(ask.kind)
    is_of_orders = kind is ImportKind.ORDERS
    return Mapping(
        kind=kind,
        host=_HOST,
        columns={},
        file=FileFormat(),
        orders=OrderRules(channel=ask.channel, currency=ask.currency)
        if is_of_orders
        else OrderRules(),
        customers=CustomerRules() if is_of_orders else CustomerRules(version_at=ask.made_at),
    )


def _columns(ask: FilePreviewAsk, base: Mapping | None, columns: Sequence[str]) -> dict[str, str]:
    if ask.choices.columns is not None:
        return {choice.field: choice.column for choice in ask.choices.columns}
    if base is not None:
        return base.columns
    return columns_suggest(columns=columns, kind=ImportKind(ask.kind))


def _host(columns: Sequence[str]) -> str:
    names = {name_normal(column) for column in columns}
    found = (system for name, system in _SYSTEMS.items() if name_normal(name) in names)
    return next(found, _HOST)


def _with_values(drafted: Draft, ask: FilePreviewAsk, base: Mapping | None) -> Draft:
    """Return the draft with what its cells suggest: numbers, dates and words; then with what was chosen."""
    mapping = drafted.mapping
    kinds = {name: field_kind(name) for name in mapping.columns}
    numbers = [
        cell for name in kinds if kinds[name] in _NUMBER_KINDS for cell in drafted.cells(name)
    ]
    dates = {name: drafted.cells(name) for name in kinds if kinds[name] in _DATE_KINDS}
    notations = notations_fitting(numbers, language=ask.language_code)
    reading = dates_suggest(dates, language=ask.language_code)
    if base is None:
        decimal, thousands = notations[0]
        file = replace(
            mapping.file,
            decimal_separator=decimal,
            thousands_separator=thousands,
            date_formats=reading.formats,
            calendar=reading.calendar,
            time_zone=ask.time_zone or mapping.file.time_zone,
        )
        words = {name: _words(drafted.cells(name), kinds[name]) for name in kinds}
        values = {name: meanings for name, meanings in words.items() if meanings}
        mapping = replace(mapping, file=file, values=values)
    chosen = mapping_choose(mapping, ask.choices)
    return replace(drafted, mapping=chosen, dates=reading, notations=notations)


def _words(cells: Sequence[str], kind: FieldKind) -> dict[str, str]:
    """Return the words among `cells` that mean one of ours and are not written like it."""
    if kind not in _WORD_KINDS:
        return {}
    told = islice(dict.fromkeys(cells), WORDS_MAX)
    known = ((cell, word_meaning(cell, kind)) for cell in told)
    return {cell: meaning for cell, meaning in known if meaning is not None and meaning != cell}
