"""The life of a shopper through Saleor's own GraphQL, and what the CRM says after each step."""

import pytest
from saleor.graphql.tests.fixtures import ApiClient
from shop_side import pk_of

from saleor_crm_plugin.facts import Kind, OrderStatus, RefundKind
from saleor_crm_plugin.hosts.saleor.names import reference
from saleor_crm_plugin.orders.models import Checkout

pytestmark = pytest.mark.saleor


def test_a_registered_shopper_is_a_profile_and_is_proven_when_confirmed(shop, crm, record):
    # given
    user = shop.register("ann@example.com")
    crm.drain()
    before = crm.profile_of(user.pk)

    # when
    shop.confirm(user)
    crm.drain()

    # then
    after = crm.profile_of(user.pk)
    assert (before.email_is_verified, after.email_is_verified) == (False, True)
    assert (after.pk, after.email, after.first_name) == (before.pk, "ann@example.com", "Ann")
    record("customer", crm.facts(reference(Kind.CUSTOMER, user.pk)))


def test_a_paid_cart_is_an_order_with_its_money(shop, crm, customer_user, record):
    # when
    order, _, total = shop.buy(ApiClient(user=customer_user))
    crm.drain()

    # then
    copy = crm.order(order)
    assert (copy.total_gross_minor, copy.charged_minor) == (round(total * 100), round(total * 100))
    assert (copy.is_fully_paid, copy.exclusion, copy.channel) == (True, "", shop.channel.slug)
    assert copy.profile_id == crm.profile_of(customer_user.pk).pk
    assert copy.lines.get().quantity == 2
    record("order-paid", crm.facts(reference(Kind.ORDER, order.pk)))


def test_a_cart_stays_known_when_saleor_has_made_it_an_order(shop, crm, customer_user, record):
    # given
    client = ApiClient(user=customer_user)
    cart_id, total = shop.cart(client)
    crm.drain()
    cart = Checkout.objects.get(external_id=pk_of(cart_id))
    record("checkout", crm.facts(reference(Kind.CHECKOUT, cart.external_id)))

    # when
    shop.pay(cart_id, total)
    order = shop.complete(client, cart_id)
    crm.drain()

    # then
    assert crm.order(order).checkout_id == cart.external_id
    assert Checkout.objects.get(pk=cart.pk).lines == cart.lines


def test_partial_and_full_refunds_stand_beside_the_charge(shop, crm, customer_user, record):
    # given
    order, transaction_id, total = shop.buy(ApiClient(user=customer_user))
    crm.drain()

    # when
    shop.refund(transaction_id, 5, "refund-1")
    crm.drain()
    partly = crm.order(order)
    shop.refund(transaction_id, total - 5, "refund-2")
    crm.drain()

    # then
    wholly, minor = crm.order(order), round(total * 100)
    assert (partly.refunded_minor, partly.charged_minor, partly.revenue_minor) == (
        500,
        minor,
        minor - 500,
    )
    assert (wholly.refunded_minor, wholly.charged_minor, wholly.revenue_minor) == (minor, minor, 0)
    assert (partly.is_fully_paid, wholly.is_fully_paid) == (True, True)
    record("order-refunded", crm.facts(reference(Kind.ORDER, order.pk)))


def test_a_granted_refund_is_a_promise_until_it_is_paid(shop, crm, customer_user, record):
    # given
    order, transaction_id, _ = shop.buy(ApiClient(user=customer_user))
    shop.grant(order, 4, transaction_id)
    [granted] = crm.facts(reference(Kind.ORDER, order.pk))
    record("order-granted", [granted])

    # when
    shop.refund(transaction_id, 4, "refund-1")
    [paid] = crm.facts(reference(Kind.ORDER, order.pk))

    # then
    assert [(one.kind, one.amount.minor) for one in granted.refunds] == [(RefundKind.GRANTED, 400)]
    assert [(one.kind, one.amount.minor) for one in paid.refunds] == [(RefundKind.PAID, 400)]


def test_payments_of_the_old_api_and_their_refunds_are_read_as_well(
    shop, crm, customer_user, record
):
    # given
    shop.channel.allow_unpaid_orders = True
    shop.channel.save()
    client = ApiClient(user=customer_user)
    cart_id, total = shop.cart(client)
    order = shop.complete(client, cart_id)
    [unpaid] = crm.facts(reference(Kind.ORDER, order.pk))

    # when
    shop.mark_paid(order)
    [paid] = crm.facts(reference(Kind.ORDER, order.pk))
    shop.refund_payment(order, 3)
    [refunded] = crm.facts(reference(Kind.ORDER, order.pk))

    # then
    minor = round(total * 100)
    assert (unpaid.charged.minor, unpaid.is_fully_paid) == (0, False)
    assert (paid.charged.minor, paid.is_fully_paid, len(paid.payments)) == (minor, True, 1)
    assert (refunded.charged.minor, refunded.is_fully_paid) == (minor, True)
    assert [one.amount.minor for one in refunded.refunds] == [300]
    record("order-legacy-payment", [refunded])


def test_a_canceled_order_does_not_count(shop, crm, customer_user, record):
    # given
    order, _, _ = shop.buy(ApiClient(user=customer_user))
    crm.drain()

    # when
    shop.cancel(order)
    crm.drain()

    # then
    copy = crm.order(order)
    assert (copy.status, copy.exclusion, copy.revenue_minor) == (
        OrderStatus.CANCELED,
        "canceled",
        0,
    )
    record("order-canceled", crm.facts(reference(Kind.ORDER, order.pk)))


def test_a_changed_address_and_e_mail_reach_the_profile(shop, crm):
    # given
    user = shop.customer_create("eve@example.com")
    address_id = shop.address_create(user)
    crm.drain()

    # when
    shop.address_update(address_id, city="Oakland", postalCode="94607")
    shop.customer_update(user, email="eve.new@example.com", lastName="Stone")
    crm.drain()

    # then
    profile = crm.profile_of(user.pk)
    assert (profile.email, profile.last_name) == ("eve.new@example.com", "Stone")
    assert [address.city for address in profile.addresses.all()] == ["OAKLAND"]


def test_a_deleted_customer_is_erased_and_the_order_stays(shop, crm, customer_user):
    # given
    order, _, total = shop.buy(ApiClient(user=customer_user))
    crm.drain()
    profile = crm.profile_of(customer_user.pk)

    # when
    shop.customer_delete(customer_user)
    crm.drain()

    # then
    profile.refresh_from_db()
    assert (profile.state, profile.email, profile.first_name) == ("erased", "", "")
    assert crm.order(order).total_gross_minor == round(total * 100)


def test_a_guest_order_belongs_to_who_confirms_the_address_later(shop, crm, api_client):
    # given
    order, _, _ = shop.buy(api_client, email="guest@example.com")
    crm.drain()

    # when
    user = shop.register("guest@example.com")
    shop.confirm(user)
    crm.drain()

    # then
    assert crm.order(order).profile_id == crm.profile_of(user.pk).pk


def test_parcels_that_go_out_and_come_back_are_told(shop, crm, customer_user, record):
    # given
    order, _, _ = shop.buy(ApiClient(user=customer_user), quantity=3)
    one = reference(Kind.ORDER, order.pk)

    # when
    shop.fulfill(order, 1)
    [partly] = crm.facts(one)
    shop.fulfill(order, 2)
    [wholly] = crm.facts(one)
    shop.take_back(order, 1)
    [back] = crm.facts(one)
    crm.drain()

    # then
    assert (partly.status, wholly.status) == (
        OrderStatus.PARTIALLY_FULFILLED,
        OrderStatus.FULFILLED,
    )
    assert back.status is OrderStatus.PARTIALLY_RETURNED
    assert [fact.lines[0].quantity_returned for fact in (partly, wholly, back)] == [0, 0, 1]
    assert crm.order(order).status == OrderStatus.PARTIALLY_RETURNED
    record("order-partly-fulfilled", [partly])
    record("order-partly-returned", [back])


def test_every_status_that_this_saleor_stores_has_a_word_here(order):
    from saleor.order import OrderStatus as Stored

    words = {value.replace(" ", "_") for value, _ in Stored.CHOICES}

    assert words == {status.value for status in OrderStatus}
