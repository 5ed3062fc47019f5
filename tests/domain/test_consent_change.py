"""Consent in the tables: proof kept, state right, history complete."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.facts import ConsentStatement
from saleor_crm_plugin.profiles.models import Consent, ConsentEvent, ConsentStatus, TimelineEvent
from saleor_crm_plugin.profiles.queries.consents import consent_history, consent_status
from saleor_crm_plugin.profiles.services.consents import consent_change, consent_state
from tests.factories import NOON, make_profile

pytestmark = pytest.mark.django_db


def _say(profile, is_granted, *, minutes=0, topic="", source="shopper") -> bool:
    stated_at = NOON + timedelta(minutes=minutes)
    return consent_change(
        profile_id=profile.pk,
        channel="email",
        topic=topic,
        is_granted=is_granted,
        source=source,
        actor="",
        stated_at=stated_at,
        at=NOON,
    )


def test_a_statement_told_twice_is_kept_once() -> None:
    profile = make_profile()

    assert [_say(profile, True), _say(profile, True)] == [True, False]

    assert ConsentEvent.objects.count() == 1
    assert TimelineEvent.objects.get().type == "consent_granted"


def test_an_import_cannot_resubscribe() -> None:
    # given what A-15 of the message rules describes
    profile = make_profile()
    _say(profile, False, minutes=1)

    # when
    changed = _say(profile, True, minutes=99, source="import")

    # then
    assert changed is False
    assert Consent.objects.get().status == ConsentStatus.REVOKED
    assert [event.was_applied for event in consent_history(profile_id=profile.pk, limit=10)] == [
        False,
        True,
    ]
    assert TimelineEvent.objects.filter(type="consent_granted").exists() is False


def test_a_whole_channel_revocation_beats_a_topic_grant() -> None:
    profile, other, silent = make_profile(), make_profile(), make_profile()
    _say(profile, True, topic="offers")
    _say(profile, False, minutes=1)
    _say(other, False, topic="offers")
    _say(other, True, minutes=1)

    found = consent_status(
        profile_ids=[profile.pk, other.pk, silent.pk], channel="email", topic="offers"
    )

    assert found == {profile.pk: ConsentStatus.REVOKED, other.pk: ConsentStatus.REVOKED}
    assert consent_status(profile_ids=[other.pk], channel="email", topic="birthday") == {
        other.pk: ConsentStatus.GRANTED
    }


@pytest.mark.parametrize("is_live", [True, False])
def test_consent_of_the_past_stands_on_the_timeline_and_starts_nothing(is_live) -> None:
    statement = ConsentStatement(
        channel="email", is_granted=True, stated_at=NOON, source="account", topic="offers"
    )

    consent_state(
        profile_id=make_profile().pk, statement=statement, actor="", is_live=is_live, at=NOON
    )

    event = TimelineEvent.objects.get()
    assert (event.type, event.is_announced) == ("consent_granted", not is_live)
