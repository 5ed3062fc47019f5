"""The conditions and orders that a list of profiles can be asked for, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from saleor_crm_plugin.api.queries.extensions import FieldFilter
from saleor_crm_plugin.errors import Invalid

_MEMBERS_MAX = 100
Member = TypeVar("Member")


def limited(members: Sequence[Member], field: str) -> list[Member]:
    """
    Return the members of a list that somebody gave.

    :raises Invalid: more than 100 of them.
    """
    if len(members) > _MEMBERS_MAX:
        raise Invalid(f"at most {_MEMBERS_MAX} values at a time, got {len(members)}", field=field)
    return list(members)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text to compare with: equal to one, or one of several."""

    eq: str | None = None
    one_of: tuple[str, ...] | None = None

    def all(self, field: str) -> list[str]:
        """
        Return every text that would do.

        :raises Invalid: more than 100 of them.
        """
        words = [self.eq] if self.eq is not None else []
        return limited([*words, *(self.one_of or ())], field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name to compare with: the whole first or last name, or words that stand in them."""

    eq: str | None = None
    contains: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `gte` to `lte`, both included."""

    gte: datetime | None = None
    lte: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeNumbers:
    """A whole number equal to `eq`, or from `gte` to `lte`, both included."""

    eq: int | None = None
    gte: int | None = None
    lte: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """An amount from `gte` to `lte` major units of one currency, in one channel or in all."""

    currency: str
    channel: str | None = None
    gte: Decimal | None = None
    lte: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmStanding:
    """One of these RFM groups and of these scores, in one scope or in any; what is left out may be anything."""

    groups: tuple[str, ...] | None = None
    recency: tuple[int, ...] | None = None
    frequency: tuple[int, ...] | None = None
    scope_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileWhere:
    """Conditions that all must hold; `and_` and `or_` nest others."""

    ids: tuple[str, ...] | None = None
    email: Words | None = None
    name: Name | None = None
    tag: Words | None = None
    country_code: Words | None = None
    is_registered: bool | None = None
    created_at: Period | None = None
    registered_at: Period | None = None
    first_ordered_in: str | None = None
    last_ordered_at: Period | None = None
    orders_count: WholeNumbers | None = None
    spent: Spent | None = None
    rfm: RfmStanding | None = None
    extension_fields: tuple[FieldFilter, ...] | None = None
    and_: tuple["ProfileWhere", ...] | None = None
    or_: tuple["ProfileWhere", ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSort:
    """What to sort by; the currency and the channel count only for what was spent."""

    field: str
    direction: str = "ASC"
    currency: str | None = None
    channel: str | None = None
