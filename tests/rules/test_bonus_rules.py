"""Earning rules as pure arithmetic: properties that hold for any rules and any order."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.bonus import (
    BonusLine,
    BonusOrder,
    BonusRule,
    Contribution,
    Limit,
    RuleConditions,
    RuleEffect,
    contributions,
    line_matches,
    rule_holds,
    trimmed_to,
)
from saleor_crm_plugin.loyalty.rules.program import Rounding, Stacking, rounded
from tests.factories import NOON

factors = st.integers(1000, 5000)
lines = st.lists(st.integers(0, 10**6), min_size=1, max_size=5)


def order_of(weights: list[int], *, rounding: Rounding = Rounding.FLOOR, **values) -> BonusOrder:
    per_minor = Fraction(1, 100)
    given_values = {
        "channel": "default-channel",
        "currency": "EUR",
        "paid_at": NOON,
        "basis_minor": sum(weights),
        "base_points": rounded(sum(weights) * per_minor, rounding),
        "lines": tuple(
            BonusLine(
                weight=weight, quantity=1, product_id=str(number), category="c", collections=("l",)
            )
            for number, weight in enumerate(weights)
        ),
        "scale": 1,
        "points_per_minor": per_minor,
        "rounding": rounding,
    }
    return BonusOrder(**given_values | values)


def multiply(slug: str, factor: int, **values) -> BonusRule:
    return BonusRule(slug=slug, effect=RuleEffect.MULTIPLY, amount=factor, **values)


def total(rules: list[BonusRule], order: BonusOrder, stacking: Stacking) -> int:
    given_points = contributions(rules, order, stacking=stacking)
    return order.base_points + sum(one.points for one in given_points)


@given(lines, st.lists(factors, max_size=4), st.sampled_from(Stacking), st.sampled_from(Rounding))
def test_rules_never_take_points(weights, amounts, stacking, rounding):
    rules = [multiply(str(index), amount) for index, amount in enumerate(amounts)]
    order = order_of(weights, rounding=rounding)

    parts = contributions(rules, order, stacking=stacking)

    assert min((one.points for one in parts), default=0) >= 0


@given(lines, factors, st.sampled_from(Stacking), st.sampled_from(Rounding))
def test_one_factor_is_the_exact_basis_times_it_rounded_once(weights, factor, stacking, rounding):
    order = order_of(weights, rounding=rounding)

    assert total([multiply("x", factor)], order, stacking) == rounded(
        Fraction(sum(weights), 100) * Fraction(factor, 1000), rounding
    )


@given(lines, st.lists(factors, min_size=1, max_size=4))
def test_the_best_gives_no_more_than_adding_and_adding_no_more_than_multiplying(weights, amounts):
    rules = [multiply(str(index), amount) for index, amount in enumerate(amounts)]
    order = order_of(weights)

    best, added, multiplied = (total(rules, order, stacking) for stacking in
        (Stacking.BEST, Stacking.ADDITIVE, Stacking.MULTIPLICATIVE))  # fmt: skip

    assert best <= added <= multiplied


@given(lines, st.permutations([1500, 2000, 3000]), st.sampled_from(Stacking))
def test_the_total_does_not_depend_on_the_order_of_factors(weights, amounts, stacking):
    rules = [multiply(str(amount), amount) for amount in amounts]
    sorted_rules = sorted(rules, key=lambda rule: rule.amount)
    order = order_of(weights)

    assert total(rules, order, stacking) == total(sorted_rules, order, stacking)


@given(st.integers(0, 1000), st.lists(st.integers(0, 500), max_size=4), st.integers(0, 2000))
def test_a_limit_is_never_passed_and_nothing_is_lost_to_it_without_need(base, points, limit):
    parts = [Contribution(slug=str(index), points=one) for index, one in enumerate(points)]

    kept_base, kept = trimmed_to(base, parts, points_max=limit)

    after = kept_base + sum(one.points for one in kept)
    assert after == min(base + sum(points), limit)
    assert [one.points + one.trimmed for one in kept] == points
    assert kept_base == base or sum(one.points for one in kept) == 0


@given(
    st.integers(0, 1000),
    st.lists(st.tuples(st.sampled_from(Limit), st.integers(-50, 1200)), max_size=4),
)
def test_limits_leave_the_least_of_them_and_say_what_each_took(points, limits):
    one = Contribution(slug="x", points=points, rule_id=7)

    for limit, points_max in limits:
        one = one.cut_to(points_max, limit)

    assert one.points == max(min([points, *(most for _, most in limits)]), 0)
    assert one.points + one.trimmed == points
    assert min((taken for _, taken in one.cuts), default=1) > 0
    assert one.rule_id == 7


def test_a_rule_says_that_its_limit_for_an_order_took_points_off():
    rule = multiply("x", 2000, order_points_max=30, id=7)

    (one,) = contributions([rule], order_of([10000]), stacking=Stacking.ADDITIVE)

    assert (one.points, one.cuts, one.rule_id) == (30, ((Limit.ORDER, 70),), 7)


names = st.lists(st.sampled_from(["spring", "sale", "gifts", "tea"]), max_size=3, unique=True)


@given(st.lists(names, min_size=1, max_size=4), names, names)
def test_a_line_in_an_excluded_collection_never_counts(collections_of, wanted, excluded):
    rule = BonusRule(
        slug="x",
        effect=RuleEffect.PER_UNIT,
        amount=1,
        conditions=RuleConditions(collections=tuple(wanted), collections_excluded=tuple(excluded)),
    )
    own_lines = tuple(
        BonusLine(weight=1, quantity=1, collections=tuple(one)) for one in collections_of
    )

    counted = [line for line in own_lines if line_matches(rule, line)]

    for line in own_lines:
        is_excluded = not set(line.collections).isdisjoint(excluded)
        is_wanted = not wanted or not set(line.collections).isdisjoint(wanted)
        assert (line in counted) is (is_wanted and not is_excluded)
    given_points = contributions([rule], order_of([], lines=own_lines), stacking=Stacking.ADDITIVE)
    assert sum(one.points for one in given_points) == len(counted)


def conditions():
    return {
        "other_channel": RuleConditions(channels=("pos",)),
        "other_currency": RuleConditions(currencies=("USD",)),
        "no_tier": RuleConditions(tiers=("gold",)),
        "no_group": RuleConditions(groups=("at_risk",)),
        "not_the_first": RuleConditions(is_first_order=True),
        "basis_too_small": RuleConditions(basis_minor_min=10001),
        "no_such_product": RuleConditions(products=("7",)),
        "all_excluded": RuleConditions(categories_excluded=("c",)),
        "no_such_collection": RuleConditions(collections=("d",)),
        "all_in_an_excluded_collection": RuleConditions(collections_excluded=("k", "l")),
    }


@pytest.mark.parametrize("_case", conditions())
def test_a_condition_that_is_not_met_gives_nothing(_case):
    order = order_of([10000])

    assert rule_holds(multiply("x", 2000), order) is True
    assert rule_holds(multiply("x", 2000, conditions=conditions()[_case]), order) is False


def test_a_window_includes_its_start_and_not_its_end():
    order = order_of([100])

    assert rule_holds(multiply("x", 2000, starts_at=NOON), order) is True
    assert rule_holds(multiply("x", 2000, ends_at=NOON), order) is False
    assert rule_holds(multiply("x", 2000, ends_at=NOON + timedelta(seconds=1)), order) is True


def test_a_rule_that_would_take_points_cannot_be_made():
    with pytest.raises(ValueError, match="never takes"):
        multiply("x", 999)
    with pytest.raises(ValueError, match="never takes"):
        BonusRule(slug="x", effect=RuleEffect.FIXED, amount=-1)
    with pytest.raises(ValueError, match="ends after"):
        multiply("x", 2000, starts_at=NOON, ends_at=NOON)
