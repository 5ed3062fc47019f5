"""The example extension, installed with pip beside a real Saleor: one order with rainwear goes through it."""

import importlib
import sys

import pytest
from saleor.graphql.tests.fixtures import ApiClient
from shop_side import ADDRESS

from saleor_crm_plugin.automation.queries import extensions_look
from saleor_crm_plugin.extensions.queries import extension_cards, installed_forget
from saleor_crm_plugin.loyalty.models import LoyaltyEntry
from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.profiles.models import ProfileField
from tests.example_extension import example_install, running_messenger

pytestmark = pytest.mark.saleor


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return example_install(tmp_path_factory.mktemp("example"))


@pytest.fixture
def weather(site, monkeypatch):
    """The extension as any package of Saleor's environment: found by its entry point."""
    monkeypatch.syspath_prepend(str(site))
    importlib.invalidate_caches()
    installed_forget()
    with running_messenger() as messenger:
        monkeypatch.setenv("LOYAL_WEATHER_URL", messenger.url)
        yield messenger
    for name in [name for name in sys.modules if name.split(".")[0] == "loyal_weather"]:
        del sys.modules[name]
    monkeypatch.undo()
    installed_forget()


def test_an_order_of_saleor_goes_through_the_example(shop, crm, customer_user, weather):
    # given
    crm.start_program()
    shop.variant.sku = "RAIN-1"
    shop.variant.save()

    # when
    order, *_ = shop.buy(ApiClient(user=customer_user))
    crm.drain()
    crm.work()

    # then: the bonus
    points = dict(LoyaltyEntry.objects.values_list("kind", "points"))
    assert points == {"earn": 20, "bonus": 20}
    bonus = LoyaltyEntry.objects.get(kind="bonus").explanation
    assert bonus["rules"] == [{"rule": "loyal_weather:rainwear", "points": 20, "trimmed": 0}]

    # then: the field
    profile = crm.profile_of(customer_user.pk)
    field = ProfileField.objects.get(profile=profile)
    assert (field.extension, field.field, field.text) == ("loyal_weather", "climate", "mild")

    # then: the message, once, after consent, states and gates
    ((key, body),) = weather.pages("/messages")
    assert (body["to"], key) == (
        ADDRESS["phone"],
        str(Message.objects.get(channel="raincoat").uuid),
    )
    assert body["text"].endswith(f"thanks you for order ☂ {order.number}")
    assert Message.objects.get(channel="raincoat").state == "sent"

    # then: the listener, once, and the operator's line
    ((_, page),) = weather.pages("/diary")
    assert page == {"type": "order_paid", "profile": profile.pk}
    (card,) = extension_cards()
    assert (card.slug, card.state, card.failures_count) == ("loyal_weather", "active", 0)
    assert extensions_look().words == "loyal_weather 1.0.0 active"


def test_an_extension_that_raises_everywhere_breaks_no_order(
    shop, crm, customer_user, weather, monkeypatch
):
    # given
    def broken(*_):
        raise RuntimeError("broken")

    crm.start_program()
    package = importlib.import_module("loyal_weather")
    for module, name in (
        ("points", "rainwear_points"),
        ("shoppers", "climates"),
        ("messenger", "deliver"),
        ("messenger", "write_diary"),
        ("words", "umbrella"),
    ):
        monkeypatch.setattr(importlib.import_module(f"{package.__name__}.{module}"), name, broken)
    installed_forget()

    # when
    order, *_ = shop.buy(ApiClient(user=customer_user))
    report = crm.drain()
    crm.work()

    # then
    assert (report.dead, report.retried) == (0, 0)
    assert dict(LoyaltyEntry.objects.values_list("kind", "points")) == {"earn": 20}
    assert crm.order(order).is_fully_paid is True
    assert Message.objects.get(channel="raincoat").state == "failed"
    (card,) = extension_cards()
    assert (card.state, card.failures_count > 2) == ("active", True)
