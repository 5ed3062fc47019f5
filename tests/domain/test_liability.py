"""The liability at any instant: it ties, it sums up, and it equals a replay."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db.models import Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.models import Allocation, LiabilitySnapshot
from saleor_crm_plugin.loyalty.queries.liability import liability
from saleor_crm_plugin.loyalty.queries.programs import program_rules
from saleor_crm_plugin.loyalty.rules.ledger import has_lapsed
from saleor_crm_plugin.loyalty.rules.movements import sheet_advance
from saleor_crm_plugin.loyalty.services import lots_expire, program_pause
from saleor_crm_plugin.loyalty.services.liabilities import liability_snapshot
from tests.factories import NOON
from tests.ledger_model import HISTORIES, Model
from tests.points_shop import (
    AT_ONCE,
    day,
    days_later,
    give,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db


def at_instant(at, since=NOON):
    rules = program_rules()
    assert rules is not None
    return liability(rules=rules, from_at=since, at=at)


def test_case_35_january_ties_to_830() -> None:
    # given
    open_shop()
    shopper = make_member()
    give(shopper, 1000, at=day("2025-12-15"))
    order = sale(shopper, 25000, at=day("2026-01-05"))
    tell(order, at=day("2026-01-05"))
    give(shopper, 80, at=day("2026-01-06"), expires_at=day("2026-01-20"))
    spend(shopper, 400, at=day("2026-01-15"))
    tell(refunded(order, 10000, at=day("2026-01-25")), at=day("2026-01-25"))

    # when
    january = at_instant(day("2026-02-01"), day("2026-01-01"))

    # then
    assert january.movement.opening == 1000
    assert january.movement.by_kind == {
        "earn": 250,
        "opening": 80,
        "redeem": -400,
        "clawback": -100,
    }
    assert (january.movement.closing, january.outstanding, january.debt) == (830, 830, 0)
    assert january.steps == (("", 830),)


def test_l4_a_past_liability_equals_a_replay_to_that_date_and_its_ladder_sums_up() -> None:
    # given
    open_shop(replace(AT_ONCE, lifetime_days=30, hold_days=2))
    shoppers = [make_member(), make_member()]
    for number, shopper in enumerate(shoppers, start=1):
        tell(sale(shopper, 10000 * number, at=NOON), at=NOON)
        give(shopper, 50, at=days_later(1), expires_at=days_later(10))
        spend(shopper, 30, at=days_later(5))
    before = {days: at_instant(days_later(days)) for days in (1, 3, 6, 11, 40)}
    lots_expire(at=days_later(50), limit_rows=100)
    give(shoppers[0], 7, at=days_later(45))

    # then
    for days, then in before.items():
        again = at_instant(days_later(days))
        assert again == then, days
        assert sum(points for _, points in then.steps) == then.outstanding
        assert then.movement.closing == then.outstanding - then.debt
        assert then.movement.opening + sum(then.movement.by_kind.values()) == then.movement.closing
    assert [before[days].outstanding for days in (1, 3, 6, 11, 40)] == [300, 400, 340, 300, 0]
    assert [before[days].pending for days in (1, 3)] == [300, 0]
    assert before[3].steps == (("2026-04", 400),)


def test_deferred_revenue_by_currency_from_own_experience() -> None:
    # given
    open_shop(replace(AT_ONCE, lifetime_days=10))
    shopper = make_member()
    for number in range(100):
        give(shopper, 10, at=days_later(-40), expires_at=days_later(-30))
        if number < 80:
            spend(shopper, 10, at=days_later(-39))
    order = sale(shopper, 10000, at=NOON)
    tell(order, at=NOON)

    # when
    fresh = at_instant(days_later(1))
    spend(shopper, 40, at=days_later(1))
    used = at_instant(days_later(2))

    # then
    assert (fresh.redemption.lots_count, fresh.redemption.used, fresh.redemption.lapsed) == (
        100,
        800,
        200,
    )
    (euro,) = fresh.revenue
    assert (euro.currency, euro.sales_minor, euro.issued, euro.used) == ("EUR", 10000, 100, 0)
    assert (euro.deferred_minor, euro.recognized_minor, euro.liability_minor) == (79, 0, 79)
    (euro,) = used.revenue
    assert (euro.used, euro.recognized_minor, euro.liability_minor) == (40, 40, 39)
    tell(refunded(order, 10000), at=days_later(3))
    assert [one.issued for one in at_instant(days_later(4)).revenue] == [0]
    assert [one.deferred_minor for one in at_instant(days_later(4)).revenue] == [0]


def test_without_experience_all_points_are_expected_to_be_used() -> None:
    open_shop()
    shopper = make_member()
    tell(sale(shopper, 10000), at=NOON)
    found = at_instant(days_later(1))
    assert (found.redemption.rate, found.revenue[0].deferred_minor) == (None, 99)


def test_debt_is_owed_to_the_shop_and_lowers_what_points_cost() -> None:
    open_shop()
    shopper = make_member()
    order = sale(shopper, 15000)
    tell(order)
    spend(shopper, 100)
    tell(refunded(order, 15000), at=days_later(1))
    found = at_instant(days_later(2))
    assert (found.outstanding, found.debt, found.movement.closing) == (0, 100, -100)


def test_a_snapshot_is_kept_once_and_can_be_computed_again() -> None:
    # given
    open_shop()
    give(make_member(), 40, at=NOON)

    # when
    for _ in range(2):
        liability_snapshot(as_of_at=days_later(1), at=days_later(2))

    # then
    snapshot = LiabilitySnapshot.objects.get()
    assert (snapshot.outstanding_points, snapshot.pending_points, snapshot.debt_points) == (
        40,
        0,
        0,
    )
    assert snapshot.steps == [["", 40]]
    LiabilitySnapshot.objects.update(outstanding_points=1)
    liability_snapshot(as_of_at=days_later(1), at=days_later(2))
    assert LiabilitySnapshot.objects.get().outstanding_points == 40


def test_without_a_program_there_is_no_liability() -> None:
    assert liability_snapshot(as_of_at=NOON, at=NOON) is None
    assert LiabilitySnapshot.objects.exists() is False


def test_it_costs_a_fixed_number_of_queries(django_assert_num_queries) -> None:
    open_shop()
    for _ in range(5):
        shopper = make_member()
        tell(sale(shopper, 10000))
    rules = program_rules()
    with django_assert_num_queries(9):
        liability(rules=rules, from_at=NOON, at=days_later(1))
    assert Allocation.objects.aggregate(total=Sum("points"))["total"] == 500


@settings(max_examples=1000)
@given(HISTORIES, st.integers(0, 60))
def test_i11_what_the_lots_hold_less_the_debt_is_the_sum_of_the_movements(history, days) -> None:
    model = Model().run(history)
    at = model.at + timedelta(days=days)
    sheet_advance(model.sheet, at=at)
    held = sum(lot.remaining for lot in model.sheet.lots.values())
    assert held - model.sheet.debt == sum(move.points for move in model.sheet.moves)
    assert not any(has_lapsed(lot, at) and lot.remaining for lot in model.sheet.lots.values())


def test_a_pause_does_not_make_points_worthless() -> None:
    open_shop()
    shopper = make_member()
    tell(sale(shopper, 10000), at=NOON)
    program_pause(at=days_later(1))
    assert at_instant(days_later(2)).revenue[0].deferred_minor == 99
