"""What points cost: the cases L1 to L3 exactly, and what must hold for any numbers."""

from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.liability import (
    LOTS_MIN,
    Redemption,
    deferred,
    expected_points,
    ladder,
    month_of,
    recognized,
    rounded,
)

minor = st.integers(0, 10**12).map(Fraction)


def test_l1_ifrs_15_example_52() -> None:
    # given
    sale, points = Fraction(100_000), 10_000

    # when
    expected = expected_points(issued=points, used=0, rate=Fraction(95, 100))
    total = deferred(sale=sale, points_value=expected)
    first = recognized(deferred_total=total, used=Fraction(4_500), expected=expected)
    both = recognized(deferred_total=total, used=Fraction(8_500), expected=Fraction(9_700))

    # then
    assert (rounded(sale - total), rounded(total)) == (91_324, 8_676)
    assert rounded(first) == 4_110
    assert rounded(both - first) == 3_493


def test_l2_half_of_what_is_expected_to_be_used_is_half_of_the_liability() -> None:
    # given
    expected = expected_points(issued=20_000, used=0, rate=Fraction(85, 100))

    # when
    total = deferred(sale=Fraction(200_000), points_value=expected)
    half = recognized(deferred_total=total, used=expected / 2, expected=expected)

    # then
    assert (rounded(total), rounded(half)) == (156_68, 78_34)


def test_l3_a_hundred_points_that_pay_one_defer_79_cents_of_a_hundred() -> None:
    expected = expected_points(issued=100, used=0, rate=Fraction(80, 100))
    assert rounded(deferred(sale=Fraction(100_00), points_value=expected)) == 79


@given(minor, minor)
def test_never_more_is_deferred_than_was_paid_or_than_the_points_are_worth(sale, value) -> None:
    total = deferred(sale=sale, points_value=value)
    assert 0 <= total <= min(sale, value)


@given(minor, st.integers(0, 10**6), st.integers(0, 10**6), st.fractions(0, 1))
def test_never_more_is_recognized_than_was_deferred(total, issued, used, rate) -> None:
    expected = expected_points(issued=issued, used=used, rate=rate)
    found = recognized(deferred_total=total, used=Fraction(used), expected=expected)
    assert 0 <= found <= total


@pytest.mark.parametrize(
    ("lots", "used", "lapsed", "rate"),
    [
        (LOTS_MIN, 80, 20, Fraction(4, 5)),
        (LOTS_MIN - 1, 80, 20, None),
        (LOTS_MIN, 0, 0, None),
        (LOTS_MIN, 0, 5, Fraction(0)),
    ],
)
def test_experience_needs_a_hundred_lots_whose_life_is_over(lots, used, lapsed, rate) -> None:
    assert Redemption(lots_count=lots, used=used, lapsed=lapsed).rate == rate


def test_without_experience_every_point_is_expected_to_be_used() -> None:
    assert expected_points(issued=50, used=10, rate=None) == 50
    assert expected_points(issued=50, used=45, rate=Fraction(1, 2)) == 45


def test_points_stand_in_the_month_of_their_last_day_in_the_programs_zone() -> None:
    taipei = ZoneInfo("Asia/Taipei")
    midnight = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
    assert month_of(midnight, taipei) == "2026-03"
    assert month_of(None, taipei) == ""
    lots = [(None, 5), (datetime(2026, 5, 1, tzinfo=UTC), 7), (midnight, 3), (midnight, 4)]
    assert ladder(lots, zone=taipei) == (("2026-03", 7), ("2026-05", 7), ("", 5))
