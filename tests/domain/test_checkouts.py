"""Carts: kept with what was in them, whoever fills them."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.facts import CheckoutLine, CheckoutSnapshot, Kind, Reference
from saleor_crm_plugin.orders.models import Checkout
from saleor_crm_plugin.profiles.models import Profile, TimelineEvent
from tests.domain.test_facts_apply import tell
from tests.factories import HOST, NOON, make_customer, make_order, money

pytestmark = pytest.mark.django_db


def make_cart(id: str = "c1", *, minutes: int = 0, quantity: int = 1, **values) -> CheckoutSnapshot:
    values = {
        "created_at": NOON,
        "channel": "default-channel",
        "total": money(10 * quantity),
        "email": "guest@x.test",
        "lines": (CheckoutLine(variant_id="v1", quantity=quantity, total=money(10 * quantity)),),
    } | values
    return CheckoutSnapshot(
        reference=Reference(HOST, Kind.CHECKOUT, id),
        version_at=NOON + timedelta(minutes=minutes),
        **values,
    )


def test_a_guests_cart_makes_a_guest_and_its_content_dates_itself() -> None:
    tell(make_cart())
    tell(make_cart(minutes=5, quantity=2))
    tell(make_cart(minutes=9, quantity=2, email="Guest@X.test"))

    cart = Checkout.objects.get()
    assert (cart.total_gross_minor, cart.lines[0]["quantity"]) == (2000, 2)
    assert cart.content_changed_at == NOON + timedelta(minutes=5)
    assert cart.version_at == NOON + timedelta(minutes=9)
    profile = Profile.objects.get()
    assert (cart.profile_id, profile.email) == (profile.pk, "Guest@X.test")
    assert TimelineEvent.objects.get().type == "checkout_started"


def test_an_older_cart_changes_nothing_and_an_anonymous_one_is_nobodys() -> None:
    tell(make_cart(minutes=5, quantity=2), make_cart("c2", email=""))
    tell(make_cart(minutes=4))
    assert Checkout.objects.get(external_id="c1").lines[0]["quantity"] == 2
    assert Checkout.objects.get(external_id="c2").profile_id is None


def test_a_cart_the_host_deleted_keeps_its_content() -> None:
    tell(make_cart())
    tell(make_cart(minutes=60, lines=(), is_gone=True))
    cart = Checkout.objects.get()
    assert (cart.is_gone, len(cart.lines)) == (True, 1)
    assert cart.content_changed_at == NOON


def test_an_address_in_a_cart_proves_nothing() -> None:
    tell(make_customer("1", email="victim@x.test", email_is_verified=True))
    tell(make_cart(email="victim@x.test", created_at=NOON + timedelta(days=1)))
    member = Profile.objects.get(is_registered=True)
    assert Checkout.objects.get().profile_id != member.pk


def test_a_members_cart_is_the_members() -> None:
    customer = Reference(HOST, Kind.CUSTOMER, "1")
    tell(make_customer("1"), make_cart(customer=customer))
    assert Checkout.objects.get().profile.is_registered is True


def test_a_guests_cart_and_orders_follow_the_proof_up_to_its_moment() -> None:
    # given a cart and an unpaid order of one address, and a later cart
    unpaid = {"customer": None, "is_fully_paid": False, "fully_paid_at": None, "charged": money(0)}
    tell(
        make_cart("early"),
        make_order("1", email="guest@x.test", placed_at=NOON + timedelta(minutes=1), **unpaid),
        make_cart("late", created_at=NOON + timedelta(days=2)),
    )

    # when the address is proven in between
    tell(make_customer("9", email="guest@x.test", email_is_verified=True, minutes=30))

    # then
    member = Profile.objects.get(is_registered=True)
    owners = dict(Checkout.objects.values_list("external_id", "profile__is_registered"))
    assert owners == {"early": True, "late": False}
    assert member.orders.count() == 1
    assert sorted(TimelineEvent.objects.filter(profile=member).values_list("type", flat=True)) == [
        "checkout_started",
        "customer_registered",
        "order_placed",
    ]
