"""Several programs and rewards for actions, over GraphQL."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.loyalty.models import ActionReward, LoyaltyEntry, LoyaltyProgram
from saleor_crm_plugin.loyalty.services import opening_post, program_activate, program_create
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, refused, staff_token, token_of
from tests.points_shop import AT_ONCE, OPENED_AT, give, make_member, open_shop

pytestmark = pytest.mark.django_db
TERMS = {"name": "A review", "points": 20}


def open_club():
    open_shop()
    program_create(slug="club", at=OPENED_AT)
    program_activate(at=OPENED_AT, config=AT_ONCE, program="club")


def make_reward(**values) -> dict:
    given = {"slug": "review", "kind": "EVENT", "terms": TERMS} | values
    made = ask("CrmActionRewardCreate", staff_token(), input=given)
    assert made["errors"] == []
    change = {"id": made["reward"]["id"], "isActive": True}
    return ask("CrmActionRewardUpdate", staff_token(), input=change)["reward"]


def test_a_second_program_is_created_and_closed_for_good():
    open_shop()

    made = ask("CrmProgramCreate", staff_token(), input={"slug": "club"})
    refused_now = ask("CrmProgramClose", staff_token(), input={"program": "club"})
    ask("CrmProgramActivate", staff_token(), input={"program": "club"})
    closed = ask("CrmProgramClose", staff_token(), input={"program": "club"})
    again = ask("CrmProgramActivate", staff_token(), input={"program": "club"})

    assert (made["errors"], made["program"]["status"]) == ([], "DRAFT")
    assert [error["field"] for error in refused_now["errors"]] == ["program"]
    assert (closed["errors"], closed["program"]["status"]) == ([], "CLOSED")
    assert [error["field"] for error in again["errors"]] == ["program"]
    assert LoyaltyProgram.objects.get(slug="points").status == "active"


def test_a_shopper_sees_and_spends_his_points_of_each_program():
    # given
    open_club()
    shopper = make_member()
    give(shopper, 100)
    opening_post(profile_id=shopper.pk, points=50, cause="a", actor="test", at=NOON, program="club")

    # when
    spent = ask(
        "CrmMyPointsRedeem", token_of(shopper), input={"points": 30, "key": "a", "program": "club"}
    )

    # then
    assert (spent["errors"], spent["account"]["available"]) == ([], 20)
    mine = ask("CrmMe", token_of(shopper))["pointsByProgram"]
    assert [(one["program"], one["available"]) for one in mine] == [("points", 100), ("club", 20)]
    theirs = ask("CrmProfile", staff_token(), id=id_encode("CrmProfile", shopper.pk))
    assert theirs["pointsByProgram"] == mine
    entries = ask(
        "CrmLoyaltyEntries",
        staff_token(),
        profileId=id_encode("CrmProfile", shopper.pk),
        program="club",
    )
    assert [one["node"]["points"] for one in entries["edges"]] == [-30, 50]


def test_a_reward_is_written_switched_on_and_told():
    # given
    open_shop()
    reward = make_reward(terms=TERMS | {"budgetPoints": 30, "monthPointsMax": 40})
    shopper = make_member()
    told = {"profileId": id_encode("CrmProfile", shopper.pk), "event": "review"}

    # when
    first = ask("CrmPointsEventReward", staff_token(), input=told | {"reference": "1"})
    again = ask("CrmPointsEventReward", staff_token(), input=told | {"reference": "1"})
    second = ask("CrmPointsEventReward", staff_token(), input=told | {"reference": "2"})
    third = ask("CrmPointsEventReward", staff_token(), input=told | {"reference": "3"})

    # then
    assert (reward["isActive"], reward["left"]) == (True, 30)
    assert first["entry"] == again["entry"]
    assert [one["entry"] and one["entry"]["points"] for one in (first, second, third)] == [
        20,
        10,
        None,
    ]
    listed = ask("CrmActionRewards", staff_token(), isActive=True)
    assert (listed["totalCount"], listed["edges"][0]["node"]["usedPoints"]) == (1, 30)


def test_terms_are_changed_and_a_reward_is_switched_off():
    reward = make_reward()
    terms = TERMS | {"points": 30}
    changed = ask(
        "CrmActionRewardUpdate", staff_token(), input={"id": reward["id"], "terms": terms}
    )
    off = ask("CrmActionRewardUpdate", staff_token(), input={"id": reward["id"], "isActive": False})
    assert changed["reward"]["points"] == 30
    assert off["reward"]["isActive"] is False
    nothing = ask("CrmActionRewardUpdate", staff_token(), input={"id": reward["id"]})
    assert [error["field"] for error in nothing["errors"]] == ["terms"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reference": ""}, "reference"),
        ({"reference": "x" * 101}, "reference"),
        ({"event": "other"}, None),
        ({"program": "nowhere"}, "program"),
    ],
)
def test_an_event_that_cannot_be_rewarded_is_refused(wrong, field):
    open_shop()
    make_reward()
    shopper = make_member()
    told = {"profileId": id_encode("CrmProfile", shopper.pk), "event": "review", "reference": "1"}
    answer = ask("CrmPointsEventReward", staff_token(), input=told | wrong)
    assert [error["field"] for error in answer["errors"]] == [field]
    assert LoyaltyEntry.objects.exists() is False


@pytest.mark.parametrize("name", ["CrmProgramCreate", "CrmProgramClose", "CrmActionRewardCreate"])
def test_shoppers_set_up_nothing(name):
    given = {
        "CrmProgramCreate": {"slug": "club"},
        "CrmProgramClose": {"program": "points"},
        "CrmActionRewardCreate": {"slug": "a", "kind": "EVENT", "terms": TERMS},
    }[name]
    assert refused(document(name), token_of(make_member()), input=given) is not None
    assert (LoyaltyProgram.objects.count(), ActionReward.objects.count()) == (0, 0)


def test_the_list_of_rewards_costs_the_same_whatever_its_length():
    counts = []
    for number in range(1, 6):
        make_reward(slug=f"event-{number}")
        if number in (1, 5):
            with CaptureQueriesContext(connection) as queries:
                assert ask("CrmActionRewards", staff_token())["totalCount"] == number
            counts.append(len(queries))
    assert counts[0] == counts[1]
