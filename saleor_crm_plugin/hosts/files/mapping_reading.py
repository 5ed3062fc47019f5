"""Reads a mapping file (TOML) and checks it completely before the first row is read."""

import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from saleor_crm_plugin.facts import OrderStatus
from saleor_crm_plugin.hosts.files.format_suggesting import is_text_encoding
from saleor_crm_plugin.hosts.files.mapping import (
    Calendar,
    CellTest,
    Condition,
    CustomerRules,
    FileFormat,
    ImportKind,
    Mapping,
    MappingInvalid,
    OrderRules,
    Returns,
    RowFormat,
    SkipRule,
)
from saleor_crm_plugin.hosts.files.mapping_table import Table

_PERSON = {
    "customer", "customer_external_id", "email", "phone", "first_name", "last_name", "language_code",
    "company", "street_1", "street_2", "city", "region", "postal_code", "country_code", "updated_at",
}  # fmt: skip
FIELDS = {
    ImportKind.CUSTOMERS: _PERSON
    | {"registered_at", "time_zone", "gender", "birthday", "tags", "consent", "consent_at"},
    ImportKind.ORDERS: _PERSON
    | {"order", "number", "returned_order", "placed_at", "paid_at", "status", "channel", "currency"}
    | {"total", "shipping", "voucher_code", "payment_method", "line_sku", "line_name"}
    | {"line_product", "line_category", "line_collections", "line_quantity", "line_unit_price"}
    | {"line_total"},
}
_EXAMPLE = datetime(2020, 5, 12, 13, 14, 15, tzinfo=UTC)
_HOST_LENGTH_MAX = 64
_NO_DELIMITERS = '"\r\n'
_Choice = TypeVar("_Choice", bound=StrEnum)


def mapping_read(*, text: str, kind: ImportKind) -> Mapping:
    """
    Return the mapping that `text` describes for an import of `kind`.

    :raises MappingInvalid: with all problems found, not only the first.
    """
    try:
        text.encode()  # lone surrogates, which no database takes
        document = tomllib.loads(text)
    except UnicodeEncodeError as error:
        raise MappingInvalid(["not TOML: not Unicode"]) from error
    except tomllib.TOMLDecodeError as error:
        raise MappingInvalid([f"not TOML: {error}"]) from error
    problems: list[str] = []
    table = Table(document, "", problems)
    stated = _choice(table, "kind", ImportKind, kind)
    mapping = Mapping(
        kind=kind,
        host=table.text("host", required=True),
        columns=table.table("columns").texts_by_name(),
        file=_file(table.table("file")),
        orders=_orders(table.table("orders")),
        customers=_customers(table.table("customers")),
        values={name: part.texts_by_name() for name, part in table.table("values").tables()},
        strip_suffixes=table.table("strip_suffixes").texts_by_name(),
        skips=tuple(_skip(part) for part in table.list_of_tables("skip")),
        phone_country=table.text("phone_country"),
    )
    table.refuse_unknown()
    if stated is not kind:
        problems.append(f"kind: the mapping is for {stated}, the import is of {kind}")
    _check_fields(mapping, problems)
    if problems:
        raise MappingInvalid(problems)
    return mapping


def mapping_host(*, text: str, kind: str) -> str:
    """
    Return the host that the rows of a mapping's file come from.

    :raises MappingInvalid: with all problems found in the mapping.
    """
    return mapping_read(text=text, kind=ImportKind(kind)).host


def _choice(table: Table, name: str, choices: type[_Choice], default: _Choice) -> _Choice:
    text = table.text(name, default.value)
    try:
        return choices(text)
    except ValueError:
        table.refuse(name, f"expected one of {[item.value for item in choices]}, got {text!r}")
        return default


def _file(table: Table) -> FileFormat:
    defaults = FileFormat()
    file = FileFormat(
        rows=_choice(table, "rows", RowFormat, defaults.rows),
        encoding=table.text("encoding", defaults.encoding),
        delimiter=table.text("delimiter", defaults.delimiter),
        decimal_separator=table.text("decimal_separator", defaults.decimal_separator),
        thousands_separator=table.text("thousands_separator"),
        date_formats=table.texts("date_formats", defaults.date_formats),
        calendar=_choice(table, "calendar", Calendar, defaults.calendar),
        time_zone=table.text("time_zone", defaults.time_zone),
        empty_values=frozenset(table.texts("empty_values", ())) | {""},
    )
    table.refuse_unknown()
    _check_file(table, file)
    return file


def _check_file(table: Table, file: FileFormat) -> None:
    if not is_text_encoding(file.encoding):
        table.refuse("encoding", f"unknown encoding {file.encoding!r}")
    try:
        ZoneInfo(file.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        table.refuse("time_zone", f"expected a name such as Europe/London, got {file.time_zone!r}")
    if not is_delimiter(file.delimiter):
        table.refuse("delimiter", "expected one character")
    if file.decimal_separator == file.thousands_separator or len(file.decimal_separator) != 1:
        table.refuse("decimal_separator", "expected one character that is not the thousands'")
    for form in file.date_formats:
        if not _is_date_format(form):
            table.refuse("date_formats", f"{form!r} does not hold a year, a month and a day")


def is_delimiter(text: str) -> bool:
    """Return whether `text` can part the cells of a row."""
    return len(text) == 1 and text not in _NO_DELIMITERS


def _is_date_format(form: str) -> bool:
    try:
        read = datetime.strptime(_EXAMPLE.strftime(form), form)  # noqa: DTZ007 only to try a format
    except ValueError:
        return False
    return read.date() == _EXAMPLE.date()


def _orders(table: Table) -> OrderRules:
    defaults = OrderRules()
    returns = table.table("returns")
    rules = OrderRules(
        channel=table.text("channel"),
        currency=table.text("currency"),
        status=_choice(table, "status", OrderStatus, defaults.status),
        is_paid=table.flag("is_paid", default=defaults.is_paid),
        keeps_orders_without_customer=table.flag("keeps_orders_without_customer", default=True),
        shipping_skus=frozenset(table.texts("shipping_skus", ())),
        tax_percent=table.decimal("tax_percent", defaults.tax_percent),
        prices_include_tax=table.flag("prices_include_tax", default=True),
        collection_separator=table.text("collection_separator", defaults.collection_separator),
        returns=Returns(
            when=tuple(_condition(part) for part in returns.list_of_tables("when")),
            amount_only_skus=frozenset(returns.texts("amount_only_skus", ())),
        ),
    )
    if not rules.collection_separator:
        table.refuse("collection_separator", "is at least a character")
    returns.refuse_unknown()
    table.refuse_unknown()
    return rules


def _customers(table: Table) -> CustomerRules:
    defaults = CustomerRules()
    rules = CustomerRules(
        version_at=table.instant("version_at"),
        are_made_from_orders=table.flag("are_made_from_orders", default=True),
        is_registered=table.flag("is_registered", default=defaults.is_registered),
        email_is_verified=table.flag("email_is_verified", default=defaults.email_is_verified),
        consent_channel=table.text("consent_channel", defaults.consent_channel),
        tag_separator=table.text("tag_separator", defaults.tag_separator),
    )
    if not rules.tag_separator:
        table.refuse("tag_separator", "is at least a character")
    table.refuse_unknown()
    return rules


def _skip(table: Table) -> SkipRule:
    rule = SkipRule(
        code=table.text("code", required=True),
        when=tuple(_condition(part) for part in table.list_of_tables("when")),
    )
    if not rule.when:
        table.refuse("when", "a skip rule needs at least one condition")
    table.refuse_unknown()
    return rule


def _condition(table: Table) -> Condition:
    column = table.text("column", required=True)
    named = [test for test in CellTest if table.has(test.value)]
    if len(named) != 1:
        table.refuse("", f"needs exactly one of {[test.value for test in CellTest]}")
        return Condition(column=column, test=CellTest.IS_EMPTY)
    (test,) = named
    condition = Condition(
        column=column,
        test=test,
        texts=table.texts(test.value, ()) if test in {CellTest.PREFIX, CellTest.EQUALS} else (),
        limit=table.decimal(test.value, Decimal(0)) if test is CellTest.AT_MOST else Decimal(0),
        is_empty=table.flag(test.value, default=True) if test is CellTest.IS_EMPTY else True,
    )
    table.refuse_unknown()
    return condition


def _check_fields(mapping: Mapping, problems: list[str]) -> None:
    if len(mapping.host) > _HOST_LENGTH_MAX or (mapping.host and not mapping.host.isprintable()):
        problems.append(f"host: is at most {_HOST_LENGTH_MAX} printable characters")
    known = FIELDS[mapping.kind]
    for part, names in (
        ("columns", mapping.columns),
        ("values", mapping.values),
        ("strip_suffixes", mapping.strip_suffixes),
    ):
        problems += [
            f"{part}.{name}: no such field of {mapping.kind}" for name in sorted(set(names) - known)
        ]
    if mapping.kind is ImportKind.ORDERS:
        _check_order_fields(mapping, problems)
    elif not {"customer", "email"} & set(mapping.columns):
        problems.append("columns: customers need a customer or an email column")


def _check_order_fields(mapping: Mapping, problems: list[str]) -> None:
    columns, rules = set(mapping.columns), mapping.orders
    problems += [
        f"columns.{name}: is needed" for name in ("order", "placed_at") if name not in columns
    ]
    if "total" not in columns and not _prices_lines(columns):
        problems.append("columns: needs total, line_total, or line_quantity with line_unit_price")
    for name, default in (("channel", rules.channel), ("currency", rules.currency)):
        if name not in columns and not default:
            problems.append(f"orders.{name}: is needed when the file has no such column")
    if rules.returns.when and "returned_order" not in columns and "line_sku" not in columns:
        problems.append("orders.returns: needs a returned_order or a line_sku column")


def _prices_lines(columns: set[str]) -> bool:
    return "line_total" in columns or {"line_quantity", "line_unit_price"} <= columns
