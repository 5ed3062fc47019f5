"""A mapping that code has written is read as the same mapping."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.facts import OrderStatus
from saleor_crm_plugin.hosts.files.mapping import (
    Calendar,
    CellTest,
    Condition,
    CustomerRules,
    FileFormat,
    ImportKind,
    Mapping,
    OrderRules,
    Returns,
    RowFormat,
    SkipRule,
)
from saleor_crm_plugin.hosts.files.mapping_reading import FIELDS, mapping_read
from saleor_crm_plugin.hosts.files.mapping_writing import mapping_write

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
words = texts.filter(bool)
hosts = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=64)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=2)
instants = st.datetimes(timezones=st.just(UTC))


@st.composite
def conditions(draw) -> Condition:
    column, test = draw(words), draw(st.sampled_from(CellTest))
    match test:
        case CellTest.AT_MOST:
            return Condition(column=column, test=test, limit=draw(decimals))
        case CellTest.IS_EMPTY:
            return Condition(column=column, test=test, is_empty=draw(st.booleans()))
        case _:
            some = tuple(draw(st.lists(texts, min_size=1, max_size=3)))
            return Condition(column=column, test=test, texts=some)


some_conditions = st.lists(conditions(), min_size=1, max_size=3).map(tuple)
skips = st.builds(SkipRule, code=words, when=some_conditions)
files = st.builds(
    FileFormat,
    rows=st.sampled_from(RowFormat),
    encoding=st.sampled_from(["utf-8-sig", "cp950", "gb18030", "cp1251", "utf-16"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    decimal_separator=st.sampled_from([".", ","]),
    thousands_separator=st.sampled_from(["", " ", "'", "\u202f"]),
    date_formats=st.lists(
        st.sampled_from(["%Y-%m-%d", "%d.%m.%Y %H:%M", "%Y年%m月%d日"]), min_size=1
    ).map(tuple),
    calendar=st.sampled_from(Calendar),
    time_zone=st.sampled_from(["UTC", "Asia/Taipei", "America/New_York"]),
    empty_values=st.sets(texts).map(lambda cells: frozenset(cells) | {""}),
)
orders = st.builds(
    OrderRules,
    channel=words,
    currency=st.sampled_from(["EUR", "TWD"]),
    status=st.sampled_from(OrderStatus),
    is_paid=st.booleans(),
    keeps_orders_without_customer=st.booleans(),
    shipping_skus=st.frozensets(texts, max_size=3),
    tax_percent=decimals,
    prices_include_tax=st.booleans(),
    collection_separator=words,
    returns=st.builds(
        Returns,
        when=st.just(()) | some_conditions,
        amount_only_skus=st.frozensets(texts, max_size=3),
    ),
)
customers = st.builds(
    CustomerRules,
    version_at=st.none() | instants,
    are_made_from_orders=st.booleans(),
    is_registered=st.booleans(),
    email_is_verified=st.booleans(),
    consent_channel=words,
    tag_separator=words,
)


@st.composite
def mappings(draw) -> Mapping:
    kind = draw(st.sampled_from(ImportKind))
    needed = (
        {"customer"} if kind is ImportKind.CUSTOMERS else {"order", "placed_at", "line_total", "line_sku"}
    )  # fmt: skip
    fields = st.sampled_from(sorted(FIELDS[kind]))
    return Mapping(
        kind=kind,
        host=draw(hosts),
        columns={name: draw(texts) for name in sorted(needed | draw(st.sets(fields)))},
        file=draw(files),
        orders=draw(orders),
        customers=draw(customers),
        values=draw(
            st.dictionaries(fields, st.dictionaries(texts, texts, min_size=1, max_size=3), max_size=2)
        ),
        strip_suffixes=draw(st.dictionaries(fields, words, max_size=2)),
        skips=tuple(draw(st.lists(skips, max_size=2))),
        phone_country=draw(st.sampled_from(["", "TW"])),
    )  # fmt: skip


@given(mappings())
def test_a_written_mapping_is_read_as_itself(mapping: Mapping) -> None:
    assert mapping_read(text=mapping_write(mapping), kind=mapping.kind) == mapping


@pytest.mark.parametrize(
    "path", sorted(EXAMPLES.glob("*/mapping*.toml")), ids=lambda path: path.name
)
def test_the_mappings_of_the_documentation_are_kept_whole(path: Path) -> None:
    mapping = mapping_read(text=path.read_text(encoding="utf-8"), kind=ImportKind.ORDERS)

    assert mapping_read(text=mapping_write(mapping), kind=ImportKind.ORDERS) == mapping


def test_a_plain_mapping_is_short_and_readable() -> None:
    mapping = Mapping(
        kind=ImportKind.ORDERS,
        host="till",
        columns={"order": "No.", "placed_at": 'The "day"', "total": "sum"},
        file=FileFormat(delimiter="\t", date_formats=("%d.%m.%Y",)),
        orders=OrderRules(channel="till", currency="EUR", tax_percent=Decimal(19)),
        customers=CustomerRules(version_at=datetime(2026, 1, 31, tzinfo=UTC)),
        values={"status": {"bezahlt ✓": "fulfilled"}},
    )

    assert mapping_write(mapping) == (
        """kind = "orders"
host = "till"

[columns]
order = "No."
placed_at = "The \\"day\\""
total = "sum"

[file]
rows = "csv"
encoding = "utf-8-sig"
delimiter = "\\t"
decimal_separator = "."
date_formats = ["%d.%m.%Y"]
time_zone = "UTC"

[orders]
channel = "till"
currency = "EUR"
tax_percent = "19"

[customers]
version_at = 2026-01-31T00:00:00+00:00

[values.status]
"bezahlt ✓" = "fulfilled"
"""
    )
