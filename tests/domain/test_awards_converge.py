"""Awards and refunds, by the numbered cases of the loyalty specification."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.loyalty.models import (
    LoyaltyAccount,
    LoyaltyEntry,
    OrderAward,
    PointLot,
    Redemption,
)
from saleor_crm_plugin.loyalty.queries import award_of_order, entries_page, ledger_drift
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate, Shortfall
from saleor_crm_plugin.loyalty.services import (
    lots_expire,
    program_activate,
    program_ensure,
    program_pause,
    program_revise,
)
from saleor_crm_plugin.profiles.models import TimelineEvent
from tests.factories import NOON
from tests.points_shop import (
    AT_ONCE,
    OPENED_AT,
    canceled,
    day,
    days_later,
    give,
    held,
    line,
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
    """Every test ends with a ledger that contradicts itself nowhere, at a time when everything lapsed."""
    yield
    at = day("2040-01-01")
    assert [one for one in ledger_drift(at=at) if not one.invariant.startswith("I4")] == []
    while lots_expire(at=at, limit_rows=100):
        pass
    assert ledger_drift(at=at) == []


def kinds(profile) -> list[tuple[str, int]]:
    """The movements of a profile, oldest first."""
    page = entries_page(profile_id=profile.pk, limit_rows=100)
    return [(entry.kind.value, entry.points) for entry in reversed(page.entries)]


def test_case_1_a_returned_line_gives_points_back_and_claws_its_share() -> None:
    # given
    open_shop()
    shopper = make_member()
    give(shopper, 1000)
    order = sale(shopper, line("1", 6000), line("2", 4000), points_paid_minor=1000)
    spend(shopper, 1000, order=order)
    tell(order)
    assert held(shopper) == (90, 0, 0)

    # when
    returned = refunded(order, 3600, line_2=3600)
    tell(returned)

    # then
    assert held(shopper) == (454, 0, 0)
    tell(returned)
    assert held(shopper) == (454, 0, 0)
    tell(refunded(returned, 5400))
    assert held(shopper) == (1000, 0, 0)
    assert Redemption.objects.get().returned_points == 1000
    assert OrderAward.objects.get().clawed_points == 90


def test_case_2_a_refund_without_lines_counts_by_its_money() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 1000)
    order = sale(shopper, line("1", 6000), line("2", 4000), points_paid_minor=1000)
    spend(shopper, 1000, order=order)
    tell(order)

    part = refunded(order, 4000)
    tell(part)
    assert held(shopper) == (494, 0, 0)

    tell(refunded(part, 5000))
    assert held(shopper) == (1000, 0, 0)


def test_case_3_the_last_of_three_refunds_claws_the_rounding() -> None:
    open_shop()
    shopper = make_member()
    order = sale(shopper, 10000)
    tell(order)
    available = []
    for amount in (3333, 3333, 3334):
        order = refunded(order, amount)
        tell(order)
        available.append(held(shopper)[0])
    assert available == [67, 34, 0]
    assert kinds(shopper) == [
        ("earn", 100),
        ("clawback", -33),
        ("clawback", -33),
        ("clawback", -34),
    ]


def test_case_5_spent_points_of_a_refunded_order_are_owed_and_paid_by_the_next() -> None:
    # given
    open_shop()
    shopper = make_member()
    order = sale(shopper, 15000)
    tell(order)
    spend(shopper, 100)

    # when
    tell(refunded(order, 15000))

    # then
    assert held(shopper) == (0, 0, 100)
    assert LoyaltyAccount.objects.get().balance_points == -100
    later = sale(shopper, 13000)
    tell(later)
    assert held(shopper) == (30, 0, 0)
    lot = PointLot.objects.get(order_id=later.order_id)
    assert (lot.points, lot.remaining_points) == (130, 30)


def test_case_6_a_clamped_shortfall_is_written_off_once() -> None:
    # given
    open_shop(replace(AT_ONCE, shortfall=Shortfall.CLAMP))
    shopper = make_member()
    order = sale(shopper, 15000)
    tell(order)
    spend(shopper, 100)

    # when
    tell(refunded(order, 15000))
    tell(refunded(order, 15000))

    # then
    assert held(shopper) == (0, 0, 0)
    claw = LoyaltyEntry.objects.get(kind="clawback")
    assert (claw.points, claw.waived_points) == (-50, 100)


def test_case_7_a_claw_back_takes_the_orders_own_lot_first() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 100, expires_at=day("2026-06-01"))
    order = sale(shopper, 8000)
    tell(order)
    tell(refunded(order, 8000))
    assert held(shopper) == (100, 0, 0)
    assert held(shopper, day("2026-06-01")) == (0, 0, 0)


def test_case_13_returned_points_keep_the_dates_of_their_lots() -> None:
    open_shop()
    shopper = make_member()
    start = day("2026-02-01")
    give(shopper, 300, expires_at=day("2026-04-01"), at=start)
    give(shopper, 500, expires_at=day("2027-01-01"), at=start)
    order = sale(shopper, 400, at=day("2026-03-01"), is_fully_paid=False)
    spend(shopper, 400, order=order, at=day("2026-03-01"))
    assert held(shopper, day("2026-03-01")) == (400, 0, 0)

    tell(refunded(order, 400), at=day("2026-03-15"))

    assert held(shopper, day("2026-03-15")) == (800, 0, 0)
    assert held(shopper, day("2026-04-01")) == (500, 0, 0)


def _lapsed_return(config: ProgramConfig):
    open_shop(config)
    shopper = make_member()
    start = day("2026-02-01")
    give(shopper, 300, expires_at=day("2026-04-01"), at=start)
    give(shopper, 500, expires_at=day("2027-01-01"), at=start)
    order = sale(shopper, 400, at=day("2026-03-01"), is_fully_paid=False)
    spend(shopper, 400, order=order, at=day("2026-03-01"))
    return shopper, order


def test_case_14_points_that_come_back_to_a_lapsed_lot_live_for_the_grace() -> None:
    shopper, order = _lapsed_return(replace(AT_ONCE, return_grace_days=30))

    tell(refunded(order, 400), at=day("2026-04-10"))

    assert held(shopper, day("2026-04-10")) == (800, 0, 0)
    assert held(shopper, day("2026-05-09")) == (800, 0, 0)
    assert held(shopper, day("2026-05-10")) == (500, 0, 0)


def test_case_14_a_merchants_cancellation_has_a_grace_of_its_own() -> None:
    shopper, order = _lapsed_return(AT_ONCE)

    tell(canceled(order), at=day("2026-04-10"))

    assert held(shopper, day("2026-05-09")) == (800, 0, 0)
    assert held(shopper, day("2026-05-10")) == (500, 0, 0)


def test_case_15_without_grace_they_lapse_again_at_once() -> None:
    shopper, order = _lapsed_return(AT_ONCE)

    tell(refunded(order, 400), at=day("2026-04-10"))

    assert held(shopper, day("2026-04-10")) == (500, 0, 0)
    assert kinds(shopper)[-2:] == [("redeem_return", 400), ("expire", -300)]


def test_points_that_come_back_the_moment_their_lot_lapses_are_too_late() -> None:
    shopper, order = _lapsed_return(AT_ONCE)
    tell(refunded(order, 400), at=day("2026-04-01"))
    assert held(shopper, day("2026-04-01")) == (500, 0, 0)
    assert [lot.remaining_points for lot in PointLot.objects.order_by("pk")] == [0, 500]


def test_a_lot_gets_its_grace_once() -> None:
    shopper, order = _lapsed_return(replace(AT_ONCE, return_grace_days=30))
    part = refunded(order, 200)
    tell(part, at=day("2026-04-10"))
    assert held(shopper, day("2026-04-10")) == (600, 0, 0)

    tell(refunded(part, 200), at=day("2026-04-20"))

    assert held(shopper, day("2026-04-20")) == (600, 0, 0)
    assert held(shopper, day("2026-05-10")) == (500, 0, 0)
    assert kinds(shopper)[-2:] == [("redeem_return", 200), ("expire", -200)]


def test_case_19_what_a_refunded_order_let_lapse_is_not_taken_from_other_lots() -> None:
    # given
    open_shop()
    shopper = make_member()
    start = day("2026-01-01")
    give(shopper, 500, at=start)
    program_revise(config=replace(AT_ONCE, lifetime_days=59), rates=[Rate()], at=day("2026-01-01"))
    order = sale(shopper, 10000, at=start)
    tell(order, at=start)
    spend(shopper, 40, at=day("2026-02-01"))
    assert held(shopper, day("2026-03-01")) == (500, 0, 0)

    # when
    tell(refunded(order, 10000), at=day("2026-03-10"))

    # then
    assert held(shopper, day("2026-03-10")) == (460, 0, 0)
    claw = LoyaltyEntry.objects.get(kind="clawback")
    assert (claw.points, claw.waived_points) == (-40, 60)


def test_case_19_in_two_refunds_forgives_no_more_than_lapsed() -> None:
    # given
    open_shop(replace(AT_ONCE, lifetime_days=59))
    shopper = make_member()
    start = day("2026-01-01")
    order = sale(shopper, 10000, at=start)
    tell(order, at=start)
    give(shopper, 500, expires_at=day("2027-01-01"), at=start)
    spend(shopper, 40, at=day("2026-02-01"))

    # when
    half = refunded(order, 5000)
    tell(half, at=day("2026-03-10"))
    assert held(shopper, day("2026-03-10")) == (500, 0, 0)
    tell(refunded(half, 5000), at=day("2026-03-11"))

    # then
    assert held(shopper, day("2026-03-11")) == (460, 0, 0)
    claws = LoyaltyEntry.objects.filter(kind="clawback").order_by("pk")
    assert list(claws.values_list("points", "waived_points")) == [(0, 50), (-40, 10)]


def test_what_other_lots_let_lapse_pays_for_what_they_would_have_been_spent_on() -> None:
    """Without the refunded order, the lot that lapsed in July would have been spent in its place."""
    # given
    open_shop(replace(AT_ONCE, lifetime_days=151))
    shopper = make_member()
    order = sale(shopper, 10000, at=day("2026-01-01"))
    tell(order, at=day("2026-01-01"))
    give(shopper, 100, expires_at=day("2026-07-01"), at=day("2026-01-01"))
    give(shopper, 100, expires_at=day("2026-12-01"), at=day("2026-01-01"))
    spend(shopper, 100, at=day("2026-05-01"))

    # when
    tell(refunded(order, 10000), at=day("2026-08-01"))

    # then
    assert held(shopper, day("2026-08-01")) == (100, 0, 0)
    claw = LoyaltyEntry.objects.get(kind="clawback")
    assert (claw.points, claw.waived_points) == (0, 100)


def test_case_20_a_refund_during_the_hold_takes_pending_points() -> None:
    open_shop(replace(AT_ONCE, hold_days=14))
    shopper = make_member()
    order = sale(shopper, 12000)
    tell(order)

    tell(refunded(order, 5000), at=days_later(4))

    assert held(shopper, days_later(4)) == (0, 70, 0)
    assert held(shopper, days_later(14)) == (70, 0, 0)


def test_case_22_points_that_become_usable_pay_the_debt_first() -> None:
    # given
    open_shop(replace(AT_ONCE, hold_days=14))
    shopper = make_member()
    first = sale(shopper, 10000, at=days_later(-20))
    tell(first, at=days_later(-20))
    spend(shopper, 100, at=days_later(-1))
    tell(refunded(first, 10000))

    # when
    tell(sale(shopper, 15000))

    # then
    assert held(shopper) == (0, 150, 100)
    assert held(shopper, days_later(13.99)) == (0, 150, 100)
    assert held(shopper, days_later(14)) == (50, 0, 0)
    lots_expire(at=days_later(15), limit_rows=10)
    settled = LoyaltyEntry.objects.get(kind="settle")
    assert (settled.points, settled.effective_at) == (0, days_later(14))
    assert held(shopper, days_later(15)) == (50, 0, 0)


def test_case_26_an_order_rounds_once() -> None:
    open_shop()
    shopper = make_member()
    tell(sale(shopper, 50, 50, 50))
    assert held(shopper) == (1, 0, 0)


@pytest.mark.parametrize(
    ("currency", "minor", "points"),
    [("USD", 10000, 100), ("PLN", 40000, 100), ("JPY", 10000, 100), ("JPY", 9999, 99)],
)
def test_case_30_each_currency_earns_at_its_own_rate(currency, minor, points) -> None:
    open_shop(
        AT_ONCE,
        Rate(currency="USD"),
        Rate(currency="PLN", earn_per_minor=400),
        Rate(currency="JPY", earn_per_minor=100),
    )
    shopper = make_member()
    tell(sale(shopper, minor, currency=currency))
    assert held(shopper) == (points, 0, 0)


def test_case_40_a_changed_rule_does_not_change_what_was_earned() -> None:
    open_shop(AT_ONCE, Rate(earn_per_minor=200))
    shopper = make_member()
    order = sale(shopper, 10000)
    tell(order)
    assert held(shopper) == (50, 0, 0)
    program_revise(config=AT_ONCE, rates=[Rate(earn_per_minor=100)], at=days_later(1))
    tell(refunded(order, 10000), at=days_later(2))
    assert LoyaltyEntry.objects.get(kind="clawback").points == -50
    program_revise(config=AT_ONCE, rates=[], at=days_later(3))
    tell(refunded(order, 10000), at=days_later(4))
    assert held(shopper, days_later(4)) == (0, 0, 0)


def test_case_41_a_refund_of_the_shipping_touches_no_points() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 500)
    order = sale(shopper, 10000, shipping_minor=1000, points_paid_minor=500)
    spend(shopper, 500, order=order)
    tell(order)
    tell(refunded(order, 1000, shipping_minor=1000))
    assert held(shopper) == (95, 0, 0)


def test_case_42_a_goodwill_refund_claws_no_more_than_was_earned() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 7)
    order = sale(shopper, 10000)
    tell(order)
    tell(refunded(order, 12000))
    assert held(shopper) == (7, 0, 0)


def test_case_48_a_changed_lifetime_leaves_existing_lots_alone() -> None:
    open_shop(replace(AT_ONCE, lifetime_months=12))
    shopper = make_member()
    tell(sale(shopper, 10000, at=day("2026-01-10")), at=day("2026-01-10"))
    program_revise(config=replace(AT_ONCE, lifetime_months=6), rates=[Rate()], at=day("2026-02-01"))
    tell(sale(shopper, 5000, at=day("2026-02-10")), at=day("2026-02-10"))
    lots = PointLot.objects.order_by("pk").values_list("points", "expires_at")
    assert list(lots) == [(100, day("2027-01-11")), (50, day("2026-08-11"))]


def test_case_54_the_basis_is_net_without_shipping_unless_the_rate_says_otherwise() -> None:
    open_shop(AT_ONCE, Rate(), Rate(currency="PLN", basis_is_gross=True, basis_has_shipping=True))
    shopper, other = make_member(), make_member()
    lines = line("1", 11300, net_minor=9187)
    tell(sale(shopper, lines, shipping_minor=1500))
    tell(sale(other, lines, shipping_minor=1500, currency="PLN"))
    assert (held(shopper), held(other)) == ((91, 0, 0), (128, 0, 0))


def test_case_55_value_paid_in_points_earns_nothing() -> None:
    open_shop()
    shopper = make_member()
    tell(sale(shopper, 5000, points_paid_minor=1000))
    assert held(shopper) == (40, 0, 0)


def test_case_56_paying_by_gift_card_earns_and_buying_one_does_not() -> None:
    open_shop()
    payer, buyer = make_member(), make_member()
    tell(sale(payer, 10000), sale(buyer, line("1", 5000, is_gift_card=True)))
    assert (held(payer), held(buyer)) == ((100, 0, 0), (0, 0, 0))
    assert LoyaltyAccount.objects.filter(profile=buyer).exists() is False


def test_an_order_told_twice_in_one_batch_and_again_earns_once() -> None:
    open_shop()
    shopper = make_member()
    order = sale(shopper, 10000)
    tell(order, order)
    tell(order)
    assert kinds(shopper) == [("earn", 100)]


def test_an_order_first_heard_of_after_its_refund_ends_like_any_other() -> None:
    open_shop()
    shopper = make_member()
    order = refunded(sale(shopper, 10000), 2500, at=days_later(1))
    tell(order, at=days_later(2))
    assert kinds(shopper) == [("earn", 100), ("clawback", -25)]
    claw = LoyaltyEntry.objects.get(kind="clawback")
    assert claw.effective_at == days_later(1)


def test_a_canceled_order_is_a_refund_of_everything() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 500)
    order = sale(shopper, 10000, points_paid_minor=500)
    spend(shopper, 500, order=order)
    tell(order)
    tell(canceled(order))
    assert held(shopper) == (500, 0, 0)


def test_a_refund_that_was_taken_back_brings_the_points_back() -> None:
    # given
    open_shop()
    shopper = make_member()
    give(shopper, 30)
    order = sale(shopper, 10000)
    tell(order)
    spend(shopper, 90)
    tell(refunded(order, 10000))
    assert held(shopper) == (0, 0, 60)

    # when
    tell(order)

    # then
    assert held(shopper) == (40, 0, 0)
    assert award_of_order(order.order_id).clawed == 0
    tell(refunded(order, 10000))
    assert held(shopper) == (0, 0, 60)


def test_a_refund_taken_back_takes_returned_points_again() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 500)
    order = sale(shopper, 10000, points_paid_minor=500)
    spend(shopper, 500, order=order)
    tell(order)
    tell(refunded(order, 9500))
    assert held(shopper) == (500, 0, 0)
    tell(order)
    assert held(shopper) == (95, 0, 0)


def test_refunds_that_come_and_go_always_end_at_their_target() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 30)
    order = sale(shopper, 10000)
    tell(order)
    spend(shopper, 90)
    for amount, expected in [
        (5000, (0, 0, 10)),
        (0, (40, 0, 0)),
        (9000, (0, 0, 50)),
        (3000, (10, 0, 0)),
        (0, (40, 0, 0)),
        (10000, (0, 0, 60)),
    ]:
        tell(refunded(order, amount))
        assert held(shopper) == expected


def test_forgiven_points_are_forgiven_no_longer_when_the_refund_is_taken_back() -> None:
    # given
    open_shop(replace(AT_ONCE, lifetime_days=59))
    shopper = make_member()
    start = day("2026-01-01")
    order = sale(shopper, 10000, at=start)
    tell(order, at=start)
    give(shopper, 500, expires_at=day("2027-01-01"), at=start)
    spend(shopper, 40, at=day("2026-02-01"))
    tell(refunded(order, 10000), at=day("2026-03-10"))
    assert held(shopper, day("2026-03-10")) == (460, 0, 0)

    # when
    tell(order, at=day("2026-03-11"))

    # then
    assert held(shopper, day("2026-03-11")) == (500, 0, 0)
    assert PointLot.objects.get(order_id=order.order_id).absorbed_points == 0
    tell(refunded(order, 5000), at=day("2026-03-12"))
    assert held(shopper, day("2026-03-12")) == (500, 0, 0)


def test_points_that_lapsed_before_the_order_was_heard_of_pay_no_debt() -> None:
    open_shop(replace(AT_ONCE, lifetime_days=30))
    shopper = make_member()
    first = sale(shopper, 10000)
    tell(first)
    spend(shopper, 100)
    tell(refunded(first, 10000))
    tell(sale(shopper, 7000, at=day("2025-01-01")))
    assert held(shopper) == (0, 0, 100)
    assert kinds(shopper)[-2:] == [("earn", 70), ("expire", -70)]


def test_points_that_lapsed_long_ago_pay_no_debt_of_the_same_batch() -> None:
    open_shop(replace(AT_ONCE, lifetime_days=30))
    shopper = make_member()
    first = sale(shopper, 10000)
    tell(first)
    spend(shopper, 100)
    tell(sale(shopper, 7000, at=day("2025-01-01")), refunded(first, 10000))
    assert held(shopper) == (0, 0, 100)


def test_only_lots_of_the_time_of_spending_forgive_what_they_let_lapse() -> None:
    # given
    open_shop(replace(AT_ONCE, lifetime_days=59))
    shopper = make_member()
    start = day("2026-01-01")
    order = sale(shopper, 10000, at=start)
    tell(order, at=start)
    give(shopper, 500, expires_at=day("2027-01-01"), at=start)
    spend(shopper, 40, at=day("2026-02-01"))
    give(shopper, 100, expires_at=day("2026-02-20"), at=day("2026-02-10"))
    half = refunded(order, 5000)
    tell(half, at=day("2026-02-15"))

    # when
    tell(refunded(half, 5000), at=day("2026-03-10"))

    # then
    assert held(shopper, day("2026-03-10")) == (460, 0, 0)


def test_an_order_in_a_currency_without_a_rate_earns_nothing() -> None:
    open_shop(AT_ONCE, Rate(currency="EUR"))
    shopper = make_member()
    tell(sale(shopper, 10000, currency="USD"))
    assert held(shopper) == (0, 0, 0)


def test_a_draft_program_pays_nothing() -> None:
    program_ensure(at=OPENED_AT)
    shopper = make_member()
    tell(sale(shopper, 10000))
    assert held(shopper) == (0, 0, 0)
    assert program_activate(at=NOON).current.config == ProgramConfig()
    tell(sale(shopper, 10000, at=days_later(1)), at=days_later(1))
    assert held(shopper, days_later(1)) == (0, 100, 0)


def test_what_was_paid_during_a_pause_never_earns_and_refunds_go_on() -> None:
    # given
    open_shop()
    shopper = make_member()
    order = sale(shopper, 5000)
    tell(order)
    late = sale(shopper, 300)

    # when
    program_pause(at=days_later(1))
    program_pause(at=days_later(1))
    missed = sale(shopper, 7000, at=days_later(2))
    tell(missed, late, refunded(order, 1000), at=days_later(2))
    assert held(shopper, days_later(2)) == (43, 0, 0)
    rules = program_activate(at=days_later(3))

    # then
    tell(missed, at=days_later(4))
    tell(sale(shopper, 200, at=days_later(4)), at=days_later(4))
    assert held(shopper, days_later(4)) == (45, 0, 0)
    assert (rules.status, rules.current.config, len(rules.revisions)) == ("active", AT_ONCE, 4)


def test_orders_paid_before_the_activation_earn_only_where_history_does() -> None:
    open_shop()
    shopper = make_member()
    old = sale(shopper, 10000, at=day("2011-12-09"), is_live=False)
    tell(old)
    assert held(shopper) == (0, 0, 0)
    program_revise(config=replace(AT_ONCE, earns_history=True), rates=[Rate()], at=OPENED_AT)
    tell(old)
    assert held(shopper) == (100, 0, 0)
    event = TimelineEvent.objects.get(profile=shopper)
    assert (event.type, event.is_announced, event.occurred_at) == (
        "points_earned",
        True,
        day("2011-12-09"),
    )


def test_earned_points_stand_on_the_timeline_with_their_numbers() -> None:
    open_shop(replace(AT_ONCE, lifetime_months=1))
    shopper = make_member()
    order = sale(shopper, 10000)
    tell(order)
    event = TimelineEvent.objects.get(profile=shopper)
    assert (event.type, event.key, event.is_announced) == (
        "points_earned",
        f"earn:{order.order_id}",
        False,
    )
    assert event.details == {
        "points": 100,
        "entry_id": LoyaltyEntry.objects.get().pk,
        "order_reference": order.reference,
        "balance": 100,
        "usable_from": None,
        "expires_at": "2026-04-30T00:00:00+00:00",
    }


def test_an_award_explains_itself() -> None:
    open_shop()
    shopper = make_member()
    order = sale(shopper, 3333, 3333, 3334)
    tell(order)
    award = award_of_order(order.order_id)
    assert (award.basis_minor, award.points) == (10000, 100)
    assert award.lines == (("1", 33), ("2", 33), ("3", 34))
    (entry,) = entries_page(profile_id=shopper.pk, limit_rows=1).entries
    assert entry.explanation == {
        "basis_minor": 10000,
        "currency": "EUR",
        "earn_points": 1,
        "earn_per_minor": 100,
        "basis": {
            "is_gross": False,
            "has_shipping": False,
            "has_discounts": False,
            "has_points_paid": False,
            "has_gift_cards": False,
        },
        "rounding": "floor",
        "revision": 2,
        "base": 100,
        "points": 100,
    }


@pytest.mark.parametrize("number", [2, 40])
def test_new_awards_cost_the_same_statements_whatever_their_number(number) -> None:
    open_shop()
    orders = [sale(make_member(), 10000) for _ in range(number)]
    with CaptureQueriesContext(connection) as queries:
        tell(*orders)
    ours = [query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    # PostgreSQL gets what needs no answer as one statement.
    assert len(ours) == {"postgresql": 18, "sqlite": 20}[connection.vendor]
