"""Questions about points."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.loyalty import (
    AccountNode,
    AwardNode,
    EntryNode,
    account_node,
    award_node,
    entry_nodes,
)
from saleor_crm_plugin.api.nodes.orders import OrderNode
from saleor_crm_plugin.api.nodes.profiles import PROFILE, ProfileNode
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.api.queries.profiles import live_profile
from saleor_crm_plugin.loyalty.queries import (
    DEFAULT_SLUG,
    entries_of_profiles,
    entry_view,
    points_summary_at,
)

ENTRIES_NEWEST_FIRST = Order(columns=("-pk",))


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountArguments:
    """Whose points are wanted, and as of when; now unless given."""

    profile_id: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesArguments(PageArguments):
    """Whose movements are wanted, and of which kinds."""

    profile_id: str
    kinds: tuple[str, ...] | None = None
    program: str | None = None


def loyalty_account(inquiry: Inquiry, arguments: AccountArguments) -> AccountNode | None:
    """Return what a profile holds, or held at a past instant; None for nobody."""
    profile_id = id_decode(PROFILE, arguments.profile_id, field="profileId")
    profile = live_profile(inquiry, profile_id)
    if profile is None:
        return None
    at = arguments.at
    if at is None or at >= inquiry.at:
        return profile_points(inquiry, profile)
    then = points_summary_at(profile_id=profile.profile_id, at=at)
    return None if then is None else account_node(then, at)


def loyalty_entries(inquiry: Inquiry, arguments: EntriesArguments) -> Connection[EntryNode]:
    """
    Return a page of a profile's movements, newest first; empty for nobody.

    :raises Invalid: the page or the id is not acceptable.
    """
    profile_id = id_decode(PROFILE, arguments.profile_id, field="profileId")
    profile = live_profile(inquiry, profile_id)
    rows = entries_of_profiles(
        [profile.profile_id if profile else profile_id],
        program=arguments.program or DEFAULT_SLUG,
    )
    if arguments.kinds is not None:
        rows = rows.filter(kind__in=[kind.lower() for kind in arguments.kinds])
    return page(
        rows,
        order=ENTRIES_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda found: entry_nodes([entry_view(row) for row in found]),
    )


def profile_points(inquiry: Inquiry, profile: ProfileNode) -> AccountNode:
    """Return what a shopper holds now."""
    return account_node(inquiry.batches.points.of(profile.profile_id), inquiry.at)


def account_entries(
    inquiry: Inquiry, account: AccountNode, arguments: PageArguments
) -> Connection[EntryNode]:
    """Return a page of a shopper's movements, newest first."""
    return inquiry.batches.entry_pages.of(account.profile_id, arguments)


def order_award(inquiry: Inquiry, order: OrderNode) -> AwardNode | None:
    """Return what an order earned, None when nothing."""
    awards = inquiry.batches.awards.of(order.order_id)
    return award_node(awards[0], order.total_gross.currency) if awards else None


def order_awards(inquiry: Inquiry, order: OrderNode) -> tuple[AwardNode, ...]:
    """Return what an order earned in each program, the default one first."""
    currency = order.total_gross.currency
    return tuple(award_node(award, currency) for award in inquiry.batches.awards.of(order.order_id))
