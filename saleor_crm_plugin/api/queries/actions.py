"""Questions about rewards for actions, and about points by program."""

from dataclasses import dataclass

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.actions import ActionRewardNode, action_reward_node
from saleor_crm_plugin.api.nodes.profiles import ProfileNode
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.loyalty.queries import ProgramPoints
from saleor_crm_plugin.loyalty.queries.actions import action_reward_rows, action_reward_view

_OLDEST_FIRST = Order(columns=("pk",))


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardsArguments(PageArguments):
    """Which rewards are wanted."""

    program: str | None = None
    is_active: bool | None = None


def action_reward_page(
    _inquiry: Inquiry, arguments: ActionRewardsArguments
) -> Connection[ActionRewardNode]:
    """
    Return a page of rewards for actions, oldest first.

    :raises Invalid: the page is not acceptable.
    """
    return page(
        action_reward_rows(program=arguments.program, is_active=arguments.is_active),
        order=_OLDEST_FIRST,
        arguments=arguments,
        nodes=lambda found: [action_reward_node(action_reward_view(row)) for row in found],
    )


def points_by_program(inquiry: Inquiry, profile: ProfileNode) -> tuple[ProgramPoints, ...]:
    """Return what a shopper holds in each program that has started, the oldest first."""
    return inquiry.batches.program_points.of(profile.profile_id)
