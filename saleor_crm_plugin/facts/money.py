"""Amounts of money with their currency, exact, and how they become whole minor units."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# ISO 4217 (2024-06): only the currencies whose minor unit is not 1/100.
_EXPONENTS = dict.fromkeys(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ],
    0,
) | dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3)
_CODE_LENGTH = 3


def currency_exponent(currency: str) -> int:
    """Return how many decimal digits the minor unit of an ISO 4217 currency has: EUR 2, JPY 0, KWD 3."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """
    An amount in major units (EUR, not cents) of one currency.

    Never summed across currencies: adding unlike currencies raises `ValueError`.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"an amount is a Decimal, got {type(self.amount).__name__}")
        if not self.amount.is_finite():
            raise ValueError("an amount of money must be finite")
        if len(self.currency) != _CODE_LENGTH or not self.currency.isupper():
            raise ValueError(f"a currency is an ISO 4217 code such as EUR, got {self.currency!r}")

    def __add__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._require_same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def _require_same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot combine {self.currency} with {other.currency}")

    @property
    def minor(self) -> int:
        """
        Return the amount in whole minor units (cents for EUR, yen for JPY).

        Half a minor unit rounds away from zero, as shops print it; hosts normally send
        amounts that are whole already.
        """
        scaled = self.amount.scaleb(currency_exponent(self.currency))
        return int(scaled.to_integral_value(rounding=ROUND_HALF_UP))

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> "Money":
        """Return the amount that `minor` whole minor units of `currency` are."""
        return cls(Decimal(minor).scaleb(-currency_exponent(currency)), currency)
