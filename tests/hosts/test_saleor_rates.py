"""The rates that an operator types into the plugin's form; the reading needs no Saleor."""

import pytest

from saleor_crm_plugin.hosts.saleor.rates import UnreadableRates, rates_completed, rates_read
from saleor_crm_plugin.loyalty.rules.program import Rate


def test_each_line_is_a_rate_in_whole_minor_units() -> None:
    rates = rates_read("1 per 1.00 USD\n\n 2  per 100 JPY ; 3 per 0.5 KWD in kuwait\n")

    assert [(r.earn_points, r.earn_per_minor, r.currency, r.channel) for r in rates] == [
        (1, 100, "USD", ""),
        (2, 100, "JPY", ""),
        (3, 500, "KWD", "kuwait"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("one per dollar", "Line 1 is not like: 1 per 1.00 USD"),
        ("1 per 1.00 USD\n1 per 1,00 EUR", "Line 2 is not like: 1 per 1.00 USD"),
        ("1 per 0.5 JPY", "Line 1 has no possible amount of JPY."),
        ("1 per 0.00 USD", "Line 1 has no possible amount of USD."),
        ("1 per 999999999 USD", "Line 1 has no possible amount of USD."),
        ("1 per 1 USD\n2 per 1 USD", "There are two rates for USD."),
        ("1 per 1 USD in a\n2 per 1 USD in a", "There are two rates for USD in a."),
    ],
)
def test_a_line_that_says_no_rate_is_named(text: str, words: str) -> None:
    with pytest.raises(UnreadableRates) as refusal:
        rates_read(text)

    assert str(refusal.value) == words


def test_what_the_form_does_not_say_stays_as_it_was() -> None:
    # given
    known = [Rate(currency="USD", redeem_points=200, redeem_minor=300, basis_is_gross=True)]

    # when
    [usd, jpy] = rates_completed(rates_read("5 per 2.00 USD\n1 per 100 JPY"), known)

    # then
    assert usd == Rate(
        currency="USD",
        earn_points=5,
        earn_per_minor=200,
        redeem_points=200,
        redeem_minor=300,
        basis_is_gross=True,
    )
    assert jpy == Rate(currency="JPY", earn_points=1, earn_per_minor=100)
