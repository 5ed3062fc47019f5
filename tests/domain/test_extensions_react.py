"""Reactions of extensions: their own words, switched like every automation, and refused words hurt nobody."""

import pytest

from saleor_crm_plugin.automation.services import automation_switch, automations_run
from saleor_crm_plugin.extensions.models import ExtensionRecord
from saleor_crm_plugin.hooks import Occasion, Reaction, Words
from saleor_crm_plugin.mail.models import MailTemplateVersion, Message
from saleor_crm_plugin.mail.rules.liquid import Source
from saleor_crm_plugin.mail.services import outbox_deliver, template_publish
from tests.domain.test_extensions_tell import happened
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings

pytestmark = pytest.mark.django_db


def reaction(slug="hello", text="Order {{ event.number }}", **values):
    words = Words(language_code="en", subject="About {{ event.number }}", html=text, text=text)
    return Reaction(
        slug=slug,
        event_type="order_paid",
        words=(words,),
        is_marketing=False,
        topic="weather",
        occasion=Occasion.ORDER,
        **values,
    )


@pytest.fixture
def profile(db):
    return make_profile(email="ann@example.com", first_name="Ann")


def run():
    return automations_run(at=NOON, limit_rows=1000, event_age_days_max=3)


def test_a_reaction_sends_its_own_words_once_per_order(shelf, profile):
    # given
    shelf.install("rain", automation_reactions=[reaction()])
    happened(profile, "1")

    # when
    run()
    run()
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
        subjects = sorted(taken.mail["Subject"] for taken in sink.taken)

    # then
    assert subjects == ["About 1", "Thank you for order 1"]
    message = Message.objects.get(template__slug="rain.hello")
    assert (message.key, message.channel, message.topic, message.message_class) == (
        "rain.hello:shop:order:1",
        "email",
        "weather",
        "transactional",
    )


def test_a_reaction_can_be_switched_off(shelf, profile):
    shelf.install("rain", automation_reactions=[reaction()])
    automation_switch(slug="rain.hello", is_active=False, at=NOON)
    happened(profile, "1")

    run()

    assert Message.objects.filter(template__slug="rain.hello").exists() is False


def test_words_of_a_merchant_are_not_overwritten(shelf, profile):
    # given
    shelf.install("rain", automation_reactions=[reaction()])
    happened(profile, "1")
    run()
    template_publish(
        slug="rain.hello",
        language_code="en",
        source=Source(subject="Mine", html="mine", text="mine"),
        actor="staff",
        at=NOON,
    )

    # when
    happened(profile, "2")
    run()

    # then
    numbers = MailTemplateVersion.objects.filter(template__slug="rain.hello")
    assert list(numbers.order_by("number").values_list("subject", flat=True)) == [
        "About {{ event.number }}",
        "Mine",
    ]


def test_newer_words_of_the_extension_follow_its_older_ones(shelf, profile):
    # given
    shelf.install("rain", automation_reactions=[reaction(text="old")])
    happened(profile, "1")
    run()
    shelf.uninstall()
    shelf.install("rain", automation_reactions=[reaction(text="new")])

    # when
    happened(profile, "2")
    run()

    # then
    texts = MailTemplateVersion.objects.filter(template__slug="rain.hello").order_by("number")
    assert list(texts.values_list("text", flat=True)) == ["old", "new"]


def test_words_that_are_refused_silence_only_their_own_reaction(shelf, profile):
    # given
    shelf.install("rain", automation_reactions=[reaction("bad", text="{% include 'x' %}")])
    shelf.install("sun", automation_reactions=[reaction()])
    happened(profile, "1")

    # when
    run()

    # then
    assert sorted(Message.objects.values_list("template__slug", flat=True)) == [
        "points-earned",
        "sun.hello",
    ]
    record = ExtensionRecord.objects.get(slug="rain")
    assert (record.last_error, record.last_hook) == (
        "TemplateRefused",
        "automation_reactions:bad",
    )
