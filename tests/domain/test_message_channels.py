"""Channels of extensions go through the outbox with every promise that e-mail has."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.extensions.models import ExtensionRecord
from saleor_crm_plugin.hooks import AddressKind, Channel, Outcome, TemplateFilter
from saleor_crm_plugin.mail.models import MailLane, Message, MessageClass, Suppression
from saleor_crm_plugin.mail.rules.liquid import Source
from saleor_crm_plugin.mail.services import (
    NewMessage,
    message_unsubscribe,
    messages_enqueue,
    outbox_deliver,
    template_publish,
)
from saleor_crm_plugin.mail.services.unsubscribing import unsubscribe_token
from saleor_crm_plugin.profiles.models import Consent, Identifier, Profile, TimelineEvent
from saleor_crm_plugin.profiles.services.consents import consent_change
from tests.factories import NOON, make_profile
from tests.sink import Sink, running_sink, sink_settings

pytestmark = pytest.mark.django_db


class Pager:
    """The other side: remembers what it was given, and answers what a test wants."""

    def __init__(self):
        self.taken, self.answer, self.then = [], Outcome.TAKEN, lambda: None

    def __call__(self, message):
        self.taken.append(message)
        self.then()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def pager(shelf):
    pager = Pager()
    install(shelf, pager)
    return pager


def install(shelf, pager, kind=AddressKind.PHONE, source=""):
    channel = Channel(
        slug="pager", name="Pager", address_kind=kind, deliver=pager, external_source=source
    )
    shelf.install("rain", message_channels=[channel])


@pytest.fixture
def profile(db):
    return make_profile(phone="+4930123456", email="ann@example.com", first_name="Ann")


def enqueue(profile, key="m1", message_class=MessageClass.TRANSACTIONAL, channel="pager"):
    words = Source(
        subject="To {{ customer.first_name }}",
        html="<p>{{ n }}</p>",
        text="{{ n }} {{ unsubscribe_url }}",
    )
    template_publish(slug="note", language_code="en", source=words, actor="test", at=NOON)
    message = NewMessage(
        key=key,
        profile_id=profile.pk,
        template="note",
        message_class=message_class,
        topic="news",
        context={"n": 7},
        due_at=NOON,
        channel=channel,
    )
    messages_enqueue(messages=[message], at=NOON)
    return Message.objects.get(key=key)


def deliver(at=NOON, sink=None):
    settings = sink_settings(sink or Sink(port=9))
    return outbox_deliver(settings=settings, clock=lambda: at, limit_rows=100)


def consent(profile, *, is_granted=True, channel="pager"):
    consent_change(
        profile_id=profile.pk,
        channel=channel,
        topic="news",
        is_granted=is_granted,
        source="test",
        actor="",
        stated_at=NOON,
        at=NOON,
    )


def test_a_message_goes_out_on_its_channel_and_stands_on_the_timeline(pager, profile):
    # given
    row = enqueue(profile)

    # when
    report = deliver()

    # then
    (message,) = pager.taken
    assert (message.address, message.subject, message.text, message.key) == (
        "+4930123456",
        "To Ann",
        "7 ",
        str(row.uuid),
    )
    assert (message.is_marketing, message.unsubscribe_url, message.timeout_seconds) == (
        False,
        "",
        20,
    )
    row.refresh_from_db()
    assert (row.state, row.attempts, row.sent_at, report.sent) == ("sent", 1, NOON, 1)
    event = TimelineEvent.objects.get(type="message_sent")
    assert event.details["channel"] == "pager"


def test_it_is_committed_as_handed_before_the_channel_is_called(pager, profile):
    states = []
    row = enqueue(profile)
    pager.then = lambda: states.append(Message.objects.get(pk=row.pk).state)

    deliver()

    assert states == ["handed"]


def test_mail_and_channels_do_not_take_each_others_messages(pager, profile):
    # given
    enqueue(profile, "m1")
    enqueue(profile, "m2", channel="email")

    # when
    with running_sink() as sink:
        deliver(sink=sink)
        addresses = sink.addresses

    # then
    assert addresses == ["ann@example.com"]
    assert len(pager.taken) == 1


@pytest.mark.parametrize(
    ("answer", "state", "reason"),
    [
        (Outcome.LATER, "queued", "channel_later"),
        (Outcome.REFUSED, "bounced", "bounced"),
        (Outcome.FAILED, "failed", "channel_failed"),
        (Outcome.UNKNOWN, "unknown", "no_answer"),
        (TimeoutError("+4930123456"), "unknown", "no_answer"),
        ("taken", "unknown", "no_answer"),
        (None, "unknown", "no_answer"),
    ],
)
def test_every_outcome_has_its_state(pager, profile, answer, state, reason):
    # given
    row = enqueue(profile)
    pager.answer = answer

    # when
    deliver()

    # then
    row.refresh_from_db()
    assert (row.state, row.verdict["reason"]) == (state, reason)


def test_what_is_unknown_is_never_sent_again_by_itself(pager, profile):
    # given
    enqueue(profile)
    pager.answer = TimeoutError()
    deliver()

    # when
    for hours in range(1, 5):
        deliver(NOON + timedelta(hours=hours))

    # then
    assert len(pager.taken) == 1
    record = ExtensionRecord.objects.get()
    assert (record.failures_count, record.last_error, record.last_hook) == (
        1,
        "TimeoutError",
        "message_channels:pager",
    )


def test_a_channel_that_raises_rests_and_takes_nothing_else_with_it(pager, profile):
    # given
    enqueue(profile, "m1")
    enqueue(profile, "m2")
    pager.answer = TimeoutError()

    # when
    deliver()
    deliver(NOON + timedelta(seconds=1))

    # then
    assert sorted(Message.objects.values_list("state", flat=True)) == ["queued", "unknown"]
    assert MailLane.objects.get(name="channel:pager").holds == 1


def test_later_is_tried_again_and_gives_up_in_the_end(pager, profile):
    row = enqueue(profile)
    pager.answer = Outcome.LATER
    at = NOON
    for _ in range(12):
        deliver(at)
        at += timedelta(hours=5)

    row.refresh_from_db()
    assert (row.state, row.attempts, len(pager.taken)) == ("failed", 8, 8)


def test_a_refused_address_is_suppressed_on_this_channel_only(pager, profile):
    # given
    enqueue(profile, "m1")
    pager.answer = Outcome.REFUSED
    deliver()

    # when
    second = enqueue(profile, "m2")
    deliver()

    # then
    second.refresh_from_db()
    assert (second.state, second.verdict) == ("suppressed", {"reason": "suppressed:hard_bounce"})
    assert list(Suppression.objects.values_list("channel", flat=True)) == ["pager"]
    assert len(pager.taken) == 1


@pytest.mark.parametrize(
    ("says", "state", "reason"),
    [
        (None, "suppressed", "consent_missing"),
        (False, "suppressed", "consent_revoked"),
        (True, "sent", None),
    ],
)
def test_marketing_needs_consent_for_this_channel(pager, profile, says, state, reason):
    # given
    consent(profile, channel="email")
    if says is not None:
        consent(profile, is_granted=says)
    row = enqueue(profile, message_class=MessageClass.MARKETING)

    # when
    deliver()

    # then
    row.refresh_from_db()
    assert (row.state, row.verdict.get("reason")) == (state, reason)
    assert len(pager.taken) == (1 if says else 0)


def test_the_link_in_marketing_revokes_the_channels_consent(pager, profile):
    # given
    consent(profile)
    consent(profile, channel="email")
    row = enqueue(profile, message_class=MessageClass.MARKETING)
    deliver()

    # when
    message_unsubscribe(token=unsubscribe_token(row.uuid), at=NOON)

    # then
    assert pager.taken[0].unsubscribe_url == (
        f"https://shop.example.com/u/{unsubscribe_token(row.uuid)}"
    )
    assert dict(Consent.objects.values_list("channel", "status")) == {
        "pager": "revoked",
        "email": "granted",
    }


def test_who_has_no_address_on_the_channel_gets_nothing(pager):
    row = enqueue(make_profile(email="bo@example.com"))

    deliver()

    row.refresh_from_db()
    assert (row.state, row.verdict, pager.taken) == ("suppressed", {"reason": "no_address"}, [])


def test_an_address_that_changes_before_the_hand_over_is_not_used(pager, profile, monkeypatch):
    # given
    row = enqueue(profile)
    from saleor_crm_plugin.mail.services import channels

    drafted = channels.writing

    def changing(**values):
        Profile.objects.update(phone="+4930999999")
        return drafted(**values)

    monkeypatch.setattr(channels, "writing", changing)

    # when
    deliver()
    monkeypatch.setattr(channels, "writing", drafted)
    deliver()

    # then
    row.refresh_from_db()
    assert [message.address for message in pager.taken] == ["+4930999999"]
    assert row.state == "sent"


def test_an_external_address_is_the_newest_identifier_of_its_source(shelf, profile):
    # given
    pager = Pager()
    install(shelf, pager, AddressKind.EXTERNAL, source="chat")
    for value, minutes, source in (("old", 0, "chat"), ("new", 5, "chat"), ("pos", 9, "till")):
        Identifier.objects.create(
            profile=profile,
            kind="external",
            source=source,
            value=value,
            claimed_until=NOON + timedelta(minutes=minutes),
            created_at=NOON,
        )
    enqueue(profile)

    # when
    deliver()

    # then
    assert [message.address for message in pager.taken] == ["new"]


def test_an_erased_shopper_gets_nothing(pager, profile):
    row = enqueue(profile)
    Profile.objects.update(state="erased")

    deliver()

    row.refresh_from_db()
    assert (row.state, pager.taken) == ("suppressed", [])


def test_messages_of_a_channel_that_is_gone_wait_and_expire(shelf, pager, profile):
    # given
    row = enqueue(profile)
    shelf.uninstall()

    # when
    deliver()
    row.refresh_from_db()
    waiting = row.state
    deliver(NOON + timedelta(days=3))

    # then
    row.refresh_from_db()
    assert (waiting, row.state) == ("queued", "expired")


def test_a_worker_that_died_in_the_call_leaves_the_message_unknown(pager, profile):
    # given
    row = enqueue(profile)
    pager.answer = None

    def die():
        raise SystemExit

    pager.then = die
    with pytest.raises(SystemExit):
        deliver()

    # when
    pager.then = lambda: None
    deliver(NOON + timedelta(minutes=5))

    # then
    row.refresh_from_db()
    assert (row.state, row.verdict, len(pager.taken)) == (
        "unknown",
        {"reason": "worker_lost"},
        1,
    )


def test_with_messages_switched_off_no_channel_is_called(pager, profile):
    enqueue(profile)
    settings = sink_settings(Sink(port=9), mail_is_enabled=False)

    outbox_deliver(settings=settings, clock=lambda: NOON, limit_rows=10)

    assert pager.taken == []


def test_a_failing_filter_fails_the_message_and_is_counted_by_its_own_error(shelf, pager, profile):
    # given
    row = enqueue(profile)
    shelf.install("sun", template_filters=[TemplateFilter(name="shine", apply=lambda value: 1 / 0)])
    words = Source(subject="s", html="h", text="{{ n | shine }}")
    template_publish(slug="note", language_code="en", source=words, actor="test", at=NOON)

    # when
    deliver()

    # then
    row.refresh_from_db()
    assert (row.state, row.verdict, pager.taken) == ("failed", {"reason": "template_failed"}, [])
    record = ExtensionRecord.objects.get()
    assert (record.slug, record.last_error, record.last_hook) == (
        "sun",
        "ZeroDivisionError",
        "template_filters:shine",
    )


def test_a_filter_that_is_gone_fails_the_message_and_blames_nobody(shelf, pager, profile):
    # given
    shelf.install("sun", template_filters=[TemplateFilter(name="shine", apply=str)])
    row = enqueue(profile)
    words = Source(subject="s", html="h", text="{{ n | shine }}")
    template_publish(slug="note", language_code="en", source=words, actor="test", at=NOON)
    shelf.uninstall()
    install(shelf, pager)

    # when
    deliver()

    # then
    row.refresh_from_db()
    assert (row.state, row.verdict) == ("failed", {"reason": "template_failed"})
    assert ExtensionRecord.objects.exists() is False


def test_a_batch_is_given_back_when_it_takes_too_long(pager, profile):
    # given
    rows = [enqueue(profile, f"m{number}") for number in range(3)]
    clock = [NOON]
    pager.then = lambda: clock.__setitem__(0, clock[0] + timedelta(seconds=60))

    # when
    outbox_deliver(settings=sink_settings(Sink(port=9)), clock=lambda: clock[0], limit_rows=2)

    # then
    states = [Message.objects.get(pk=row.pk).state for row in rows]
    assert sorted(states) == ["queued", "queued", "sent"]
    assert list(Message.objects.filter(state="queued").values_list("claim_token", flat=True)) == [
        "",
        "",
    ]


def test_an_unforeseen_error_before_the_hand_over_costs_an_attempt(pager, profile, monkeypatch):
    # given
    from saleor_crm_plugin.mail.services import channels

    row = enqueue(profile)
    monkeypatch.setattr(channels, "writing", lambda **values: 1 / 0)

    # when
    with pytest.raises(ZeroDivisionError):
        deliver()

    # then
    row.refresh_from_db()
    assert (row.state, row.attempts, row.verdict) == ("queued", 1, {"reason": "worker_error"})
    assert pager.taken == []
