"""Gift cards, vouchers, orders from elsewhere, orders that expire and carts that Saleor forgets."""

from datetime import timedelta

import pytest
from django.utils import timezone
from saleor.account.models import User
from saleor.checkout.models import Checkout as SaleorCheckout
from saleor.checkout.tasks import delete_expired_checkouts
from saleor.core.db.connection import allow_writer
from saleor.graphql.tests.fixtures import ApiClient
from saleor.order.models import Order
from saleor.order.tasks import expire_orders_task
from shop_side import gid, pk_of

from saleor_crm_plugin.facts import Kind, OrderStatus
from saleor_crm_plugin.hosts.saleor.names import reference
from saleor_crm_plugin.loyalty.queries import points_summary
from saleor_crm_plugin.loyalty.services import program_activate
from saleor_crm_plugin.orders.models import Checkout

pytestmark = pytest.mark.saleor


@pytest.fixture
def program(db):
    with allow_writer():
        program_activate(at=timezone.now() - timedelta(days=1))


def _points(crm, user):
    summary = points_summary(profile_id=crm.profile_of(user.pk).pk, at=timezone.now())
    return summary.pending


def test_an_order_paid_by_gift_card_keeps_its_price_and_earns_in_full(
    shop, crm, program, customer_user, gift_card, record
):
    # given
    client = ApiClient(user=customer_user)
    _, total = shop.cart(client)

    # when
    order, _, left = shop.buy_with(client, gift_card.code)
    crm.drain()

    # then
    copy, minor = crm.order(order), round(total * 100)
    assert round(left * 100) == minor - 1000
    assert (copy.total_gross_minor, copy.charged_minor) == (minor, minor)
    assert (copy.gift_card_minor, copy.points_paid_minor, copy.is_fully_paid) == (1000, 0, True)
    assert _points(crm, customer_user) == 20
    record("order-gift-card", crm.facts(reference(Kind.ORDER, order.pk)))


def test_an_order_that_a_gift_card_pays_alone_is_fully_paid(shop, crm, customer_user, gift_card):
    # given
    gift_card.current_balance_amount = 1000
    gift_card.initial_balance_amount = 1000
    gift_card.save()
    client = ApiClient(user=customer_user)
    _, total = shop.cart(client)

    # when
    order, transaction_id, left = shop.buy_with(client, gift_card.code)
    crm.drain()

    # then
    copy, minor = crm.order(order), round(total * 100)
    assert (transaction_id, left) == (None, 0)
    assert (copy.total_gross_minor, copy.gift_card_minor) == (minor, minor)
    assert (copy.is_fully_paid, copy.revenue_minor) == (True, minor)


def test_buying_a_gift_card_earns_nothing(
    shop, crm, program, customer_user, non_shippable_gift_card_product, record
):
    # when
    variant = non_shippable_gift_card_product.variants.get()
    order = shop.buy_goods(ApiClient(user=customer_user), variant)
    crm.drain()

    # then
    [line] = crm.order(order).lines.all()
    assert (line.is_gift_card, crm.order(order).is_fully_paid) == (True, True)
    assert _points(crm, customer_user) == 0
    record("order-of-gift-card", crm.facts(reference(Kind.ORDER, order.pk)))


def test_a_voucher_is_named_and_lowers_what_was_paid(
    shop, crm, program, customer_user, voucher, record
):
    # given
    client = ApiClient(user=customer_user)
    _, total = shop.cart(client)

    # when
    order, _, left = shop.buy_with(client, voucher.code)
    [fact] = crm.facts(reference(Kind.ORDER, order.pk))
    crm.drain()

    # then
    taken = round((total - left) * 100)
    assert taken > 0
    assert fact.voucher_codes == (voucher.code,)
    assert [(one.kind, one.code, one.amount.minor) for one in fact.discounts] == [
        ("voucher", voucher.code, taken)
    ]
    assert crm.order(order).total_gross_minor == round(left * 100)
    record("order-voucher", [fact])


def test_orders_created_in_bulk_come_with_their_money(shop, crm, program, customer_user, record):
    # given
    at = timezone.now() - timedelta(days=400)

    # when
    old, older = shop.bulk_create(customer_user, [(at, 30), (at - timedelta(days=1), 12.5)])
    touched = crm.waiting()
    crm.drain()

    # then
    assert len(touched) == 2
    copies = [crm.order(one) for one in (old, older)]
    assert [one.total_gross_minor for one in copies] == [3000, 1250]
    assert [one.is_fully_paid for one in copies] == [True, True]
    assert [one.placed_at.date() for one in copies] == [
        at.date(),
        (at - timedelta(days=1)).date(),
    ]
    assert crm.profile_of(customer_user.pk).orders.count() == 2
    assert _points(crm, customer_user) == 0
    record("order-bulk", crm.facts(reference(Kind.ORDER, old.pk)))


def test_an_order_that_expires_in_a_celery_task_is_read_as_it_is_now(
    shop, crm, customer_user, record, django_capture_on_commit_callbacks
):
    # given: Saleor hands stale rows of its replica to the hook
    shop.channel.allow_unpaid_orders = True
    shop.channel.automatically_confirm_all_new_orders = False
    shop.channel.expire_orders_after = 1
    shop.channel.save()
    client = ApiClient(user=customer_user)
    cart_id, _ = shop.cart(client)
    order = shop.complete(client, cart_id)
    crm.drain()
    Order.objects.update(created_at=timezone.now() - timedelta(hours=1))

    # when
    with django_capture_on_commit_callbacks(execute=True):
        expire_orders_task()
    touched = crm.waiting()
    crm.drain()

    # then
    copy = crm.order(order)
    assert touched == [("order", str(order.pk))]
    assert (copy.status, copy.revenue_minor, copy.is_fully_paid) == (OrderStatus.EXPIRED, 0, False)
    record("order-expired", crm.facts(reference(Kind.ORDER, order.pk)))


def test_an_expiry_and_a_granted_refund_that_no_hook_told_are_found_by_the_sweep(
    shop, crm, customer_user
):
    # given: neither touches the order's row
    bought, transaction_id, _ = shop.buy(ApiClient(user=customer_user))
    unpaid, _, _ = shop.buy(ApiClient(user=customer_user), quantity=1)
    past = timezone.now() - timedelta(days=2)
    Order.objects.update(updated_at=past)
    User.objects.update(updated_at=past)
    crm.sweep()
    crm.drain()

    # when
    Order.objects.filter(pk=unpaid.pk).update(status="expired", expired_at=timezone.now())
    shop.grant(bought, 4, transaction_id)
    heard = crm.waiting()
    swept = crm.sweep()
    crm.drain()

    # then
    assert (heard, swept["order"].facts_repaired) == ([], 2)
    assert crm.order(unpaid).status == OrderStatus.EXPIRED
    assert crm.order(bought).refund_granted_minor == 400


def test_a_cart_that_saleor_deletes_stays_with_what_was_in_it(shop, crm, customer_user):
    # given
    client = ApiClient(user=customer_user)
    cart_id, total = shop.cart(client)
    crm.drain()
    SaleorCheckout.objects.update(last_change=timezone.now() - timedelta(days=365))

    # when
    delete_expired_checkouts()
    crm.sweep()
    crm.drain()

    # then
    kept = Checkout.objects.get(external_id=pk_of(cart_id))
    assert SaleorCheckout.objects.exists() is False
    assert kept.total_gross_minor == round(total * 100)
    assert [line["quantity"] for line in kept.lines] == [2]
    assert kept.profile_id == crm.profile_of(customer_user.pk).pk


def test_a_carts_content_is_the_same_until_its_goods_change(shop, crm, customer_user):
    # given
    client = ApiClient(user=customer_user)
    cart_id, _ = shop.cart(client)
    crm.drain()
    first = Checkout.objects.get(external_id=pk_of(cart_id))

    # when: another address is the same cart, another line is not
    shop.run(
        client,
        "checkoutEmailUpdate",
        {"id": "ID", "email": "String!"},
        {"id": cart_id, "email": "other@example.com"},
    )
    crm.drain()
    same = Checkout.objects.get(pk=first.pk)
    shop.run(
        client,
        "checkoutLinesAdd",
        {"id": "ID", "lines": "[CheckoutLineInput!]!"},
        {
            "id": cart_id,
            "lines": [{"variantId": gid("ProductVariant", shop.variant.pk), "quantity": 1}],
        },
    )
    crm.drain()
    other = Checkout.objects.get(pk=first.pk)

    # then
    assert (same.content_fingerprint, same.content_changed_at) == (
        first.content_fingerprint,
        first.content_changed_at,
    )
    assert other.content_fingerprint != first.content_fingerprint
    assert other.content_changed_at > first.content_changed_at


def test_a_link_and_a_card_that_the_storefront_and_the_payment_app_tell_reach_the_order(
    shop, crm, customer_user
):
    # given
    client = ApiClient(user=customer_user)
    cart_id, total = shop.cart(client)
    told = {"id": "ID!", "input": "[MetadataInput!]!"}

    # when
    shop.run(
        shop.anyone,
        "updateMetadata",
        told,
        {"id": cart_id, "input": [{"key": "crm.referral", "value": "SH4RED-L1NK"}]},
    )
    transaction_id = shop.pay(cart_id, total)
    shop.run(
        shop.staff,
        "updatePrivateMetadata",
        told,
        {"id": transaction_id, "input": [{"key": "crm.card", "value": "fp-of-ann"}]},
    )
    order = shop.complete(client, cart_id)
    crm.drain()

    # then
    [fact] = crm.facts(reference(Kind.ORDER, order.pk))
    assert fact.referral_code == "SH4RED-L1NK"
    assert [one.fingerprint for one in fact.payments] == ["fp-of-ann"]
    copy = crm.order(order)
    [mark] = copy.marks
    assert (copy.referral_code, mark.partition(":")[0]) == ("SH4RED-L1NK", "card")
    assert "fp-of-ann" not in mark


def test_a_payment_says_where_it_was_paid_from_and_only_a_hash_is_kept(
    shop, crm, customer_user, payment_dummy_fully_charged
):
    # given
    order = payment_dummy_fully_charged.order
    payment_dummy_fully_charged.customer_ip_address = "203.0.113.7"
    payment_dummy_fully_charged.save(update_fields=["customer_ip_address"])

    # when
    [fact] = crm.facts(reference(Kind.ORDER, order.pk))

    # then
    assert (fact.client_ip, fact.referral_code) == ("203.0.113.7", "")
    assert [one.fingerprint for one in fact.payments] == [""]
