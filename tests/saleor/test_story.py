"""One shopper from the registration to the deletion of the account, and what the CRM answers after each step."""

from datetime import timedelta

import pytest
from django.utils import timezone
from graphql_side import ask, refused
from saleor.graphql.tests.fixtures import ApiClient
from saleor.order.models import Order
from saleor.order.tasks import expire_orders_task
from shop_side import gid

from saleor_crm_plugin.profiles.models import Profile

pytestmark = pytest.mark.saleor

FORM = """
mutation($items: [ConfigurationItemInput!]) {
  pluginUpdate(id: "saleor.crm", input: {active: true, configuration: $items}) { errors { message } }
}"""
PROFILE = """
query($userId: ID) {
  crmProfile(userId: $userId) {
    state email emailIsVerified firstName lastName city
    points { available pending debt }
    totals { ordersCount revenue { amount } refunded { amount } }
    orders(first: 20) { totalCount }
    addresses { city }
  }
}"""
ME = "{ crmMe { email points { pending } } me { crm { orders(first: 5) { totalCount } } } }"
ORDER = """
query($id: ID!) {
  order(id: $id) { crm { status exclusion isFullyPaid revenue { amount } award { points clawedBack } } }
}"""


@pytest.fixture
def earning(superuser_api_client, plugin):
    items = [
        {"name": "points_are_awarded", "value": "true"},
        {"name": "points_rates", "value": "1 per 1.00 USD"},
    ]
    result = ask(superuser_api_client, FORM, items=items)["pluginUpdate"]
    assert result["errors"] == []


def test_the_life_of_a_shopper(
    shop, crm, earning, monkeypatch, gift_card, voucher, django_capture_on_commit_callbacks
):
    def told(user_id):
        crm.drain()
        return ask(shop.staff, PROFILE, userId=gid("User", user_id))["crmProfile"]

    def told_of(order):
        crm.drain()
        return ask(shop.staff, ORDER, id=gid("Order", order.pk))["order"]["crm"]

    # given: a guest who buys before there is an account
    guest_order, _, first_total = shop.buy(
        ApiClient(user=None), email="ann@example.com", quantity=1
    )
    crm.drain()

    # when the address is registered and proven
    user = shop.register("ann@example.com")
    unproven = told(user.pk)
    shop.confirm(user)
    proven = told(user.pk)

    # then the guest's order is the account's, and the points wait for the hold to end
    net = _net(guest_order)
    assert (unproven["emailIsVerified"], unproven["orders"]["totalCount"]) == (False, 0)
    assert (proven["emailIsVerified"], proven["orders"]["totalCount"]) == (True, 1)
    assert proven["points"] == {"available": 0, "pending": net, "debt": 0}
    client = ApiClient(user=user)
    mine = ask(client, ME)
    assert (mine["crmMe"]["email"], mine["crmMe"]["points"]["pending"]) == ("ann@example.com", net)
    assert mine["me"]["crm"]["orders"]["totalCount"] == 1
    assert refused(client, PROFILE, userId=gid("User", user.pk)) == {"PermissionDenied"}

    # when a cart is paid, and its goods go out
    order, transaction_id, total = shop.buy(client, quantity=3)
    shop.fulfill(order, 3)
    earned = _net(order)
    bought = told(user.pk)

    # then
    assert bought["points"]["pending"] == net + earned
    assert bought["totals"] == [
        {
            "ordersCount": 2,
            "revenue": {"amount": pytest.approx(first_total + total)},
            "refunded": {"amount": 0},
        }
    ]
    assert told_of(order)["status"] == "FULFILLED"

    # when a part is granted, refunded and comes back
    shop.grant(order, 10, transaction_id)
    shop.refund(transaction_id, 10, "refund-1")
    shop.take_back(order, 1)
    partly = told_of(order)

    # then the points of that part go
    assert (partly["status"], partly["revenue"]["amount"]) == (
        "PARTIALLY_RETURNED",
        pytest.approx(total - 10),
    )
    assert 0 < partly["award"]["clawedBack"] < earned
    after_part = told(user.pk)["points"]["pending"]
    assert after_part == net + earned - partly["award"]["clawedBack"]

    # when the rest is refunded, then the order leaves no points
    shop.refund(transaction_id, total - 10, "refund-2")
    wholly = told_of(order)
    assert wholly["award"] == {"points": earned, "clawedBack": earned}
    assert (wholly["revenue"]["amount"], wholly["isFullyPaid"]) == (0, True)
    assert told(user.pk)["points"]["pending"] == net

    # when an order is canceled, then it counts for nothing
    canceled, _, _ = shop.buy(client, quantity=1)
    assert told(user.pk)["points"]["pending"] == net + _net(canceled)
    shop.cancel(canceled)
    assert told_of(canceled)["exclusion"] == "CANCELED"
    assert told(user.pk)["points"]["pending"] == net

    # when a gift card and a voucher pay, then the card's part earns and the voucher's does not
    by_card, _, left = shop.buy_with(client, gift_card.code, quantity=2)
    lowered, _, _ = shop.buy_with(client, voucher.code, quantity=2)
    assert left > 0
    points = told(user.pk)["points"]["pending"]
    assert points == net + _net(by_card) + _net(lowered)

    # when an unpaid order expires, then it is told, and earns nothing
    shop.channel.allow_unpaid_orders = True
    shop.channel.automatically_confirm_all_new_orders = False
    shop.channel.expire_orders_after = 1
    shop.channel.save()
    cart_id, _ = shop.cart(client)
    unpaid = shop.complete(client, cart_id)
    Order.objects.filter(pk=unpaid.pk).update(created_at=timezone.now() - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        expire_orders_task()
    assert told_of(unpaid)["status"] == "EXPIRED"
    assert told(user.pk)["points"]["pending"] == points

    # when name, address and e-mail change
    shop.own_address_create(user, city="Oakland", postalCode="94607")
    shop.customer_update(user, lastName="Stone")
    shop.change_own_email(user, "ann.new@example.com", monkeypatch)
    changed = told(user.pk)

    # then
    assert (changed["email"], changed["lastName"]) == ("ann.new@example.com", "Stone")
    assert "OAKLAND" in [one["city"] for one in changed["addresses"]]
    assert changed["orders"]["totalCount"] == 6

    # when the account goes, then the person is gone and the sales are not
    key, profile = user.pk, crm.profile_of(user.pk)
    shop.delete_own_account(user, monkeypatch)
    gone = told(key)
    profile.refresh_from_db()
    assert gone is None or (gone["state"], gone["email"]) == ("ERASED", None)
    assert (profile.state, profile.email, profile.first_name) == ("erased", "", "")
    assert crm.order(guest_order).total_gross_minor == round(first_total * 100)
    assert Profile.objects.filter(email__contains="ann").exists() is False


def _net(order):
    """Return the points at one for each whole unit of the goods, net of tax, without shipping."""
    return int(order.subtotal_net_amount)
