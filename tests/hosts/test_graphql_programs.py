"""Programs, earning rules and what a cart would earn, over GraphQL."""

import pytest

from saleor_crm_plugin.loyalty.models import EarningRule, ProgramRevision
from saleor_crm_plugin.loyalty.services import program_activate, program_ensure
from saleor_crm_plugin.segments.models import RfmScope
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, refused, staff_token, token_of
from tests.points_shop import AT_ONCE, held, make_member, open_shop, refunded, sale, tell

pytestmark = pytest.mark.django_db
POLICIES = {
    "holdDays": 0,
    "lifetimeMonths": 12,
    "rounding": "FLOOR",
    "shortfall": "DEBT",
    "returnGraceDays": 0,
    "cancelGraceDays": 30,
    "earnsHistory": False,
    "guestsMaySpend": False,
    "stacking": "ADDITIVE",
    "orderPointsMax": 500,
    "inactivityMonths": 6,
}
RATE = {"earnPoints": 1, "earnPerMinor": 100, "redeemPoints": 100, "redeemMinor": 100}
DOUBLE = {"name": "Double points", "effect": "MULTIPLY", "factor": 2}
CART = {"currency": "EUR", "channel": "default-channel"}


def make_rule(slug: str = "double", **terms) -> dict:
    made = ask("CrmEarningRuleCreate", staff_token(), input={"slug": slug, "terms": DOUBLE | terms})
    assert made["errors"] == []
    change = {"id": made["rule"]["id"], "isActive": True}
    return ask("CrmEarningRuleUpdate", staff_token(), input=change)["rule"]


def test_a_draft_is_revised_activated_and_paused():
    # given
    program_ensure(at=NOON)
    assert [one["status"] for one in ask("CrmPrograms", staff_token())] == ["DRAFT"]

    # when
    revised = ask("CrmProgramRevise", staff_token(), input={"policies": POLICIES, "rates": [RATE]})
    active = ask("CrmProgramActivate", staff_token(), input={"timeZone": "Asia/Taipei"})
    paused = ask("CrmProgramPause", staff_token())

    # then
    policies = revised["program"]["current"]["policies"]
    assert (policies["orderPointsMax"], policies["inactivityMonths"]) == (500, 6)
    assert (active["program"]["status"], active["program"]["timeZone"]) == ("ACTIVE", "Asia/Taipei")
    assert (paused["program"]["status"], paused["program"]["current"]["rates"]) == ("PAUSED", [])
    history = ask("CrmProgram", staff_token())["revisions"]
    assert [one["number"] for one in history] == [3, 2, 1]


def test_a_rate_says_what_counts_and_a_quote_follows_it():
    # given
    program_ensure(at=NOON)
    names = ["IsGross", "HasShipping", "HasDiscounts", "HasPointsPaid", "HasGiftCards"]
    flags = {f"basis{name}": True for name in names}
    line = {"totalGross": 40, "totalNet": 32, "undiscountedGross": 50, "undiscountedNet": 40}
    card = {"totalGross": 10, "isGiftCard": True}

    # when
    ask("CrmProgramRevise", staff_token(), input={"policies": POLICIES, "rates": [RATE | flags]})
    ask("CrmProgramActivate", staff_token())
    quoted = ask("CrmEarnQuote", "", **CART, lines=[line, card])

    # then
    (rate,) = ask("CrmProgram", staff_token())["current"]["rates"]
    assert {name: rate[name] for name in flags} == flags
    assert quoted["points"] == 60

    # and all are off unless somebody asks
    ask("CrmProgramRevise", staff_token(), input={"policies": POLICIES, "rates": [RATE]})
    (rate,) = ask("CrmProgram", staff_token())["current"]["rates"]
    assert {name: rate[name] for name in flags} == dict.fromkeys(flags, False)
    assert ask("CrmEarnQuote", "", **CART, lines=[line, card])["points"] == 32


@pytest.mark.parametrize(
    ("currency", "spend", "worth", "minor"),
    [("TWD", "1.00", "5.00", 100), ("JPY", "100", "50", 100), ("KWD", "1.000", "0.250", 1000)],
)
def test_a_rate_is_told_and_shown_in_money(currency, spend, worth, minor):
    # given
    program_ensure(at=NOON)
    told = {"currency": currency, "earnPoints": 1, "spend": spend}
    paid = {"redeemPoints": 100, "worth": worth}

    # when
    revised = ask(
        "CrmProgramRevise", staff_token(), input={"policies": POLICIES, "rates": [told | paid]}
    )

    # then
    (rate,) = revised["program"]["current"]["rates"]
    assert (revised["errors"], rate["earnPerMinor"]) == ([], minor)
    (amount,) = rate["amounts"]
    assert (amount["spend"]["amount"], amount["worth"]["amount"]) == (float(spend), float(worth))


def test_a_rate_for_any_currency_is_shown_in_those_of_the_orders():
    # given
    program_ensure(at=NOON)
    for currency, population in (("JPY", 3), ("EUR", 9), ("KWD", 1)):
        RfmScope.objects.create(currency=currency, population=population, created_at=NOON)

    # when
    (rate,) = ask("CrmProgram", staff_token())["current"]["rates"]

    # then
    assert [(one["spend"]["currency"], one["spend"]["amount"]) for one in rate["amounts"]] == [
        ("EUR", 1.0),
        ("JPY", 100.0),
        ("KWD", 0.1),
    ]


@pytest.mark.parametrize(
    "_case",
    [
        {"spend": "1.00"},
        {"earnPerMinor": None},
        {"earnPerMinor": None, "spend": "1.00"},
        {"earnPerMinor": None, "spend": "1.5", "currency": "JPY"},
        {"earnPerMinor": None, "spend": "1.00", "currency": "euro"},
        {"redeemMinor": None, "worth": "0.00", "currency": "EUR"},
    ],
)
def test_a_rate_that_is_no_money_is_refused(_case):
    program_ensure(at=NOON)

    answer = ask(
        "CrmProgramRevise", staff_token(), input={"policies": POLICIES, "rates": [RATE | _case]}
    )

    assert [error["code"] for error in answer["errors"]] == ["INVALID"]
    assert ProgramRevision.objects.count() == 1


def impossible():
    return {
        "two_lifetimes": {"policies": POLICIES | {"lifetimeDays": 5}},
        "negative_hold": {"policies": POLICIES | {"holdDays": -1}},
        "two_rates_for_one_currency": {"rates": [RATE, RATE]},
        "no_months": {"policies": POLICIES | {"inactivityMonths": 0}},
        "free_points": {"rates": [RATE | {"earnPerMinor": 0}]},
        "no_such_program": {"program": "nowhere"},
    }


@pytest.mark.parametrize("_case", impossible())
def test_what_cannot_be_in_force_is_refused(_case):
    program_ensure(at=NOON)

    given = {"policies": POLICIES, "rates": [RATE]} | impossible()[_case]
    answer = ask("CrmProgramRevise", staff_token(), input=given)

    assert len(answer["errors"]) == 1
    assert ProgramRevision.objects.count() == 1


def test_an_unknown_time_zone_does_not_start_a_program():
    program_ensure(at=NOON)

    answer = ask("CrmProgramActivate", staff_token(), input={"timeZone": "Mars/Base"})

    assert [error["field"] for error in answer["errors"]] == ["timeZone"]
    assert ask("CrmProgram", staff_token())["status"] == "DRAFT"


def test_a_rule_is_written_switched_on_and_gives_points():
    # given
    open_shop()
    ann = make_member()
    rule = make_rule(budgetPoints=30)

    # when
    tell(sale(ann, 2000))
    (shown,) = ask("CrmEarningRules", staff_token(), isActive=True)["edges"]

    # then
    assert (rule["factor"], rule["points"]) == (2.0, None)
    assert (shown["node"]["usedPoints"], shown["node"]["left"]) == (20, 10)
    assert held(ann) == (40, 0, 0)


def wrong_rules():
    fixed = {"effect": "FIXED", "factor": None}
    window = {"startsAt": "2026-03-02T00:00:00Z", "endsAt": "2026-03-02T00:00:00Z"}
    return {
        "factor_below_one": ({"factor": 0.5}, "factor"),
        "factor_that_no_column_holds": ({"factor": 3_000_000}, "factor"),
        "no_factor": ({"factor": None}, "factor"),
        "too_fine": ({"factor": 1.0001}, "factor"),
        "no_points": (fixed, "points"),
        "points_taken": (fixed | {"points": -1}, "points"),
        "an_instant_for_a_window": (window, "endsAt"),
        "no_limit_at_all": ({"orderPointsMax": 0}, "orderPointsMax"),
        "nothing_for_anybody": ({"profilePointsMax": 0}, "profilePointsMax"),
        "two_currencies_for_a_least_basis": (
            {"conditions": {"basisMin": 10, "currencies": ["EUR", "USD"]}},
            "basisMin",
        ),
        "negative_budget": ({"budgetPoints": -1}, "budgetPoints"),
        "blank_name": ({"name": " "}, "name"),
        "endless_name": ({"name": "x" * 129}, "name"),
    }


@pytest.mark.parametrize("_case", wrong_rules())
def test_contradictory_rules_are_refused_and_the_field_is_named(_case):
    wrong, field = wrong_rules()[_case]

    answer = ask(
        "CrmEarningRuleCreate", staff_token(), input={"slug": "x", "terms": DOUBLE | wrong}
    )

    assert [(error["code"], error["field"]) for error in answer["errors"]] == [("INVALID", field)]
    assert EarningRule.objects.exists() is False


@pytest.mark.parametrize("_case", ["", "tea week", "x" * 65])
def test_a_rule_needs_a_slug(_case):
    answer = ask("CrmEarningRuleCreate", staff_token(), input={"slug": _case, "terms": DOUBLE})

    assert [error["field"] for error in answer["errors"]] == ["slug"]
    assert EarningRule.objects.exists() is False


def test_every_condition_is_kept_and_shown_as_it_was_given():
    conditions = {
        "channels": ["default-channel", "pos"],
        "currencies": ["EUR"],
        "tiers": ["gold"],
        "groups": ["CHAMPIONS", "AT_RISK"],
        "products": ["7"],
        "productsExcluded": ["8"],
        "categories": ["Tea, loose"],
        "categoriesExcluded": ["Pots"],
        "collections": ["Gifts", "Spring, 2026"],
        "collectionsExcluded": ["Sale"],
        "basisMin": 25.5,
        "isFirstOrder": True,
    }

    rule = make_rule(conditions=conditions, priority=-3, orderPointsMax=200, profilePointsMax=900)

    shown = rule["conditions"]
    assert shown.pop("basisMin") == {"amount": 25.5, "currency": "EUR", "fractionDigits": 2}
    assert shown == {name: value for name, value in conditions.items() if name != "basisMin"}
    assert (rule["priority"], rule["orderPointsMax"], rule["profilePointsMax"]) == (-3, 200, 900)


def test_new_terms_hold_for_orders_from_then_on_and_what_was_earned_stays():
    # given
    open_shop()
    ann, bob = make_member(), make_member()
    rule = make_rule(budgetPoints=30)
    first = sale(ann, 2000)
    tell(first)
    assert held(ann) == (40, 0, 0)

    # when
    terms = DOUBLE | {"factor": 3, "budgetPoints": 50}
    changed = {"id": rule["id"], "slug": "double", "terms": terms}
    answer = ask("CrmEarningRuleUpdate", staff_token(), input=changed)
    tell(sale(bob, 1000))

    # then
    assert answer["errors"] == []
    assert (answer["rule"]["usedPoints"], answer["rule"]["isActive"]) == (20, True)
    assert (held(ann), held(bob)) == ((40, 0, 0), (30, 0, 0))

    # and a refund takes back its share of what was earned, not of what would be
    tell(refunded(first, 1000))
    assert held(ann) == (20, 0, 0)


def test_a_budget_below_what_was_given_is_refused_and_the_rule_stays():
    # given
    open_shop()
    rule = make_rule(budgetPoints=30)
    tell(sale(make_member(), 2000))

    # when
    terms = DOUBLE | {"factor": 3, "budgetPoints": 19}
    answer = ask(
        "CrmEarningRuleUpdate",
        staff_token(),
        input={"id": rule["id"], "slug": "double", "terms": terms},
    )

    # then
    assert [error["field"] for error in answer["errors"]] == ["budgetPoints"]
    row = EarningRule.objects.get()
    assert (row.amount, row.budget_points, row.used_points) == (2000, 30, 20)


def test_a_quote_is_what_the_order_then_earns():
    # given
    open_shop()
    make_rule(conditions={"products": ["tea"], "collectionsExcluded": ["Sale"]})
    make_rule("welcome", effect="FIXED", factor=None, points=25, conditions={"isFirstOrder": True})
    ann = make_member()
    lines = [
        {"totalGross": 10, "productId": "tea", "quantity": 2},
        {"totalGross": 5, "productId": "pot"},
        {"totalGross": 0.5, "productId": "tea", "collections": ["Gifts", "Sale"]},
    ]

    # when
    hers = ask("CrmEarnQuote", token_of(ann), **CART, lines=lines)
    anybodys = ask("CrmEarnQuote", "", **CART, lines=lines)

    # then
    assert (hers["points"], hers["base"]) == (15 + 10 + 25, 15)
    assert hers["rules"] == [
        {"rule": "double", "points": 10},
        {"rule": "welcome", "points": 25},
    ]
    assert anybodys["points"] == 25


def test_a_quote_gives_a_shopper_no_more_than_the_rest_of_a_rules_limit():
    # given
    open_shop()
    make_rule(profilePointsMax=30)
    ann, bob = make_member(), make_member()
    first = sale(ann, 2000)
    tell(first)
    tell(refunded(first, 2000))

    # when
    cart = {**CART, "lines": [{"totalGross": 50}]}
    hers = ask("CrmEarnQuote", token_of(ann), **cart)
    his = ask("CrmEarnQuote", token_of(bob), **cart)
    anybodys = ask("CrmEarnQuote", "", **cart)

    # then
    assert hers["rules"] == [{"rule": "double", "points": 10}]
    assert his["rules"] == anybodys["rules"] == [{"rule": "double", "points": 30}]
    tell(sale(ann, 5000))
    assert held(ann) == (50 + 10, 0, 0)


def test_nothing_is_quoted_while_the_program_is_a_draft():
    program_ensure(at=NOON)

    quote = ask("CrmEarnQuote", "", **CART, lines=[{"totalGross": 100}])

    assert quote == {"points": 0, "base": 0, "rules": []}


def test_a_cart_of_too_many_lines_is_not_quoted():
    program_activate(at=NOON, config=AT_ONCE)

    many = [{"totalGross": 1}] * 101
    errors = refused(document("CrmEarnQuote"), "", **CART, lines=many)

    assert errors == ["Invalid"]


def test_staff_without_the_permission_change_nothing():
    program_ensure(at=NOON)
    token = staff_token("MANAGE_USERS")

    assert refused(document("CrmProgramActivate"), token) == ["PermissionDenied"]
    assert ask("CrmProgram", token)["status"] == "DRAFT"
