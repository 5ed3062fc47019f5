"""A mapping file is checked completely before the first row is read."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from saleor_crm_plugin.facts import OrderStatus
from saleor_crm_plugin.hosts.files.mapping import (
    Calendar,
    CellTest,
    Condition,
    ImportKind,
    MappingInvalid,
    RowFormat,
)
from saleor_crm_plugin.hosts.files.mapping_reading import mapping_read

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
ORDERS = """
host = "pos"
[columns]
order = "no"
placed_at = "day"
total = "sum"
[orders]
channel = "pos"
currency = "TWD"
"""


def problems_of(text: str, kind: ImportKind = ImportKind.ORDERS) -> list[str]:
    with pytest.raises(MappingInvalid) as refusal:
        mapping_read(text=text, kind=kind)
    return list(refusal.value.problems)


def test_what_the_mapping_leaves_out_has_defaults() -> None:
    mapping = mapping_read(text=ORDERS, kind=ImportKind.ORDERS)

    assert mapping.file.rows is RowFormat.CSV
    assert mapping.file.encoding == "utf-8-sig"
    assert mapping.file.calendar is Calendar.GREGORIAN
    assert mapping.orders.status is OrderStatus.FULFILLED
    assert mapping.orders.is_paid is True
    assert mapping.customers.is_registered is False
    assert mapping.skips == ()


def test_the_mapping_of_the_worked_example_says_what_returns_are() -> None:
    text = (EXAMPLES / "online-retail" / "mapping.toml").read_text(encoding="utf-8")

    mapping = mapping_read(text=text, kind=ImportKind.ORDERS)

    returns = mapping.orders.returns
    assert returns.when == (Condition(column="InvoiceNo", test=CellTest.PREFIX, texts=("C",)),)
    assert returns.amount_only_skus == {"D", "M", "CRUK"}
    assert [rule.code for rule in mapping.skips] == ["bad_debt", "stock_adjustment"]
    assert mapping.values["country_code"]["EIRE"] == "IE"
    assert (mapping.file.time_zone, mapping.orders.currency) == ("Europe/London", "GBP")


def test_every_problem_is_named_at_once_with_its_place() -> None:
    text = """
        [columns]
        order = 7
        lin_sku = "SKU"
        [file]
        encoding = "utf-99"
        time_zone = "Europe/Lundon"
        date_formats = ["%d.%m."]
        delimeter = ";"
        [orders]
        status = "sold"
        is_paid = "yes"
        collection_separator = ""
        [[orders.returns.when]]
        column = "no"
    """

    assert sorted(problems_of(text)) == [
        "columns.lin_sku: no such field of orders",
        "columns.order: expected a string, got int",
        "columns.placed_at: is needed",
        "columns: needs total, line_total, or line_quantity with line_unit_price",
        "file.date_formats: '%d.%m.' does not hold a year, a month and a day",
        "file.delimeter: unknown key",
        "file.encoding: unknown encoding 'utf-99'",
        "file.time_zone: expected a name such as Europe/London, got 'Europe/Lundon'",
        "host: is needed",
        "orders.channel: is needed when the file has no such column",
        "orders.collection_separator: is at least a character",
        "orders.currency: is needed when the file has no such column",
        "orders.is_paid: expected true or false, got str",
        "orders.returns.when[1]: needs exactly one of ['prefix', 'equals', 'at_most', 'is_empty']",
        "orders.returns: needs a returned_order or a line_sku column",
        (
            "orders.status: expected one of ['draft', 'unconfirmed', 'unfulfilled', 'partially_fulfilled',"
            " 'fulfilled', 'partially_returned', 'returned', 'canceled', 'expired'], got 'sold'"
        ),
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("host =", "not TOML: ", id="not toml"),
        pytest.param('kind = "customers"' + ORDERS, "kind: the mapping is for customers, the import is of orders", id="other kind"),
        pytest.param(ORDERS + 'tax_percent = 0.5', 'orders.tax_percent: expected a whole number, or a decimal in quotes such as "0.5"', id="float"),
        pytest.param(ORDERS + '[[skip]]\ncode = "x"', "skip[1].when: a skip rule needs at least one condition", id="skips all"),
        pytest.param(ORDERS + '[file]\ndelimiter = ";;"', "file.delimiter: expected one character", id="delimiter"),
        pytest.param(ORDERS + '[file]\nthousands_separator = "."', "file.decimal_separator: expected one character that is not the thousands'", id="separators"),
    ],
)  # fmt: skip
def test_a_mapping_is_refused_case(text: str, problem: str) -> None:
    (found,) = problems_of(text)

    assert found.startswith(problem)


def test_a_customer_mapping_needs_something_that_names_the_customer() -> None:
    text = 'host = "erp"\n[columns]\nfirst_name = "Name"'

    assert problems_of(text, ImportKind.CUSTOMERS) == [
        "columns: customers need a customer or an email column"
    ]


def test_tags_that_nothing_separates_are_refused() -> None:
    text = 'host = "erp"\n[columns]\nemail = "Mail"\ntags = "Tags"\n[customers]\ntag_separator = ""'

    assert problems_of(text, ImportKind.CUSTOMERS) == [
        "customers.tag_separator: is at least a character"
    ]


def test_exact_numbers_and_instants_are_read() -> None:
    text = ORDERS + 'tax_percent = "7.5"\n[customers]\nversion_at = 2026-01-31T00:00:00+08:00'

    mapping = mapping_read(text=text, kind=ImportKind.ORDERS)

    assert mapping.orders.tax_percent == Decimal("7.5")
    assert mapping.customers.version_at == datetime(2026, 1, 30, 16, tzinfo=UTC)
