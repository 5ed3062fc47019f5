"""The hand-over protocol against a real SMTP server on loopback."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.mail.models import (
    MailLane,
    MailTemplateVersion,
    Message,
    MessageClass,
    Suppression,
)
from saleor_crm_plugin.mail.rules.liquid import Source
from saleor_crm_plugin.mail.services import (
    address_suppress,
    message_enqueue,
    message_requeue,
    outbox_deliver,
    template_publish,
)
from saleor_crm_plugin.profiles.models import Profile, TimelineEvent
from saleor_crm_plugin.profiles.services.consents import consent_change
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def sink():
    with running_sink() as sink:
        yield sink


class Clock:
    """A clock that stands still until a test moves it, and does `then` once when the sink has seen a recipient."""

    def __init__(self):
        self.at = NOON
        self.then = lambda: None
        self.sink = None

    def __call__(self):
        if self.sink is not None and self.sink.rcpts:
            self.sink = None
            self.then()
        return self.at

    def forward(self, **span):
        self.at += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


def queue(profile, *, key="m1", message_class="transactional", topic="", context=None, at=NOON):
    if not MailTemplateVersion.objects.filter(template__slug="note").exists():
        words = Source(subject="Note {{ n }}", html="<p>{{ n }}</p>", text="{{ n }}")
        template_publish(slug="note", language_code="en", source=words, actor="test", at=NOON)
    message_enqueue(
        key=key,
        profile_id=profile.pk,
        template="note",
        message_class=message_class,
        topic=topic,
        context={"n": 1} if context is None else context,
        due_at=at,
        at=at,
    )
    return Message.objects.get(key=key)


def consent(profile, *, is_granted=True, topic="", at=NOON):
    consent_change(
        profile_id=profile.pk,
        channel="email",
        topic=topic,
        is_granted=is_granted,
        source="test",
        actor="",
        stated_at=at,
        at=at,
    )


def deliver(sink, clock, **settings):
    return outbox_deliver(settings=sink_settings(sink, **settings), clock=clock, limit_rows=1000)


def test_a_due_message_is_sent_once_and_stands_on_the_timeline(sink, clock) -> None:
    # given
    profile = make_profile(email="ann@example.com", first_name="Ann", last_name="Lee")
    message = queue(profile)

    # when
    report = deliver(sink, clock)
    again = deliver(sink, clock)

    # then
    message.refresh_from_db()
    assert (report.sent, again.sent) == (1, 0)
    assert (message.state, message.sent_at, message.attempts) == ("sent", NOON, 1)
    assert message.message_id == f"<{message.uuid}@example.com>"
    assert sink.addresses == ["ann@example.com"]
    mail = sink.taken[0].mail
    assert (mail["To"], mail["Subject"]) == ("Ann Lee <ann@example.com>", "Note 1")
    assert mail["From"] == "Tea House <shop@example.com>"
    assert mail["Message-ID"] == message.message_id
    assert mail["List-Unsubscribe"] is None
    event = TimelineEvent.objects.get()
    assert (event.profile_id, event.type, event.key) == (
        profile.pk,
        "message_sent",
        message.uuid.hex,
    )
    assert event.details["template"] == "note"


def test_the_address_is_the_live_profiles_at_hand_over(sink, clock) -> None:
    # given
    survivor = make_profile(email="old@example.com")
    absorbed = make_profile(email="", state="merged", merged_into=survivor)
    queue(absorbed)
    Profile.objects.filter(pk=survivor.pk).update(email="new@example.com")

    # when
    deliver(sink, clock)

    # then
    assert sink.addresses == ["new@example.com"]
    assert TimelineEvent.objects.get(type="message_sent").profile_id == survivor.pk


def test_a_message_asked_for_twice_is_queued_once() -> None:
    profile = make_profile(email="ann@example.com")
    queue(profile)
    asked_again = message_enqueue(
        key="m1",
        profile_id=profile.pk,
        template="note",
        message_class=MessageClass.TRANSACTIONAL,
        topic="",
        context={"n": 2},
        due_at=NOON,
        at=NOON,
    )
    assert asked_again is False
    assert Message.objects.get().context == {"n": 1}


@pytest.mark.parametrize(
    ("_case", "granted", "revoked", "topic", "reason"),
    [
        ("never asked", [], [], "offers", "consent_missing"),
        ("whole channel", [""], [], "offers", ""),
        ("the topic only", ["offers"], [], "offers", ""),
        ("another topic", ["tips"], [], "offers", "consent_missing"),
        ("topic revoked", [""], ["offers"], "offers", "consent_revoked"),
        ("another topic revoked", [""], ["offers"], "birthday", ""),
        ("channel revoked after topic", ["offers"], [""], "offers", "consent_revoked"),
        ("no topic", [""], ["offers"], "", ""),
    ],
)
def test_marketing_needs_consent_for_its_topic(
    sink, clock, _case, granted, revoked, topic, reason
) -> None:
    # given
    profile = make_profile(email="ann@example.com")
    for name in granted:
        consent(profile, topic=name)
    for name in revoked:
        consent(profile, topic=name, is_granted=False, at=NOON + timedelta(seconds=1))
    message = queue(profile, message_class="marketing", topic=topic)

    # when
    deliver(sink, clock)

    # then
    message.refresh_from_db()
    assert message.state == ("suppressed" if reason else "sent")
    assert message.verdict == ({"reason": reason} if reason else {})
    assert len(sink.taken) == (0 if reason else 1)


def test_a_transactional_message_needs_no_consent(sink, clock) -> None:
    profile = make_profile(email="ann@example.com")
    consent(profile, is_granted=False)
    queue(profile)
    deliver(sink, clock)
    assert sink.addresses == ["ann@example.com"]


@pytest.mark.parametrize(
    ("_case", "change", "reason"),
    [
        ("unsubscribed", lambda profile, hashed: consent(profile, is_granted=False, at=NOON + timedelta(seconds=1)), "consent_revoked"),
        ("suppressed", lambda profile, hashed: address_suppress(address_hash=hashed, reason="manual", scope="marketing", evidence={}, at=NOON), "suppressed:manual"),
        ("complained", lambda profile, hashed: address_suppress(address_hash=hashed, reason="complaint", scope="all", evidence={}, at=NOON), "suppressed:complaint"),
        ("erased", lambda profile, hashed: Profile.objects.filter(pk=profile.pk).update(state="erased", email=""), "suppressed:erased"),
    ],
)  # fmt: skip
def test_what_happens_between_claim_and_hand_over_stops_the_message(
    sink, clock, _case, change, reason
) -> None:
    """A-10: the server has accepted the recipient and asked for the body, then the shopper says no."""
    # given
    from saleor_crm_plugin.conf import hash_key
    from saleor_crm_plugin.mail.rules.addresses import address_hash

    profile = make_profile(email="ann@example.com")
    other = make_profile(email="bob@example.com")
    consent(profile)
    consent(other)
    message = queue(profile, message_class="marketing")
    queue(other, key="m2", message_class="marketing")
    hashed = address_hash("Ann@Example.com", key=hash_key(sink_settings(sink)))
    clock.sink, clock.then = sink, lambda: change(profile, hashed)

    # when
    deliver(sink, clock)

    # then
    message.refresh_from_db()
    assert (message.state, message.verdict) == ("suppressed", {"reason": reason})
    assert message.handed_at is None
    assert sink.rcpts == ["ann@example.com", "bob@example.com"]
    assert sink.addresses == ["bob@example.com"]


def test_an_address_changed_between_claim_and_hand_over_gets_the_message(sink, clock) -> None:
    # given
    profile = make_profile(email="old@example.com")
    queue(profile)
    clock.sink = sink
    clock.then = lambda: Profile.objects.filter(pk=profile.pk).update(email="new@example.com")

    # when
    deliver(sink, clock)

    # then
    assert sink.addresses == ["new@example.com"]


def test_a_refused_recipient_bounces_and_is_suppressed(sink, clock) -> None:
    """A-05."""
    # given
    profile = make_profile(email="gone@example.com")
    first = queue(profile)
    sink.on_rcpt = lambda address: "550 5.1.1 no such user"
    deliver(sink, clock)
    second = queue(profile, key="m2")

    # when
    sink.on_rcpt = lambda address: None
    deliver(sink, clock)

    # then
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.state == "bounced"
    assert first.verdict == {
        "reason": "bounced",
        "stage": "rcpt",
        "code": 550,
        "enhanced": "5.1.1",
    }
    assert (second.state, second.verdict) == (
        "suppressed",
        {"reason": "suppressed:hard_bounce"},
    )
    assert (Suppression.objects.get().reason, sink.taken) == ("hard_bounce", [])
    assert TimelineEvent.objects.get().type == "message_bounced"


def test_a_refusal_about_our_policy_does_not_suppress_the_address(sink, clock) -> None:
    message = queue(make_profile(email="ann@example.com"))
    sink.on_rcpt = lambda address: "554 5.7.1 listed"
    deliver(sink, clock)
    message.refresh_from_db()
    assert message.state == "bounced"
    assert Suppression.objects.exists() is False


def test_a_throttling_server_slows_the_lane_and_fails_nothing(sink, clock) -> None:
    """A-04."""
    # given
    for number in range(8):
        queue(make_profile(email=f"s{number}@example.com"), key=f"m{number}")
    sink.on_rcpt = lambda address: "454 4.7.0 slow down"

    # when
    report = deliver(sink, clock, mail_batch_size_rows=8)
    held = deliver(sink, clock, mail_batch_size_rows=8)

    # then
    assert (report.is_held, held.is_held, len(sink.rcpts)) == (True, True, 1)
    assert set(Message.objects.values_list("state", "attempts")) == {("queued", 0)}
    lane = MailLane.objects.get()
    assert (lane.batch_size_rows, lane.held_until) == (4, NOON + timedelta(seconds=60))

    # when
    sink.on_rcpt = lambda address: None
    clock.forward(seconds=61)
    report = deliver(sink, clock, mail_batch_size_rows=8)

    # then
    lane.refresh_from_db()
    assert (report.sent, report.is_finished, lane.batch_size_rows) == (8, True, 8)
    assert sink.addresses == [f"s{number}@example.com" for number in range(8)]


def test_a_temporary_refusal_is_retried_later_each_time_and_fails_in_the_end(sink, clock) -> None:
    # given
    message = queue(make_profile(email="full@example.com"))
    sink.on_rcpt = lambda address: "450 4.2.1 try later"

    # when
    waits = []
    for _ in range(2):
        deliver(sink, clock, mail_attempts_max=3)
        message.refresh_from_db()
        waits.append((message.state, (message.due_at - clock.at).total_seconds()))
        clock.at = message.due_at
    deliver(sink, clock, mail_attempts_max=3)

    # then
    message.refresh_from_db()
    assert waits == [("queued", 60), ("queued", 120)]
    assert (message.state, message.attempts) == ("failed", 3)
    assert message.verdict["code"] == 450


@pytest.mark.parametrize(
    ("_case", "reply", "state", "attempts"),
    [
        ("refused for good", "554 5.6.0 no", "failed", 1),
        ("refused for now", "451 4.3.0 later", "queued", 1),
        ("server closes", "421 4.3.2 closing", "queued", 0),
    ],
)
def test_a_refusal_of_the_body_is_not_unknown(sink, clock, _case, reply, state, attempts) -> None:
    message = queue(make_profile(email="ann@example.com"))
    sink.on_data = lambda address: reply
    deliver(sink, clock)
    message.refresh_from_db()
    assert (message.state, message.attempts) == (state, attempts)


def test_a_connection_lost_after_the_body_leaves_the_message_unknown(sink, clock) -> None:
    # given
    message = queue(make_profile(email="ann@example.com"))
    sink.on_data = lambda address: "hang up"

    # when
    deliver(sink, clock)
    sink.on_data = lambda address: None
    clock.forward(days=2)
    deliver(sink, clock)

    # then
    message.refresh_from_db()
    assert (message.state, message.verdict["reason"]) == ("unknown", "no_answer")
    assert sink.taken == []

    # when
    assert message_requeue(message_id=message.pk, actor="staff:1", at=clock.at) is True
    deliver(sink, clock)

    # then
    message.refresh_from_db()
    assert message.state == "sent"
    assert sink.taken[0].mail["Message-ID"] == message.message_id
    assert message_requeue(message_id=message.pk, actor="staff:1", at=clock.at) is False


def test_no_server_holds_the_lane_and_costs_no_message_an_attempt(clock) -> None:
    # given
    with running_sink() as gone:
        pass
    queue(make_profile(email="ann@example.com"))
    queue(make_profile(email="bob@example.com"), key="m2")

    # when
    report = deliver(gone, clock)

    # then
    assert report.is_held is True
    assert set(Message.objects.values_list("state", "attempts")) == {("queued", 0)}
    assert MailLane.objects.get().held_until == NOON + timedelta(seconds=60)


def test_a_connection_that_breaks_at_one_message_costs_it_an_attempt(sink, clock) -> None:
    # given
    first = queue(make_profile(email="ann@example.com"))
    second = queue(make_profile(email="bob@example.com"), key="m2")
    sink.on_rcpt = lambda address: "hang up"

    # when
    report = deliver(sink, clock)

    # then
    first.refresh_from_db()
    second.refresh_from_db()
    assert report.is_held is True
    assert (first.state, first.attempts, first.verdict["reason"]) == ("queued", 1, "server_lost")
    assert (second.state, second.attempts) == ("queued", 0)


def test_a_connection_that_served_its_time_is_replaced_without_a_hold(sink, clock) -> None:
    # given
    for number in range(6):
        queue(make_profile(email=f"s{number}@example.com"), key=f"m{number}")
    sink.on_rcpt = lambda address: "421 4.7.0 enough" if len(sink.rcpts) in {3, 6} else None

    # when
    report = deliver(sink, clock)

    # then
    assert (report.sent, report.is_held) == (6, False)
    assert sink.addresses == [f"s{number}@example.com" for number in range(6)]
    assert MailLane.objects.exists() is False


def test_a_worker_that_died_leaves_claimed_messages_queued_and_handed_ones_unknown(
    sink, clock
) -> None:
    # given
    claimed = queue(make_profile(email="ann@example.com"), key="m1")
    handed = queue(make_profile(email="bob@example.com"), key="m2")
    late = NOON + timedelta(seconds=120)
    Message.objects.filter(pk=claimed.pk).update(
        state="claimed", claim_token="a", claimed_until=late
    )
    Message.objects.filter(pk=handed.pk).update(state="handed", claim_token="a", claimed_until=late)

    # when
    deliver(sink, clock)
    assert sink.taken == []
    clock.forward(seconds=120)
    deliver(sink, clock)

    # then
    claimed.refresh_from_db()
    handed.refresh_from_db()
    assert (claimed.state, handed.state) == ("sent", "unknown")
    assert sink.addresses == ["ann@example.com"]


@pytest.mark.parametrize(
    ("message_class", "states"),
    [("transactional", ["sent", "unknown"]), ("marketing", ["unknown", "unknown"])],
)
def test_only_a_transactional_message_is_resent_once_if_the_shop_wants_it(
    sink, clock, message_class, states
) -> None:
    # given
    profile = make_profile(email="ann@example.com")
    consent(profile)
    message = queue(profile, message_class=message_class)
    lost = {"state": "handed", "claim_token": "a", "message_id": "<1@example.com>"}

    # when
    found = []
    for _ in range(2):
        Message.objects.update(**lost, claimed_until=clock.at)
        deliver(sink, clock, mail_resends_unknown=True)
        message.refresh_from_db()
        found.append(message.state)

    # then
    assert found == states
    assert [taken.mail["Message-ID"] for taken in sink.taken] == ["<1@example.com>"] * (
        states.count("sent")
    )


def test_mail_switched_off_keeps_messages_until_they_expire(sink, clock) -> None:
    # given
    message = queue(make_profile(email="ann@example.com"))

    # when
    deliver(sink, clock, mail_is_enabled=False)

    # then
    message.refresh_from_db()
    assert message.state == "queued"

    # when
    clock.forward(days=3)
    deliver(sink, clock, mail_is_enabled=False)

    # then
    message.refresh_from_db()
    assert (message.state, message.verdict) == ("expired", {"reason": "expired"})
    assert sink.rcpts == []


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b@example.com", "a b@example.com", "a@example.com>\r\nRCPT TO:<b@example.com"]
)  # fmt: skip
def test_an_address_that_cannot_be_mailed_is_never_offered(sink, clock, email) -> None:
    message = queue(make_profile(email=email))
    deliver(sink, clock)
    message.refresh_from_db()
    assert (message.state, message.verdict) == ("suppressed", {"reason": "no_address"})
    assert sink.rcpts == []


def test_a_template_that_fails_for_one_profile_fails_for_nobody_else(sink, clock) -> None:
    """A-45, at run time."""
    # given
    words = Source(
        subject="s", html="{% for a in list %}{% for b in list %}{{ b }}{% endfor %}{% endfor %}", text=""
    )  # fmt: skip
    template_publish(slug="note", language_code="en", source=words, actor="test", at=NOON)
    broken = queue(make_profile(email="ann@example.com"), context={"list": [1] * 1000})
    fine = queue(make_profile(email="bob@example.com"), key="m2", context={"list": [1]})

    # when
    deliver(sink, clock)

    # then
    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, broken.verdict) == ("failed", {"reason": "template_failed"})
    assert (fine.state, sink.addresses) == ("sent", ["bob@example.com"])


def test_transactional_messages_go_first(sink, clock) -> None:
    # given
    shopper, buyer = make_profile(email="a@example.com"), make_profile(email="b@example.com")
    consent(shopper)
    queue(shopper, key="news", message_class="marketing")
    queue(buyer, key="order", at=NOON)

    # when
    deliver(sink, clock)

    # then
    assert sink.rcpts == ["b@example.com", "a@example.com"]


def test_an_unforeseen_error_costs_its_message_an_attempt_and_nothing_else(sink, clock) -> None:
    # given
    first = queue(make_profile(email="ann@example.com"))
    second = queue(make_profile(email="bob@example.com"), key="m2")

    def stumble():
        raise MemoryError

    clock.sink, clock.then = sink, stumble

    # when
    with pytest.raises(MemoryError):
        deliver(sink, clock)

    # then
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts, first.verdict) == (
        "queued",
        1,
        {"reason": "worker_error"},
    )
    assert (first.due_at, first.handed_at) == (NOON + timedelta(seconds=60), None)
    assert (second.state, second.attempts, second.claim_token) == ("queued", 0, "")
    assert sink.taken == []


def test_a_slow_batch_is_given_back_so_that_urgent_mail_goes_between(sink, clock) -> None:
    # given
    shopper, buyer = make_profile(email="a@example.com"), make_profile(email="b@example.com")
    consent(shopper)
    for number in range(3):
        queue(shopper, key=f"news{number}", message_class="marketing")

    def an_order_comes_and_time_passes():
        clock.forward(seconds=5)
        queue(buyer, key="order", at=clock.at)

    clock.sink, clock.then = sink, an_order_comes_and_time_passes

    # when
    report = deliver(sink, clock)

    # then
    assert report.sent == 4
    assert sink.rcpts == ["a@example.com", "b@example.com", "a@example.com", "a@example.com"]


def test_a_run_ends_at_its_limit(sink, clock) -> None:
    for number in range(3):
        queue(make_profile(email=f"s{number}@example.com"), key=f"m{number}")
    report = outbox_deliver(settings=sink_settings(sink), clock=clock, limit_rows=2)
    assert (report.sent, report.is_finished) == (2, False)
    assert sink.addresses == ["s0@example.com", "s1@example.com"]


def test_a_template_without_words_fails_its_message(sink, clock) -> None:
    message = queue(make_profile(email="ann@example.com"))
    MailTemplateVersion.objects.all().delete()
    deliver(sink, clock)
    message.refresh_from_db()
    assert (message.state, message.verdict) == ("failed", {"reason": "template_failed"})


@pytest.mark.parametrize(
    ("zone", "shown"), [("Asia/Taipei", "20:00"), ("", "14:00"), ("Nowhere/City", "14:00")]
)
def test_times_are_the_shoppers_or_else_the_shops(sink, clock, zone, shown) -> None:
    # given
    words = Source(subject="s", html="{{ at | date: '%H:%M' }}", text="t")
    template_publish(slug="note", language_code="en", source=words, actor="test", at=NOON)
    profile = make_profile(email="ann@example.com", time_zone=zone)
    queue(profile, context={"at": "2026-03-29T12:00:00"})

    # when
    deliver(sink, clock, time_zone="Europe/Berlin")

    # then
    assert sink.taken[0].body("html").strip() == shown
