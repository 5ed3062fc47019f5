"""One order over GraphQL: found by each of its names, and which of the shopper's orders it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.facts import OrderStatus
from saleor_crm_plugin.orders.models import Order
from tests.factories import NOON, make_order
from tests.hosts.graphql_client import ask, post, refused, staff_token, token_of
from tests.hosts.small_shop import make_shop, shopper, tell

pytestmark = pytest.mark.django_db


def test_an_order_is_found_by_each_of_its_names():
    # given
    make_shop()
    token = staff_token("MANAGE_ORDERS", "MANAGE_USERS")
    copy = id_encode("CrmOrder", Order.objects.get(external_id="2").pk)

    # when
    found = [
        ask("CrmOrder", token, id=copy),
        ask("CrmOrder", token, orderId="2"),
        ask("CrmOrder", token, orderId=id_encode("Order", 2)),
        ask("CrmOrder", token, reference="shop:order:2"),
    ]

    # then
    assert [order["id"] for order in found] == [copy] * 4
    assert [order["reference"] for order in found] == ["shop:order:2"] * 4
    assert ask("CrmOrder", token, orderId="77") is None
    assert ask("CrmOrder", token, reference="pos:order:2") is None


def test_an_order_is_named_exactly_once_and_rightly():
    make_shop()
    for arguments in (
        "",
        '(orderId: "1", reference: "shop:order:1")',
        '(reference: "shop:customer:1")',
        '(id: "1")',
    ):
        answer = post(f"{{ crmOrder{arguments} {{ id }} }}", token=staff_token()).json()
        assert (answer["data"], answer["errors"][0]["extensions"]["code"]) == (
            {"crmOrder": None},
            "INVALID",
        )


def test_the_first_order_that_counts_is_told_from_later_ones():
    # given: a canceled order before the first, and an older one that becomes known last
    make_shop()
    before = {"email": "ada@example.com", "placed_at": NOON - timedelta(days=9)}
    tell(make_order("8", status=OrderStatus.CANCELED, **before))
    tell(make_order("9", email="ada@example.com", placed_at=NOON - timedelta(days=1)))

    # when
    ordinals = {
        number: ask("CrmOrder", staff_token(), orderId=number)["ordinal"]
        for number in ("8", "9", "1", "2", "3", "4")
    }

    # then
    assert ordinals == {"8": None, "9": 1, "1": 2, "2": 3, "3": 2, "4": 1}


def test_a_page_of_orders_is_numbered_in_one_query():
    # given
    make_shop()
    query = '{ crmProfile(userId: "1") { orders(first: 10) { edges { node { reference %s } } } } }'
    token = staff_token()

    def counted(more: str) -> tuple[int, dict]:
        with CaptureQueriesContext(connection) as queries:
            answer = post(query % more, token=token).json()
        return len(queries), answer["data"]["crmProfile"]["orders"]["edges"]

    # when
    plain, _ = counted("")
    numbered, edges = counted("ordinal")

    # then
    assert numbered - plain == 1
    assert [edge["node"]["ordinal"] for edge in edges] == [2, 1]


def test_an_order_is_for_staff_who_may_see_orders():
    make_shop()
    query = '{ crmOrder(orderId: "1") { id } }'

    assert refused(query) == ["PermissionDenied"]
    assert refused(query, staff_token("MANAGE_USERS")) == ["PermissionDenied"]
    assert refused(query, token_of(shopper("Ada"))) == ["PermissionDenied"]


def test_a_card_shows_a_shopper_at_a_glance():
    # given
    make_shop()

    # when
    card = ask("CrmProfileCard", staff_token(), userId="1")

    # then
    assert (card["firstName"], card["points"]["available"], card["rfm"]) == ("Ada", 0, [])
    assert [(total["ordersCount"], total["revenue"]["amount"]) for total in card["totals"]] == [
        (2, 300.0)
    ]
    assert ask("CrmProfileCard", staff_token(), userId="77") is None
