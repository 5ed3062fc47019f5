"""Money as the contract shows it."""

from dataclasses import dataclass

from saleor_crm_plugin.facts import Money, currency_exponent


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyNode:
    """An amount in major units, as Saleor's `Money`; a float is exact here up to 15 digits."""

    currency: str
    amount: float
    fraction_digits: int


def money_node(minor: int, currency: str) -> MoneyNode:
    """Return `minor` whole minor units of `currency` as the contract shows them."""
    return MoneyNode(
        currency=currency,
        amount=float(Money.from_minor(minor, currency).amount),
        fraction_digits=currency_exponent(currency),
    )
