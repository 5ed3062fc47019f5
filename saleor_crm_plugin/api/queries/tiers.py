"""Questions about tiers."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.profiles import PROFILE, ProfileNode
from saleor_crm_plugin.api.nodes.tiers import (
    TierMemberNode,
    TierProgramNode,
    TierStandingNode,
    tier_member_node,
    tier_program_node,
    tier_standing_node,
)
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.api.queries.profiles import live_profile
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.tier_history import programs_with_tiers
from saleor_crm_plugin.loyalty.queries.tier_views import (
    stay_view,
    tier_member_rows,
    tier_standings,
)

_NEWEST_FIRST = Order(columns=("-from_at", "-pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingsArguments:
    """Whose tiers are wanted."""

    profile_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersArguments(PageArguments):
    """Of which tier the members are wanted."""

    tier: str
    program: str | None = None


def tier_programs(_inquiry: Inquiry) -> tuple[TierProgramNode, ...]:
    """Return the tiers of every program that has any."""
    return tuple(tier_program_node(program) for program in programs_with_tiers())


def profile_standings(
    inquiry: Inquiry, arguments: StandingsArguments
) -> tuple[TierStandingNode, ...]:
    """Return where a profile stands in each program, nothing for nobody."""
    profile = live_profile(inquiry, id_decode(PROFILE, arguments.profile_id, field="profileId"))
    return () if profile is None else _standings(inquiry, profile.profile_id)


def my_standings(inquiry: Inquiry) -> tuple[TierStandingNode, ...]:
    """Return where the shopper who asks stands in each program."""
    return _standings(inquiry, inquiry.required_profile_id())


def tier_members(inquiry: Inquiry, arguments: MembersArguments) -> Connection[TierMemberNode]:
    """
    Return a page of who earned a tier and has it now, the latest first.

    :raises Invalid: the page is not acceptable.
    """
    program = arguments.program or DEFAULT_SLUG
    rows = tier_member_rows(program=program, slug=arguments.tier, at=inquiry.at)
    connection = page(
        rows,
        order=_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda found: [
            tier_member_node(row.profile_id, program, stay_view(row)) for row in found
        ],
    )
    inquiry.batches.expect_profiles(node.profile_id for node in connection.nodes)
    inquiry.batches.standings.expect((program, node.profile_id) for node in connection.nodes)
    return connection


def member_profile(inquiry: Inquiry, member: TierMemberNode) -> ProfileNode | None:
    """Return who is in the tier."""
    return inquiry.batches.profiles.get(member.profile_id)


def member_standing(inquiry: Inquiry, member: TierMemberNode) -> TierStandingNode:
    """Return where a member stands in the program of the list."""
    return tier_standing_node(inquiry.batches.standings.of((member.program, member.profile_id)))


def _standings(inquiry: Inquiry, profile_id: int) -> tuple[TierStandingNode, ...]:
    views = tier_standings(profile_id=profile_id, at=inquiry.at)
    return tuple(tier_standing_node(view) for view in views)
