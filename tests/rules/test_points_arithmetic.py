"""Earning, splitting, expiry dates and quotes, as pure functions."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.earning import (
    LineAmounts,
    OrderAmounts,
    RefundAmounts,
    order_award,
    points_earned,
    points_split,
)
from saleor_crm_plugin.loyalty.rules.expiry import expiry_of, grace_end, months_later
from saleor_crm_plugin.loyalty.rules.program import (
    ProgramConfig,
    Rate,
    Rounding,
    Shortfall,
    config_decoded,
    config_encoded,
    rate_matching,
)
from saleor_crm_plugin.loyalty.rules.quotes import Quote, redemption_quote
from saleor_crm_plugin.loyalty.rules.refunds import refunded_share, share_of

ONE_AND_A_HALF = Rate(earn_points=3, earn_per_minor=200)
ANY = Rate()


def goods(*minor: int, **values) -> OrderAmounts:
    lines = tuple(
        LineAmounts(id=str(index), gross_minor=amount, net_minor=amount)
        for index, amount in enumerate(minor, start=1)
    )
    return OrderAmounts(lines=lines, **values)


@pytest.mark.parametrize(
    ("rounding", "points"),
    [(Rounding.FLOOR, 29), (Rounding.HALF_UP, 30), (Rounding.CEIL, 30)],
)
def test_case_26_a_fraction_is_rounded_once_in_the_stated_direction(rounding, points) -> None:
    assert points_earned(basis_minor=1999, rate=ONE_AND_A_HALF, rounding=rounding) == points


def test_a_negative_basis_earns_nothing() -> None:
    assert points_earned(basis_minor=-500, rate=ANY, rounding=Rounding.CEIL) == 0


@pytest.mark.parametrize(
    ("points", "weights", "parts"),
    [
        (100, [3333, 3333, 3334], [33, 33, 34]),
        (10, [1, 1, 1], [4, 3, 3]),
        (10, [0, 0], [0, 0]),
        (0, [1, 2], [0, 0]),
    ],
)
def test_case_31_points_are_split_by_largest_remainder(points, weights, parts) -> None:
    assert points_split(points, weights) == parts


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_the_parts_of_a_split_are_within_a_point_of_their_share_and_sum_up(points, weights):
    parts = points_split(points, weights)
    total = sum(weights)
    assert sum(parts) == (points if total else 0)
    if total:
        assert all(
            abs(part - Fraction(points * weight, total)) < 1
            for part, weight in zip(parts, weights, strict=True)
        )


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=10), st.sampled_from([ANY, ONE_AND_A_HALF])
)
def test_splitting_an_order_never_earns_more(amounts, rate):
    whole = order_award(goods(*amounts), rate=rate, rounding=Rounding.FLOOR)
    alone = [order_award(goods(one), rate=rate, rounding=Rounding.FLOOR) for one in amounts]
    assert sum(one.points for one in alone) <= whole.points
    assert sum(points for _, points in whole.lines) == whole.points


def test_case_54_basis_flags() -> None:
    order = OrderAmounts(
        lines=(LineAmounts(id="1", gross_minor=11300, net_minor=9187),),
        shipping_gross_minor=1500,
        shipping_net_minor=1220,
    )
    gross = Rate(basis_is_gross=True, basis_has_shipping=True)
    net = order_award(order, rate=ANY, rounding=Rounding.FLOOR)
    assert (net.basis_minor, net.points) == (9187, 91)
    whole = order_award(order, rate=gross, rounding=Rounding.FLOOR)
    assert (whole.basis_minor, whole.points) == (12800, 128)
    assert whole.lines == (("1", 113), ("", 15))


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_case_44_months_end_in_the_month_they_name(first, months, last) -> None:
    assert months_later(first, months) == last


def test_case_45_points_lapse_at_the_midnight_after_their_last_day_in_the_programs_zone() -> None:
    config = ProgramConfig(lifetime_months=1)
    earned_at = datetime(2026, 1, 25, 15, tzinfo=UTC)
    warsaw = expiry_of(earned_at, config=config, zone=ZoneInfo("Europe/Warsaw"))
    assert warsaw == datetime(2026, 2, 25, 23, tzinfo=UTC)


def test_case_21_a_lifetime_in_days_counts_the_day_of_activation() -> None:
    config = ProgramConfig(lifetime_months=None, lifetime_days=365)
    activates_at = datetime(2026, 1, 15, 9, tzinfo=UTC)
    assert expiry_of(activates_at, config=config, zone=ZoneInfo("UTC")) == datetime(
        2027, 1, 15, tzinfo=UTC
    )


def test_a_midnight_that_the_clock_change_moves_is_still_the_local_one() -> None:
    config = ProgramConfig(lifetime_months=None, lifetime_days=1)
    before = datetime(2026, 3, 29, 12, tzinfo=UTC)
    ends_at = expiry_of(before, config=config, zone=ZoneInfo("Europe/Warsaw"))
    assert ends_at == datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert grace_end(before, days=0, zone=ZoneInfo("Europe/Warsaw")) == datetime(
        2026, 3, 28, 23, tzinfo=UTC
    )


def test_points_without_a_lifetime_never_lapse() -> None:
    config = ProgramConfig(lifetime_months=None)
    assert expiry_of(datetime(2026, 1, 1, tzinfo=UTC), config=config, zone=ZoneInfo("UTC")) is None


@pytest.mark.parametrize(
    ("_case", "refund", "basis", "in_goods"),
    [
        ("shipping only", RefundAmounts(amount_minor=1000, shipping_minor=1000), "0", "0"),
        ("half of the goods", RefundAmounts(amount_minor=5000), "1/2", "1/2"),
        ("one line", RefundAmounts(amount_minor=4000, lines_minor={"2": 4000}), "2/5", "2/5"),
        (
            "a line twice over",
            RefundAmounts(amount_minor=8000, lines_minor={"2": 8000}),
            "2/5",
            "2/5",
        ),
        (
            "an unknown line",
            RefundAmounts(amount_minor=5000, lines_minor={"9": 5000}),
            "1/2",
            "1/2",
        ),
        (
            "less money than its lines",
            RefundAmounts(amount_minor=2000, lines_minor={"2": 4000}),
            "1/5",
            "1/5",
        ),
        ("everything", RefundAmounts(amount_minor=11000), "1", "1"),
        ("more than everything", RefundAmounts(amount_minor=99000), "1", "1"),
    ],
)
def test_what_a_refund_takes_back(_case, refund, basis, in_goods) -> None:
    order = goods(6000, 4000, shipping_gross_minor=1000, refunds=(refund,))
    share = refunded_share(order, rate=ANY)
    assert (share.basis, share.goods) == (Fraction(basis), Fraction(in_goods))


def test_money_beyond_the_goods_is_shipping_where_shipping_earns() -> None:
    order = goods(
        6000,
        4000,
        shipping_gross_minor=1000,
        shipping_net_minor=1000,
        refunds=(RefundAmounts(amount_minor=10500),),
    )
    share = refunded_share(order, rate=Rate(basis_has_shipping=True))
    assert (share.basis, share.goods) == (Fraction(21, 22), Fraction(1))


def test_a_refund_of_an_order_paid_wholly_in_points_moves_no_money() -> None:
    order = goods(5000, points_paid_minor=5000, refunds=(RefundAmounts(amount_minor=0),))
    share = refunded_share(order, rate=ANY)
    assert (share.basis, share.goods) == (Fraction(0), Fraction(0))


@given(
    st.integers(1, 10**5),
    st.lists(st.integers(0, 3000), min_size=1, max_size=6),
    st.randoms(use_true_random=False),
)
def test_i9_the_share_depends_on_the_total_refunded_only(points, amounts, random) -> None:
    def share(refunds: list[int]) -> Fraction:
        order = goods(6000, 4000, refunds=tuple(RefundAmounts(amount_minor=one) for one in refunds))
        return refunded_share(order, rate=ANY).basis

    shuffled = random.sample(amounts, len(amounts))
    assert share(amounts) == share([sum(amounts)]) == share(shuffled)
    assert 0 <= share_of(points, share(amounts)) <= points


PLAIN = Rate(redeem_points=100, redeem_minor=500)
CENT = Rate(redeem_points=1, redeem_minor=1, redeem_percent_max=50)


@pytest.mark.parametrize(
    ("case", "asked", "order_minor", "rate", "points", "amount_minor"),
    [
        ("29a", 1050, 100_000, PLAIN, 1050, 5250),
        ("29b", 1050, 100_000, replace(PLAIN, redeem_points_block=100), 1000, 5000),
        ("29c", 9000, 10_000, CENT, 5000, 5000),
        ("29d", 400, 10_000, replace(CENT, redeem_points_min=500), 0, 0),
        ("29e", 5000, 2500, Rate(redeem_points=1, redeem_minor=1), 2500, 2500),
        ("29f", 9000, 9999, CENT, 4999, 4999),
        ("29g", 250, 10_000, Rate(redeem_points=300, redeem_minor=100), 249, 83),
        ("30 PLN", 500, 100_000, Rate(redeem_points=100, redeem_minor=400), 500, 2000),
        ("30 KWD", 500, 100_000, Rate(redeem_points=100, redeem_minor=1000), 500, 5000),
        ("30 JPY", 550, 100_000, Rate(redeem_points=100, redeem_minor=1), 500, 5),
        ("53 nothing to spend", 100, 10_000, CENT, 0, 0),
    ],
)
def test_case_29_and_30_quotes(case, asked, order_minor, rate, points, amount_minor) -> None:
    available = 0 if case.startswith("53") else 100_000
    quote = redemption_quote(asked=asked, available=available, order_minor=order_minor, rate=rate)
    assert quote == Quote(points=points, amount_minor=amount_minor)


def test_case_29h_quoting_again_does_not_compound_and_29i_honors_a_larger_cart() -> None:
    def quote(order_minor: int) -> Quote:
        return redemption_quote(asked=5000, available=9000, order_minor=order_minor, rate=CENT)

    assert quote(4000) == quote(4000) == Quote(points=2000, amount_minor=2000)
    assert quote(20_000) == Quote(points=5000, amount_minor=5000)


@given(
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.builds(
        Rate,
        redeem_points=st.integers(1, 500),
        redeem_minor=st.integers(1, 500),
        redeem_points_block=st.sampled_from([1, 1, 7, 100]),
        redeem_points_min=st.integers(0, 300),
        redeem_percent_max=st.integers(0, 100),
    ),
)
def test_a_quote_never_uses_more_than_was_asked_held_or_allowed(asked, held, order_minor, rate):
    quote = redemption_quote(asked=asked, available=held, order_minor=order_minor, rate=rate)
    assert 0 <= quote.points <= min(asked, held)
    assert quote.amount_minor * 100 <= order_minor * rate.redeem_percent_max
    assert quote.amount_minor == quote.points * rate.redeem_minor // rate.redeem_points
    assert quote.points % rate.redeem_points_block == 0
    assert (quote.points == 0) == (quote.amount_minor == 0)
    assert quote.points == 0 or quote.points >= rate.redeem_points_min


def test_the_most_specific_rate_wins() -> None:
    default, euro = Rate(), Rate(currency="EUR")
    outlet, outlet_euro = Rate(channel="outlet"), Rate(channel="outlet", currency="EUR")
    rates = [default, outlet, euro, outlet_euro]
    assert rate_matching(rates, channel="outlet", currency="EUR") is outlet_euro
    assert rate_matching(rates, channel="main", currency="EUR") is euro
    assert rate_matching(rates, channel="outlet", currency="USD") is outlet
    assert rate_matching(rates, channel="main", currency="USD") is default
    assert rate_matching([outlet_euro], channel="main", currency="EUR") is None


def test_policies_survive_storage_and_what_was_unknown_has_its_default() -> None:
    config = ProgramConfig(
        hold_days=3, rounding=Rounding.CEIL, shortfall=Shortfall.CLAMP, earns_history=True
    )
    assert config_decoded(config_encoded(config)) == config
    assert config_decoded({"hold_days": 3}) == ProgramConfig(hold_days=3)


@pytest.mark.parametrize(
    "values",
    [
        {"lifetime_days": 30, "lifetime_months": 1},
        {"lifetime_months": 0},
        {"hold_days": -1},
        {"return_grace_days": -1},
    ],
)
def test_impossible_policies_are_refused(values) -> None:
    with pytest.raises(ValueError, match=r"points|days"):
        ProgramConfig(**values)


@pytest.mark.parametrize(
    "values",
    [{"earn_per_minor": 0}, {"earn_points": -1}, {"redeem_percent_max": 101}, {"redeem_minor": 0}],
)
def test_impossible_rates_are_refused(values) -> None:
    with pytest.raises(ValueError, match=r"rates|share"):
        Rate(**values)
