"""Topics and choices over GraphQL, for staff and for storefronts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.mail.models import Topic
from tests.factories import make_profile
from tests.hosts.graphql_client import ask, document, post, refused, staff_token, token_of

pytestmark = pytest.mark.django_db

TEXTS = [
    {"languageCode": "en", "name": "Offers", "description": "Now and then"},
    {"languageCode": "zh-Hant", "name": "優惠"},
]


def save(**values) -> dict:
    values = {"slug": "offers", "texts": TEXTS} | values
    return ask("CrmTopicSave", staff_token("MANAGE_SETTINGS"), input=values)


def test_staff_make_change_and_delete_a_topic() -> None:
    made = save()["topic"]
    changed = save(position=3, isOffered=False)["topic"]
    listed = ask("CrmTopics", staff_token("MANAGE_USERS"))
    assert made == {
        "slug": "offers",
        "position": 0,
        "isOffered": True,
        "texts": [
            {"languageCode": "en", "name": "Offers", "description": "Now and then"},
            {"languageCode": "zh-hant", "name": "優惠", "description": ""},
        ],
    }
    assert listed == [changed] == [made | {"position": 3, "isOffered": False}]
    deleted = ask("CrmTopicDelete", staff_token("MANAGE_SETTINGS"), input={"slug": "offers"})
    again = ask("CrmTopicDelete", staff_token("MANAGE_SETTINGS"), input={"slug": "offers"})
    assert (deleted["errors"], again["errors"][0]["code"]) == ([], "NOT_FOUND")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "No Slug"}, "slug"),
        ({"texts": []}, "texts"),
        ({"texts": [{"languageCode": "en", "name": ""}]}, "texts"),
        ({"texts": [{"languageCode": "en", "name": "x"}] * 31}, "texts"),
        ({"position": -1}, "position"),
    ],
)
def test_a_refused_topic_writes_nothing(values, field) -> None:
    answer = save(**values)
    assert [(error["code"], error["field"]) for error in answer["errors"]] == [("INVALID", field)]
    assert Topic.objects.exists() is False


def test_a_shopper_sees_and_changes_his_choices_by_topic() -> None:
    # given
    save()
    profile = make_profile(email="ann@example.com", language_code="en")
    token = token_of(profile)

    # when
    before = ask("CrmMyPreferences", token, languageCode="zh-TW")["preferences"]
    said = {"channel": "email", "topic": "offers", "isGranted": True}
    ask("CrmMyConsentUpdate", token, input=said)
    after = ask("CrmMyPreferences", token)["preferences"]

    # then
    other = {"topic": None, "name": None, "description": None, "isOn": False}
    assert before == [
        {"topic": "offers", "name": "優惠", "description": None, "isOn": False},
        other,
    ]
    assert after == [
        {"topic": "offers", "name": "Offers", "description": "Now and then", "isOn": True},
        other,
    ]


def test_staff_see_a_shoppers_choices() -> None:
    save()
    profile = make_profile(email="ann@example.com")
    key = id_encode("CrmProfile", profile.pk)
    said = {"profileId": key, "channel": "email", "topic": "offers", "isGranted": True}
    ask("CrmConsentUpdate", staff_token("MANAGE_USERS"), input=said)
    found = ask("CrmProfilePreferences", staff_token("MANAGE_USERS"), id=key)
    assert [(one["topic"], one["isOn"]) for one in found["preferences"]] == [
        ("offers", True),
        (None, False),
    ]


def test_topics_need_a_permission() -> None:
    assert refused(document("CrmTopics"), staff_token("MANAGE_ORDERS")) == ["PermissionDenied"]
    given = {"input": {"slug": "offers", "texts": TEXTS}}
    token = staff_token("MANAGE_USERS")
    assert refused(document("CrmTopicSave"), token, **given) == ["PermissionDenied"]


def test_choices_in_a_list_cost_the_same_at_any_length() -> None:
    save()
    query = "{ crmProfiles(first: 50) { edges { node { preferences { topic isOn } } } } }"
    token, counts = staff_token("MANAGE_USERS"), []
    for _ in range(2):
        for _ in range(3):
            make_profile()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = post(query, token=token).json()
        assert "errors" not in answer
        counts.append(len(queries))
    assert counts[0] == counts[1]
