"""The collections of an order's products: copied when the host is read, and of no matter once the order has earned."""

import pytest

from saleor_crm_plugin.facts import fact_decode, fact_encode
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.loyalty.models import LoyaltyEntry, OrderAward
from saleor_crm_plugin.orders.models import OrderLine
from saleor_crm_plugin.orders.queries import order_summaries
from tests.domain.test_earning_rules import bonuses, make_rule
from tests.factories import NOON, make_customer, make_line, make_order
from tests.points_shop import open_shop

pytestmark = pytest.mark.django_db


def arrive(*facts) -> None:
    facts_accept(facts=facts, is_live=True, at=NOON)
    inbox_drain(source=None, at=NOON, limit_rows=100)


def bought(*collections: str, minutes: int = 0):
    line = make_line(collections=collections)
    return make_order(lines=(line, make_line("2", 0)), minutes=minutes)


def test_an_order_earns_by_the_collections_it_came_with():
    open_shop()
    make_rule(collections=("Gifts",))

    arrive(make_customer(), bought("Gifts", 'Ünïcode "quoted", 茶'))

    assert bonuses() == [("earn", 100), ("bonus", 100)]
    rows = OrderLine.objects.order_by("external_id").values_list("collections", flat=True)
    assert list(rows) == [["Gifts", 'Ünïcode "quoted", 茶'], []]
    (order,) = order_summaries([OrderAward.objects.get().order_id])
    assert order.lines[0].collections == ("Gifts", 'Ünïcode "quoted", 茶')


def test_a_product_that_enters_another_collection_gives_an_awarded_order_nothing_more():
    # given
    open_shop()
    make_rule(collections=("Gifts",))
    arrive(make_customer(), bought())
    assert bonuses() == [("earn", 100)]
    before = (OrderAward.objects.values().get(), list(LoyaltyEntry.objects.values()))

    # when
    arrive(bought("Gifts", minutes=5))
    arrive(bought("Gifts", minutes=6))

    # then: the copy follows the host, the points do not
    assert OrderLine.objects.get(external_id="1").collections == ["Gifts"]
    assert (OrderAward.objects.values().get(), list(LoyaltyEntry.objects.values())) == before


def test_a_product_that_leaves_its_collection_takes_nothing_back():
    open_shop()
    make_rule(collections=("Gifts",))
    arrive(make_customer(), bought("Gifts"))
    before = list(LoyaltyEntry.objects.values())

    arrive(bought(minutes=5))

    assert list(LoyaltyEntry.objects.values()) == before
    assert bonuses() == [("earn", 100), ("bonus", 100)]


def test_an_order_without_collections_is_stored_as_it_was_before_there_were_any():
    document = fact_encode(bought())

    assert "collections" not in str(document)
    assert fact_decode(document) == bought()
    assert fact_decode(fact_encode(bought("Gifts"))) == bought("Gifts")
