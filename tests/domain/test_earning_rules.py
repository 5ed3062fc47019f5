"""Earning rules and campaigns on real rows: base and bonus, refunds, limits, budgets, tiers and segments."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from saleor_crm_plugin.errors import Conflict, Invalid
from saleor_crm_plugin.loyalty.models import EarningRule, LoyaltyEntry, OrderAward
from saleor_crm_plugin.loyalty.rules.bonus import BonusRule, RuleConditions, RuleEffect
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate, Rounding, Stacking
from saleor_crm_plugin.loyalty.services import (
    EarningRuleTerms,
    awards_converge,
    earning_rule_activate,
    earning_rule_create,
    earning_rule_revise,
    earning_rule_stop,
)
from tests.factories import NOON
from tests.points_shop import (
    AT_ONCE,
    canceled,
    days_later,
    held,
    line,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)
from tests.tier_shop import open_tiers, told

pytestmark = pytest.mark.django_db


def make_rule(
    slug: str = "double",
    *,
    effect: RuleEffect = RuleEffect.MULTIPLY,
    amount: int = 2000,
    budget: int | None = None,
    priority: int = 0,
    is_active: bool = True,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    order_points_max: int | None = None,
    profile_points_max: int | None = None,
    **conditions,
):
    rule = BonusRule(
        slug=slug,
        effect=effect,
        amount=amount,
        conditions=RuleConditions(**conditions),
        starts_at=starts_at,
        ends_at=ends_at,
        order_points_max=order_points_max,
        profile_points_max=profile_points_max,
    )
    terms = EarningRuleTerms(name=slug, rule=rule, priority=priority, budget_points=budget)
    view = earning_rule_create(terms=terms, at=NOON)
    return earning_rule_activate(rule_id=view.rule_id, at=NOON) if is_active else view


def bonuses() -> list[tuple[str, int]]:
    return list(
        LoyaltyEntry.objects.filter(kind__in=["earn", "bonus"])
        .order_by("pk")
        .values_list("kind", "points")
    )


def test_19_99_at_one_and_a_half_is_a_base_of_19_and_a_bonus_of_10():  # case 26
    for rounding, total in ((Rounding.FLOOR, 29), (Rounding.HALF_UP, 30), (Rounding.CEIL, 30)):
        open_shop(replace(AT_ONCE, rounding=rounding))
        make_rule(amount=1500)
        ann = make_member()

        tell(sale(ann, 1999))

        base = {Rounding.FLOOR: 19, Rounding.HALF_UP: 20, Rounding.CEIL: 20}[rounding]
        assert bonuses()[-2:] == [("earn", base), ("bonus", total - base)]
        assert held(ann) == (total, 0, 0)


@pytest.mark.parametrize(
    ("stacking", "total"),
    [(Stacking.ADDITIVE, 400), (Stacking.MULTIPLICATIVE, 600), (Stacking.BEST, 300)],
)
def test_two_and_three_times_stack_as_the_program_says(stacking, total):  # case 27
    open_shop(replace(AT_ONCE, stacking=stacking))
    make_rule("double", amount=2000)
    make_rule("triple", amount=3000)
    ann = make_member()

    tell(sale(ann, 10000))

    assert (bonuses(), held(ann)) == ([("earn", 100), ("bonus", total - 100)], (total, 0, 0))


def test_a_limit_of_500_an_order_is_refunded_in_proportion():  # case 28
    open_shop(replace(AT_ONCE, order_points_max=500))
    ann = make_member()
    order = sale(ann, 70000)
    tell(order)
    assert held(ann) == (500, 0, 0)

    tell(refunded(order, 35000))

    assert held(ann) == (250, 0, 0)


def test_two_orders_share_the_last_30_points_of_a_budget():  # case 58
    open_shop()
    rule = make_rule("welcome", effect=RuleEffect.FIXED, amount=20, budget=1000)
    EarningRule.objects.update(used_points=970)
    ann, bob = make_member(), make_member()

    tell(sale(ann, 100), sale(bob, 100))

    assert (held(ann), held(bob)) == ((21, 0, 0), (11, 0, 0))
    row = EarningRule.objects.get(pk=rule.rule_id)
    assert (row.used_points, row.budget_points) == (1000, 1000)
    explained = LoyaltyEntry.objects.get(kind="bonus", account__profile=bob).explanation
    assert explained["rules"] == [
        {
            "rule": "welcome",
            "name": "welcome",
            "points": 10,
            "trimmed": 10,
            "trimmed_by": {"budget": 10},
        }
    ]


def test_telling_an_order_again_takes_nothing_more_from_the_budget():
    open_shop()
    make_rule("welcome", effect=RuleEffect.FIXED, amount=20, budget=1000)
    ann = make_member()
    order = sale(ann, 100)

    tell(order)
    tell(order)
    tell(refunded(order, 100))

    assert (EarningRule.objects.get().used_points, held(ann)) == (20, (0, 0, 0))


def test_an_order_keeps_what_a_rule_gave_when_the_rule_changes():  # case 40
    open_shop()
    rule = make_rule()
    ann = make_member()
    order = sale(ann, 5000)
    tell(order)
    assert held(ann) == (100, 0, 0)
    earning_rule_stop(rule_id=rule.rule_id, at=NOON)
    tell(order)
    assert held(ann) == (100, 0, 0)

    tell(refunded(order, 2500))

    assert held(ann) == (50, 0, 0)


def test_the_tier_at_the_award_counts_and_is_explained():  # case 60
    open_tiers()
    make_rule("gold", amount=2000, tiers=("silver",))
    ann = make_member()
    first = sale(ann, 50_000, at=NOON)
    told(first, at=NOON)
    before = sale(ann, 10000, at=days_later(-1))
    after = sale(ann, 10000, at=days_later(1))

    tell(before, after, at=days_later(2))

    awards = dict(OrderAward.objects.values_list("order_id", "points"))
    assert awards == {first.order_id: 500, before.order_id: 100, after.order_id: 200}
    assert LoyaltyEntry.objects.get(kind="bonus").explanation["tier"] == "silver"


def test_segments_count_when_the_caller_names_them():
    open_shop()
    make_rule("care", effect=RuleEffect.FIXED, amount=50, groups=("at_risk",))
    ann, bob = make_member(), make_member()

    awards_converge(
        orders=[sale(ann, 1000), sale(bob, 1000)],
        at=NOON,
        groups={ann.pk: frozenset({"at_risk"}), bob.pk: frozenset({"champions"})},
    )

    assert (held(ann), held(bob)) == ((60, 0, 0), (10, 0, 0))


def test_only_the_first_order_gets_the_first_orders_bonus():
    open_shop()
    make_rule("first", effect=RuleEffect.FIXED, amount=100, is_first_order=True)
    ann = make_member()
    first = sale(ann, 1000, at=NOON)
    second = sale(ann, 1000, at=days_later(1))

    tell(second, at=days_later(1))
    tell(first, at=days_later(1))

    assert held(ann, days_later(1)) == (120, 0, 0)
    assert OrderAward.objects.get(order_id=first.order_id).bonus_points == 100


def test_a_rule_for_products_multiplies_their_lines_only():
    open_shop()
    make_rule("tea", amount=3000, products=("tea",), products_excluded=("pot",))
    ann = make_member()
    tea = replace(line("1", 1000), product_id="tea", quantity=2)
    pot = replace(line("2", 5000), product_id="pot")

    tell(sale(ann, tea, pot))

    assert bonuses() == [("earn", 60), ("bonus", 20)]


def test_collections_count_in_and_out_and_of_several_one_is_enough():
    open_shop()
    make_rule("gifts", amount=3000, collections=("Gifts", "Spring"), collections_excluded=("Sale",))
    ann = make_member()
    box = replace(line("1", 1000), collections=("Gifts", "News"))
    pot = replace(line("2", 2000), collections=("Gifts", "Sale"))
    tea = replace(line("3", 4000), collections=())

    tell(sale(ann, box, pot, tea))

    assert bonuses() == [("earn", 70), ("bonus", 20)]


def test_points_per_unit_count_units_of_the_category_but_no_gift_cards():
    open_shop()
    make_rule("cup", effect=RuleEffect.PER_UNIT, amount=5, categories=("cups",))
    ann = make_member()
    cups = replace(line("1", 1000), category="cups", quantity=3)
    card = replace(line("2", 5000, is_gift_card=True), category="cups", quantity=7)

    tell(sale(ann, cups, card))

    assert bonuses() == [("earn", 10), ("bonus", 15)]


def test_a_rule_holds_in_its_window_only():
    open_shop()
    make_rule("week", starts_at=NOON, ends_at=NOON + timedelta(days=7), amount=2000)
    ann = make_member()

    tell(
        sale(ann, 100, at=NOON - timedelta(seconds=1)),
        sale(ann, 1000, at=NOON),
        sale(ann, 10000, at=NOON + timedelta(days=7)),
        at=days_later(8),
    )

    assert held(ann, days_later(8)) == (1 + 20 + 100, 0, 0)


def test_limits_of_a_day_and_a_month_count_what_was_awarded_before():
    open_shop(replace(AT_ONCE, day_points_max=150, month_points_max=200))
    ann = make_member()
    first, second = sale(ann, 10000, at=NOON), sale(ann, 10000, at=NOON)
    tell(first)
    tell(second)
    assert held(ann) == (150, 0, 0)

    # a refund gives no room back, the next day has room for 50 of the month
    tell(refunded(first, 10000))
    tell(sale(ann, 10000, at=days_later(1)), at=days_later(1))
    assert held(ann, days_later(1)) == (50 + 50, 0, 0)

    # NOON is 29 March: the month after is new
    tell(sale(ann, 10000, at=days_later(3)), at=days_later(3))
    assert held(ann, days_later(3)) == (200, 0, 0)


def test_one_batch_counts_its_own_orders_towards_the_day():
    open_shop(replace(AT_ONCE, day_points_max=150))
    ann = make_member()

    tell(*[sale(ann, 10000, at=NOON) for _ in range(3)])

    assert held(ann) == (150, 0, 0)
    assert sorted(OrderAward.objects.values_list("points", flat=True)) == [50, 100]


def test_a_bonus_pends_and_lapses_as_the_base_does_and_spent_ones_become_debt():
    open_shop(ProgramConfig(hold_days=14, lifetime_months=None, lifetime_days=30))
    make_rule()
    ann = make_member()
    order = sale(ann, 5000)
    tell(order)
    assert held(ann) == (0, 100, 0)
    assert held(ann, days_later(14)) == (100, 0, 0)
    spend(ann, 80, at=days_later(14))

    tell(canceled(order), at=days_later(15))

    assert held(ann, days_later(15)) == (0, 0, 80)


def test_an_order_of_gift_cards_opens_no_account_when_no_rule_gives_it_anything():
    open_shop()
    make_rule()
    ann = make_member()

    tell(sale(ann, line("1", 5000, is_gift_card=True)))

    assert (held(ann), OrderAward.objects.count()) == ((0, 0, 0), 0)


def test_a_rule_that_is_off_gives_nothing():
    open_shop()
    make_rule(is_active=False)
    ann = make_member()

    tell(sale(ann, 10000))

    assert held(ann) == (100, 0, 0)


def test_a_budget_cannot_shrink_below_what_was_given():
    open_shop()
    view = make_rule("welcome", effect=RuleEffect.FIXED, amount=20, budget=1000)
    tell(sale(make_member(), 100))

    with pytest.raises(Invalid):
        earning_rule_revise(
            rule_id=view.rule_id,
            terms=EarningRuleTerms(name="w", rule=view.rule, budget_points=19),
            at=NOON,
        )

    assert EarningRule.objects.get().budget_points == 1000


def test_the_same_slug_with_other_terms_is_a_conflict():
    open_shop()
    make_rule()

    with pytest.raises(Conflict):
        make_rule(amount=3000)

    assert EarningRule.objects.get().amount == 2000


def test_rates_of_several_currencies_hold_beside_rules():  # case 30
    open_shop(
        AT_ONCE,
        Rate(currency="USD", earn_per_minor=100),
        Rate(currency="PLN", earn_per_minor=400),
        Rate(currency="JPY", earn_per_minor=100),
    )
    make_rule("jpy", amount=2000, currencies=("JPY",))
    ann = make_member()

    tell(sale(ann, 40000, currency="PLN"), sale(ann, 9999, currency="JPY"))

    assert bonuses() == [("earn", 100), ("earn", 99), ("bonus", 100)]
