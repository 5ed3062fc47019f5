"""What is asked about a file before it is imported, and what the contract shows of it; nothing of it is kept."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoice:
    """Which column of the file a field is read from."""

    field: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordChoice:
    """What a cell of a field means."""

    field: str
    cell: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportChoices:
    """What was chosen; what is None is suggested, or stays as the mapping says."""

    columns: tuple[ColumnChoice, ...] | None = None
    words: tuple[WordChoice, ...] | None = None
    host: str | None = None
    rows: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    decimal_separator: str | None = None
    thousands_separator: str | None = None
    date_formats: tuple[str, ...] | None = None
    calendar: str | None = None
    time_zone: str | None = None
    phone_country: str | None = None
    channel: str | None = None
    currency: str | None = None
    is_paid: bool | None = None
    prices_include_tax: bool | None = None
    tax_percent: Decimal | None = None
    is_registered: bool | None = None
    email_is_verified: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreviewAsk:
    """
    The beginning of a file and what is known about it, for whoever reads files.

    `made_at` dates rows that have no date of their own. `earlier_mappings` are those of finished imports of
    the same kind, the newest first.
    """

    kind: str
    content: bytes
    is_whole: bool
    language_code: str
    time_zone: str
    made_at: datetime
    mapping_text: str
    choices: ImportChoices
    channel: str
    currency: str
    earlier_mappings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnNode:
    """One column of the file, with some of its cells and the field that it is taken for."""

    name: str
    samples: tuple[str, ...]
    field: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNode:
    """One field that an import can have."""

    name: str
    kind: str
    need: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFormatNode:
    """How the file is read, and what holds where it says nothing."""

    host: str
    rows: str
    encoding: str
    delimiter: str
    decimal_separator: str
    thousands_separator: str
    date_formats: tuple[str, ...]
    calendar: str
    time_zone: str
    phone_country: str
    channel: str
    currency: str
    is_paid: bool
    prices_include_tax: bool
    tax_percent: str
    is_registered: bool
    email_is_verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChoiceNode:
    """One way to read the dates of the file."""

    format: str
    cell: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberChoiceNode:
    """One way to read the numbers of the file."""

    decimal_separator: str
    thousands_separator: str
    cell: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordNode:
    """A word of the file that stands for one of ours."""

    field: str
    cell: str
    meaning: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultNode:
    """Why the file cannot be imported as it was chosen; `field` is a path in the mapping."""

    field: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadValueNode:
    """What one field of a row says once it is read."""

    field: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblemNode:
    """Why a row is left out."""

    column: str | None
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRowNode:
    """One row as it would be taken; `outcome` is None while the mapping has faults."""

    line: int
    outcome: str | None
    skip_code: str | None
    values: tuple[ReadValueNode, ...]
    problems: tuple[RowProblemNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreviewNode:
    """What an import would make of the beginning of a file."""

    columns: tuple[ColumnNode, ...]
    fields: tuple[FieldNode, ...]
    format: ImportFormatNode
    encodings: tuple[str, ...]
    dates: tuple[DateChoiceNode, ...]
    numbers: tuple[NumberChoiceNode, ...]
    words: tuple[WordNode, ...]
    mapping: str
    faults: tuple[FaultNode, ...]
    rows: tuple[PreviewRowNode, ...]
    rows_read: int
    rows_refused: int
    earlier_mapping: str | None
    content_bytes_max: int = field(default=0)
