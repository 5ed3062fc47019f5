"""What staff reads of the outbox."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.mail.queries import message_states_count, messages_count, messages_page
from saleor_crm_plugin.mail.services import message_requeue, message_send_test
from tests.domain.test_outbox_deliver import queue
from tests.factories import NOON, make_profile

pytestmark = pytest.mark.django_db


def test_a_page_walks_from_the_newest_on_by_profile_and_state() -> None:
    # given
    ann, bob = make_profile(email="ann@example.com"), make_profile(email="bob@example.com")
    for number in range(5):
        queue(ann, key=f"a{number}")
    queue(bob, key="b")
    Message.objects.filter(key__in=["a1", "a3", "b"]).update(
        state="failed", verdict={"reason": "template_failed"}
    )

    # when
    with CaptureQueriesContext(connection) as queries:
        first = messages_page(profile_id=ann.pk, limit=2)
        second = messages_page(profile_id=ann.pk, limit=2, before_id=first[-1].message_id)

    # then
    assert [card.key for card in first + second] == ["a4", "a3", "a2", "a1"]
    assert [card.reason for card in first] == ["", "template_failed"]
    assert len(queries) == 2
    failed = messages_page(profile_id=ann.pk, states=["failed"], limit=10)
    assert [card.key for card in failed] == ["a3", "a1"]
    assert messages_count(profile_id=ann.pk) == 5
    assert messages_count(states=["failed"]) == 3
    assert message_states_count() == {"failed": 3, "queued": 3}


def test_a_test_needs_an_address_and_a_template_that_exist() -> None:
    words = {"profile_id": None, "language_code": "", "actor": "staff:1", "at": NOON}
    with pytest.raises(Invalid) as refusal:
        message_send_test(template="welcome", address="ann@example.com\r\nx", **words)
    assert "ann" not in str(refusal.value)
    with pytest.raises(NotFound):
        message_send_test(template="nothing", address="ann@example.com", **words)
    assert Message.objects.exists() is False


def test_a_message_that_does_not_exist_cannot_be_requeued() -> None:
    with pytest.raises(NotFound):
        message_requeue(message_id=1, actor="staff:1", at=NOON)
