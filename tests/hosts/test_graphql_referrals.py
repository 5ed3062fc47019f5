"""Referrals over GraphQL: staff set terms and decide, shoppers share and claim, and nobody learns about friends."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.loyalty.models import Referral, ReferralCode, ReferralRevision
from tests.hosts.graphql_client import ask, document, refused, staff_token, token_of
from tests.points_shop import make_member, open_shop

pytestmark = pytest.mark.django_db
MINIMUMS = [{"currency": "EUR", "amount": 25}]


def terms(**values) -> dict:
    return ask("CrmReferralTermsUpdate", staff_token(), input={"minimums": MINIMUMS} | values)


def code_of(profile) -> str:
    return ask("CrmMyReferralCodeCreate", token_of(profile), input={})["code"]


def claim(profile, code: str) -> dict:
    return ask("CrmMyReferralClaim", token_of(profile), input={"code": code})


def codes(answer: dict) -> list[tuple[str | None, str]]:
    return [(error["field"], error["code"]) for error in answer["errors"]]


def test_staff_put_terms_in_force_once():
    # given
    open_shop()
    assert ask("CrmReferralTerms", staff_token()) is None

    # when
    answer = terms(isUnlimited=True, reverses=False)
    terms(isUnlimited=True, reverses=False)

    # then
    shown = ask("CrmReferralTerms", staff_token())
    assert (answer["errors"], answer["terms"]) == ([], shown)
    assert (shown["advocatePoints"], shown["friendPoints"], shown["monthlyMax"]) == (500, 250, None)
    assert (shown["minimums"][0]["amount"], shown["reverses"], shown["revision"]) == (
        25.0,
        False,
        1,
    )


@pytest.mark.parametrize(
    ("_case", "field"),
    [
        ({"minimums": [{"currency": "??", "amount": 1}]}, "minimums"),
        ({"isUnlimited": True, "monthlyMax": 3}, "monthlyMax"),
        ({"holdDays": -1}, "input"),
    ],
)
def test_terms_that_contradict_themselves_are_refused(_case, field):
    open_shop()

    assert codes(terms(**_case)) == [(field, "INVALID")]
    assert ReferralRevision.objects.exists() is False


def test_a_shopper_shares_a_link_and_a_friend_claims_it():
    # given
    open_shop()
    ann, bob = make_member(), make_member()
    assert ask("CrmMyReferralLink", token_of(ann)) is None
    terms()
    assert ask("CrmMyReferralLink", token_of(ann))["code"] is None
    code = code_of(ann)

    # when
    answers = [claim(bob, code), claim(bob, code)]

    # then
    assert answers == [{"errors": [], "isClaimed": True}] * 2
    link = ask("CrmMyReferralLink", token_of(ann))
    assert (link["code"], link["rewardedCount"], code_of(ann)) == (code, 0, code)
    mine = ask("CrmMyReferrals", token_of(ann))
    assert (mine["totalCount"], mine["edges"][0]["node"]["state"]) == (1, "CLAIMED")
    assert ask("CrmMyReferrals", token_of(bob))["totalCount"] == 0


def test_a_claim_that_cannot_be_says_why_and_one_that_is_rejected_does_not():
    # given
    open_shop()
    terms()
    ann, bob = make_member(email="ann@gmail.com"), make_member(email="a.n.n+2@gmail.com")
    eve = make_member()
    code = code_of(ann)

    # then
    assert codes(claim(ann, code)) == [(None, "REFERRAL_IMPOSSIBLE")]
    assert codes(claim(ann, "nothing")) == [(None, "NOT_FOUND")]
    assert claim(bob, code) == {"errors": [], "isClaimed": True}
    assert codes(claim(bob, code_of(eve))) == [(None, "IDEMPOTENCY_CONFLICT")]
    assert Referral.objects.get().state == "rejected"


def test_staff_find_and_decide_what_waits_and_the_advocate_does_not_see_it():
    # given
    open_shop()
    terms(dailyMax=1)
    ann, bob, eve = make_member(), make_member(), make_member()
    code = code_of(ann)
    claim(bob, code)
    claim(eve, code)
    Referral.objects.filter(friend=bob).update(
        claimed_at=datetime.now(tz=UTC) - timedelta(minutes=5)
    )
    waiting = ask("CrmReferrals", staff_token(), states=["REVIEW"])
    (edge,) = waiting["edges"]
    assert (edge["node"]["friend"]["id"], edge["node"]["reason"]) == (
        id_encode("CrmProfile", eve.pk),
        "VOLUME",
    )
    mine = ask("CrmMyReferrals", token_of(ann))
    assert sorted(one["node"]["state"] for one in mine["edges"]) == ["CLAIMED", "PENDING"]

    # when
    decision = {"id": edge["node"]["id"], "isApproved": False, "reason": "a fair"}
    nothing = ask("CrmReferralDecide", staff_token(), input=decision | {"reason": ""})
    answer = ask("CrmReferralDecide", staff_token(), input=decision)

    # then
    assert codes(nothing) == [("reason", "INVALID")]
    assert (answer["referral"]["state"], answer["referral"]["reason"]) == ("REJECTED", "STAFF")
    assert answer["referral"]["isApproved"] is False
    again = ask("CrmReferralDecide", staff_token(), input=decision | {"isApproved": True})
    assert codes(again) == [(None, "IDEMPOTENCY_CONFLICT")]


def test_a_page_of_referrals_costs_the_same_at_any_length():
    # given
    open_shop()
    terms()
    ann = make_member()
    code = code_of(ann)
    claim(make_member(), code)
    with CaptureQueriesContext(connection) as one:
        ask("CrmReferrals", staff_token(), advocateId=id_encode("CrmProfile", ann.pk))
    for _ in range(6):
        claim(make_member(), code)

    # when
    with CaptureQueriesContext(connection) as seven:
        page = ask("CrmReferrals", staff_token(), advocateId=id_encode("CrmProfile", ann.pk))

    # then
    assert (page["totalCount"], len(page["edges"]), len(seven)) == (7, 7, len(one))


def test_only_staff_see_referrals_and_only_shoppers_have_links():
    open_shop()
    terms()
    ann = make_member()

    assert refused(document("CrmReferrals"), token_of(ann)) == ["PermissionDenied"]
    assert refused(document("CrmReferralTerms"), token_of(ann)) == ["PermissionDenied"]
    assert refused(document("CrmMyReferralCodeCreate"), staff_token(), input={}) == [
        "PermissionDenied"
    ]
    assert refused(document("CrmMyReferralClaim"), input={"code": "x"}) == ["PermissionDenied"]
    assert (Referral.objects.count(), ReferralCode.objects.count()) == (0, 0)
