"""Rewards for actions, and points by program, as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.loyalty.queries.actions import ActionRewardView

ACTION_REWARD = "CrmActionReward"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardNode:
    """Points for one kind of action."""

    id: str
    program: str
    slug: str
    name: str
    kind: str
    points: int
    month_points_max: int | None
    budget_points: int | None
    used_points: int
    left: int | None
    is_active: bool
    active_since: datetime | None
    ends_at: datetime | None


def action_reward_node(view: ActionRewardView) -> ActionRewardNode:
    """Return a reward as the contract shows it."""
    return ActionRewardNode(
        id=id_encode(ACTION_REWARD, view.reward_id),
        program=view.program,
        slug=view.slug,
        name=view.name,
        kind=view.kind.name,
        points=view.points,
        month_points_max=view.month_points_max,
        budget_points=view.budget_points,
        used_points=view.used_points,
        left=view.left,
        is_active=view.is_active,
        active_since=view.active_since,
        ends_at=view.ends_at,
    )
