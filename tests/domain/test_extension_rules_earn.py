"""Earning rules of extensions: bonus points like any other, and an award that no error of theirs can stop."""

from dataclasses import replace

import pytest

from saleor_crm_plugin.extensions.models import ExtensionRecord
from saleor_crm_plugin.hooks import EarningRule
from saleor_crm_plugin.loyalty.models import LoyaltyEntry, OrderAward
from saleor_crm_plugin.loyalty.services.quotes import CartLine, earn_quote
from tests.domain.test_earning_rules import bonuses, make_rule
from tests.factories import NOON
from tests.points_shop import AT_ONCE, held, line, make_member, open_shop, refunded, sale, tell

pytestmark = pytest.mark.django_db


def rule(shelf, bonus, slug="weather", name="rain"):
    found = EarningRule(slug=name, description="d", bonus=bonus)
    shelf.install(slug, earning_rules=[found])


@pytest.fixture
def member(db):
    open_shop()
    return make_member()


def explained() -> dict[str, dict]:
    rows = LoyaltyEntry.objects.filter(kind__in=["earn", "bonus"]).order_by("pk")
    return dict(rows.values_list("kind", "explanation"))


def test_a_rule_adds_points_that_are_explained(shelf, member):
    # given
    seen = []
    rule(shelf, lambda order: seen.append(order) or order.base_points // 2)

    # when
    tell(sale(member, replace(line("1", 10_000), collections=("Gifts",))))

    # then
    assert bonuses() == [("earn", 100), ("bonus", 50)]
    assert explained()["bonus"]["rules"] == [{"rule": "weather:rain", "points": 50, "trimmed": 0}]
    (order,) = seen
    assert order.program == "points"
    assert (order.base_points, order.profile_id, order.total_gross_minor, order.currency) == (
        100,
        member.pk,
        10_000,
        "EUR",
    )
    assert [(one.total_gross_minor, one.collections) for one in order.lines] == [
        (10_000, ("Gifts",))
    ]


def test_an_order_that_has_its_award_is_not_asked_about_again(shelf, member):
    seen = []
    rule(shelf, lambda order: seen.append(order) or 5)

    order = sale(member, 10_000)
    tell(order)
    tell(order)

    assert (len(seen), bonuses()) == (1, [("earn", 100), ("bonus", 5)])


def test_a_refund_takes_back_its_share_of_the_bonus(shelf, member):
    # given
    rule(shelf, lambda order: 50)
    order = sale(member, 10_000)
    tell(order)

    # when
    tell(refunded(order, 5_000))

    # then
    award = OrderAward.objects.get()
    assert (award.points, award.bonus_points, award.clawed_points) == (150, 50, 75)
    assert held(member) == (75, 0, 0)


@pytest.mark.parametrize(
    ("bonus", "error"),
    [
        (lambda order: 1 / 0, "ZeroDivisionError"),
        (lambda order: None, "TypeError"),
        (lambda order: 5.0, "TypeError"),
        (lambda order: True, "TypeError"),
        (lambda order: -1, "ValueError"),
        (lambda order: 1_000_001, "ValueError"),
        (lambda order: setattr(order, "base_points", 0), "FrozenInstanceError"),
    ],
    ids=["raises", "nothing", "float", "bool", "negative", "too-many", "changes"],
)
def test_a_rule_that_fails_costs_its_bonus_and_not_the_award(shelf, member, bonus, error):
    # given
    rule(shelf, bonus)

    # when
    tell(sale(member, 10_000))

    # then
    assert bonuses() == [("earn", 100)]
    assert explained()["earn"]["failed_rules"] == [{"rule": "weather:rain", "error": error}]
    record = ExtensionRecord.objects.get()
    assert (record.failures_count, record.last_error, record.last_hook) == (
        1,
        error,
        "earning_rules:rain",
    )


def test_one_rules_error_costs_no_other_its_bonus(shelf, member):
    # given
    rule(shelf, lambda order: 1 / 0, slug="bad")
    rule(shelf, lambda order: 7, slug="good")
    make_rule("double")

    # when
    tell(sale(member, 10_000))

    # then
    assert bonuses() == [("earn", 100), ("bonus", 107)]
    assert explained()["bonus"] | {"stacking": ""} == {
        "stacking": "",
        "tier": None,
        "rules": [
            {"rule": "double", "name": "double", "points": 100, "trimmed": 0},
            {"rule": "good:rain", "points": 7, "trimmed": 0},
        ],
        "failed_rules": [{"rule": "bad:rain", "error": "ZeroDivisionError"}],
    }


def test_the_limit_of_an_order_takes_from_extensions_first(shelf):
    # given
    open_shop(replace(AT_ONCE, order_points_max=120))
    rule(shelf, lambda order: 50)

    # when
    tell(sale(make_member(), 10_000))

    # then
    assert bonuses() == [("earn", 100), ("bonus", 20)]
    assert explained()["bonus"]["rules"] == [
        {"rule": "weather:rain", "points": 20, "trimmed": 30, "trimmed_by": {"program": 30}}
    ]


def test_a_quote_asks_too_and_counts_no_failure(shelf, member):
    # given
    rule(shelf, lambda order: 7, slug="good")
    rule(shelf, lambda order: 1 / 0, slug="bad")

    # when
    quote = earn_quote(
        lines=[CartLine(gross_minor=10_000, net_minor=10_000)],
        channel="default-channel",
        currency="EUR",
        profile_id=None,
        at=NOON,
    )

    # then
    assert (quote.base, quote.points, [one.rule for one in quote.rules]) == (
        100,
        107,
        ["good:rain"],
    )
    assert ExtensionRecord.objects.exists() is False


def test_without_the_extension_its_points_stay_and_are_clawed_back(shelf, member):
    # given
    rule(shelf, lambda order: 50)
    order = sale(member, 10_000)
    tell(order)
    shelf.uninstall()

    # when
    tell(refunded(order, 10_000))

    # then
    assert held(member) == (0, 0, 0)
    assert OrderAward.objects.get().clawed_points == 150
