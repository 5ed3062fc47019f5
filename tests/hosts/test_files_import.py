"""Files become profiles and orders through the inbox, once, whatever the order of their lines."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from saleor_crm_plugin.facts import (
    ConsentStatement,
    CustomerSnapshot,
    Kind,
    OrderSnapshot,
    OrderStatus,
    Reference,
)
from saleor_crm_plugin.hosts.files import importing
from saleor_crm_plugin.hosts.files.importing import ImportReport, ImportRequest, file_import
from saleor_crm_plugin.hosts.files.mapping import ImportKind
from saleor_crm_plugin.hosts.files.mapping_reading import mapping_read
from saleor_crm_plugin.hosts.files.reading import FileReading
from saleor_crm_plugin.hosts.files.rows import FileUnreadable
from saleor_crm_plugin.hosts.files.staging import staging_open
from saleor_crm_plugin.ingest.models import ImportRun, InboxItem
from saleor_crm_plugin.ingest.queries import (
    import_row_problems,
    import_summary,
    imports_page,
    imports_total,
)
from saleor_crm_plugin.orders.models import Order, OrderLine
from saleor_crm_plugin.profiles.models import Profile
from tests.factories import NOON, money

LINES = """
host = "pos"
[file]
time_zone = "Asia/Taipei"
date_formats = ["%Y-%m-%d %H:%M"]
[columns]
order = "no"
customer = "buyer"
country_code = "land"
placed_at = "at"
line_sku = "sku"
line_name = "name"
line_quantity = "qty"
line_unit_price = "price"
[orders]
channel = "pos-kaohsiung"
currency = "TWD"
shipping_skus = ["SHIP"]
[orders.returns]
amount_only_skus = ["DISCOUNT"]
[[orders.returns.when]]
column = "qty"
at_most = -1
"""
HEAD = "no,buyer,land,at,sku,name,qty,price\n"
CUSTOMERS = """
host = "erp"
phone_country = "TW"
[file]
encoding = "cp950"
date_formats = ["%Y/%m/%d"]
calendar = "roc"
time_zone = "Asia/Taipei"
[columns]
customer = "編號"
first_name = "姓名"
phone = "電話"
birthday = "生日"
updated_at = "更新"
tags = "標籤"
consent = "電子報"
[customers]
tag_separator = "、"
"""


def write(tmp_path: Path, text: str, name: str = "orders.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding=encoding, newline="")
    return path


def read(path: Path, mapping: str, kind: ImportKind = ImportKind.ORDERS):
    """Return the facts of a file, its counts and its problems as (line, column, code)."""
    with staging_open() as staging:
        reading = FileReading(
            lambda: path.open("rb"), mapping_read(text=mapping, kind=kind), staging
        )
        reading.read(lambda percent: None)
        facts = list(reading.facts())
        problems = [(item.line, item.field, item.code) for item in reading.problems()]
    return facts, reading.counts, problems


def orders_of(facts) -> dict[str, OrderSnapshot]:
    return {fact.reference.id: fact for fact in facts if isinstance(fact, OrderSnapshot)}


def run_import(
    path: Path, mapping: str, kind: ImportKind = ImportKind.ORDERS, **values
) -> ImportReport:
    shown: list[int] = []
    request = ImportRequest(
        path=path, mapping=mapping_read(text=mapping, kind=kind), mapping_text=mapping, **values
    )
    report = file_import(
        request=request,
        clock=lambda: NOON,
        progress=lambda *, stage, percent: shown.append(percent),
    )
    assert shown == sorted(shown)
    assert shown[-1] == 100
    return report


def test_lines_of_one_order_make_one_fact_wherever_they_stand(tmp_path) -> None:
    path = write(
        tmp_path,
        HEAD
        + "A,7,TW,2026-01-05 10:00,TEA,Tea,2,150\n"
        + "B,8,DE,2026-01-05 09:00,CUP,Cup,1,90\n"
        + "A,7,TW,2026-01-05 10:01,SHIP,Post,1,60\n"
        + "A,7,TW,2026-01-05 10:00,POT,Pot,1,800\n",
    )

    facts, counts, problems = read(path, LINES)

    assert problems == []
    assert (counts.rows, counts.orders, counts.order_lines, counts.customers) == (4, 2, 4, 2)
    assert [str(fact.reference) for fact in facts] == [
        "pos:customer:7",
        "pos:customer:8",
        "pos:order:B",
        "pos:order:A",
    ]
    order = orders_of(facts)["A"]
    assert order.placed_at == order.version_at == datetime(2026, 1, 5, 2, tzinfo=UTC)
    assert (order.total.gross, order.shipping.gross) == (money(1160, "TWD"), money(60, "TWD"))
    assert [(line.id, line.sku, line.quantity, line.total.gross) for line in order.lines] == [
        ("1", "TEA", 2, money(300, "TWD")),
        ("3", "POT", 1, money(800, "TWD")),
    ]
    assert (order.charged, order.is_fully_paid, order.status) == (
        order.total.gross,
        True,
        OrderStatus.FULFILLED,
    )
    customer = facts[0]
    assert isinstance(customer, CustomerSnapshot)
    assert customer.is_registered is False
    assert customer.default_billing_address.country_code == "TW"
    assert order.customer == customer.reference


def test_a_return_is_refunded_on_the_newest_earlier_order_of_the_same_price(tmp_path) -> None:
    path = write(
        tmp_path,
        HEAD
        + "A,7,TW,2026-01-01 10:00,TEA,Tea,5,150\n"
        + "B,7,TW,2026-01-02 10:00,TEA,Tea,2,150\n"
        + "C,7,TW,2026-01-03 10:00,TEA,Tea,9,170\n"
        + "D,8,TW,2026-01-03 10:00,TEA,Tea,9,150\n"
        + "R,7,TW,2026-01-04 10:00,TEA,Tea,-4,150\n"
        + "E,7,TW,2026-01-05 10:00,TEA,Tea,9,150\n",
    )

    facts, counts, problems = read(path, LINES)

    orders = orders_of(facts)
    returned = {
        key: [(refund.id, refund.amount.minor, refund.lines) for refund in order.refunds]
        for key, order in orders.items()
    }
    assert problems == []
    assert returned == {
        "A": [("R", 30000, (("1", money(300, "TWD")),))],
        "B": [("R", 30000, (("1", money(300, "TWD")),))],
        "C": [],
        "D": [],
        "E": [],
    }
    assert orders["A"].status is OrderStatus.PARTIALLY_RETURNED
    assert orders["B"].status is OrderStatus.RETURNED
    assert orders["B"].lines[0].quantity_returned == 2
    assert orders["B"].version_at == datetime(2026, 1, 4, 2, tzinfo=UTC)
    assert orders["B"].refunds[0].refunded_at == datetime(2026, 1, 4, 2, tzinfo=UTC)
    assert (counts.returns.rows_matched, dict(counts.returns.matched_minor)) == (1, {"TWD": 60000})


def test_what_a_return_does_not_find_is_reported_and_not_lost(tmp_path) -> None:
    path = write(
        tmp_path,
        HEAD
        + "A,7,TW,2026-01-01 10:00,TEA,Tea,1,150\n"
        + "R,7,TW,2026-01-04 10:00,TEA,Tea,-4,200\n"
        + "S,,TW,2026-01-04 10:00,TEA,Tea,-1,150\n"
        + "T,9,TW,2026-01-04 10:00,TEA,Tea,-1,150\n",
    )

    facts, counts, problems = read(path, LINES)

    assert orders_of(facts)["A"].refunds[0].amount == money(150, "TWD")
    assert problems == [
        (3, "", "return_unmatched"),
        (4, "", "return_without_customer"),
        (5, "", "return_unmatched"),
    ]
    assert (counts.returns.rows_matched, counts.returns.rows_unmatched) == (0, 2)
    assert dict(counts.returns.matched_minor) == {"TWD": 15000}
    assert dict(counts.returns.unmatched_minor) == {"TWD": 80000}


def test_money_without_goods_reduces_the_newest_orders_and_never_more_than_they_were_worth(
    tmp_path,
) -> None:
    path = write(
        tmp_path,
        HEAD
        + "A,7,TW,2026-01-01 10:00,TEA,Tea,1,150\n"
        + "B,7,TW,2026-01-02 10:00,TEA,Tea,1,100\n"
        + "R,7,TW,2026-01-04 10:00,DISCOUNT,,-1,120\n"
        + "S,7,TW,2026-01-05 10:00,TEA,Tea,-2,125\n",
    )

    facts, counts, problems = read(path, LINES)

    refunds = {
        key: [(refund.id, refund.amount.minor, bool(refund.lines)) for refund in order.refunds]
        for key, order in orders_of(facts).items()
    }
    assert refunds == {
        "A": [("R", 2000, False), ("S", 12500, True)],
        "B": [("R", 10000, False)],
    }
    assert problems == [(5, "", "return_unmatched")]
    assert dict(counts.returns.unmatched_minor) == {"TWD": 12500}


def test_a_return_that_names_its_order_needs_no_search(tmp_path) -> None:
    mapping = LINES.replace('order = "no"', 'order = "no"\nreturned_order = "of"')
    path = write(
        tmp_path,
        "no,buyer,land,at,sku,name,qty,price,of\n"
        "A,7,TW,2026-01-01 10:00,TEA,Tea,1,150,\n"
        "B,7,TW,2026-01-02 10:00,TEA,Tea,1,150,\n"
        "R,,TW,2026-01-04 10:00,TEA,Tea,-1,150,A\n",
    )

    facts, _, problems = read(path, mapping)

    assert problems == []
    assert [len(orders_of(facts)[key].refunds) for key in ("A", "B")] == [1, 0]


def test_returned_postage_is_the_shipping_part_of_the_refund(tmp_path) -> None:
    path = write(
        tmp_path,
        HEAD
        + "A,7,TW,2026-01-01 10:00,TEA,Tea,1,150\n"
        + "A,7,TW,2026-01-01 10:00,SHIP,Post,1,60\n"
        + "R,7,TW,2026-01-04 10:00,TEA,Tea,-1,150\n"
        + "R,7,TW,2026-01-04 10:00,SHIP,Post,-1,60\n",
    )

    (refund,) = orders_of(read(path, LINES)[0])["A"].refunds

    assert (refund.amount, refund.shipping) == (money(210, "TWD"), money(60, "TWD"))
    assert refund.lines == (("1", money(150, "TWD")),)


def test_an_order_with_an_unreadable_line_is_held_back_whole(tmp_path) -> None:
    path = write(
        tmp_path,
        HEAD
        + "A,7,TW,2026-01-01 10:00,TEA,Tea,1,150\n"
        + "A,7,TW,2026-01-01 10:00,POT,Pot,one,800\n"
        + "B,7,TW,2026-01-01 10:00,TEA,Tea,1,150\n"
        + "C,7,TW,2026-01-01 10:00,TEA,Tea,1,150\n"
        + "C,8,TW,2026-01-01 10:00,TEA,Tea,1,150\n",
    )

    facts, counts, problems = read(path, LINES)

    assert list(orders_of(facts)) == ["B"]
    assert problems == [
        (2, "", "order_held_back"),
        (3, "qty", "number"),
        (5, "", "order_held_back"),
        (6, "no", "order_contradicts"),
    ]
    assert counts.orders == 1


def test_a_cell_can_name_several_collections(tmp_path) -> None:
    path = write(
        tmp_path,
        HEAD.replace("price", "price,groups")
        + "A,7,TW,2026-01-05 10:00,TEA,Tea,2,150,Spring; Gifts;;Spring\n"
        + "A,7,TW,2026-01-05 10:00,CUP,Cup,1,90,\n",
    )
    mapping = LINES.replace("[orders]", 'line_collections = "groups"\n[orders]').replace(
        'currency = "TWD"', 'currency = "TWD"\ncollection_separator = ";"'
    )

    facts, _counts, problems = read(path, mapping)

    assert problems == []
    lines = orders_of(facts)["A"].lines
    assert [one.collections for one in lines] == [("Gifts", "Spring"), ()]


def test_prices_without_tax_become_gross(tmp_path) -> None:
    mapping = LINES.replace("[orders]", "[orders]\ntax_percent = 5\nprices_include_tax = false", 1)
    path = write(tmp_path, HEAD + "A,7,TW,2026-01-01 10:00,TEA,Tea,3,100\n")

    order = orders_of(read(path, mapping)[0])["A"]

    assert (order.total.net, order.total.gross) == (money(300, "TWD"), money(315, "TWD"))
    assert order.lines[0].unit_price_gross == 105


def test_one_line_per_order_needs_no_products(tmp_path) -> None:
    mapping = """
        host = "till"
        [file]
        rows = "jsonl"
        date_formats = ["%Y-%m-%dT%H:%M:%S%z"]
        [columns]
        order = "id"
        email = "buyer.email"
        placed_at = "at"
        paid_at = "paid"
        total = "total"
        currency = "currency"
        status = "state"
        payment_method = "method"
        [values.status]
        void = "canceled"
        [orders]
        channel = "till"
        is_paid = false
    """
    path = write(
        tmp_path,
        '{"id": 1, "buyer": {"email": "a@example.com"}, "at": "2026-01-05T10:00:00+01:00", "total": 12.50,'
        ' "paid": "2026-01-06T10:00:00+01:00", "currency": "EUR", "method": "cash"}\n'
        '{"id": 2, "at": "2026-01-05T10:00:00+01:00", "total": 500, "currency": "JPY", "state": "void"}\n',
    )

    facts, counts, problems = read(path, mapping)

    first, second = facts
    assert problems == []
    assert (counts.orders, counts.order_lines, counts.customers) == (2, 0, 0)
    assert (first.total.gross, first.charged, first.email) == (
        money("12.50"),
        money("12.50"),
        "a@example.com",
    )
    assert first.fully_paid_at == datetime(2026, 1, 6, 9, tzinfo=UTC)
    assert [payment.gateway for payment in first.payments] == ["cash"]
    assert (second.total.gross, second.is_fully_paid, second.status) == (
        money(500, "JPY"),
        False,
        OrderStatus.CANCELED,
    )


def test_customers_of_a_taiwanese_spreadsheet(tmp_path) -> None:
    path = write(
        tmp_path,
        "編號,姓名,電話,生日,更新,標籤,電子報\n"
        "007,林小美,0912345678,79/05/12,114/12/31,茶、常客,y\n"
        "008,王大明,12,80/01/01,114/12/31,,n\n"
        "007,林小美,,,115/01/01,,\n",
        "customers.csv",
        "cp950",
    )

    facts, counts, problems = read(path, CUSTOMERS, ImportKind.CUSTOMERS)

    (customer,) = facts
    assert customer.reference == Reference("erp", Kind.CUSTOMER, "007")
    assert (customer.first_name, customer.phone) == ("林小美", "+886912345678")
    assert (customer.birthday.year, customer.birthday.month, customer.birthday.day) == (1990, 5, 12)
    assert customer.tags == ("茶", "常客")
    stated_at = datetime(2025, 12, 30, 16, tzinfo=UTC)
    assert customer.version_at == stated_at
    assert customer.consents == (
        ConsentStatement(channel="email", is_granted=True, stated_at=stated_at, source="import"),
    )
    assert problems == [(3, "電話", "phone"), (4, "", "duplicate")]
    assert counts.customers == 1


def test_a_customer_without_an_id_is_named_by_a_digest_and_not_by_his_address(tmp_path) -> None:
    mapping = (
        'host = "news"\n[columns]\nemail = "mail"\n[customers]\nversion_at = 2026-01-01T00:00:00Z'
    )
    path = write(tmp_path, "mail\nAnna@example.com\nanna@example.com\n")

    (fact,), _, problems = read(path, mapping, ImportKind.CUSTOMERS)

    assert fact.email == "Anna@example.com"
    assert fact.reference.id == "f7d54c22dda5b1780276601cd005909b"
    assert problems == [(3, "", "duplicate")]


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing(tmp_path) -> None:
    path = write(
        tmp_path,
        HEAD
        + "A,7,TW,2026-01-01 10:00,TEA,Tea,5,150\n"
        + "B,,TW,2026-01-02 10:00,TEA,Tea,2,150\n"
        + "R,7,TW,2026-01-04 10:00,TEA,Tea,-4,150\n",
    )

    first = run_import(path, LINES)
    before = list(Order.objects.order_by("pk").values())
    second = run_import(path, LINES)

    assert (first.facts, first.facts_new, first.facts_failed) == (3, 3, 0)
    assert (second.facts, second.facts_new, second.facts_failed) == (3, 0, 0)
    assert list(Order.objects.order_by("pk").values()) == before
    assert [(row["revenue_minor"], row["is_live"]) for row in before] == [
        (15000, False),
        (30000, False),
    ]
    assert OrderLine.objects.count() == 2
    profile = Profile.objects.get()
    assert (profile.is_registered, profile.country_code) == (False, "TW")
    assert [order.profile_id for order in Order.objects.order_by("pk")] == [profile.pk, None]


@pytest.mark.django_db
def test_an_import_leaves_a_run_with_its_figures_and_refused_rows(tmp_path) -> None:
    path = write(
        tmp_path,
        HEAD + "A,7,TW,2026-01-01 10:00,TEA,Tea,1,150\n" + "B,7,TW,yesterday,TEA,=1+1,1,150\n",
    )

    report = run_import(path, LINES, errors_path=tmp_path / "errors.csv")

    summary = import_summary(import_id=report.import_id)
    assert summary is not None
    assert (summary.state, summary.percent, summary.file_name) == ("done", 100, "orders.csv")
    assert summary.counts["rows_refused"] == {"date": 1}
    assert summary.counts["facts_new"] == 2
    assert imports_page(before_id=None, limit=10) == [summary]
    assert imports_page(before_id=summary.import_id, limit=10) == []
    assert imports_total() == 1
    (problem,) = import_row_problems(import_id=report.import_id, limit=10)
    assert (problem.line, problem.column, problem.code) == (3, "at", "date")
    errors = (tmp_path / "errors.csv").read_text(encoding="utf-8")
    assert list(csv.reader(io.StringIO(errors))) == [
        ["line", "column", "code", "message", *HEAD.strip().split(",")],
        [
            "3",
            "at",
            "date",
            "does not have a date format of the mapping",
            "B",
            "7",
            "TW",
            "yesterday",
            "TEA",
            "=1+1",
            "1",
            "150",
        ],
    ]


@pytest.mark.django_db
def test_an_import_that_was_killed_goes_on_where_it_stopped(tmp_path, monkeypatch) -> None:
    rows = "".join(f"A{n},{n},TW,2026-01-01 10:00,TEA,Tea,1,150\n" for n in range(60))
    path = write(tmp_path, HEAD + rows)
    monkeypatch.setattr(importing, "FACTS_PER_BATCH", 50)
    accepted = []

    class Killed(BaseException):
        pass

    def stop_after_one_batch(*, stage: str, percent: int) -> None:
        if stage == "importing":
            accepted.append(InboxItem.objects.count())
            raise Killed

    request = ImportRequest(
        path=path,
        mapping=mapping_read(text=LINES, kind=ImportKind.ORDERS),
        mapping_text=LINES,
    )
    with pytest.raises(Killed):
        file_import(request=request, clock=lambda: NOON, progress=stop_after_one_batch)
    ImportRun.objects.update(state="running")

    report = run_import(path, LINES)

    assert accepted == [50]
    assert (report.facts, report.facts_new) == (120, 70)
    assert (Profile.objects.count(), Order.objects.count()) == (60, 60)
    states = ImportRun.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["interrupted", "done"]


@pytest.mark.django_db
def test_a_file_in_the_wrong_encoding_stores_nothing(tmp_path) -> None:
    rows = "".join(f"A{n},{n},TW,2026-01-01 10:00,TEA,Tea,1,150\n" for n in range(3000))
    path = write(tmp_path, HEAD + rows + "Z,1,TW,2026-01-01 10:00,TEA,Té,1,150\n", encoding="latin-1")  # fmt: skip

    with pytest.raises(FileUnreadable, match=r"is not utf-8-sig; nothing was stored$") as refusal:
        run_import(path, LINES)

    assert InboxItem.objects.count() == 0
    assert ImportRun.objects.get().state == "failed"
    assert ImportRun.objects.get().error == str(refusal.value)


@pytest.mark.django_db
def test_the_command_checks_without_writing_and_then_imports(tmp_path, capsys) -> None:
    path = write(tmp_path, HEAD + "A,7,TW,2026-01-01 10:00,TEA,Tea,1,150\n")
    mapping = write(tmp_path, LINES, "mapping.toml")
    asked = ["crm_import", "orders", str(path), "--mapping", str(mapping)]

    checked = io.StringIO()
    call_command(*asked, "--dry-run", stdout=checked)
    assert (ImportRun.objects.count(), InboxItem.objects.count()) == (0, 0)
    imported = io.StringIO()
    call_command(*asked, stdout=imported)

    assert checked.getvalue().splitlines() == [
        "rows: 1",
        "customers: 1",
        "orders: 1",
        "order lines: 1",
        "returns matched rows: 0",
        "returns unmatched rows: 0",
        "facts: 2",
        "facts new: 0",
        "facts failed: 0",
    ]
    assert "facts new: 2" in imported.getvalue().splitlines()
    assert Order.objects.get().total_gross_minor == 15000
    assert "orders.csv  100 % (100 of 100)" in capsys.readouterr().err.splitlines()


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_with_the_mapping(tmp_path) -> None:
    path = write(tmp_path, HEAD)
    mapping = write(tmp_path, LINES.replace('host = "pos"', ""), "mapping.toml")

    with pytest.raises(CommandError) as refusal:
        call_command("crm_import", "orders", str(path), "--mapping", str(mapping))

    assert str(refusal.value) == "The mapping cannot be used:\nhost: is needed"


@pytest.mark.django_db
def test_a_longer_file_later_brings_its_new_returns(tmp_path) -> None:
    order = HEAD + "A,7,TW,2026-01-01 10:00,TEA,Tea,5,150\n"
    run_import(write(tmp_path, order), LINES)

    run_import(write(tmp_path, order + "R,7,TW,2026-01-04 10:00,TEA,Tea,-5,150\n"), LINES)

    copy = Order.objects.get()
    assert (copy.status, copy.refunded_minor, copy.revenue_minor) == ("returned", 75000, 0)
    assert copy.version_at == datetime(2026, 1, 1, 2, tzinfo=UTC) + timedelta(days=3)
