"""Profiles as the contract shows them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.names import camel
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.orders.queries import TotalsRow
from saleor_crm_plugin.profiles.queries.consents import ConsentHistory, ConsentState
from saleor_crm_plugin.profiles.queries.details import AddressRow, IdentifierRow, ProfileDetails
from saleor_crm_plugin.profiles.queries.timeline import TimelineRow

PROFILE = "CrmProfile"
TIMELINE_EVENT = "CrmTimelineEvent"


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthdayNode:
    """A birthday, of which the year may be unknown."""

    year: int | None
    month: int
    day: int
    is_lunar: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileNode:
    """The basic data of a profile; what hangs on it is loaded in batches when asked for."""

    profile_id: int
    id: str
    state: str
    email: str | None
    email_is_verified: bool
    phone: str | None
    first_name: str
    last_name: str
    gender: str | None
    language_code: str | None
    time_zone: str | None
    birthday: BirthdayNode | None
    country_code: str | None
    city: str | None
    postal_code: str | None
    preferred_payment_method: str | None
    product_needs: str
    buying_motive: str
    edited_fields: tuple[str, ...]
    is_registered: bool
    registered_at: datetime | None
    first_seen_at: datetime
    created_at: datetime
    updated_at: datetime


def profile_node(details: ProfileDetails) -> ProfileNode:
    """Return a profile as the contract shows it; unknown text is null, except names."""
    return ProfileNode(
        profile_id=details.profile_id,
        id=id_encode(PROFILE, details.profile_id),
        state=details.state.upper(),
        email=details.email or None,
        email_is_verified=details.email_is_verified,
        phone=details.phone or None,
        first_name=details.first_name,
        last_name=details.last_name,
        gender=details.gender or None,
        language_code=details.language_code or None,
        time_zone=details.time_zone or None,
        birthday=_birthday(details),
        country_code=details.country_code or None,
        city=details.city or None,
        postal_code=details.postal_code or None,
        preferred_payment_method=details.preferred_payment_method or None,
        product_needs=details.product_needs,
        buying_motive=details.buying_motive,
        edited_fields=tuple(camel(name) for name in details.edited_fields),
        is_registered=details.is_registered,
        registered_at=details.registered_at,
        first_seen_at=details.first_seen_at,
        created_at=details.created_at,
        updated_at=details.updated_at,
    )


def _birthday(details: ProfileDetails) -> BirthdayNode | None:
    if details.birth_month is None or details.birth_day is None:
        return None
    return BirthdayNode(
        year=details.birth_year,
        month=details.birth_month,
        day=details.birth_day,
        is_lunar=details.birth_is_lunar,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierNode:
    """One name of the shopper."""

    kind: str
    source: str
    value: str
    last_used_at: datetime


def identifier_nodes(rows: Iterable[IdentifierRow]) -> tuple[IdentifierNode, ...]:
    """Return a shopper's names as the contract shows them."""
    return tuple(
        IdentifierNode(
            kind=row.kind.upper(), source=row.source, value=row.value, last_used_at=row.last_used_at
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressNode:
    """One postal address, with the field names of Saleor's `Address`."""

    kind: str
    first_name: str
    last_name: str
    company_name: str
    street_address1: str
    street_address2: str
    city: str
    country_area: str
    postal_code: str
    country_code: str
    phone: str


def address_nodes(rows: Iterable[AddressRow]) -> tuple[AddressNode, ...]:
    """Return postal addresses as the contract shows them."""
    return tuple(
        AddressNode(
            kind=row.kind.upper(),
            first_name=row.first_name,
            last_name=row.last_name,
            company_name=row.company,
            street_address1=row.street_1,
            street_address2=row.street_2,
            city=row.city,
            country_area=row.region,
            postal_code=row.postal_code,
            country_code=row.country_code,
            phone=row.phone,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentNode:
    """What holds now for a channel and topic; no topic means the whole channel."""

    channel: str
    topic: str | None
    status: str
    stated_at: datetime


def consent_nodes(rows: Iterable[ConsentState]) -> tuple[ConsentNode, ...]:
    """Return current consents as the contract shows them."""
    return tuple(
        ConsentNode(
            channel=row.channel,
            topic=row.topic or None,
            status=row.status.name,
            stated_at=row.stated_at,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStatementNode:
    """One statement about consent, as it was kept for proof."""

    channel: str
    topic: str | None
    status: str
    source: str
    actor: str
    was_applied: bool
    stated_at: datetime


def statement_node(row: ConsentHistory) -> ConsentStatementNode:
    """Return a statement about consent as the contract shows it."""
    return ConsentStatementNode(
        channel=row.channel,
        topic=row.topic or None,
        status=row.status.name,
        source=row.source,
        actor=row.actor,
        was_applied=row.was_applied,
        stated_at=row.stated_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseTotalsNode:
    """What the shopper bought in one channel and currency."""

    channel: str
    currency: str
    orders_count: int
    revenue: MoneyNode
    refunded: MoneyNode
    first_ordered_at: datetime
    last_ordered_at: datetime


def totals_nodes(rows: Iterable[TotalsRow]) -> tuple[PurchaseTotalsNode, ...]:
    """Return a shopper's totals as the contract shows them."""
    return tuple(
        PurchaseTotalsNode(
            channel=row.channel,
            currency=row.currency,
            orders_count=row.orders_count,
            revenue=money_node(row.revenue_minor, row.currency),
            refunded=money_node(row.refunded_minor, row.currency),
            first_ordered_at=row.first_ordered_at,
            last_ordered_at=row.last_ordered_at,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEventNode:
    """One thing we concluded about the shopper."""

    id: str
    type: str
    occurred_at: datetime
    recorded_at: datetime
    details: str


def timeline_node(row: TimelineRow) -> TimelineEventNode:
    """Return an event as the contract shows it; its details are JSON in a string."""
    return TimelineEventNode(
        id=id_encode(TIMELINE_EVENT, row.event_id),
        type=row.type.upper(),
        occurred_at=row.occurred_at,
        recorded_at=row.recorded_at,
        details=json.dumps(row.details, sort_keys=True),
    )
