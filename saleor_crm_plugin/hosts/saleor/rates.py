"""The rates that an operator writes into the form, one a line: `1 per 1.00 USD in some-channel`."""

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from saleor_crm_plugin.facts.money import currency_exponent
from saleor_crm_plugin.loyalty.rules.program import Rate, rate_matching

_LINE = re.compile(
    r"(?P<points>\d{1,6}) per (?P<amount>\d{1,9}(?:\.\d{1,3})?) (?P<currency>[A-Z]{3})"
    r"(?: in (?P<channel>[-\w]{1,64}))?"
)
_MINOR_MAX = 2_000_000_000


class UnreadableRates(ValueError):
    """A line says no rate; the words are for the operator."""


def rates_read(text: str) -> tuple[Rate, ...]:
    """
    Return the rates of `text`, in its order; empty lines say nothing.

    :raises UnreadableRates: a line cannot be read, or says again what another one says.
    """
    rates = [_rate(number, line) for number, line in _lines(text)]
    for rate in rates:
        if sum(_place(rate) == _place(other) for other in rates) > 1:
            where = f" in {rate.channel}" if rate.channel else ""
            raise UnreadableRates(f"There are two rates for {rate.currency}{where}.")
    return tuple(rates)


def rates_completed(rates: Iterable[Rate], known: Iterable[Rate]) -> tuple[Rate, ...]:
    """Return `rates` with what the form does not say (what points are worth) taken from the `known` ones."""
    stored = list(known)
    return tuple(
        _earning_as(
            rate, rate_matching(stored, channel=rate.channel, currency=rate.currency) or Rate()
        )
        for rate in rates
    )


def _earning_as(rate: Rate, known: Rate) -> Rate:
    values = {name: getattr(known, name) for name in Rate.__dataclass_fields__}
    return replace(
        Rate(**values),
        channel=rate.channel,
        currency=rate.currency,
        earn_points=rate.earn_points,
        earn_per_minor=rate.earn_per_minor,
    )


def _lines(text: str) -> Iterable[tuple[int, str]]:
    lines = enumerate(text.replace(";", "\n").splitlines(), start=1)
    return ((number, " ".join(line.split())) for number, line in lines if line.strip())


def _place(rate: Rate) -> tuple[str, str]:
    return rate.channel, rate.currency


def _rate(number: int, line: str) -> Rate:
    found = _LINE.fullmatch(line)
    if found is None:
        raise UnreadableRates(f"Line {number} is not like: 1 per 1.00 USD")
    minor = Decimal(found["amount"]).scaleb(currency_exponent(found["currency"]))
    if minor != minor.to_integral_value() or not 0 < minor <= _MINOR_MAX:
        raise UnreadableRates(f"Line {number} has no possible amount of {found['currency']}.")
    return Rate(
        channel=found["channel"] or "",
        currency=found["currency"],
        earn_points=int(found["points"]),
        earn_per_minor=int(minor),
    )
