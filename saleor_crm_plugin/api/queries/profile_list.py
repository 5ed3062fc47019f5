"""The list of profiles: filters that combine, search, and the orders it can stand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from django.db.models import Q
from django.db.models.functions import Coalesce

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.profiles import PROFILE, ProfileNode, profile_node
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.api.queries.extensions import FieldFilter, field_condition
from saleor_crm_plugin.api.queries.segments import scope_number
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.orders import queries as orders
from saleor_crm_plugin.profiles.queries import search
from saleor_crm_plugin.profiles.queries.details import details_of_row
from saleor_crm_plugin.segments import queries as segments


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
        return _limited([*words, *(self.one_of or ())], field)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileListArguments(PageArguments):
    """A page of the profiles that satisfy `where` and hold every word of `search`."""

    where: ProfileWhere | None = None
    sort_by: ProfileSort | None = None
    search: str | None = None


_NESTING_MAX = 3
_SEARCH_LENGTH_MAX = 200
_MEMBERS_MAX = 100
_PROSPECTS = "prospects"
_COLUMNS = {
    "CREATED_AT": ("created_at",),
    "UPDATED_AT": ("updated_at",),
    "NAME": ("last_name", "first_name"),
    "EMAIL": ("email",),
    "LAST_ORDERED_AT": ("last_ordered_at",),
    "ORDERS_COUNT": ("orders_count",),
    "SPENT": ("spent_minor",),
}
_NEWEST = ProfileSort(field="CREATED_AT", direction="DESC")


def profile_page(inquiry: Inquiry, arguments: ProfileListArguments) -> Connection[ProfileNode]:
    """
    Return a page of the live profiles, newest first unless sorted otherwise.

    :raises Invalid: the page, a filter or the sorting is not acceptable.
    """
    sort = arguments.sort_by or _NEWEST
    rows = search.profiles_listed()
    if arguments.where is not None:
        rows = rows.filter(_condition(arguments.where, 1))
    if arguments.search:
        rows = rows.filter(_found(arguments.search))
    connection = page(
        rows.annotate(**_columns(sort)),
        order=_order(sort),
        arguments=arguments,
        nodes=lambda found: [profile_node(details_of_row(row)) for row in found],
    )
    inquiry.batches.expect_profiles(node.profile_id for node in connection.nodes)
    return connection


def _found(text: str) -> Q:
    if len(text) > _SEARCH_LENGTH_MAX:
        raise Invalid(f"a search holds at most {_SEARCH_LENGTH_MAX} characters", field="search")
    return search.text_found(text)


def _order(sort: ProfileSort) -> Order:
    sign = "-" if sort.direction == "DESC" else ""
    return Order(columns=tuple(f"{sign}{name}" for name in (*_COLUMNS[sort.field], "pk")))


def _columns(sort: ProfileSort) -> dict[str, Coalesce]:
    """Return the columns that must be computed before profiles can be sorted by them."""
    if sort.field == "LAST_ORDERED_AT":
        return {"last_ordered_at": orders.last_ordered_of_profile()}
    if sort.field == "ORDERS_COUNT":
        return {"orders_count": orders.orders_count_of_profile()}
    if sort.field == "SPENT":
        if sort.currency is None:
            raise Invalid("sorting by what was spent needs a currency", field="sortBy")
        spent = orders.revenue_of_profile(currency=sort.currency, channel=sort.channel)
        return {"spent_minor": spent}
    return {}


def _condition(where: ProfileWhere, level: int) -> Q:
    if level > _NESTING_MAX:
        raise Invalid(f"conditions nest at most {_NESTING_MAX} levels deep", field="where")
    condition = _about_the_person(where) & _about_purchases(where)
    for inner in _limited(where.and_ or (), "AND"):
        condition &= _condition(inner, level + 1)
    either = Q()
    for inner in _limited(where.or_ or (), "OR"):
        either |= _condition(inner, level + 1)
    return condition & either


def _about_the_person(where: ProfileWhere) -> Q:
    condition = Q()
    if where.ids is not None:
        ids = _limited(where.ids, "ids")
        condition &= search.ids_are([id_decode(PROFILE, value, field="ids") for value in ids])
    if where.email is not None:
        condition &= search.emails_are(where.email.all("email"))
    if where.name is not None:
        condition &= _named(where.name)
    if where.tag is not None:
        condition &= search.tags_are(where.tag.all("tag"))
    if where.country_code is not None:
        condition &= search.countries_are(where.country_code.all("countryCode"))
    return condition & _about_the_account(where)


def _about_the_account(where: ProfileWhere) -> Q:
    condition = Q()
    if where.is_registered is not None:
        condition &= search.is_registered(where.is_registered)
    if where.created_at is not None:
        condition &= _within("created_at", where.created_at)
    if where.registered_at is not None:
        condition &= _within("registered_at", where.registered_at)
    return condition


def _about_purchases(where: ProfileWhere) -> Q:
    condition = Q()
    if where.last_ordered_at is not None:
        condition &= orders.ordered_between(where.last_ordered_at.gte, where.last_ordered_at.lte)
    if (count := where.orders_count) is not None:
        expression = orders.orders_count_of_profile()
        condition &= orders.number_between(expression, count.gte, count.lte)
        condition &= orders.number_between(expression, count.eq, count.eq)
    if (spent := where.spent) is not None:
        condition &= orders.number_between(
            orders.revenue_of_profile(currency=spent.currency, channel=spent.channel),
            _minor(spent.gte, spent.currency),
            _minor(spent.lte, spent.currency),
        )
    if where.rfm is not None:
        condition &= _standing(where.rfm)
    for wanted in _limited(where.extension_fields or (), "extensionFields"):
        condition &= field_condition(wanted)
    return condition


def _standing(wanted: RfmStanding) -> Q:
    scope_id = scope_number(wanted.scope_id)
    groups = None if wanted.groups is None else {name.lower() for name in wanted.groups}
    members = segments.rfm_members(
        groups=groups, recency=wanted.recency, frequency=wanted.frequency, scope_id=scope_id
    )
    condition = search.ids_are(members)
    has_scores = wanted.recency is not None or wanted.frequency is not None
    if groups and _PROSPECTS in groups and not has_scores:  # they have no score to be found by
        condition |= ~search.ids_are(segments.rfm_scored(scope_id=scope_id))
    return condition


def _named(name: Name) -> Q:
    condition = Q()
    if name.eq is not None:
        condition &= search.name_is(name.eq)
    if name.contains is not None:
        condition &= search.name_contains(name.contains[:_SEARCH_LENGTH_MAX])
    return condition


def _within(column: str, period: Period) -> Q:
    return search.happened_between(column, period.gte, period.lte)


def _minor(amount: Decimal | None, currency: str) -> int | None:
    if amount is None:
        return None
    try:
        return Money(amount, currency).minor
    except (ValueError, ArithmeticError):
        raise Invalid(
            "an amount needs a finite number and an ISO 4217 currency", field="spent"
        ) from None


Member = TypeVar("Member")


def _limited(members: Sequence[Member], field: str) -> list[Member]:
    if len(members) > _MEMBERS_MAX:
        raise Invalid(f"at most {_MEMBERS_MAX} values at a time, got {len(members)}", field=field)
    return list(members)
