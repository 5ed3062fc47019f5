"""An award follows its order: what happens to points when the host gives an order to another profile."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.models import LoyaltyEntry, OrderAward, PointLot
from saleor_crm_plugin.loyalty.queries import award_of_order, entries_page, ledger_drift
from saleor_crm_plugin.loyalty.rules.bonus import BonusRule, RuleEffect
from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate, Shortfall
from saleor_crm_plugin.loyalty.services import (
    Cart,
    EarningRuleTerms,
    account_detach,
    accounts_merge,
    caches_rebuild,
    earning_rule_activate,
    earning_rule_create,
    lots_expire,
    points_reserve,
    reservation_release,
)
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.orders.queries import OrderRefund, OrderSummary
from saleor_crm_plugin.orders.services import orders_move
from tests.factories import NOON
from tests.points_shop import (
    AT_ONCE,
    OPENED_AT,
    day,
    days_later,
    give,
    held,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ledger_stays_sound():
    """Every test ends with a ledger that contradicts itself nowhere."""
    yield
    at = day("2040-01-01")
    while lots_expire(at=at, limit_rows=100):
        pass
    assert ledger_drift(at=at) == []


def handed(order: OrderSummary, profile, *, at=NOON) -> OrderSummary:
    """The order as the host tells it after it became `profile`'s."""
    Order.objects.filter(pk=order.order_id).update(profile=profile)
    moved = replace(order, profile_id=profile.pk)
    tell(moved, at=at)
    return moved


def movements(profile) -> list[tuple[str, int, str]]:
    page = entries_page(profile_id=profile.pk, limit_rows=100)
    keys = dict(LoyaltyEntry.objects.values_list("pk", "idempotency_key"))
    return [
        (one.kind.value, one.points, keys[one.entry_id].replace(f":{one_order()}", ":o", 1))
        for one in reversed(page.entries)
    ]


def one_order() -> int:
    return Order.objects.order_by("pk").values_list("pk", flat=True)[0]


def test_the_points_of_an_order_go_with_it_to_another_profile() -> None:
    # given
    open_shop(ProgramConfig(hold_days=14, lifetime_months=12))
    typed, real = make_member(), make_member()
    order = sale(typed, 10000)
    tell(order)
    before = PointLot.objects.get()
    assert held(typed, days_later(20)) == (100, 0, 0)

    # when
    moved = handed(order, real, at=days_later(20))

    # then
    assert held(typed, days_later(20)) == (0, 0, 0)
    assert held(real, days_later(20)) == (100, 0, 0)
    assert movements(typed) == [("earn", 100, "earn:o"), ("clawback", -100, "move:o:1")]
    assert movements(real) == [("earn", 100, "earn:o:1")]
    after = PointLot.objects.get(account__profile=real)
    assert (after.activates_at, after.expires_at) == (before.activates_at, before.expires_at)
    explained = LoyaltyEntry.objects.get(account__profile=real).explanation
    assert (explained["basis_minor"], explained["order_went_to_another_profile"]) == (10000, True)
    award = OrderAward.objects.get()
    assert (award.account.profile, award.points, award.clawed_points) == (real, 100, 0)

    # and told again, nothing happens; a refund takes the points where they are now
    tell(moved, at=days_later(21))
    assert LoyaltyEntry.objects.count() == 3
    tell(refunded(moved, 5000), at=days_later(22))
    assert held(real, days_later(22)) == (50, 0, 0)
    assert held(typed, days_later(22)) == (0, 0, 0)


def test_what_refunds_took_before_is_taken_from_the_new_profile_instead() -> None:
    # given
    open_shop()
    typed, real = make_member(), make_member()
    give(typed, 500)
    order = sale(typed, 10000)
    tell(order)
    spend(typed, 550)
    part = refunded(order, 7000)
    tell(part)
    assert held(typed) == (0, 0, 20)

    # when
    moved = handed(part, real)

    # then: as if the order had been the other's from the start
    assert held(typed) == (0, 0, 50)
    assert held(real) == (30, 0, 0)
    assert award_of_order(order.order_id).clawed == 70
    tell(replace(moved, refunds=(), refunded_minor=0))
    assert held(real) == (100, 0, 0)
    assert held(typed) == (0, 0, 50)


def test_spent_points_are_owed_by_who_spent_them_or_written_off() -> None:
    open_shop()
    typed, real = make_member(), make_member()
    order = sale(typed, 10000)
    tell(order)
    spend(typed, 80)
    handed(order, real)
    assert held(typed) == (0, 0, 80)
    assert held(real) == (100, 0, 0)


def test_with_clamp_nobody_owes_what_was_spent() -> None:
    open_shop(replace(AT_ONCE, shortfall=Shortfall.CLAMP))
    typed, real = make_member(), make_member()
    order = sale(typed, 10000)
    tell(order)
    spend(typed, 80)
    handed(order, real)
    assert held(typed) == (0, 0, 0)
    assert held(real) == (100, 0, 0)
    claw = LoyaltyEntry.objects.get(kind="clawback")
    assert (claw.points, claw.waived_points) == (-20, 80)


def test_an_order_that_comes_back_brings_its_points_back() -> None:
    open_shop()
    typed, real = make_member(), make_member()
    order = sale(typed, 10000)
    tell(order)
    moved = handed(order, real)
    back = handed(moved, typed)
    assert (held(typed), held(real)) == ((100, 0, 0), (0, 0, 0))
    handed(back, real)
    assert (held(typed), held(real)) == ((0, 0, 0), (100, 0, 0))
    assert OrderAward.objects.get().moves_count == 3


def test_a_bonus_goes_with_the_base() -> None:
    open_shop()
    rule = BonusRule(slug="double", effect=RuleEffect.MULTIPLY, amount=2000)
    made = earning_rule_create(terms=EarningRuleTerms(name="Double", rule=rule), at=OPENED_AT)
    earning_rule_activate(rule_id=made.rule_id, at=OPENED_AT)
    typed, real = make_member(), make_member()
    order = sale(typed, 10000)
    tell(order)
    handed(order, real)
    assert held(typed) == (0, 0, 0)
    assert movements(real) == [("earn", 100, "earn:o:1"), ("bonus", 100, "bonus:o:1")]


def test_after_a_merge_the_points_of_a_moved_order_are_there_once() -> None:
    open_shop()
    typed, real = make_member(), make_member()
    order = sale(typed, 10000)
    tell(order)
    moved = handed(order, real)
    accounts_merge(survivor_id=typed.pk, absorbed_id=real.pk, at=NOON)
    orders_move(survivor_id=typed.pk, absorbed_id=real.pk)
    tell(replace(moved, profile_id=typed.pk))
    assert held(typed) == (100, 0, 0)
    third = make_member()
    handed(moved, third)
    assert (held(typed), held(third)) == ((0, 0, 0), (100, 0, 0))


def test_what_an_erased_shopper_earned_stays_nobodys() -> None:
    open_shop()
    typed, real = make_member(), make_member()
    order = sale(typed, 10000)
    tell(order)
    account_detach(profile_id=typed.pk)
    handed(order, real)
    assert held(real) == (0, 0, 0)
    assert LoyaltyEntry.objects.count() == 1


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("owner"), st.integers(0, 2)),
        st.tuples(st.just("refund"), st.integers(0, 100)),
        st.tuples(st.just("spend"), st.integers(1, 120)),
        st.tuples(st.just("wait"), st.integers(1, 30)),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@settings(max_examples=200)
@given(STEPS, st.sampled_from([Shortfall.DEBT, Shortfall.CLAMP]))
def test_whoever_has_the_order_has_what_it_earned_and_the_ledger_is_sound(steps, shortfall) -> None:
    with transaction.atomic():
        _played(steps, shortfall)
        transaction.set_rollback(True)


def _played(steps, shortfall: Shortfall) -> None:
    config = ProgramConfig(hold_days=3, lifetime_months=None, lifetime_days=40, shortfall=shortfall)
    open_shop(config, Rate())
    shoppers = [make_member() for _ in range(3)]
    at, order = NOON, sale(shoppers[0], 10000)
    tell(order, at=at)
    for word, number in steps:
        if word == "wait":
            at += timedelta(days=number)
        elif word == "owner":
            order = handed(order, shoppers[number], at=at)
        elif word == "refund":
            refund = OrderRefund(
                id="1",
                amount_minor=number * 100,
                shipping_minor=0,
                lines_minor={},
                refunded_at=None,
            )
            order = replace(order, refunds=(refund,), refunded_minor=number * 100)
            tell(order, at=at)
        else:
            try:
                spend(next(one for one in shoppers if one.pk == order.profile_id), number, at=at)
            except NotEnoughPoints:
                continue
        while lots_expire(at=at, limit_rows=100):
            pass
        assert ledger_drift(at=at) == []
    award = OrderAward.objects.get()
    assert award.account.profile_id == order.profile_id
    assert award.clawed_points == min(100, order.refunded_minor // 100)
    before = LoyaltyEntry.objects.count()
    tell(order, at=at)
    assert LoyaltyEntry.objects.count() == before
    caches = list(PointLot.objects.order_by("pk").values())
    while caches_rebuild(at=at, limit_rows=100):
        pass
    assert list(PointLot.objects.order_by("pk").values()) == caches


def test_held_points_of_a_moved_order_are_owed_until_the_hold_ends() -> None:
    # given: all points are held when the order goes, as when the order is refunded (case 25)
    open_shop()
    typed, real = make_member(), make_member()
    order = sale(typed, 10000)
    tell(order)
    cart = Cart(checkout="1", total_minor=10000, currency="EUR", channel="default-channel")
    held_points = points_reserve(profile_id=typed.pk, points=100, cart=cart, at=NOON)

    # when
    handed(order, real)

    # then
    assert (held(typed), held(real)) == ((0, 0, 100), (100, 0, 0))
    reservation_release(reservation_id=held_points.reservation_id, at=NOON)
    assert held(typed) == (0, 0, 0)
