"""Tiers over GraphQL: staff put them in force and look up members, shoppers see where they stand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.loyalty.models import TierRevision
from saleor_crm_plugin.loyalty.rules.tier_policy import TierMetric, TierWindow
from tests.hosts.graphql_client import ask, document, refused, staff_token, token_of
from tests.points_shop import day, make_member, open_shop, sale
from tests.tier_shop import open_tiers, told

pytestmark = pytest.mark.django_db
TIERS = [
    {"slug": "gold", "name": "Gold", "threshold": 2000, "earnPercent": 150},
    {"slug": "bronze", "name": "Bronze", "threshold": 0},
    {"slug": "silver", "name": "Silver", "threshold": 500, "benefits": "Free shipping"},
]


def update(*permissions: str, **values) -> dict:
    return ask("CrmTiersUpdate", staff_token(*permissions), input={"tiers": TIERS} | values)


def test_staff_put_tiers_in_force_and_everybody_sees_them():
    # given
    open_shop()

    # when
    answer = update(graceDays=30, downgrade="ONE_STEP")
    update(graceDays=30, downgrade="ONE_STEP")

    # then
    assert (answer["errors"], answer["tiers"]["revision"]) == ([], 1)
    (shown,) = ask("CrmTiers")
    assert [tier["slug"] for tier in shown["tiers"]] == ["bronze", "silver", "gold"]
    assert (shown["window"], shown["graceDays"], shown["downgrade"]) == (
        "CALENDAR_YEAR",
        30,
        "ONE_STEP",
    )
    assert TierRevision.objects.count() == 1


@pytest.mark.parametrize(
    "_case",
    [
        {"tiers": [TIERS[0], TIERS[0]]},
        {"tiers": [TIERS[0] | {"slug": "Gold!"}]},
        {"tiers": [TIERS[0] | {"name": ""}]},
        {"tiers": [TIERS[0] | {"threshold": -1}]},
        {"tiers": [TIERS[0] | {"slug": f"t{n}", "threshold": n} for n in range(21)]},
        {"window": "ROLLING_DAYS"},
        {"metric": "SPEND"},
        {"tiers": [TIERS[0] | {"amount": "20.00"}]},
        {"tiers": [{"slug": "gold", "name": "Gold"}]},
        {"tiers": [{"slug": "gold", "name": "Gold", "amount": "20.00"}]},
        {
            "tiers": [{"slug": "gold", "name": "Gold", "amount": "20.5"}],
            "metric": "SPEND",
            "currency": "JPY",
        },
    ],
)
def test_what_contradicts_itself_is_refused(_case):
    open_shop()
    answer = update(**_case)

    assert [(error["field"], error["code"]) for error in answer["errors"]] == [("tiers", "INVALID")]
    assert (answer["tiers"], TierRevision.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("currency", "amount", "threshold"),
    [("USD", "49.90", 4990), ("JPY", "5000", 5000), ("KWD", "1.250", 1250)],
)
def test_what_must_be_spent_is_told_and_shown_in_money(currency, amount, threshold):
    open_shop()
    answer = update(
        metric="SPEND",
        currency=currency,
        tiers=[{"slug": "gold", "name": "Gold", "amount": amount}],
    )

    (tier,) = answer["tiers"]["tiers"]
    assert (answer["errors"], tier["threshold"]) == ([], threshold)
    assert (tier["amount"]["amount"], tier["amount"]["currency"]) == (float(amount), currency)


def test_a_standing_in_money_says_what_was_spent_and_what_is_missing():
    # given
    open_tiers(window=TierWindow.LIFETIME, metric=TierMetric.SPEND, currency="EUR")
    member = make_member()
    told(sale(member, 600, at=day("2026-03-01")), at=day("2026-03-01"))

    # when
    (standing,) = ask("CrmMyTiers", token_of(member))

    # then
    assert [
        (standing[name], standing[f"{name}Amount"]["amount"])
        for name in ("metric", "missing", "missingToKeep")
    ] == [(600, 6.0), (1400, 14.0), (0, 0.0)]


def test_tiers_of_an_unknown_program_are_not_found():
    answer = update(program="nowhere")

    assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]


def test_a_shopper_sees_where_he_stands_and_staff_see_the_same():
    # given
    open_tiers(window=TierWindow.LIFETIME)
    member = make_member()
    told(sale(member, 168_000, at=day("2026-03-01")), at=day("2026-03-01"))

    # when
    mine = ask("CrmMyTiers", token_of(member))
    theirs = ask("CrmTierStandings", staff_token(), profileId=id_encode("CrmProfile", member.pk))

    # then
    assert mine == theirs
    (standing,) = mine
    assert (standing["tier"]["slug"], standing["nextTier"]["name"]) == ("silver", "Gold")
    assert (standing["metric"], standing["missing"], standing["missingToKeep"]) == (1680, 320, 0)
    assert standing["history"] == [
        {
            "tier": "silver",
            "fromAt": "2026-03-01T00:00:00+00:00",
            "untilAt": None,
            "reason": "REACHED",
        }
    ]
    assert ask("CrmTierStandings", staff_token(), profileId=id_encode("CrmProfile", 999)) == []


def test_a_page_of_members_costs_the_same_at_any_length():
    # given
    open_tiers(window=TierWindow.LIFETIME)
    at = day("2026-03-01")
    told(sale(make_member(), 60_000, at=at), sale(make_member(), 100, at=at), at=at)
    with CaptureQueriesContext(connection) as one:
        assert ask("CrmTierMembers", staff_token(), tier="silver")["totalCount"] == 1
    members = [make_member() for _ in range(8)]
    told(*[sale(member, 60_000, at=at) for member in members], at=at)

    # when
    with CaptureQueriesContext(connection) as nine:
        page = ask("CrmTierMembers", staff_token(), tier="silver")

    # then
    assert (len(page["edges"]), page["totalCount"], len(nine)) == (9, 9, len(one))
    latest = page["edges"][0]["node"]
    assert latest["profile"]["id"] == id_encode("CrmProfile", members[-1].pk)
    standing = latest["standing"]
    assert (standing["metric"], standing["missing"], standing["nextTier"]["slug"]) == (
        600,
        1400,
        "gold",
    )
    assert [stay["tier"] for stay in standing["history"]] == ["silver"]


def test_only_staff_change_tiers_and_see_members():
    open_tiers()
    member = make_member()

    assert refused(document("CrmTiersUpdate"), token_of(member), input={"tiers": []}) == [
        "PermissionDenied"
    ]
    assert refused(document("CrmTierMembers"), token_of(member), tier="silver") == [
        "PermissionDenied"
    ]
    assert refused(document("CrmMyTiers")) == ["PermissionDenied"]
