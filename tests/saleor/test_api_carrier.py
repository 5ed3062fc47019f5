"""Coupons carried over Saleor's GraphQL API, as the CRM beside a Saleor does it, at Saleor's own checkout."""

from datetime import timedelta

import pytest
from api_side import Wire
from django.utils import timezone
from freezegun import freeze_time
from saleor.discount.models import Voucher, VoucherCode
from saleor.giftcard.models import GiftCard
from saleor.graphql.tests.fixtures import ApiClient
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin.hosts.saleor_app.client import AccessDenied, SaleorApi, SaleorUnavailable
from saleor_crm_plugin.hosts.saleor_app.rewards import SaleorApiCarrier
from saleor_crm_plugin.hosts.saleor_app.standing import Standing, standing_look
from saleor_crm_plugin.loyalty.queries.carriers import CarrierRefused
from saleor_crm_plugin.loyalty.rules.rewards import RewardKind, RewardValue
from tests.saleor_coupons import CODE, END, FIVE, ISSUED_AT, coupon_order

pytestmark = pytest.mark.saleor

IS_BOUND = any(field.name == "assigned_to" for field in GiftCard._meta.get_fields())
LAST_MOMENT = END - timedelta(microseconds=1)


@pytest.fixture
def wire():
    return Wire()


@pytest.fixture
def api(app, permission_manage_discounts, permission_manage_gift_card, wire):
    app.permissions.add(permission_manage_discounts, permission_manage_gift_card)
    _, token = app.tokens.create(name="crm")
    return SaleorApi(url="https://shop.example.com/graphql/", token=token, send=wire)


@pytest.fixture
def carrier(api):
    return SaleorApiCarrier(api)


@pytest.fixture(autouse=True)
def _standalone_names(settings):
    settings.SALEOR_CRM = {"host_name": "shop"}


@pytest.fixture
def buyer(shop, customer_user):
    """A shopper of a Saleor without the plugin."""
    PluginConfiguration.objects.update(active=False)
    return ApiClient(user=customer_user)


@pytest.fixture
def card_order(customer_user):
    def make(**given):
        return coupon_order(RewardKind.GIFT_CARD, owner=str(customer_user.pk), **given)

    return make


def _refused(shop, client, code=CODE):
    cart_id, _ = shop.cart(client)
    with pytest.raises(AssertionError) as refusal:
        shop.add_code(client, cart_id, code)
    return "promoCode" in str(refusal.value)


def _taken_off(shop, client):
    cart_id, price = shop.cart(client)
    return round((price - shop.add_code(client, cart_id, CODE)) * 100)


def test_an_api_coupon_takes_five_off_and_works_once(shop, buyer, carrier, wire):
    # when
    reference = carrier.issue(coupon_order())
    wire.keep("voucher-issued")
    _, _, left = shop.buy_with(buyer, CODE)
    _, price = shop.cart(buyer)
    is_refused = _refused(shop, buyer)
    is_revoked = carrier.revoke(coupon_order(host_reference=reference))
    wire.keep("voucher-used", host_reference=reference)

    # then
    voucher = Voucher.objects.get()
    assert reference == str(voucher.pk)
    assert round((price - left) * 100) == 500
    assert (is_refused, is_revoked) == (True, False)
    assert (voucher.single_use, voucher.usage_limit) == (True, None)
    assert (voucher.start_date, voucher.end_date) == (ISSUED_AT, LAST_MOMENT)
    assert VoucherCode.objects.get().code == CODE


def test_an_api_coupon_is_worth_what_its_channel_and_cart_say(shop, buyer, carrier, channel_PLN):
    # given: 20.00 for the goods, 10.00 for the way
    tenth = coupon_order(
        RewardKind.PERCENT, percent=10, value=RewardValue(currency="USD", min_spent_minor=2000)
    )

    # when
    reference = carrier.issue(tenth)
    taken_off = _taken_off(shop, buyer)
    listing = Voucher.objects.get().channel_listings.get()
    too_small, price = shop.cart(buyer, quantity=1)
    with pytest.raises(AssertionError):
        shop.add_code(buyer, too_small, CODE)

    # then
    assert (taken_off, reference) == (200, str(listing.voucher_id))
    assert (listing.channel_id, listing.min_spent_amount) == (shop.channel.pk, 20)
    assert shop.cart_told(buyer, too_small) == (None, price)


def test_an_api_coupon_can_be_free_shipping(shop, buyer, carrier):
    carrier.issue(coupon_order(RewardKind.FREE_SHIPPING, value=RewardValue(currency="USD")))

    assert _taken_off(shop, buyer) == 1000


def test_an_api_coupon_ends_at_its_printed_end(shop, buyer, carrier, customer_user):
    # given
    end = timezone.now() + timedelta(days=3)
    carrier.issue(coupon_order(end=end))

    # when
    with freeze_time(end - timedelta(seconds=1)):
        taken_off = _taken_off(shop, ApiClient(user=customer_user))
    with freeze_time(end):
        is_refused = _refused(shop, ApiClient(user=customer_user))

    # then
    assert (taken_off, is_refused) == (500, True)


@pytest.mark.parametrize("lost", ["CrmVoucherCreate", "CrmVoucherList"])
def test_an_api_coupon_whose_answer_was_lost_is_found_by_its_code(shop, buyer, carrier, wire, lost):
    # given
    wire.cut.add(lost)
    with pytest.raises(SaleorUnavailable, match="TimeoutError"):
        carrier.issue(coupon_order())

    # when
    wire.exchanges.clear()
    references = [carrier.issue(coupon_order())]
    wire.keep(f"voucher-found-after-{lost}")
    references.append(carrier.issue(coupon_order()))

    # then
    assert references == [str(Voucher.objects.get().pk)] * 2
    assert _taken_off(shop, buyer) == 500


def test_an_api_coupon_never_takes_over_the_code_of_another_voucher(
    carrier, wire, voucher, channel_USD
):
    # given
    voucher.codes.update(code=CODE)

    # when
    with pytest.raises(CarrierRefused, match="another voucher or gift card"):
        carrier.issue(coupon_order())
    wire.keep("voucher-code-of-another")
    is_revoked = carrier.revoke(coupon_order())

    # then
    assert (Voucher.objects.get().pk, is_revoked) == (voucher.pk, True)
    assert voucher.codes.get().code == CODE


def test_an_api_coupon_for_no_channel_is_refused_and_makes_nothing(carrier, channel_USD, wire):
    with pytest.raises(CarrierRefused, match="no channel of the shop"):
        carrier.issue(coupon_order(value=RewardValue(currency="JPY", amount_minor=500)))
    assert (Voucher.objects.count(), wire.operations) == (0, ["CrmChannels"])


def test_an_api_coupon_that_saleor_does_not_take_is_refused(carrier, channel_USD):
    ended = coupon_order(end=ISSUED_AT - timedelta(days=1))
    with pytest.raises(CarrierRefused, match=r"^Saleor refused the voucher: endDate INVALID$"):
        carrier.issue(ended)
    assert Voucher.objects.count() == 0


@pytest.mark.parametrize("is_known", [True, False])
def test_a_revoked_api_coupon_stops_in_every_cart(shop, buyer, carrier, wire, is_known):
    # given
    reference = carrier.issue(coupon_order())
    cart_id, _ = shop.cart(buyer)
    shop.add_code(buyer, cart_id, CODE)
    wire.exchanges.clear()
    revoked = coupon_order(host_reference=reference if is_known else "")

    # when
    states = [carrier.revoke(revoked)]
    wire.keep(f"voucher-revoked-{'known' if is_known else 'unknown'}", **_given(revoked))
    states.append(carrier.revoke(revoked))
    with pytest.raises(AssertionError):
        shop.complete(buyer, cart_id)

    # then
    assert states == [True, True]
    assert (Voucher.objects.count(), VoucherCode.objects.count()) == (0, 0)
    assert _refused(shop, buyer)


def _given(order):
    return {"host_reference": order.host_reference}


def test_an_api_coupon_that_is_used_while_it_is_revoked_stays_used(shop, buyer, carrier, wire):
    # given
    reference = carrier.issue(coupon_order())
    wire.before["CrmVoucherEnd"] = lambda: shop.buy_with(buyer, CODE)

    # when
    is_revoked = carrier.revoke(coupon_order(host_reference=reference))

    # then
    assert is_revoked is False
    assert Voucher.objects.get().end_date == LAST_MOMENT


def test_an_api_coupon_that_never_ends_is_reopened_without_an_end(shop, buyer, carrier):
    order = coupon_order(end=None)
    reference = carrier.issue(order)
    shop.buy_with(buyer, CODE)

    assert carrier.revoke(coupon_order(end=None, host_reference=reference)) is False
    assert Voucher.objects.get().end_date is None


def test_an_api_gift_card_pays_once_for_its_owner(
    shop, buyer, carrier, wire, card_order, customer_user, customer_user2
):
    # when
    reference = carrier.issue(card_order())
    wire.keep("gift-card-issued", owner=str(customer_user.pk))
    stranger = ApiClient(user=customer_user2)
    is_refused = _refused(shop, stranger) if IS_BOUND else True
    _, _, left = shop.buy_with(buyer, CODE)
    _, price = shop.cart(buyer)
    wire.exchanges.clear()
    is_revoked = carrier.revoke(card_order(host_reference=reference))
    wire.keep("gift-card-used", owner=str(customer_user.pk), host_reference=reference)

    # then
    card = GiftCard.objects.get()
    assert (reference, card.code, card.currency) == (str(card.pk), CODE, "USD")
    assert round((price - left) * 100) == 500
    assert (card.initial_balance_amount, card.current_balance_amount) == (5, 0)
    assert card.expiry_date == LAST_MOMENT.date()
    assert (is_refused, is_revoked, card.is_active) == (True, False, True)
    assert getattr(card, "assigned_to_id", customer_user.pk) == customer_user.pk
    assert card.private_metadata == {"saleor_crm.coupon": "7"}


def test_an_api_gift_card_whose_answer_was_lost_is_found_by_its_code(
    carrier, wire, card_order, customer_user
):
    # given
    wire.cut.add("CrmGiftCardCreate")
    with pytest.raises(SaleorUnavailable, match="TimeoutError"):
        carrier.issue(card_order())
    wire.exchanges.clear()

    # when
    reference = carrier.issue(card_order())
    wire.keep("gift-card-found", owner=str(customer_user.pk))

    # then
    assert reference == str(GiftCard.objects.get().pk)


def test_an_api_gift_card_never_takes_over_another_card(
    carrier, wire, card_order, gift_card, customer_user, channel_USD
):
    # given
    GiftCard.objects.filter(pk=gift_card.pk).update(code=CODE)

    # when
    with pytest.raises(CarrierRefused, match="another voucher or gift card"):
        carrier.issue(card_order())
    wire.keep("gift-card-code-of-another", owner=str(customer_user.pk))
    is_revoked = carrier.revoke(card_order())
    with pytest.raises(CarrierRefused, match="another voucher or gift card"):
        carrier.issue(coupon_order(value=RewardValue(currency=FIVE.currency, amount_minor=500)))

    # then
    gift_card.refresh_from_db()
    assert (GiftCard.objects.count(), is_revoked, gift_card.is_active) == (1, True, True)


@pytest.mark.parametrize("is_known", [True, False])
def test_a_revoked_api_gift_card_pays_nothing(
    shop, buyer, carrier, wire, card_order, customer_user, is_known
):
    # given
    reference = carrier.issue(card_order())
    cart_id, _ = shop.cart(buyer)
    shop.add_code(buyer, cart_id, CODE)
    wire.exchanges.clear()
    revoked = card_order(host_reference=reference if is_known else "")

    # when
    states = [carrier.revoke(revoked)]
    wire.keep(
        f"gift-card-revoked-{'known' if is_known else 'unknown'}",
        owner=str(customer_user.pk),
        **_given(revoked),
    )
    states.append(carrier.revoke(revoked))
    shop.channel.allow_unpaid_orders = True
    shop.channel.save()
    with pytest.raises(AssertionError):
        shop.complete(buyer, cart_id)

    # then
    card = GiftCard.objects.get()
    assert (states, card.is_active, card.current_balance_amount) == ([True, True], False, 5)
    assert _refused(shop, buyer)


def test_an_api_gift_card_that_pays_while_it_is_revoked_is_opened_again(
    shop, buyer, carrier, wire, card_order, customer_user
):
    # given
    reference = carrier.issue(card_order())
    wire.exchanges.clear()
    wire.before["CrmGiftCardClose"] = lambda: shop.buy_with(buyer, CODE)

    # when
    is_revoked = carrier.revoke(card_order(host_reference=reference))
    wire.keep("gift-card-overtaken", owner=str(customer_user.pk), host_reference=reference)

    # then
    card = GiftCard.objects.get()
    assert (is_revoked, card.is_active) == (False, True)
    assert card.private_metadata == {"saleor_crm.coupon": "7"}


def test_an_api_gift_card_that_was_closed_and_then_cut_is_opened_again(
    shop, buyer, carrier, wire, card_order
):
    # given
    reference = carrier.issue(card_order())
    wire.before["CrmGiftCardClose"] = lambda: shop.buy_with(buyer, CODE)
    wire.cut.add("CrmGiftCardClose")
    with pytest.raises(SaleorUnavailable):
        carrier.revoke(card_order(host_reference=reference))
    was_active = GiftCard.objects.get().is_active

    # when
    is_revoked = carrier.revoke(card_order(host_reference=reference))

    # then
    card = GiftCard.objects.get()
    assert (was_active, is_revoked, card.is_active) == (False, False, True)


def test_a_used_api_gift_card_that_staff_switched_off_stays_off(shop, buyer, carrier, card_order):
    # given
    reference = carrier.issue(card_order())
    shop.buy_with(buyer, CODE)
    GiftCard.objects.update(is_active=False)

    # when
    is_revoked = carrier.revoke(card_order(host_reference=reference))

    # then
    assert (is_revoked, GiftCard.objects.get().is_active) == (False, False)


def test_a_closed_api_gift_card_that_has_lapsed_is_left_closed(shop, buyer, carrier, card_order):
    # given
    reference = carrier.issue(card_order())
    shop.buy_with(buyer, CODE)
    GiftCard.objects.update(
        is_active=False,
        expiry_date=timezone.now().date() - timedelta(days=1),
        private_metadata={"saleor_crm.coupon": "7", "saleor_crm.revoking": "1"},
    )

    # when
    is_revoked = carrier.revoke(card_order(host_reference=reference))

    # then
    card = GiftCard.objects.get()
    assert (is_revoked, card.is_active) == (False, False)
    assert card.private_metadata == {"saleor_crm.coupon": "7"}


def test_an_api_gift_card_that_staff_deleted_is_revoked(carrier, card_order):
    reference = carrier.issue(card_order())
    GiftCard.objects.all().delete()

    assert carrier.revoke(card_order(host_reference=reference)) is True


def test_an_api_gift_card_for_nobody_in_the_shop_is_refused_where_cards_are_bound(carrier, wire):
    # given
    nobodys = coupon_order(RewardKind.GIFT_CARD, owner="999999")
    if not IS_BOUND:
        assert carrier.issue(nobodys) == str(GiftCard.objects.get().pk)
        return

    # when
    with pytest.raises(CarrierRefused, match="the shopper has no account in this shop"):
        carrier.issue(nobodys)
    wire.keep("gift-card-without-account", owner="999999")

    # then
    assert GiftCard.objects.count() == 0


def test_an_api_gift_card_that_would_end_today_works_tomorrow_too(carrier, card_order):
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    carrier.issue(card_order(end=today + timedelta(days=1)))

    assert GiftCard.objects.get().expiry_date == (today + timedelta(days=1)).date()


@pytest.mark.parametrize(
    ("kind", "permission"),
    [
        (RewardKind.FIXED, "MANAGE_DISCOUNTS"),
        (RewardKind.GIFT_CARD, "MANAGE_GIFT_CARD"),
    ],
)
def test_an_app_without_the_permission_is_told_which(
    carrier, app, wire, channel_USD, customer_user, kind, permission
):
    # given
    app.permissions.clear()
    order = coupon_order(kind, owner=str(customer_user.pk))

    # when
    with pytest.raises(AccessDenied) as denied:
        carrier.issue(order)
    wire.keep(f"denied-{kind}", owner=str(customer_user.pk))

    # then
    assert str(denied.value) == (
        "Saleor does not accept the token in saleor_app_token, "
        f"or its app lacks the permission {permission}"
    )
    assert (Voucher.objects.count(), GiftCard.objects.count()) == (0, 0)


def test_a_wrong_api_token_is_told(wire, app, channel_USD):
    api = SaleorApi(url="https://shop.example.com/graphql/", token="wrong", send=wire)

    with pytest.raises(AccessDenied, match="does not accept the token in saleor_app_token"):
        SaleorApiCarrier(api).issue(coupon_order())
    wire.keep("token-refused")
    look = standing_look(api)

    assert look.is_well is False
    assert look.words == "Saleor does not accept the token in saleor_app_token"


def test_the_look_at_saleor_names_what_the_app_lacks(
    api, app, wire, permission_manage_gift_card, permission_manage_discounts
):
    # when
    looks = [standing_look(api)]
    wire.keep("standing-well")
    app.permissions.remove(permission_manage_gift_card)
    looks.append(standing_look(api))
    wire.keep("standing-lacking")
    app.permissions.clear()
    looks.append(standing_look(api))

    # then
    assert looks[0].is_well is True
    assert looks[1:] == [
        Standing(is_well=False, words="the app lacks MANAGE_GIFT_CARD in Saleor"),
        Standing(
            is_well=False, words="the app lacks MANAGE_DISCOUNTS and MANAGE_GIFT_CARD in Saleor"
        ),
    ]
