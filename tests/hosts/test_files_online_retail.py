"""
A real shop's log through the mapping of the worked example, against figures computed here on their own.

Runs where the file is: Online Retail, Chen (2015), UCI Machine Learning Repository, CC BY 4.0.
"""

import csv
import gzip
from collections import defaultdict
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Sum

from saleor_crm_plugin.ingest.models import ImportRun
from saleor_crm_plugin.orders.models import Order, OrderLine, PurchaseTotals
from saleor_crm_plugin.profiles.models import Identifier, Profile

ROOT = Path(__file__).parents[2]
SOURCE = ROOT.parent / "shared" / "data" / "online_retail.csv.gz"
MAPPING = ROOT / "docs" / "examples" / "online-retail" / "mapping.toml"
LINES = 20_000
MONEY_ONLY = {"D", "M", "CRUK"}


def first_lines() -> list[dict[str, str]]:
    with gzip.open(SOURCE, "rt", encoding="utf-8", newline="") as file:
        return list(islice(csv.DictReader(file), LINES))


def pence(row: dict[str, str]) -> int:
    exact = abs(int(row["Quantity"])) * Decimal(row["UnitPrice"]) * 100
    return int(exact + Decimal("0.5"))


def expected_figures(rows: list[dict[str, str]]) -> dict[str, object]:
    """The documented decisions, written again as plain loops over everything in memory."""
    sales, returns, adjustments = [], [], 0
    for row in rows:
        assert not row["InvoiceNo"].startswith("A")  # bad debt comes later in the file
        if Decimal(row["UnitPrice"]) <= 0 and not row["CustomerID"]:
            adjustments += 1
        elif row["InvoiceNo"].startswith("C"):
            returns.append(row)
        else:
            sales.append(row | {"pieces": int(row["Quantity"]), "worth": pence(row)})
    placed: dict[str, str] = {}
    worth: dict[str, int] = defaultdict(int)
    for row in sales:
        invoice = row["InvoiceNo"]
        placed[invoice] = min(placed.get(invoice, "9999"), row["InvoiceDate"])
        worth[invoice] += row["worth"]
    gross = dict(worth)
    given_back = 0
    lost = 0
    named = [row for row in returns if row["CustomerID"]]
    for back in named:  # the file is in the order of time
        wanted, money = -int(back["Quantity"]), pence(back)
        mine = [
            row
            for row in sales
            if row["CustomerID"] == back["CustomerID"]
            and placed[row["InvoiceNo"]] <= back["InvoiceDate"]
        ]
        if back["StockCode"] in MONEY_ONLY:
            invoices = {row["InvoiceNo"] for row in mine}
            for invoice in sorted(invoices, key=lambda one: (placed[one], one), reverse=True):
                part = min(money, worth[invoice])
                worth[invoice] -= part
                money -= part
                given_back += part
            lost += money
            continue
        same = [row for row in mine if row["StockCode"] == back["StockCode"] and row["pieces"]]
        order = sorted(
            enumerate(same),
            key=lambda pair: (
                Decimal(pair[1]["UnitPrice"]) == Decimal(back["UnitPrice"]),
                placed[pair[1]["InvoiceNo"]],
                pair[1]["InvoiceNo"],
                pair[0],
            ),
            reverse=True,
        )
        for _, row in order:
            pieces = min(wanted, row["pieces"])
            if not pieces:
                break
            share = int(Decimal(money * pieces) / wanted + Decimal("0.5"))
            part = min(share, row["worth"], worth[row["InvoiceNo"]])
            row["pieces"] -= pieces
            row["worth"] -= part
            worth[row["InvoiceNo"]] -= part
            wanted -= pieces
            money -= share
            given_back += part
            lost += share - part
        lost += money
    revenue: dict[str, int] = defaultdict(int)
    for invoice, customer in {(row["InvoiceNo"], row["CustomerID"]) for row in sales}:
        if customer:
            revenue[customer.removesuffix(".0")] += worth[invoice]
    return {
        "orders": len(gross),
        "lines": len(sales),
        "adjustments": adjustments,
        "anonymous_returns": len(returns) - len(named),
        "gross": sum(gross.values()),
        "given_back": given_back,
        "lost": lost,
        "revenue": dict(revenue),
    }


if SOURCE.exists():

    @pytest.mark.django_db
    def test_the_first_20000_lines_become_what_the_file_says(tmp_path) -> None:
        # given
        rows = first_lines()
        expected = expected_figures(rows)
        path = tmp_path / "first.csv.gz"
        with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

        # when
        call_command("crm_import", "orders", str(path), "--mapping", str(MAPPING))

        # then
        counts = ImportRun.objects.get().counts
        assert counts["rows"] == LINES
        assert counts["rows_skipped"] == {"stock_adjustment": expected["adjustments"]}
        assert counts["rows_refused"]["return_without_customer"] == expected["anonymous_returns"]
        assert counts["returns_matched_minor"] == {"GBP": expected["given_back"]}
        assert counts["returns_unmatched_minor"] == {"GBP": expected["lost"]}
        assert (Order.objects.count(), counts["orders"]) == (expected["orders"],) * 2
        assert counts["order_lines"] == expected["lines"]
        sums = Order.objects.aggregate(gross=Sum("total_gross_minor"), back=Sum("refunded_minor"))
        assert (sums["gross"], sums["back"]) == (expected["gross"], expected["given_back"])
        customers = dict(
            Identifier.objects.filter(kind="host_user").values_list("profile_id", "value")
        )
        revenue = {
            customers[totals.profile_id]: totals.revenue_minor
            for totals in PurchaseTotals.objects.all()
        }
        assert revenue == expected["revenue"]
        assert Profile.objects.count() == counts["customers"] == len(expected["revenue"])
        assert not Profile.objects.filter(is_registered=True).exists()
        assert OrderLine.objects.filter(sku__in=["POST", "DOT", "C2"]).count() == 0
