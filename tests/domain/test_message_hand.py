"""The statement that hands over lets pass what the rule of the gates lets pass, and nothing else."""

import itertools
from datetime import timedelta

import pytest

from saleor_crm_plugin.conf import CrmSettings, hash_key
from saleor_crm_plugin.mail.models import Message, Suppression
from saleor_crm_plugin.mail.queries.recipients import recipients
from saleor_crm_plugin.mail.rules.gates import refusal
from saleor_crm_plugin.mail.services.drafts import Draft
from saleor_crm_plugin.mail.services.handover import message_hand, message_sent
from saleor_crm_plugin.profiles.models import Consent, Profile
from tests.domain.test_outbox_deliver import queue
from tests.factories import NOON, make_profile

pytestmark = pytest.mark.django_db
KEY = hash_key(CrmSettings())


def claimed(profile, **values):
    message = queue(profile, **values)
    Message.objects.filter(pk=message.pk).update(state="claimed", claim_token="mine")
    message.refresh_from_db()
    return message


def hand(message, who, *, at=NOON):
    version = message.template.versions.get()
    letter = Draft(version_id=version.pk, message_id="<1@example.com>", body=b"")
    until = at + timedelta(seconds=60)
    return message_hand(message=message, recipient=who, draft=letter, at=at, until=until)


STATED = ["", "granted", "revoked"]


@pytest.mark.parametrize("message_class", ["transactional", "marketing"])
@pytest.mark.parametrize("topic", ["", "offers"])
@pytest.mark.parametrize("scope", ["", "all", "marketing"])
def test_the_statement_agrees_with_the_rule(message_class, topic, scope) -> None:
    # given
    profile = make_profile(email="ann@example.com")
    message = claimed(profile, message_class=message_class, topic=topic)
    found, expected = [], []
    if scope:
        hashed = recipients([message], key=KEY)[message.pk].address_hash
        Suppression.objects.create(
            channel="email", address_hash=hashed, scope=scope, reason="manual", since=NOON
        )

    for whole, own, other in itertools.product(STATED, STATED, STATED):
        Consent.objects.all().delete()
        for name, status in {"": whole, "offers": own, "tips": other}.items():
            if status:
                Consent.objects.create(
                    profile=profile, channel="email", topic=name, status=status, stated_at=NOON
                )
        Consent.objects.create(
            profile=profile, channel="sms", topic="", status="granted", stated_at=NOON
        )

        # when
        who = recipients([message], key=KEY)[message.pk]
        found.append(hand(message, who))
        expected.append(refusal(who.standing, at=NOON) is None)
        Message.objects.update(state="claimed")

    # then
    assert found == expected
    assert len(set(expected)) == (1 if message_class == "transactional" or scope else 2)


@pytest.mark.parametrize(
    ("_case", "change"),
    [
        ("erased", {"state": "erased", "email": ""}),
        ("another address", {"email": "new@example.com"}),
    ],
)
def test_a_changed_profile_stops_the_statement(_case, change) -> None:
    profile = make_profile(email="ann@example.com")
    message = claimed(profile)
    who = recipients([message], key=KEY)[message.pk]
    Profile.objects.filter(pk=profile.pk).update(**change)
    assert hand(message, who) is False
    message.refresh_from_db()
    assert (message.state, message.handed_at) == ("claimed", None)


@pytest.mark.parametrize(
    "change", [{"state": "queued"}, {"claim_token": "other"}, {"expires_at": NOON}]
)
def test_a_lost_claim_or_an_expiry_stops_the_statement(change) -> None:
    message = claimed(make_profile(email="ann@example.com"))
    who = recipients([message], key=KEY)[message.pk]
    Message.objects.update(**change)
    assert hand(message, who) is False


def test_only_the_worker_that_handed_over_can_say_sent() -> None:
    # given
    message = claimed(make_profile(email="ann@example.com"))
    assert message_sent(message=message, at=NOON) is False
    assert hand(message, recipients([message], key=KEY)[message.pk]) is True

    # when
    Message.objects.update(state="unknown", verdict={"reason": "worker_lost"})
    assert message_sent(message=message, at=NOON) is True

    # then
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.handed_at) == ("sent", NOON, NOON)
    assert (message.verdict, message.message_id) == ({}, "<1@example.com>")

    # when
    Message.objects.update(state="handed", claim_token="other")

    # then
    assert message_sent(message=message, at=NOON) is False
