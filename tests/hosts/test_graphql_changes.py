"""Changes over GraphQL: what staff and shoppers may write, and what a refusal looks like."""

import pytest

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.profiles.models import Consent, ConsentEvent, ConsentStatus, TimelineEvent
from tests.factories import make_profile
from tests.hosts.graphql_client import ask, staff_token, token_of

pytestmark = pytest.mark.django_db


def id_of(profile) -> str:
    return id_encode("CrmProfile", profile.pk)


def test_staff_change_a_profile_and_empty_a_field():
    # given
    profile = make_profile(first_name="Ada", gender="f", city="Paris")

    # when
    answer = ask(
        "CrmProfileUpdate",
        staff_token(),
        input={
            "id": id_of(profile),
            "firstName": "Augusta",
            "gender": None,
            "birthMonth": 12,
            "addTags": ["Math"],
        },
    )

    # then
    profile.refresh_from_db()
    assert answer["errors"] == []
    assert answer["profile"]["firstName"] == "Augusta"
    assert answer["profile"]["tags"] == ["Math"]
    assert answer["profile"]["editedFields"] == ["birthMonth", "firstName"]
    assert (profile.gender, profile.city, profile.birth_month) == ("", "Paris", 12)
    assert TimelineEvent.objects.get().details["actor"].startswith("token:")


def test_a_value_that_cannot_be_is_refused_with_its_field_and_nothing_is_written():
    # given
    profile = make_profile(first_name="Ada")

    # when
    answer = ask(
        "CrmProfileUpdate",
        staff_token(),
        input={"id": id_of(profile), "firstName": "Eve", "timeZone": "Mars/Base"},
    )

    # then
    profile.refresh_from_db()
    assert answer == {
        "errors": [
            {
                "field": "timeZone",
                "message": "'Mars/Base' is not an IANA time zone",
                "code": "INVALID",
            }
        ],
        "profile": None,
    }
    assert profile.first_name == "Ada"


def test_an_unknown_profile_is_not_found():
    answer = ask("CrmProfileUpdate", staff_token(), input={"id": id_encode("CrmProfile", 999)})

    assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]


def test_staff_keep_what_a_shopper_told_them():
    # given
    profile = make_profile()
    said = {"profileId": id_of(profile), "channel": "email", "topic": "offers"}

    # when
    answer = ask("CrmConsentUpdate", staff_token(), input=said | {"isGranted": False})

    # then
    assert [(c["topic"], c["status"]) for c in answer["profile"]["consents"]] == [
        ("offers", "REVOKED")
    ]
    assert ConsentEvent.objects.get().source == "staff"


def test_a_shopper_decides_about_himself():
    # given
    profile, other = make_profile(), make_profile()

    # when
    answer = ask(
        "CrmMyConsentUpdate", token_of(profile), input={"channel": "email", "isGranted": True}
    )

    # then
    assert answer["me"]["id"] == id_of(profile)
    assert answer["me"]["consents"][0]["status"] == "GRANTED"
    assert Consent.objects.get(profile=profile).status == ConsentStatus.GRANTED
    assert Consent.objects.filter(profile=other).exists() is False
    assert ConsentEvent.objects.get().actor == f"profile:{profile.pk}"


@pytest.mark.parametrize("channel", ["E-Mail", "", "x" * 17, "e mail"])
def test_a_channel_that_is_no_word_is_refused(channel):
    answer = ask(
        "CrmMyConsentUpdate",
        token_of(make_profile()),
        input={"channel": channel, "isGranted": True},
    )

    assert answer["errors"][0]["field"] == "channel"
    assert ConsentEvent.objects.exists() is False


def test_consent_of_an_unknown_profile_is_not_kept():
    answer = ask(
        "CrmConsentUpdate",
        staff_token(),
        input={"profileId": id_encode("CrmProfile", 9), "channel": "email", "isGranted": True},
    )

    assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]


@pytest.mark.parametrize("field", ["addTags", "removeTags"])
@pytest.mark.parametrize("tags", [["x"] * 101, ["x" * 65]])
def test_tags_beyond_measure_are_refused(field, tags):
    profile = make_profile()

    answer = ask("CrmProfileUpdate", staff_token(), input={"id": id_of(profile), field: tags})

    assert [(error["code"], error["field"]) for error in answer["errors"]] == [("INVALID", field)]


def test_a_birthday_is_shown_once_month_and_day_are_known():
    profile = make_profile()
    given = {"id": id_of(profile), "birthMonth": 2, "birthDay": 29, "birthIsLunar": True}

    ask("CrmProfileUpdate", staff_token(), input=given)

    assert ask("CrmProfile", staff_token(), id=id_of(profile))["birthday"] == {
        "year": None,
        "month": 2,
        "day": 29,
        "isLunar": True,
    }
