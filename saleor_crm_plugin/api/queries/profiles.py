"""Questions about profiles: lists, one profile by any of its names, and what hangs on a profile."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import host_key, id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.orders import OrderNode
from saleor_crm_plugin.api.nodes.profiles import (
    PROFILE,
    AddressNode,
    ConsentNode,
    ConsentStatementNode,
    IdentifierNode,
    ProfileNode,
    PurchaseTotalsNode,
    TimelineEventNode,
    address_nodes,
    consent_nodes,
    identifier_nodes,
    totals_nodes,
)
from saleor_crm_plugin.api.pages import Connection, PageArguments
from saleor_crm_plugin.api.profile_pages import TimelineArguments
from saleor_crm_plugin.api.queries.profile_filters import limited
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.profiles.queries.cards import live_profile_id
from saleor_crm_plugin.profiles.queries.search import profile_id_of_email, profile_ids_of_customers


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileArguments:
    """Exactly one name of the profile that is wanted."""

    id: str | None = None
    email: str | None = None
    user_id: str | None = None
    reference: str | None = None


def profile_found(inquiry: Inquiry, arguments: ProfileArguments) -> ProfileNode | None:
    """
    Return the profile that one of its names leads to, through merges; None when nobody has the name.

    :raises Invalid: not exactly one name was given, or one of them is malformed.
    """
    profile_id = _named(inquiry, arguments)
    return None if profile_id is None else live_profile(inquiry, profile_id)


def live_profile(inquiry: Inquiry, profile_id: int) -> ProfileNode | None:
    """Return a profile, or the one it became through merges; None when there is none of this number."""
    node = inquiry.batches.profiles.get(profile_id)
    if node is not None and node.state == "MERGED":
        node = inquiry.batches.profiles.get(live_profile_id(node.profile_id))
    if node is not None:
        inquiry.batches.expect_profiles([node.profile_id])
    return node


def _named(inquiry: Inquiry, arguments: ProfileArguments) -> int | None:
    names = (arguments.id, arguments.email, arguments.user_id, arguments.reference)
    if sum(name is not None for name in names) != 1:
        raise Invalid("name the profile by exactly one of id, email, userId and reference")
    if arguments.id is not None:
        return id_decode(PROFILE, arguments.id, field="id")
    if arguments.email is not None:
        return profile_id_of_email(arguments.email)
    if arguments.user_id is not None:
        return customer_profile_id(
            Reference(inquiry.host, Kind.CUSTOMER, host_key("User", arguments.user_id))
        )
    return customer_profile_id(_reference(arguments.reference or ""))


def _reference(text: str) -> Reference:
    host, _, rest = text.partition(":")
    kind, _, key = rest.partition(":")
    if not host or kind != Kind.CUSTOMER.value or not key:
        raise Invalid("a reference looks like shop:customer:42", field="reference")
    return Reference(host, Kind.CUSTOMER, key)


def customer_profile_id(customer: Reference) -> int | None:
    """Return the profile of an account, None when we have not heard of it."""
    found = profile_ids_of_customers(host=customer.host, external_ids=[customer.id])
    return found.get(customer.id)


def profile_tags(inquiry: Inquiry, profile: ProfileNode) -> tuple[str, ...]:
    """Return the tags of a profile."""
    return tuple(inquiry.batches.tags.of(profile.profile_id))


def profile_identifiers(inquiry: Inquiry, profile: ProfileNode) -> tuple[IdentifierNode, ...]:
    """Return the names by which the shopper is recognized."""
    return identifier_nodes(inquiry.batches.identifiers.of(profile.profile_id))


def profile_addresses(inquiry: Inquiry, profile: ProfileNode) -> tuple[AddressNode, ...]:
    """Return the postal addresses of a profile."""
    return address_nodes(inquiry.batches.addresses.of(profile.profile_id))


def profile_consents(inquiry: Inquiry, profile: ProfileNode) -> tuple[ConsentNode, ...]:
    """Return what the shopper agrees to now."""
    return consent_nodes(inquiry.batches.consents.of(profile.profile_id))


def profile_consent_history(
    inquiry: Inquiry, profile: ProfileNode, arguments: PageArguments
) -> Connection[ConsentStatementNode]:
    """Return a page of the shopper's statements about consent, newest first."""
    return inquiry.batches.statement_pages.of(profile.profile_id, arguments)


def profile_totals(inquiry: Inquiry, profile: ProfileNode) -> tuple[PurchaseTotalsNode, ...]:
    """Return what the shopper bought, by channel and currency."""
    return totals_nodes(inquiry.batches.totals.of(profile.profile_id))


def profile_orders(
    inquiry: Inquiry, profile: ProfileNode, arguments: PageArguments
) -> Connection[OrderNode]:
    """Return a page of the shopper's orders, newest first."""
    connection = inquiry.batches.order_pages.of(profile.profile_id, arguments)
    inquiry.batches.expect_orders(order.order_id for order in connection.nodes)
    return connection


def profile_timeline(
    inquiry: Inquiry, profile: ProfileNode, arguments: TimelineArguments
) -> Connection[TimelineEventNode]:
    """
    Return a page of the shopper's timeline or of some types of its events, newest first.

    :raises Invalid: the page is not acceptable, or more than 100 types were named.
    """
    limited(arguments.types or (), "types")
    return inquiry.batches.timeline_pages.of(profile.profile_id, arguments)
