"""Clicks of e-mails over GraphQL."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.mail.models import Click, Link, Message
from saleor_crm_plugin.mail.services import message_enqueue
from tests.factories import NOON, make_profile
from tests.hosts.graphql_client import ask, document, post, refused, staff_token

pytestmark = pytest.mark.django_db


def clicked(profile, key: str, **values) -> Message:
    message_enqueue(
        key=key,
        profile_id=profile.pk,
        template="welcome",
        message_class="transactional",
        topic="",
        context={},
        due_at=NOON,
        at=NOON,
    )
    message = Message.objects.get(key=key)
    link, _ = Link.objects.get_or_create(
        digest="1", defaults={"url": "https://shop.example.com/", "tag": "美白", "created_at": NOON}
    )
    values = {"is_human": None, "clicked_at": NOON} | values
    Click.objects.create(link=link, message=message, **values)
    return message


def test_staff_see_what_was_opened() -> None:
    profile = make_profile(email="ann@example.com")
    message = clicked(profile, "m1", is_human=False, reason="bot")
    later = NOON + timedelta(minutes=1)
    Click.objects.create(link=Link.objects.get(), message=message, is_human=True, clicked_at=later)
    key = id_encode("CrmProfile", profile.pk)
    found = ask("CrmMessageClicks", staff_token("MANAGE_USERS"), profileId=key)
    link = {"url": "https://shop.example.com/", "tag": "美白"}
    assert found["edges"][0]["node"]["clicks"] == [
        link | {"isHuman": False, "reason": "bot", "clickedAt": "2026-03-29T12:00:00+00:00"},
        link | {"isHuman": True, "reason": None, "clickedAt": "2026-03-29T12:01:00+00:00"},
    ]


def test_clicks_need_a_permission() -> None:
    token = staff_token("MANAGE_ORDERS")
    assert refused(document("CrmMessageClicks"), token, profileId="x") == ["PermissionDenied"]


@pytest.mark.parametrize(
    "query",
    [
        "{ crmMessages(first: 50) { edges { node { clicks { url } } } } }",
        "{ crmProfiles(first: 50) { edges { node { messages(first: 9) { edges { node { clicks { url } } } } } } } }",
    ],
    ids=["messages", "profiles"],
)
def test_clicks_in_a_list_cost_the_same_at_any_length(query) -> None:
    token, counts = staff_token("MANAGE_USERS"), []
    for number in range(2):
        for _ in range(3):
            profile = make_profile()
            clicked(profile, f"{number}-{profile.pk}")
        with CaptureQueriesContext(connection) as queries:
            assert "errors" not in post(query, token=token).json()
        counts.append(len(queries))
    assert counts[0] == counts[1]
