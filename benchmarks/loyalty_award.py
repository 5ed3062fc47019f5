"""
Measures how fast orders earn on the database of `DATABASE_URL`: `python benchmarks/loyalty_award.py [--orders N]`.

Works in a test database of its own, which it creates and drops. Every order is another shopper's and has two lines.
Prints orders per second of one batch of all, of batches of 500 as a drain makes them, of the same with two earning
rules, of telling everything again, and of refunding half of each, beside a plain bulk insert of the rows that an award writes.
"""

import argparse
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import django
from django.db import connection, transaction

LINES = ((6000, "tea"), (4000, "cups"))


def orders_made(orders: int, *, first: int) -> list:
    """Insert `orders` paid orders of as many shoppers, numbered from `first`, and return their summaries."""
    from saleor_crm_plugin.orders.models import Order
    from saleor_crm_plugin.orders.queries import OrderLineSummary, OrderSummary

    total = sum(minor for minor, _ in LINES)
    sample = Order(
        host="benchmark",
        channel="default-channel",
        currency="EUR",
        status="fulfilled",
        placed_at=AT,
        is_fully_paid=True,
        fully_paid_at=AT,
        total_gross_minor=total,
        total_net_minor=total,
        shipping_gross_minor=0,
        shipping_net_minor=0,
        charged_minor=total,
        version_at=AT,
    )
    numbers = range(first, first + orders)
    bulk_load(
        Order,
        sample,
        (
            {"external_id": str(number), "profile_id": number, "fingerprint": str(number)}
            for number in numbers
        ),
    )
    lines = tuple(
        OrderLineSummary(
            external_id=str(place),
            product_id=name,
            category=name,
            quantity=1,
            total_gross_minor=minor,
            total_net_minor=minor,
            is_gift_card=False,
        )
        for place, (minor, name) in enumerate(LINES)
    )
    ids = dict(Order.objects.filter(host="benchmark").values_list("profile_id", "pk"))
    return [
        OrderSummary(
            order_id=ids[number],
            profile_id=number,
            reference=f"benchmark:order:{number}",
            number=str(number),
            channel="default-channel",
            currency="EUR",
            status="fulfilled",
            exclusion="",
            is_live=False,
            is_fully_paid=True,
            fully_paid_at=AT,
            placed_at=AT,
            total_gross_minor=total,
            total_net_minor=total,
            shipping_gross_minor=0,
            shipping_net_minor=0,
            points_paid_minor=0,
            refunded_minor=0,
            revenue_minor=total,
            lines=lines,
            refunds=(),
        )
        for number in numbers
    ]


def half_refunded(order):
    from saleor_crm_plugin.orders.queries import OrderRefund

    half = order.total_gross_minor // 2
    refund = OrderRefund(
        id="1", amount_minor=half, shipping_minor=0, lines_minor={}, refunded_at=None
    )
    return replace(order, refunds=(refund,), refunded_minor=half)


def copies_inserted(orders: int, *, program_id: int) -> float:
    """Return the seconds of inserting the rows of the last awards once more, for another program; taken back."""
    from saleor_crm_plugin.loyalty.models import (
        Allocation,
        LoyaltyAccount,
        LoyaltyEntry,
        OrderAward,
        PointLot,
    )
    from saleor_crm_plugin.profiles.models import TimelineEvent

    tables = (LoyaltyAccount, LoyaltyEntry, PointLot, Allocation, OrderAward, TimelineEvent)
    rows = {model: list(model.objects.order_by("-pk")[:orders]) for model in tables}
    renamed = {
        LoyaltyAccount: {"profile_id": None},
        LoyaltyEntry: {"idempotency_key": "copy"},
        TimelineEvent: {"type": "copy"},
    }
    offset = 10_000_000
    for model, copies in rows.items():
        for row in copies:
            row.pk += offset
            for name, value in renamed.get(model, {}).items():
                setattr(row, name, value)
            if model is PointLot:
                row.entry_id += offset
            if model is OrderAward:
                row.program_id = program_id
    with transaction.atomic():
        began = time.perf_counter()
        for model, copies in rows.items():
            model.objects.bulk_create(copies, batch_size=1000)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def told(orders: list, *, batch: int) -> float:
    from saleor_crm_plugin.loyalty.services import awards_converge

    began = time.perf_counter()
    for start in range(0, len(orders), batch):
        awards_converge(orders=orders[start : start + batch], at=AT)
    return time.perf_counter() - began


def rules_made() -> None:
    from saleor_crm_plugin.loyalty.rules.bonus import BonusRule, RuleConditions, RuleEffect
    from saleor_crm_plugin.loyalty.services import (
        EarningRuleTerms,
        earning_rule_activate,
        earning_rule_create,
    )

    rules = (
        BonusRule(slug="double", effect=RuleEffect.MULTIPLY, amount=2000),
        BonusRule(
            slug="tea",
            effect=RuleEffect.PER_UNIT,
            amount=5,
            conditions=RuleConditions(categories=("tea",)),
        ),
    )
    for rule in rules:
        terms = EarningRuleTerms(name=rule.slug, rule=rule, budget_points=10**9)
        made = earning_rule_create(terms=terms, at=AT)
        earning_rule_activate(rule_id=made.rule_id, at=AT)


def measure(orders: int) -> None:
    from saleor_crm_plugin.loyalty.queries import drift_report
    from saleor_crm_plugin.loyalty.rules.program import ProgramConfig
    from saleor_crm_plugin.loyalty.services import program_activate, program_create

    program_activate(at=AT, config=ProgramConfig(hold_days=0))
    second = program_create(slug="second", at=AT)
    profiles_load(3 * orders)
    whole, drained, ruled = (orders_made(orders, first=1 + n * orders) for n in range(3))
    analyze()
    seconds = {"one batch": told(whole, batch=orders)}
    plain = copies_inserted(orders, program_id=second.program_id)
    seconds["batches of 500"] = told(drained, batch=500)
    seconds["told again"] = told(drained, batch=500)
    seconds["refunded by half"] = told([half_refunded(order) for order in drained], batch=500)
    rules_made()
    seconds["with two rules"] = told(ruled, batch=500)
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{connection.vendor}: {orders} orders of as many shoppers; load {load}")
    print(f"{'plain bulk insert':<20} {plain:7.2f} s  {orders / plain:8.0f} /s")
    for name, taken in seconds.items():
        print(
            f"{name:<20} {taken:7.2f} s  {orders / taken:8.0f} /s  {taken / plain:.2f} times that"
        )
    print(f"drift {drift_report(at=AT).drift_count}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000)
    arguments = parser.parse_args()
    with test_database():
        measure(arguments.orders)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from benchmarks.databases import test_database
    from benchmarks.rfm import AT, analyze, bulk_load, profiles_load

    main()
