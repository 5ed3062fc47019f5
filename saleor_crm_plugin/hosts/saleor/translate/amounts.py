"""Saleor's amount columns as money; every row carries its own currency column."""

from decimal import Decimal

from saleor_crm_plugin.facts import Money, TaxedAmount


def money(amount: Decimal | float | str | None, currency: str) -> Money:
    """Return `amount` in major units; what an unmigrated row leaves empty is 0."""
    return Money(Decimal(str(amount or 0)), currency)


def taxed(net: Decimal | None, gross: Decimal | None, currency: str) -> TaxedAmount:
    """Return a price from Saleor's two columns."""
    return TaxedAmount(net=money(net, currency), gross=money(gross, currency))
