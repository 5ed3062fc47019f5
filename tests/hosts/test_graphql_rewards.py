"""Rewards and coupons over GraphQL: staff offer, shoppers redeem, the shop's backend checks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.loyalty.models import IssuedCoupon, Reward
from tests.hosts.graphql_client import ask, document, refused, staff_token, token_of
from tests.points_shop import give, held, make_member, open_shop

pytestmark = pytest.mark.django_db
FIVE_OFF = {
    "name": "5.00 off",
    "kind": "FIXED",
    "points": 500,
    "values": [{"currency": "EUR", "amount": 5, "minSpent": 20}],
}


def offer(slug: str = "five-off", **terms) -> dict:
    made = ask("CrmRewardCreate", staff_token(), input={"slug": slug, "terms": FIVE_OFF | terms})[
        "reward"
    ]
    answer = ask("CrmRewardUpdate", staff_token(), input={"id": made["id"], "isActive": True})
    return answer["reward"]


def member(points: int = 500):
    open_shop()
    profile = make_member()
    give(profile, points)
    return profile


def redeem(profile, key: str = "1", reward: str = "five-off") -> dict:
    return ask("CrmMyRewardRedeem", token_of(profile), input={"reward": reward, "key": key})


def test_staff_offer_a_reward_that_a_shopper_turns_points_into():
    # given
    ann = member()
    reward = offer()
    assert (reward["isActive"], reward["values"][0]["amount"]["amount"]) == (True, 5.0)

    # when
    answer = redeem(ann)
    again = redeem(ann)

    # then
    assert (answer["errors"], answer["account"]["available"]) == ([], 0)
    assert (answer["coupon"]["state"], again["coupon"]) == ("ACTIVE", answer["coupon"])
    mine = ask("CrmMyCoupons", token_of(ann))
    assert [edge["node"]["code"] for edge in mine["edges"]] == [answer["coupon"]["code"]]
    assert ask("CrmRewards", staff_token())["edges"][0]["node"]["issuedCount"] == 1


def test_a_reward_that_is_not_switched_on_is_not_offered_and_not_given():
    # given
    ann = member()
    ask("CrmRewardCreate", staff_token(), input={"slug": "five-off", "terms": FIVE_OFF})

    # when
    shown = ask("CrmMyRewards", token_of(ann))
    answer = redeem(ann)

    # then
    assert shown["totalCount"] == 0
    assert [error["code"] for error in answer["errors"]] == ["REWARD_UNAVAILABLE"]
    assert held(ann) == (500, 0, 0)


def test_the_backend_checks_a_code_and_tells_its_use():
    # given
    ann = member()
    offer()
    code = redeem(ann)["coupon"]["code"]
    cart = {"code": code, "total": 40, "currency": "EUR", "channel": "default-channel"}
    profile_id = id_encode("CrmProfile", ann.pk)

    # when
    hers = ask("CrmCouponCheck", staff_token(), **cart, profileId=profile_id)
    guests = ask("CrmCouponCheck", staff_token(), **cart)
    small = ask("CrmCouponCheck", staff_token(), **cart | {"total": 19}, profileId=profile_id)
    use = {"code": code, "profileId": profile_id, "orderReference": "shop:order:7"}
    used = ask("CrmCouponUse", staff_token(), input=use)
    twice = ask("CrmCouponUse", staff_token(), input=use | {"orderReference": "shop:order:8"})

    # then
    assert (hers["discount"]["amount"], hers["reason"]) == (5.0, None)
    assert (guests["discount"]["amount"], guests["reason"]) == (0.0, "unknown")
    assert (small["discount"]["amount"], small["reason"]) == (0.0, "order_too_small")
    assert (used["coupon"]["state"], used["coupon"]["usedIn"]) == ("USED", "shop:order:7")
    assert [error["code"] for error in twice["errors"]] == ["IDEMPOTENCY_CONFLICT"]


def test_staff_take_a_coupon_back():
    # given
    ann = member()
    offer()
    coupon = redeem(ann)["coupon"]

    # when
    answer = ask(
        "CrmCouponRevoke", staff_token(), input={"id": coupon["id"], "reason": "by mistake"}
    )

    # then
    assert answer["coupon"]["state"] == "REVOKED"
    assert held(ann) == (500, 0, 0)


def test_contradictory_terms_name_their_field_and_write_nothing():
    answer = ask(
        "CrmRewardCreate",
        staff_token(),
        input={"slug": "x", "terms": FIVE_OFF | {"kind": "PERCENT", "percent": 120}},
    )

    assert [(error["field"], error["code"]) for error in answer["errors"]] == [
        ("percent", "INVALID")
    ]
    assert Reward.objects.exists() is False


def test_a_shopper_sees_nobody_elses_coupons_and_staff_see_all():
    # given
    ann = member(1000)
    bob = make_member()
    offer()
    redeem(ann, "1")
    redeem(ann, "2")

    # when
    his = ask("CrmMyCoupons", token_of(bob))
    every = ask("CrmCoupons", staff_token())
    of_ann = ask("CrmCoupons", staff_token(), profileId=id_encode("CrmProfile", ann.pk))
    used = ask("CrmCoupons", staff_token(), states=["USED"])

    # then
    assert his["totalCount"] == 0
    assert (every["totalCount"], of_ann["totalCount"], used["totalCount"]) == (2, 2, 0)
    assert every["edges"][0]["node"]["profile"]["id"] == id_encode("CrmProfile", ann.pk)


def test_who_may_see_shoppers_or_discounts_sees_rewards_and_coupons_whole():
    # given
    ann = member()
    offer()
    redeem(ann)
    IssuedCoupon.objects.update(state="failed", error="no channel takes it")
    of_users, of_discounts = staff_token("MANAGE_USERS"), staff_token("MANAGE_DISCOUNTS")

    # when
    (reward,) = ask("CrmRewards", of_users)["edges"]
    (coupon,) = ask("CrmCoupons", of_users)["edges"]
    (nobodys,) = ask("CrmCoupons", of_discounts, withProfiles=False)["edges"]

    # then
    assert (reward["node"]["stock"], reward["node"]["issuedCount"]) == (None, 1)
    assert coupon["node"]["error"] == nobodys["node"]["error"] == "no channel takes it"
    assert coupon["node"]["profile"]["id"] == id_encode("CrmProfile", ann.pk)
    assert "profile" not in nobodys["node"]


def test_anonymous_callers_redeem_nothing():
    member()
    offer()

    errors = refused(document("CrmMyRewardRedeem"), input={"reward": "five-off", "key": "1"})

    assert errors == ["PermissionDenied"]
    assert IssuedCoupon.objects.exists() is False


def test_a_page_of_coupons_costs_the_same_at_any_length():
    # given
    ann = member(10_000)
    offer()
    redeem(ann, "1")
    with CaptureQueriesContext(connection) as one:
        ask("CrmCoupons", staff_token())
    for key in range(2, 10):
        redeem(ann, str(key))

    # when
    with CaptureQueriesContext(connection) as nine:
        ask("CrmCoupons", staff_token())

    # then
    assert len(nine) == len(one)


EVERYTHING = {
    "name": "Gold voucher",
    "kind": "FIXED",
    "points": 150,
    "values": [
        {"currency": "EUR", "amount": "7.50", "minSpent": "20"},
        {"currency": "TWD", "channel": "taiwan", "amount": "250"},
    ],
    "validDays": 30,
    "remindDays": 7,
    "tiers": ["gold"],
    "stock": 20,
    "isAutomatic": True,
    "returnsExpired": True,
}
SCALARS = (
    "name",
    "kind",
    "points",
    "validDays",
    "remindDays",
    "tiers",
    "stock",
    "isAutomatic",
    "returnsExpired",
)


def test_staff_change_every_term_of_a_reward_at_once():
    # given
    made = offer()

    # when
    answer = ask("CrmRewardUpdate", staff_token(), input={"id": made["id"], "terms": EVERYTHING})

    # then
    reward = answer["reward"]
    assert answer["errors"] == []
    assert {name: reward[name] for name in SCALARS} == {name: EVERYTHING[name] for name in SCALARS}
    assert [
        (
            value["channel"],
            value["currency"],
            value["amount"]["amount"],
            value["minSpent"] and value["minSpent"]["amount"],
        )
        for value in reward["values"]
    ] == [(None, "EUR", 7.5, 20.0), ("taiwan", "TWD", 250.0, None)]
    assert (reward["slug"], reward["isActive"], reward["left"]) == ("five-off", True, 20)


def test_a_reminder_that_would_never_come_is_refused_at_its_field():
    # given
    made = offer()

    # when
    terms = EVERYTHING | {"remindDays": 30}
    answer = ask("CrmRewardUpdate", staff_token(), input={"id": made["id"], "terms": terms})

    # then
    assert [(error["field"], error["code"]) for error in answer["errors"]] == [
        ("remindDays", "INVALID")
    ]
    row = Reward.objects.get()
    assert (row.name, row.points, row.valid_days, row.remind_days) == ("5.00 off", 500, None, 0)
