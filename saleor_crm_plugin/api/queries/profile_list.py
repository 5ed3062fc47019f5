"""The list of profiles: filters that combine, search, and the orders it can stand in."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Coalesce

from saleor_crm_plugin.analytics.queries import first_ordered_in
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.profiles import PROFILE, ProfileNode, profile_node
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.api.queries.buyers import shop_month
from saleor_crm_plugin.api.queries.extensions import field_condition
from saleor_crm_plugin.api.queries.profile_filters import (
    Name,
    Period,
    ProfileSort,
    ProfileWhere,
    RfmStanding,
    limited,
)
from saleor_crm_plugin.api.queries.segments import scope_number
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.orders import queries as orders
from saleor_crm_plugin.profiles.queries import search
from saleor_crm_plugin.profiles.queries.details import details_of_row
from saleor_crm_plugin.segments import queries as segments


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileListArguments(PageArguments):
    """A page of the profiles that satisfy `where` and hold every word of `search`."""

    where: ProfileWhere | None = None
    sort_by: ProfileSort | None = None
    search: str | None = None


_NESTING_MAX = 3
_SEARCH_LENGTH_MAX = 200
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
    rows = search.profiles_listed().filter(wanted_profiles(arguments.where, arguments.search))
    connection = page(
        rows.annotate(**_columns(sort)),
        order=_order(sort),
        arguments=arguments,
        nodes=lambda found: [profile_node(details_of_row(row)) for row in found],
    )
    inquiry.batches.expect_profiles(node.profile_id for node in connection.nodes)
    return connection


def wanted_profiles(where: ProfileWhere | None, text: str | None) -> Q:
    """
    Return the condition that a profile satisfies `where` and holds every word of `text`.

    :raises Invalid: a filter is not acceptable.
    """
    condition = Q() if where is None else _condition(where, 1)
    return condition & _found(text) if text else condition


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
    for inner in limited(where.and_ or (), "AND"):
        condition &= _condition(inner, level + 1)
    either = Q()
    for inner in limited(where.or_ or (), "OR"):
        either |= _condition(inner, level + 1)
    return condition & either


def _about_the_person(where: ProfileWhere) -> Q:
    condition = Q()
    if where.ids is not None:
        ids = limited(where.ids, "ids")
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
    if where.first_ordered_in is not None:
        condition &= first_ordered_in(shop_month(where.first_ordered_in, "firstOrderedIn"))
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
    for wanted in limited(where.extension_fields or (), "extensionFields"):
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
