"""What an import would make of a file: types, choices and the question."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import CrmImportKind


@strawberry.enum(description="How rows stand in a file.")
class CrmImportRows(Enum):
    CSV = strawberry.enum_value("CSV", description="Cells, with the names in the first line.")
    JSON_LINES = strawberry.enum_value("JSON_LINES", description="A JSON object per line.")


@strawberry.enum(description="How a file counts years.")
class CrmImportCalendar(Enum):
    GREGORIAN = "GREGORIAN"
    ROC = strawberry.enum_value("ROC", description="Of the Republic of China: 109 is 2020.")


@strawberry.enum(description="What the cells of a field are.")
class CrmImportFieldKind(Enum):
    TEXT = "TEXT"
    NUMBER = "NUMBER"
    WHOLE = strawberry.enum_value("WHOLE", description="A whole number.")
    INSTANT = strawberry.enum_value("INSTANT", description="A date, with a time or without.")
    DAY = "DAY"
    FLAG = strawberry.enum_value("FLAG", description="Yes or no.")
    EMAIL = "EMAIL"
    PHONE = "PHONE"
    COUNTRY = strawberry.enum_value("COUNTRY", description="ISO 3166-1 code of two letters.")
    CURRENCY = strawberry.enum_value("CURRENCY", description="ISO 4217 code.")
    STATUS = strawberry.enum_value("STATUS", description="Where an order stands.")


@strawberry.enum(description="Whether an import can do without a field.")
class CrmImportFieldNeed(Enum):
    NEEDED = "NEEDED"
    ONE_OF = strawberry.enum_value("ONE_OF", description="One or two fields of these are enough.")
    OPTIONAL = "OPTIONAL"


@strawberry.enum(description="What becomes of a row.")
class CrmImportRowOutcome(Enum):
    TAKEN = "TAKEN"
    SKIPPED = strawberry.enum_value("SKIPPED", description="Left out on purpose.")
    REFUSED = strawberry.enum_value("REFUSED", description="Left out because it cannot be read.")


@strawberry.input(description="Which column of the file a field is read from.")
class CrmImportColumnChoiceInput:
    field: str = shown("The field, such as `email`.")
    column: str = shown("The column's name in the file.")


@strawberry.input(description="What a word of the file stands for.")
class CrmImportWordChoiceInput:
    field: str = shown("The field, such as `status`.")
    cell: str = shown("The word as it stands in the file.")
    meaning: str = shown("Our word for it; empty takes the cell as it stands.")


@strawberry.input(
    description="What was chosen; what is left out is suggested, or stays as the mapping says."
)
class CrmImportChoicesInput:
    columns: list[CrmImportColumnChoiceInput] | None = given("All fields that are read.")
    words: list[CrmImportWordChoiceInput] | None = given("Words that stand for others.")
    host: str | None = given("Where the rows come from, such as `till`.")
    rows: CrmImportRows | None = given("How rows stand in the file.")
    encoding: str | None = given("The encoding, such as `cp950`.")
    delimiter: str | None = given("What parts the cells: one character.")
    decimal_separator: str | None = given("What stands before the fraction of a number.")
    thousands_separator: str | None = given("What stands between thousands; empty for nothing.")
    date_formats: list[str] | None = given("In the notation of Python's `strptime`.")
    calendar: CrmImportCalendar | None = given("How years are counted.")
    time_zone: str | None = given("IANA name, for times without an offset.")
    phone_country: str | None = given("ISO 3166-1 code that completes national phone numbers.")
    channel: str | None = given("For orders that name none.")
    currency: str | None = given("For orders that name none.")
    is_paid: bool | None = given("Whether orders without a date of payment are paid.")
    prices_include_tax: bool | None = given("Whether the file's prices are gross.")
    tax_percent: Decimal | None = given("One rate for the whole file.")
    is_registered: bool | None = given("Whether these people have an account.")
    email_is_verified: bool | None = given("Whether their addresses were proven.")


@strawberry.input(description="The beginning of a file, and what was chosen so far.")
class CrmImportPreviewInput:
    kind: CrmImportKind = shown("What the rows are about.")
    content: str = shown(
        "The file or its beginning in base64, plain or gzip-compressed. At most 128 KiB of it are looked at."
    )
    is_whole: bool | None = given("Whether nothing of the file is missing; true unless given.")
    mapping: str | None = given("A mapping to start from, as TOML; suggested unless given.")
    choices: CrmImportChoicesInput | None = given("What was chosen.")
    language_code: str | None = given("BCP 47 code of who asks; what is likely depends on it.")
    time_zone: str | None = given("IANA name of who asks, as a suggestion.")
    made_at: datetime | None = given("When the file was last changed; now unless given.")


@strawberry.type(description="One column of the file.")
class CrmImportColumn:
    name: str = shown("Its name in the file.")
    samples: list[str] = shown("The first three different cells that are not empty.")
    field: str | None = shown("The field that it is taken for.")


@strawberry.type(description="One field that an import can have.")
class CrmImportField:
    name: str = shown("Its name in a mapping.")
    kind: CrmImportFieldKind = shown("What its cells are.")
    need: CrmImportFieldNeed = shown("Whether an import can do without.")


@strawberry.type(description="How the file is read, and what holds where it says nothing.")
class CrmImportFormat:
    host: str = shown("Where the rows come from.")
    rows: CrmImportRows = shown("How rows stand in the file.")
    encoding: str = shown("The encoding.")
    delimiter: str = shown("What parts the cells.")
    decimal_separator: str = shown("What stands before the fraction of a number.")
    thousands_separator: str = shown("What stands between thousands.")
    date_formats: list[str] = shown("Tried in this order.")
    calendar: CrmImportCalendar = shown("How years are counted.")
    time_zone: str = shown("For times without an offset.")
    phone_country: str = shown("Completes national phone numbers.")
    channel: str = shown("For orders that name none.")
    currency: str = shown("For orders that name none.")
    is_paid: bool = shown("Whether orders without a date of payment are paid.")
    prices_include_tax: bool = shown("Whether the file's prices are gross.")
    tax_percent: str = shown("One rate for the whole file, such as `7.5`.")
    is_registered: bool = shown("Whether these people have an account.")
    email_is_verified: bool = shown("Whether their addresses were proven.")


@strawberry.type(description="One of several ways to read the dates of the file.")
class CrmImportDateChoice:
    format: str = shown("In the notation of Python's `strptime`.")
    cell: str = shown("A cell of the file.")
    day: str = shown("The day that it is in this way, in ISO 8601 form.")


@strawberry.type(description="One of several ways to read the numbers of the file.")
class CrmImportNumberChoice:
    decimal_separator: str = shown("What stands before the fraction.")
    thousands_separator: str = shown("What stands between thousands.")
    cell: str = shown("A cell of the file.")
    number: str = shown("The number that it is in this way, with a dot.")


@strawberry.type(description="A word of the file: a status, yes or no, or a country.")
class CrmImportWord:
    field: str = shown("The field.")
    cell: str = shown("The word as it stands in the file.")
    meaning: str | None = shown("What it stands for; null: it is taken as it is.")


@strawberry.type(description="Why the file cannot be imported as it was chosen.")
class CrmImportFault:
    field: str | None = shown("Its place in the mapping, such as `columns.order`, or `file`.")
    message: str = shown("What is wrong.")


@strawberry.type(description="What one field of a row says once it is read.")
class CrmImportValue:
    field: str = shown("The field.")
    text: str = shown("Numbers with a dot, instants in ISO 8601 form, `yes` or `no`.")


@strawberry.type(description="Why a row is left out, or would be read otherwise than it stands.")
class CrmImportProblem:
    column: str | None = shown("The column at fault, if one is.")
    code: str = shown("What is wrong.")
    message: str = shown("The same in words.")


@strawberry.type(description="One row as an import would take it.")
class CrmImportPreviewRow:
    line: int = shown("The line in the file.")
    outcome: CrmImportRowOutcome | None = shown("Null while the mapping has faults.")
    skip_code: str | None = shown("Why it is left out on purpose, if it is.")
    values: list[CrmImportValue] = shown("What it says; a cell that cannot be read is missing.")
    problems: list[CrmImportProblem] = shown("What is wrong with it.")


@strawberry.type(description="What an import would make of the beginning of a file.")
class CrmImportPreview:
    columns: list[CrmImportColumn] = shown("The columns of the file, at most 200.")
    fields: list[CrmImportField] = shown("The fields of this kind of import.")
    format: CrmImportFormat = shown("How the file is read: chosen, or else suggested.")
    encodings: list[str] = shown("Those that the file can be in, the likeliest first.")
    dates: list[CrmImportDateChoice] = shown(
        "Empty, unless days and months could be taken for each other."
    )
    numbers: list[CrmImportNumberChoice] = shown(
        "Empty, unless a mark could part thousands or be the decimal mark."
    )
    words: list[CrmImportWord] = shown("Words of the file that stand for ours, at most 30 a field.")
    mapping: str = shown("The whole mapping as TOML, as `crmImportCreate` takes it.")
    faults: list[CrmImportFault] = shown("Why it cannot be imported yet; empty if it can.")
    rows: list[CrmImportPreviewRow] = shown(
        "The first ten rows, and behind them the first five others that are left out."
    )
    rows_read: int = shown("How many rows were looked at, at most 500.")
    rows_refused: int = shown("How many of them are left out because they cannot be read.")
    earlier_mapping: str | None = shown(
        "The mapping of the newest import whose columns this file has too."
    )
    content_bytes_max: int = shown("The longest file that can be uploaded with this mapping.")


@strawberry.type
class ImportPreviewsQuery:
    """The question what an import would make of a file."""

    crm_import_preview: CrmImportPreview = asked(
        "Query.crmImportPreview",
        "What an import would make of the beginning of a file; nothing of it is stored.",
        {"input": (CrmImportPreviewInput, "The file, and what was chosen so far.")},
    )
