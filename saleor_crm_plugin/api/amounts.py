"""Amounts that people type, in major units, as the whole minor units that the CRM counts."""

from decimal import Decimal

from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Money


def minor_units(amount: Decimal, currency: str, *, field: str) -> int:
    """
    Return `amount` of `currency` in minor units (cents for EUR, yen for JPY); nothing is rounded.

    :raises Invalid: no such currency, or the amount has parts smaller than its minor unit.
    """
    try:
        money = Money(amount, currency)
    except ValueError as error:
        raise Invalid(str(error), field=field) from None
    if Money.from_minor(money.minor, currency).amount != amount:
        raise Invalid(f"{amount} {currency} is no whole number of its smallest units", field=field)
    return money.minor
