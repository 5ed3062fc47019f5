"""Decides which fact describes a shopper: name, phone, language, place."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.facts import Address, Birthday

# The columns of a profile that a host describes, in one place for writing and erasing.
DESCRIBED = (
    "email",
    "email_is_verified",
    "phone",
    "first_name",
    "last_name",
    "gender",
    "language_code",
    "time_zone",
    "birth_year",
    "birth_month",
    "birth_day",
    "birth_is_lunar",
    "country_code",
    "city",
    "postal_code",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """
    What one fact says about a person.

    `rank` orders descriptions: the greatest holds, whatever the order they arrive in. An account's rank
    is always above a guest order's. `is_complete` says that empty values are meant (the account has no phone).
    """

    rank: str
    is_complete: bool
    values: dict[str, str | int | bool | None]


def account_rank(version_at: datetime, reference: str) -> str:
    """Return the rank of an account's description."""
    return f"b {version_at.isoformat()} {reference}"[:220]


def order_rank(placed_at: datetime, reference: str) -> str:
    """Return the rank of what an order says about its buyer: the newest order knows best."""
    return f"a {placed_at.isoformat()} {reference}"[:220]


def description_values(
    *, email: str, first_name: str, last_name: str, phone: str, language_code: str
) -> dict[str, str | int | bool | None]:
    """Return the described columns that every kind of fact has."""
    return {
        "email": email.strip()[:254],
        "first_name": first_name.strip()[:256],
        "last_name": last_name.strip()[:256],
        "phone": phone[:32],
        "language_code": language_code[:35],
    }


def place_values(address: Address | None) -> dict[str, str | int | bool | None]:
    """Return where the shopper lives, from an address."""
    address = address or Address()
    return {
        "country_code": address.country_code[:2].upper(),
        "city": address.city[:256],
        "postal_code": address.postal_code[:20],
    }


def birthday_values(birthday: Birthday | None) -> dict[str, str | int | bool | None]:
    """Return the four columns of a birthday; an unknown one clears them."""
    return {
        "birth_year": birthday.year if birthday else None,
        "birth_month": birthday.month if birthday else None,
        "birth_day": birthday.day if birthday else None,
        "birth_is_lunar": birthday.is_lunar if birthday else False,
    }


def described_changes(
    *,
    current: dict[str, str | int | bool | None],
    current_rank: str,
    description: Description,
    protected: frozenset[str],
) -> dict[str, str | int | bool | None]:
    """
    Return the columns that `description` changes.

    `protected` columns were edited by the merchant and stay. A description of lower rank fills only what is
    empty; an incomplete one never empties a column.
    """
    outranks = description.rank >= current_rank
    changes: dict[str, str | int | bool | None] = {}
    for name, value in description.values.items():
        if name in protected or value == current[name]:
            continue
        is_meant = description.is_complete or value not in {"", None}
        if is_meant and (outranks or current[name] in {"", None}):
            changes[name] = value
    return changes
