"""How Saleor's tables are read: constant queries, high-water marks, deleted customers, a week switched off."""

from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from saleor.account.models import User
from saleor.graphql.tests.fixtures import ApiClient
from saleor.order.models import Order
from saleor.plugins.manager import get_plugins_manager
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin.facts import Kind
from saleor_crm_plugin.hosts.saleor.names import reference
from saleor_crm_plugin.hosts.saleor.source import SaleorSource
from saleor_crm_plugin.ingest.models import InboxItem

pytestmark = pytest.mark.saleor


def _queries(facts_of):
    with CaptureQueriesContext(connections["default"]) as seen:
        facts = facts_of()
    return len(seen), facts


def test_a_batch_of_orders_costs_as_many_queries_as_one(shop, plugin, customer_user):
    # given
    client = ApiClient(user=customer_user)
    orders = []
    for number in range(3):
        order, transaction_id, _ = shop.buy(client, quantity=1)
        shop.refund(transaction_id, 1, f"refund-{number}")
        orders.append(reference(Kind.ORDER, order.pk))
    source = SaleorSource()

    # when
    one, _ = _queries(lambda: source.read(orders[:1]))
    three, facts = _queries(lambda: source.read(orders))

    # then
    assert one == three
    assert [len(fact.refunds) for fact in facts.values()] == [1, 1, 1]


def test_an_order_line_tells_the_collections_that_its_product_is_in_now(
    shop, plugin, customer_user, collection, published_collection, unpublished_collection
):
    # given
    for number, one in enumerate((published_collection, unpublished_collection, collection)):
        one.name = ("Summer", "Gifts", "Summer")[number]
        one.save(update_fields=["name"])
    order, _, _ = shop.buy(ApiClient(user=customer_user))
    key = reference(Kind.ORDER, order.pk)
    source = SaleorSource()
    product = order.lines.get().variant.product
    product.collections.clear()
    without, facts = _queries(lambda: source.read([key]))
    assert [line.collections for line in facts[key].lines] == [()]

    # when
    product.collections.add(published_collection, unpublished_collection, collection)
    within, facts = _queries(lambda: source.read([key]))

    # then
    assert [line.collections for line in facts[key].lines] == [("Gifts", "Summer")]
    assert within == without


def test_a_batch_of_customers_costs_as_many_queries_as_one(plugin, user_list):
    # given
    everyone = [reference(Kind.CUSTOMER, user.pk) for user in user_list]
    source = SaleorSource()

    # when
    one, _ = _queries(lambda: source.read(everyone[:1]))
    many, facts = _queries(lambda: source.read(everyone))

    # then
    assert (one, len(facts)) == (many, len(user_list))


def test_the_first_sweep_is_the_backfill_and_the_second_finds_nothing(shop, crm, customer_user):
    # given
    order, _, _ = shop.buy(ApiClient(user=customer_user))
    InboxItem.objects.all().delete()

    # when
    first = crm.sweep()
    crm.drain()
    second = crm.sweep()

    # then
    customers = User.objects.filter(is_staff=False).count()
    assert (first["order"].facts_read, first["customer"].facts_read) == (1, customers)
    assert (second["order"].facts_repaired, second["customer"].facts_repaired) == (0, 0)
    assert crm.order(order).is_fully_paid is True


def test_what_the_hooks_brought_home_was_not_missed(shop, crm, customer_user):
    # given
    shop.buy(ApiClient(user=customer_user))
    crm.drain()

    # when
    reports = crm.sweep()

    # then
    assert (reports["order"].facts_read, reports["order"].facts_repaired) == (1, 0)


def test_a_week_switched_off_heals_by_one_sweep(shop, crm, customer_user, customer_user2):
    # given
    order, transaction_id, _ = shop.buy(ApiClient(user=customer_user))
    crm.sweep()
    crm.drain()
    leaver = crm.profile_of(customer_user2.pk)
    PluginConfiguration.objects.update(active=False)

    # when
    shop.refund(transaction_id, 2, "refund-1")
    later, _, _ = shop.buy(ApiClient(user=customer_user), quantity=1)
    shop.customer_delete(customer_user2)
    before = (crm.waiting(), crm.order(order).refunded_minor)
    PluginConfiguration.objects.update(active=True)
    crm.sweep()
    crm.drain()

    # then
    leaver.refresh_from_db()
    assert before == ([], 0)
    assert crm.order(order).refunded_minor == 200
    assert crm.order(later).is_fully_paid is True
    assert (leaver.state, leaver.email) == ("erased", "")


def test_orders_come_in_the_order_of_the_versions_that_they_tell(plugin, order_list):
    # given
    now = timezone.now()
    for days, order in enumerate(order_list):
        Order.objects.filter(pk=order.pk).update(
            updated_at=now - timedelta(days=days), status="unfulfilled"
        )
    Order.objects.update(currency="USD")
    User.objects.update(updated_at=now - timedelta(days=30))
    User.objects.filter(pk=order_list[-1].user_id).update(updated_at=now)

    # when
    told = [fact.version_at for fact in SaleorSource().changed(Kind.ORDER, None)]

    # then
    assert told == sorted(told)
    assert len(told) == len(order_list)


def test_only_what_changed_since_is_read_and_drafts_never(plugin, order_list, draft_order):
    # given
    now = timezone.now()
    User.objects.update(updated_at=now - timedelta(days=30))
    Order.objects.update(updated_at=now - timedelta(days=2), currency="USD")
    Order.objects.filter(pk=order_list[0].pk).update(updated_at=now, status="unfulfilled")
    Order.objects.filter(pk=draft_order.pk).update(updated_at=now)

    # when
    facts = list(SaleorSource().changed(Kind.ORDER, now - timedelta(days=1)))

    # then
    assert [fact.reference.id for fact in facts] == [str(order_list[0].pk)]


def test_one_row_that_cannot_be_told_stops_neither_sweep_nor_drain(plugin, crm, order_list):
    # given
    Order.objects.update(currency="USD", status="unfulfilled")
    broken = order_list[0]
    Order.objects.filter(pk=broken.pk).update(currency="")
    manager = get_plugins_manager(allow_replica=False)

    # when
    swept = {fact.reference.id for fact in SaleorSource().changed(Kind.ORDER, None)}
    for order in order_list:
        manager.order_updated(order)
    crm.drain()

    # then
    assert swept == {str(order.pk) for order in order_list[1:]}
    assert crm.waiting() == [("order", str(broken.pk))]
    assert crm.order(order_list[1]).currency == "USD"


def test_guests_are_left_nameless_when_the_operator_says_so(shop, crm, api_client, plugin):
    # given
    plugin.configuration = [{"name": "ignores_guests", "value": True}]
    plugin.save()

    # when
    order, _, total = shop.buy(api_client, email="guest@example.com")
    crm.drain()

    # then
    copy = crm.order(order)
    assert (copy.profile_id, copy.total_gross_minor) == (None, round(total * 100))
