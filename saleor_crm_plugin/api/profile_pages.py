"""The lists that hang on a profile: for each, one page of every profile that an answer shows, in one query."""

from collections.abc import Collection
from dataclasses import dataclass

from saleor_crm_plugin.api.nodes.loyalty import EntryNode, LotNode, entry_nodes, lot_node
from saleor_crm_plugin.api.nodes.messages import MessageNode, message_node
from saleor_crm_plugin.api.nodes.orders import OrderNode, order_nodes
from saleor_crm_plugin.api.nodes.profiles import (
    ConsentStatementNode,
    TimelineEventNode,
    statement_node,
    timeline_node,
)
from saleor_crm_plugin.api.nodes.segments import MoveNode, move_node
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, pages_by_profile
from saleor_crm_plugin.loyalty.queries import (
    entries_of_profiles,
    entry_view,
    lot_view,
    lots_of_profiles,
)
from saleor_crm_plugin.mail.queries import message_card, message_rows
from saleor_crm_plugin.orders.queries import order_summary, orders_with_lines
from saleor_crm_plugin.profiles.queries.consents import consent_statements, statement_row
from saleor_crm_plugin.profiles.queries.timeline import timeline_events, timeline_row
from saleor_crm_plugin.segments.queries import rfm_move_card, rfm_move_rows

NEWEST_FIRST = Order(columns=("-pk",))
ORDERS_NEWEST_FIRST = Order(columns=("-placed_at", "-pk"))
STATEMENTS_NEWEST_FIRST = Order(columns=("-stated_at", "-pk"))
EVENTS_NEWEST_FIRST = Order(columns=("-occurred_at", "-pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineArguments(PageArguments):
    """Which part of a timeline is wanted, and of which types; of all unless given."""

    types: tuple[str, ...] | None = None


def order_pages(
    profile_ids: Collection[int], arguments: PageArguments
) -> dict[int, Connection[OrderNode]]:
    """Return the wanted page of each profile's orders, newest first."""
    return pages_by_profile(
        orders_with_lines(),
        profile_ids=profile_ids,
        order=ORDERS_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: order_nodes([order_summary(row) for row in rows]),
    )


def timeline_pages(
    profile_ids: Collection[int], arguments: TimelineArguments
) -> dict[int, Connection[TimelineEventNode]]:
    """Return the wanted page of each profile's timeline, newest first; of types that exist nowhere, no event."""
    types = arguments.types
    return pages_by_profile(
        timeline_events(None if types is None else [name.lower() for name in types]),
        profile_ids=profile_ids,
        order=EVENTS_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [timeline_node(timeline_row(row)) for row in rows],
    )


def statement_pages(
    profile_ids: Collection[int], arguments: PageArguments
) -> dict[int, Connection[ConsentStatementNode]]:
    """Return the wanted page of each profile's statements about consent, newest first."""
    return pages_by_profile(
        consent_statements(),
        profile_ids=profile_ids,
        order=STATEMENTS_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [statement_node(statement_row(row)) for row in rows],
    )


def entry_pages(
    profile_ids: Collection[int], arguments: PageArguments
) -> dict[int, Connection[EntryNode]]:
    """Return the wanted page of each profile's points movements, newest first."""
    return pages_by_profile(
        entries_of_profiles(profile_ids),
        profile_ids=profile_ids,
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: entry_nodes([entry_view(row) for row in rows]),
    )


def lot_pages(
    profile_ids: Collection[int], arguments: PageArguments, *, only_open: bool
) -> dict[int, Connection[LotNode]]:
    """Return the wanted page of each profile's lots of points, newest first."""
    return pages_by_profile(
        lots_of_profiles(profile_ids, only_open=only_open),
        profile_ids=profile_ids,
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [lot_node(lot_view(row)) for row in rows],
    )


def move_pages(
    profile_ids: Collection[int], arguments: PageArguments
) -> dict[int, Connection[MoveNode]]:
    """Return the wanted page of each profile's moves between RFM groups, newest first."""
    return pages_by_profile(
        rfm_move_rows(),
        profile_ids=profile_ids,
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [move_node(rfm_move_card(row)) for row in rows],
    )


def message_pages(
    profile_ids: Collection[int], arguments: PageArguments
) -> dict[int, Connection[MessageNode]]:
    """Return the wanted page of each profile's e-mails, newest first."""
    return pages_by_profile(
        message_rows(),
        profile_ids=profile_ids,
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [message_node(message_card(row)) for row in rows],
    )
