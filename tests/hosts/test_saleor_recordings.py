"""What real Saleors told, replayed: their snapshots through the core."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from saleor_crm_plugin.facts import (
    Kind,
    OrderSnapshot,
    OrderStatus,
    RefundKind,
    fact_decode,
    fact_encode,
)
from saleor_crm_plugin.ingest.queries import inbox_counts
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.orders.models import Checkout, Order
from saleor_crm_plugin.profiles.models import Profile
from tests.factories import NOON

FOLDER = Path(__file__).parents[1] / "payloads" / "saleor"
RECORDED = sorted(path for path in FOLDER.glob("*.json") if path.name != "hooks.json")


def _facts(path):
    return [fact_decode(document) for document in json.loads(path.read_text())["facts"]]


def _applied(path):
    facts = _facts(path)
    facts_accept(facts=facts, is_live=True, at=NOON)
    inbox_drain(source=None, at=NOON, limit_rows=200)
    return facts


def _recordings(name):
    paths = [path for path in RECORDED if path.stem.partition("-")[2] == name]
    return [pytest.param(path, id=path.stem) for path in paths]


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in RECORDED])
def test_a_recorded_fact_reads_and_writes_back_the_same(path):
    recorded = json.loads(path.read_text())

    assert [fact_encode(fact_decode(one)) for one in recorded["facts"]] == recorded["facts"]
    assert recorded["saleor"].startswith(path.stem.partition("-")[0])


@pytest.mark.django_db
@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in RECORDED])
def test_a_recorded_fact_is_applied_and_none_is_a_dead_letter(path):
    facts = _applied(path)

    assert (inbox_counts().done, inbox_counts().dead) == (len(facts), 0)
    rows = Order.objects.count() + Checkout.objects.count() + Profile.objects.count()
    assert rows > 0


@pytest.mark.django_db
@pytest.mark.parametrize("path", _recordings("order-paid"))
def test_the_parts_of_a_paid_order_add_up(path):
    [fact] = _applied(path)

    order = Order.objects.get()
    lines = sum(line.total.gross.minor for line in fact.lines)
    assert order.total_gross_minor == lines + fact.shipping.gross.minor
    assert (order.charged_minor, order.is_fully_paid) == (order.total_gross_minor, True)
    assert order.exclusion == ""


@pytest.mark.django_db
@pytest.mark.parametrize("path", _recordings("order-refunded"))
def test_a_refunded_order_was_paid_and_brings_nothing(path):
    [fact] = _applied(path)

    order = Order.objects.get()
    assert [refund.kind for refund in fact.refunds] == [RefundKind.PAID, RefundKind.PAID]
    assert (order.is_fully_paid, order.revenue_minor) == (True, 0)
    assert order.refunded_minor == order.charged_minor == order.total_gross_minor
    moments = [refund.refunded_at for refund in fact.refunds]
    assert all(early <= late for early, late in pairwise(moments))


@pytest.mark.django_db
@pytest.mark.parametrize("path", _recordings("order-legacy-payment"))
def test_a_refund_of_the_old_payment_api_does_not_lower_the_charge(path):
    _applied(path)

    order = Order.objects.get()
    assert (order.charged_minor, order.refunded_minor) == (order.total_gross_minor, 300)


@pytest.mark.django_db
@pytest.mark.parametrize("path", _recordings("order-partly-fulfilled"))
def test_saleors_words_for_a_status_are_understood(path):
    [fact] = _applied(path)

    assert (fact.status, Order.objects.get().exclusion) == (OrderStatus.PARTIALLY_FULFILLED, "")


@pytest.mark.django_db
@pytest.mark.parametrize("path", _recordings("order-partly-returned"))
def test_what_came_back_is_counted_and_is_no_refund(path):
    [fact] = _applied(path)

    order = Order.objects.get()
    assert (order.lines.get().quantity_returned, order.refunded_minor) == (1, 0)
    assert fact.status is OrderStatus.PARTIALLY_RETURNED


def test_the_recordings_hold_nobody_real():
    facts = [fact for path in RECORDED for fact in _facts(path)]

    hosts = {fact.email.rpartition("@")[2] for fact in facts if fact.email}
    assert hosts == {"example.com"}
    assert {fact.reference.host for fact in facts} == {"saleor"}


def test_the_orders_recorded_are_of_the_kind_that_the_core_knows():
    orders = [
        (path.stem.partition("-")[2], fact)
        for path in RECORDED
        for fact in _facts(path)
        if isinstance(fact, OrderSnapshot)
    ]

    assert {order.reference.kind for _, order in orders} == {Kind.ORDER}
    assert {name for name, order in orders if order.checkout_id == ""} == {"order-bulk"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", _recordings("order-gift-card"))
def test_a_recorded_gift_card_is_a_way_to_pay(path):
    (fact,) = _applied(path)

    order = Order.objects.get()
    assert [card.amount.minor for card in fact.gift_cards] == [1000]
    assert (order.gift_card_minor, order.points_paid_minor) == (1000, 0)
    assert (order.charged_minor, order.is_fully_paid) == (order.total_gross_minor, True)


@pytest.mark.django_db
@pytest.mark.parametrize("path", _recordings("order-bulk"))
def test_a_recorded_bulk_order_was_paid_when_it_was_placed(path):
    (fact,) = _applied(path)

    assert [payment.paid_at for payment in fact.payments] == [fact.placed_at]
    assert Order.objects.get().fully_paid_at == fact.placed_at
