"""Cells become values exactly as the mapping says; what does not fit is refused without being repeated."""

import gzip
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from saleor_crm_plugin.facts import Birthday, OrderStatus
from saleor_crm_plugin.hosts.files.mapping import (
    Calendar,
    FileFormat,
    ImportKind,
    Mapping,
    RowFormat,
)
from saleor_crm_plugin.hosts.files.rows import FileUnreadable, SourceFile, SourceRow
from saleor_crm_plugin.hosts.files.values import Cells, ValueUnreadable


def cells_with(cell: str, name: str = "total", **file_format) -> Cells:
    mapping = Mapping(
        kind=ImportKind.ORDERS,
        host="pos",
        columns={name: "Cell"},
        file=FileFormat(**file_format),
        phone_country="TW",
        strip_suffixes={"customer": ".0"},
        values={"status": {"Shipped": "fulfilled"}},
    )
    cells = Cells(mapping)
    cells.turn_to({"Cell": cell})
    return cells


def refusal_of(read, name: str) -> tuple[str, str, str]:
    with pytest.raises(ValueUnreadable) as refusal:
        read(name)
    return refusal.value.column, refusal.value.code, refusal.value.message


@pytest.mark.parametrize(
    ("cell", "separators", "number"),
    [
        ("1234.50", (".", ""), "1234.50"),
        ("1,234.50", (".", ","), "1234.50"),
        ("1.234,50", (",", "."), "1234.50"),
        ("-3", (".", ""), "-3"),
    ],
)
def test_numbers_are_read_in_the_files_notation_case(cell, separators, number) -> None:
    point, thousands = separators

    cells = cells_with(cell, decimal_separator=point, thousands_separator=thousands)

    assert cells.decimal("total") == Decimal(number)


@pytest.mark.parametrize(
    ("cell", "point"),
    [("1.5", ","), ("1,5", "."), ("NaN", "."), ("Infinity", "."), ("12 EUR", ".")],
)
def test_a_number_in_another_notation_is_refused_case(cell, point) -> None:
    cells = cells_with(cell, decimal_separator=point)

    assert refusal_of(cells.decimal, "total") == (
        "Cell",
        "number",
        "is not a number in the mapping's notation",
    )


def test_half_a_piece_is_refused() -> None:
    assert (
        refusal_of(cells_with("1.5", "line_quantity").whole, "line_quantity")[1] == "whole_number"
    )


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        pytest.param("2011-01-12 09:00:00", datetime(2011, 1, 12, 9, tzinfo=UTC), id="winter"),
        pytest.param("2011-07-12 09:00:00", datetime(2011, 7, 12, 8, tzinfo=UTC), id="summer"),
        pytest.param("2011-10-30 01:30:00", datetime(2011, 10, 30, 0, 30, tzinfo=UTC), id="repeated hour"),
        pytest.param("2011-07-12 09:00:00 +0800", datetime(2011, 7, 12, 1, tzinfo=UTC), id="with offset"),
    ],
)  # fmt: skip
def test_naive_instants_are_wall_clock_time_of_the_zone_case(cell, moment) -> None:
    cells = cells_with(
        cell,
        "placed_at",
        time_zone="Europe/London",
        date_formats=("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S %z"),
    )

    assert cells.instant("placed_at") == moment


def test_a_date_needs_one_of_the_stated_formats() -> None:
    cells = cells_with("12/07/2011", "placed_at")

    assert refusal_of(cells.instant, "placed_at") == (
        "Cell",
        "date",
        "does not have a date format of the mapping",
    )


def test_years_of_the_republic_of_china_are_read_only_when_the_mapping_says_so() -> None:
    roc = {"date_formats": ("%Y/%m/%d",), "calendar": Calendar.ROC}

    assert cells_with("109/05/12", "birthday", **roc).birthday("birthday") == Birthday(
        year=2020, month=5, day=12
    )
    assert refusal_of(cells_with("2020/05/12", "birthday", **roc).birthday, "birthday")[1] == "date"
    gregorian = {"date_formats": ("%Y/%m/%d",)}
    assert refusal_of(cells_with("109/05/12", "birthday", **gregorian).birthday, "birthday")[1] == "date"  # fmt: skip


def test_national_phone_numbers_are_completed() -> None:
    assert cells_with("0912345678", "phone").phone("phone") == "+886912345678"
    assert cells_with("+49 30 901820", "phone").phone("phone") == "+4930901820"
    assert refusal_of(cells_with("12", "phone").phone, "phone")[1] == "phone"
    assert refusal_of(cells_with("call me", "phone").phone, "phone")[1] == "phone"


def test_codes_are_translated_and_then_checked() -> None:
    assert cells_with("Shipped", "status").status("status", OrderStatus.DRAFT) == "fulfilled"
    assert cells_with("", "status").status("status", OrderStatus.DRAFT) == "draft"
    unknown = cells_with("Sent", "status")
    assert refusal_of(lambda name: unknown.status(name, OrderStatus.DRAFT), "status")[1] == "status"
    assert cells_with("GB", "country_code").country("country_code") == "GB"
    assert refusal_of(cells_with("Britain", "country_code").country, "country_code")[1] == "country"
    assert refusal_of(cells_with("nobody", "email").email, "email")[1] == "email"
    assert cells_with("17850.0", "customer").text("customer") == "17850"
    assert cells_with("YES", "consent").flag("consent") is True
    assert cells_with("n", "consent").flag("consent") is False
    assert cells_with("", "consent").flag("consent") is None
    assert refusal_of(cells_with("maybe", "consent").flag, "consent")[1] == "yes_or_no"
    assert refusal_of(cells_with("", "order").required, "order")[1] == "missing"


@pytest.mark.parametrize("cell", ["1e15", "-1e999999999", "1000000000000000", "NaN", "Infinity"])
def test_a_number_that_nothing_costs_is_refused_and_takes_no_time(cell) -> None:
    assert refusal_of(cells_with(cell).decimal, "total")[1] == "number"
    assert cells_with("999999999999999").decimal("total") == 10**15 - 1


@pytest.mark.parametrize(
    ("cell", "zone"), [("0001-01-01 00", "Asia/Taipei"), ("9999-12-31 23", "America/New_York")]
)
def test_the_first_and_the_last_day_elsewhere_are_no_dates(cell, zone) -> None:
    cells = cells_with(cell, "placed_at", date_formats=("%Y-%m-%d %H",), time_zone=zone)

    assert refusal_of(cells.instant, "placed_at")[1] == "date"


def test_no_refusal_repeats_the_cell() -> None:
    for read, name in ((Cells.email, "email"), (Cells.phone, "phone"), (Cells.decimal, "total")):
        with pytest.raises(ValueUnreadable) as refusal:
            read(cells_with("secret-cell", name), name)
        assert "secret-cell" not in str(refusal.value)


def rows_of(path: Path, **file_format) -> list[SourceRow]:
    with SourceFile(path.open("rb"), FileFormat(**file_format), frozenset()) as source:
        return list(source)


def test_csv_rows_know_the_line_where_they_begin(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        'id,note\n1,"two\nlines"\n\n2,x,y\n0042,end\n', encoding="utf-8-sig", newline=""
    )

    assert rows_of(path) == [
        SourceRow(2, {"id": "1", "note": "two\nlines"}),
        SourceRow(5, {"id": "2", "note": "x"}, "3 cells, the first line has 2"),
        SourceRow(6, {"id": "0042", "note": "end"}),
    ]


def test_json_lines_are_flat_text(tmp_path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"id": 7, "price": 1.10, "buyer": {"vip": true, "mail": null}, "tags": ["a", "b"]}\n[1]\n{"id"\n'
    )

    assert rows_of(path, rows=RowFormat.JSON_LINES) == [
        SourceRow(
            1, {"id": "7", "price": "1.10", "buyer.vip": "true", "buyer.mail": "", "tags": "a,b"}
        ),
        SourceRow(2, {"": "[1]"}, "not a JSON object"),
        SourceRow(3, {"": '{"id"'}, "not JSON"),
    ]


def test_big5_from_a_taiwanese_spreadsheet_is_read_compressed(tmp_path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress("姓名,電話\n林小美,0912345678\n".encode("cp950")))

    assert rows_of(path, encoding="cp950") == [
        SourceRow(2, {"姓名": "林小美", "電話": "0912345678"})
    ]


def test_the_wrong_encoding_refuses_the_file(tmp_path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("name\nMüller\n".encode("latin-1"))

    with pytest.raises(
        FileUnreadable, match=r"^after line \d the file is not utf-8; nothing was stored$"
    ):
        rows_of(path, encoding="utf-8")


def test_a_cut_gzip_file_is_refused(tmp_path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"id\n" + b"1\n" * 5000)[:-12])

    with pytest.raises(FileUnreadable, match="the file is damaged"):
        rows_of(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,id\n1,2\n", "two columns have the same name in the first line"),
        ("no,name\n1,2\n", "the first line does not have the mapping's columns ['id']"),
        ("", "the first line does not have the mapping's columns ['id']"),
    ],
)
def test_a_first_line_without_the_columns_refuses_the_file_case(tmp_path, text, message) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)

    with (
        pytest.raises(FileUnreadable) as refusal,
        SourceFile(path.open("rb"), FileFormat(), frozenset({"id"})) as source,
    ):
        list(source)

    assert str(refusal.value) == message
