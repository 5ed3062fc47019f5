"""Normalized identifiers, and who survives."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from saleor_crm_plugin.facts import (
    Kind,
    Money,
    Reference,
    currency_exponent,
    fact_decode,
    fact_encode,
    fact_fingerprint,
)
from saleor_crm_plugin.profiles.rules.identity import (
    Candidate,
    email_normalized,
    phone_normalized,
    survivor_of,
)
from tests.factories import NOON, make_customer, make_order, money


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("A.b+c@X.test", "a.b+c@x.test"),
        (" ann@example.com ", "ann@example.com"),
        ("小美@例え.jp", "小美@xn--r8jz45g.jp"),
        ("nobody", ""),
        ("", ""),
        ("a@b@c.test", ""),
    ],
)
def test_addresses_are_compared_without_case_and_keep_dots_and_plus(raw, expected) -> None:
    assert email_normalized(raw) == expected


@given(st.emails())
def test_a_normalized_ascii_address_is_its_own_normal_form(raw) -> None:
    normal = email_normalized(raw)
    assume(normal and normal.isascii())
    assert email_normalized(normal) == normal


@pytest.mark.parametrize(
    ("raw", "country", "expected"),
    [
        ("0912345678", "TW", "+886912345678"),
        ("+886 912 345 678", "", "+886912345678"),
        ("0912345678", "", ""),
        ("12", "TW", ""),
        ("call me", "TW", ""),
    ],
)
def test_phone_numbers_are_e164_or_nothing(raw, country, expected) -> None:
    assert phone_normalized(raw, country) == expected


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), min_size=1, max_size=6))
def test_the_oldest_account_survives_whatever_the_order(shapes) -> None:
    from datetime import timedelta

    candidates = [
        Candidate(profile_id=n, is_registered=known, created_at=NOON + timedelta(days=age))
        for n, (known, age) in enumerate(shapes)
    ]
    survivor = survivor_of(candidates)
    assert survivor == survivor_of(reversed(candidates))
    assert candidates[survivor].is_registered is any(known for known, _ in shapes)


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_minor_units_are_exact_both_ways(minor, currency) -> None:
    assert Money.from_minor(minor, currency).minor == minor


def test_minor_units_follow_iso_4217() -> None:
    assert [currency_exponent(code) for code in ("EUR", "JPY", "KWD", "TWD")] == [2, 0, 3, 2]
    assert (money("1.005").minor, money("-1.005").minor, money("9999", "JPY").minor) == (
        101,
        -101,
        9999,
    )


def test_currencies_never_mix() -> None:
    with pytest.raises(ValueError, match="cannot combine EUR with JPY"):
        money(1) + money(1, "JPY")
    with pytest.raises(ValueError, match="every amount of an order in EUR"):
        make_order(charged=money(1, "JPY"))


def test_equal_facts_have_equal_fingerprints_and_survive_the_codec() -> None:
    order, same = make_order("1", total="10"), make_order("1", total="10.00")
    assert fact_fingerprint(order) == fact_fingerprint(same)
    customer = make_customer("1")
    assert fact_decode(fact_encode(customer)) == customer
    assert fact_encode(customer)["schema"] == 1


def test_a_reference_needs_both_names() -> None:
    with pytest.raises(ValueError, match="needs a host and an id"):
        Reference("", Kind.ORDER, "1")
