"""Points over GraphQL: balances, movements, adjusting and redeeming."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.loyalty.models import LoyaltyEntry
from saleor_crm_plugin.loyalty.services import account_freeze, program_activate
from tests.factories import NOON, make_profile
from tests.hosts.graphql_client import ask, post, refused, staff_token, token_of
from tests.hosts.small_shop import make_shop, shopper

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def program():
    program_activate(at=NOON)


def movement(profile, points: int, key: str = "k1", reason: str = "goodwill") -> dict:
    return {
        "profileId": id_encode("CrmProfile", profile.pk),
        "points": points,
        "key": key,
        "reason": reason,
    }


def give(profile, points: int) -> None:
    ask("CrmPointsAdjust", staff_token(), input=movement(profile, points, key="given"))


def test_staff_give_points_and_see_the_movement():
    # given
    profile = make_profile()

    # when
    answer = ask("CrmPointsAdjust", staff_token(), input=movement(profile, 120))

    # then
    assert answer["errors"] == []
    assert answer["account"]["available"] == 120
    assert {"kind": "ADJUST", "points": 120, "reason": "goodwill"}.items() <= answer[
        "entry"
    ].items()
    assert answer["entry"]["actor"].startswith("token:")


def test_the_same_key_again_moves_nothing_and_answers_the_same():
    # given
    profile = make_profile()
    token = staff_token()
    first = ask("CrmPointsAdjust", token, input=movement(profile, 120))

    # when
    second = ask("CrmPointsAdjust", token, input=movement(profile, 120))
    other = ask("CrmPointsAdjust", token, input=movement(profile, 121))

    # then
    assert second["entry"] == first["entry"]
    assert [error["code"] for error in other["errors"]] == ["IDEMPOTENCY_CONFLICT"]
    assert LoyaltyEntry.objects.count() == 1


def test_staff_redeem_for_a_shopper():
    # given
    profile = make_profile(is_registered=True)
    give(profile, 120)

    # when
    answer = ask("CrmPointsRedeem", staff_token(), input=movement(profile, 100))

    # then
    assert (answer["entry"]["points"], answer["account"]["available"]) == (-100, 20)


def test_more_than_there_is_cannot_be_redeemed():
    # given
    profile = make_profile(is_registered=True)
    give(profile, 40)

    # when
    answer = ask("CrmPointsRedeem", staff_token(), input=movement(profile, 41))

    # then
    assert [error["code"] for error in answer["errors"]] == ["NOT_ENOUGH_POINTS"]
    assert (answer["entry"], answer["account"]) == (None, None)
    assert LoyaltyEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"points": 0}, "INVALID", "points"),
        ({"points": -1}, "INVALID", "points"),
        ({"key": ""}, "INVALID", "key"),
        ({"key": "k" * 101}, "INVALID", "key"),
        ({"reason": ""}, "INVALID", "reason"),
        ({"profileId": "x"}, "INVALID", "profileId"),
        ({"profileId": id_encode("CrmProfile", 10**6)}, "NOT_FOUND", None),
    ],
)
def test_a_redemption_that_makes_no_sense_is_refused(change, code, field):
    profile = make_profile(is_registered=True)

    answer = ask("CrmPointsRedeem", staff_token(), input=movement(profile, 1) | change)

    assert [(error["code"], error["field"]) for error in answer["errors"]] == [(code, field)]
    assert LoyaltyEntry.objects.exists() is False


def test_an_adjustment_of_nothing_is_refused():
    answer = ask("CrmPointsAdjust", staff_token(), input=movement(make_profile(), 0))

    assert [error["field"] for error in answer["errors"]] == ["points"]


def test_giving_points_needs_its_own_permission():
    mutation = """mutation ($input: CrmPointsMovementInput!) {
      crmPointsAdjust(input: $input) { account { available } } }"""
    given = movement(make_profile(), 5)

    assert refused(mutation, staff_token("MANAGE_USERS"), input=given) == ["PermissionDenied"]
    assert LoyaltyEntry.objects.exists() is False


def test_a_shopper_spends_his_own_points_once_per_key():
    # given
    profile, other = make_profile(is_registered=True), make_profile(is_registered=True)
    give(profile, 100)
    give(other, 100)

    # when
    answers = [
        ask("CrmMyPointsRedeem", token_of(profile), input={"points": 60, "key": "cart-1"})
        for _ in range(2)
    ]

    # then
    assert [answer["account"]["available"] for answer in answers] == [40, 40]
    assert LoyaltyEntry.objects.filter(points__lt=0).count() == 1
    assert LoyaltyEntry.objects.get(points__lt=0).actor == f"profile:{profile.pk}"


def test_the_keys_of_shoppers_and_staff_do_not_meet():
    # given
    profile = make_profile(is_registered=True)
    give(profile, 100)
    ask("CrmMyPointsRedeem", token_of(profile), input={"points": 10, "key": "same"})

    # when
    answer = ask("CrmPointsRedeem", staff_token(), input=movement(profile, 20, key="same"))

    # then
    assert answer["account"]["available"] == 70


def test_who_may_not_spend_is_told_why():
    # given
    guest, frozen = make_profile(), make_profile(is_registered=True)
    give(frozen, 10)
    account_freeze(profile_id=frozen.pk, actor="test", reason="", at=NOON)

    # when
    codes = [
        ask("CrmMyPointsRedeem", token_of(one), input={"points": 1, "key": "k"})["errors"][0][
            "code"
        ]
        for one in (guest, frozen)
    ]

    # then
    assert codes == ["GUESTS_NEVER_SPEND", "ACCOUNT_FROZEN"]


def test_the_account_and_the_movements_can_be_read_apart():
    # given
    profile = make_profile(is_registered=True)
    give(profile, 100)
    ask("CrmPointsRedeem", staff_token(), input=movement(profile, 30))
    profile_id = id_encode("CrmProfile", profile.pk)

    # when
    account = ask("CrmLoyaltyAccount", staff_token(), profileId=profile_id)
    every = ask("CrmLoyaltyEntries", staff_token(), profileId=profile_id)
    redeemed = ask("CrmLoyaltyEntries", staff_token(), profileId=profile_id, kinds=["REDEEM"])

    # then
    assert (account["available"], account["debt"]) == (70, 0)
    assert [edge["node"]["points"] for edge in every["edges"]] == [-30, 100]
    assert (redeemed["totalCount"], redeemed["edges"][0]["node"]["points"]) == (1, -30)
    assert ask("CrmLoyaltyAccount", staff_token(), profileId=id_encode("CrmProfile", 10**6)) is None


def test_an_order_shows_what_it_earned():
    # given
    make_shop()

    # when
    found = ask("CrmProfile", staff_token(), userId="1")

    # then
    awards = [edge["node"]["award"] for edge in found["orders"]["edges"]]
    assert [award["points"] for award in awards] == [200, 100]
    assert found["points"]["pending"] + found["points"]["available"] == 300


def test_a_shopper_sees_his_points_and_not_how_they_were_decided():
    # given
    profile = make_profile(is_registered=True)
    give(profile, 10)
    entries = """query ($of: [_Any!]!) { _entities(representations: $of) { ... on User {
      crm { points { available entries(first: 1) { totalCount } } } } } }"""
    make_shop()

    # when
    me = ask("CrmMe", token_of(profile))
    peeked = post(
        entries, {"of": [{"__typename": "User", "id": "1"}]}, token_of(shopper("Ada"))
    ).json()

    # then
    assert me["points"]["available"] == 10
    assert peeked["data"]["_entities"] == [{"crm": None}]
    assert peeked["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"


def test_points_of_a_list_cost_the_same_for_one_and_for_many():
    # given
    profiles = [make_profile(is_registered=True) for _ in range(5)]
    for profile in profiles:
        give(profile, 10)
    token = staff_token()
    post("{ __typename }", token=token)
    query = """query ($first: Int) { crmProfiles(first: $first) { edges { node {
      points { available entries(first: 2) { totalCount edges { node { points } } } } } } } }"""

    # when
    counts = []
    for first in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            answer = post(query, {"first": first}, token).json()
        found = [edge["node"]["points"] for edge in answer["data"]["crmProfiles"]["edges"]]
        assert [points["entries"]["totalCount"] for points in found] == [1] * first
        counts.append(len(queries))

    # then: the token and its use, the page, accounts and lots, entries with allocations, their count
    assert counts == [8, 8]
