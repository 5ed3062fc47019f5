"""The most that a rule gives to one shopper in all: trims, counts gross, follows awards, and holds under concurrency."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from saleor_crm_plugin.loyalty.models import AwardContribution, EarningRule, LoyaltyEntry
from saleor_crm_plugin.loyalty.rules.bonus import RuleEffect
from saleor_crm_plugin.loyalty.services import EarningRuleTerms, earning_rule_revise
from saleor_crm_plugin.orders.models import Order
from tests.domain.test_earning_rules import make_rule
from tests.factories import NOON
from tests.flows.test_merge_undo import merge, undo
from tests.points_shop import (
    AT_ONCE,
    days_later,
    held,
    make_member,
    open_shop,
    refunded,
    sale,
    tell,
)

pytestmark = pytest.mark.django_db


def given_by_rules() -> list[tuple[str, int]]:
    rows = AwardContribution.objects.order_by("award__order_id", "rule_id")
    return list(rows.values_list("rule__slug", "points"))


def explained(order) -> list[dict]:
    entry = LoyaltyEntry.objects.get(kind="bonus", order_id=order.order_id)
    return entry.explanation["rules"]


def test_the_last_order_within_the_limit_is_trimmed_and_the_next_gets_its_base_only():
    open_shop()
    make_rule(profile_points_max=150)
    ann, bob = make_member(), make_member()
    first, second, third = (sale(ann, 10000) for _ in range(3))

    for order in (first, second, third, sale(bob, 10000)):
        tell(order)

    assert (held(ann), held(bob)) == ((300 + 150, 0, 0), (200, 0, 0))
    assert explained(first) == [{"rule": "double", "name": "double", "points": 100, "trimmed": 0}]
    assert explained(second) == [
        {
            "rule": "double",
            "name": "double",
            "points": 50,
            "trimmed": 50,
            "trimmed_by": {"profile": 50},
        }
    ]
    assert LoyaltyEntry.objects.filter(kind="bonus", order_id=third.order_id).exists() is False
    assert given_by_rules() == [("double", 100), ("double", 50), ("double", 100)]


def test_orders_of_one_batch_share_the_limit():
    open_shop()
    make_rule(profile_points_max=150)
    ann, bob = make_member(), make_member()

    tell(
        *[sale(ann, 10000, at=days_later(day)) for day in (2, 0, 1)],
        sale(bob, 10000),
        at=days_later(2),
    )

    assert (held(ann, days_later(2)), held(bob, days_later(2))) == ((450, 0, 0), (200, 0, 0))
    assert given_by_rules() == [("double", 100), ("double", 50), ("double", 100)]


def test_telling_an_order_again_and_refunding_it_leaves_the_limit_as_it_is():
    open_shop()
    make_rule(profile_points_max=150)
    ann = make_member()
    first = sale(ann, 10000)

    tell(first)
    tell(first)
    tell(refunded(first, 10000))
    tell(sale(ann, 10000))

    assert held(ann) == (100 + 50, 0, 0)
    assert given_by_rules() == [("double", 100), ("double", 50)]


def test_each_rule_has_a_limit_of_its_own_and_those_without_one_have_none():
    open_shop()
    make_rule("visit", effect=RuleEffect.FIXED, amount=20, profile_points_max=30)
    make_rule("gift", effect=RuleEffect.FIXED, amount=7, profile_points_max=10, priority=1)
    make_rule("thanks", effect=RuleEffect.FIXED, amount=1, priority=2)
    ann = make_member()

    for _ in range(3):
        tell(sale(ann, 100))

    assert held(ann) == (3 + 30 + 10 + 3, 0, 0)


def test_what_a_limit_of_the_program_or_the_budget_took_is_not_counted_as_given():
    open_shop(replace(AT_ONCE, order_points_max=120))
    make_rule(profile_points_max=60, budget=35)
    ann = make_member()
    first, second = sale(ann, 10000), sale(ann, 10000)

    tell(first)
    tell(second)

    assert explained(first) == [
        {
            "rule": "double",
            "name": "double",
            "points": 20,
            "trimmed": 80,
            "trimmed_by": {"profile": 40, "program": 40},
        }
    ]
    assert explained(second) == [
        {
            "rule": "double",
            "name": "double",
            "points": 15,
            "trimmed": 85,
            "trimmed_by": {"profile": 60, "program": 20, "budget": 5},
        }
    ]
    assert EarningRule.objects.get().used_points == 35


def test_a_limit_that_is_set_later_counts_what_was_given_before():
    open_shop()
    view = make_rule()
    ann = make_member()
    tell(sale(ann, 10000))

    earning_rule_revise(
        rule_id=view.rule_id,
        terms=EarningRuleTerms(name="w", rule=replace(view.rule, profile_points_max=130)),
        at=NOON,
    )
    tell(sale(ann, 10000))

    assert held(ann) == (200 + 100 + 30, 0, 0)


def test_a_limit_that_is_lowered_below_what_was_given_takes_nothing_back():
    open_shop()
    view = make_rule(profile_points_max=200)
    ann = make_member()
    tell(sale(ann, 10000))

    earning_rule_revise(
        rule_id=view.rule_id,
        terms=EarningRuleTerms(name="w", rule=replace(view.rule, profile_points_max=60)),
        at=NOON,
    )
    tell(sale(ann, 10000))

    assert held(ann) == (200 + 100, 0, 0)
    assert given_by_rules() == [("double", 100)]


def test_a_merge_opens_no_second_allowance_and_its_undo_gives_each_their_own_back():
    # given
    open_shop()
    make_rule(profile_points_max=150)
    ann, bob = make_member(), make_member()
    tell(sale(ann, 10000), sale(bob, 12000))

    # when
    merge_id = merge(ann, bob)
    tell(sale(ann, 10000))

    # then: 100 and 120 were given, which stays; there is no room left
    assert held(ann) == (200 + 240 + 100, 0, 0)

    # and apart again, each has what is left of their own
    undo(merge_id)
    tell(sale(ann, 10000), sale(bob, 10000))
    assert held(ann) == (200 + 100 + 100 + 50, 0, 0)
    assert held(bob) == (240 + 100 + 30, 0, 0)


def test_an_order_that_goes_to_another_shopper_counts_for_that_shopper():
    open_shop()
    make_rule(profile_points_max=100)
    ann, bob = make_member(), make_member()
    order = sale(ann, 10000)
    tell(order)

    Order.objects.filter(pk=order.order_id).update(profile=bob)
    tell(replace(order, profile_id=bob.pk))
    tell(sale(ann, 10000), sale(bob, 10000))

    assert (held(ann), held(bob)) == ((200, 0, 0), (200 + 100, 0, 0))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_orders_of_one_shopper_at_once_never_pass_the_limit():
    # given
    open_shop()
    make_rule("welcome", effect=RuleEffect.FIXED, amount=20, profile_points_max=50)
    ann, bob = make_member(), make_member()
    orders = [sale(shopper, 100) for shopper in (ann, bob) for _ in range(6)]
    start = Barrier(len(orders))

    def award(order):
        try:
            start.wait(timeout=30)
            tell(order)
        finally:
            connection.close()

    # when
    with ThreadPoolExecutor(len(orders)) as pool:
        list(pool.map(award, orders))

    # then: of six orders two get 20, one gets 10, the others their base only
    for shopper in (ann, bob):
        rows = AwardContribution.objects.filter(award__account__profile=shopper)
        assert sorted(rows.values_list("points", flat=True)) == [10, 20, 20]
        assert held(shopper) == (6 + 50, 0, 0)
