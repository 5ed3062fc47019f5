"""What a mapping file says about a file to import, as frozen values; `mapping_reading` reads and checks it."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.facts import OrderStatus


class ImportKind(StrEnum):
    """What the rows of a file are about."""

    CUSTOMERS = "customers"
    ORDERS = "orders"


class MappingInvalid(CrmError):
    """The mapping file cannot be used; `problems` names every fault at once."""

    code = "IMPORT_MAPPING_INVALID"
    field = "mapping"

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = tuple(problems)


class RowFormat(StrEnum):
    """How rows stand in the file; either may be gzip-compressed."""

    CSV = "csv"
    JSON_LINES = "jsonl"


class Calendar(StrEnum):
    """How the file counts years: `ROC` is the calendar of Taiwan (109 is 2020)."""

    GREGORIAN = "gregorian"
    ROC = "roc"


class CellTest(StrEnum):
    """What a condition compares a cell with."""

    PREFIX = "prefix"
    EQUALS = "equals"
    AT_MOST = "at_most"
    IS_EMPTY = "is_empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One comparison of one column of the file; `texts` has one or more values, any of which fits."""

    column: str
    test: CellTest
    texts: tuple[str, ...] = ()
    limit: Decimal = Decimal(0)
    is_empty: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipRule:
    """Rows that fulfill every condition are left out on purpose and counted under `code`."""

    code: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns:
    """
    Which rows take goods or money back, and how they name the order they are about.

    With `returned_order` mapped the row names the order itself. Otherwise the customer's earlier orders are
    searched by SKU, newest first. Rows whose SKU is in `amount_only_skus` are money without goods.
    """

    when: tuple[Condition, ...] = ()
    amount_only_skus: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFormat:
    """How the file writes rows, numbers and instants."""

    rows: RowFormat = RowFormat.CSV
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    decimal_separator: str = "."
    thousands_separator: str = ""
    date_formats: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    calendar: Calendar = Calendar.GREGORIAN
    time_zone: str = "UTC"
    empty_values: frozenset[str] = frozenset({""})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRules:
    """What holds for orders whose file does not say it."""

    channel: str = ""
    currency: str = ""
    status: OrderStatus = OrderStatus.FULFILLED
    is_paid: bool = True
    keeps_orders_without_customer: bool = True
    shipping_skus: frozenset[str] = frozenset()
    tax_percent: Decimal = Decimal(0)
    prices_include_tax: bool = True
    collection_separator: str = ","
    returns: Returns = Returns()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRules:
    """
    What holds for customers whose file does not say it.

    `version_at` orders this file among others when its rows have no date. `are_made_from_orders` is false
    when the customers of an order file come from a file of their own.
    """

    version_at: datetime | None = None
    are_made_from_orders: bool = True
    is_registered: bool = False
    email_is_verified: bool = False
    consent_channel: str = "email"
    tag_separator: str = ","


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """
    Everything needed to turn the rows of one file into facts.

    `columns` maps our field names to the file's columns, `values` translates cells per field,
    `strip_suffixes` removes an ending per field (`17850.0`). `phone_country` completes national phone numbers.
    """

    kind: ImportKind
    host: str
    columns: dict[str, str]
    file: FileFormat
    orders: OrderRules = field(default_factory=OrderRules)
    customers: CustomerRules = field(default_factory=CustomerRules)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    strip_suffixes: dict[str, str] = field(default_factory=dict)
    skips: tuple[SkipRule, ...] = ()
    phone_country: str = ""
