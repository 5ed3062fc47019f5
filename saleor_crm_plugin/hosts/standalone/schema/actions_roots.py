"""Every question and every change about rewards for actions."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.actions import (
    ActionRewardConnection,
    CrmActionReward,
    CrmActionRewardCreateInput,
    CrmActionRewardUpdateInput,
    CrmPointsEventRewardInput,
)
from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.loyalty import CrmLoyaltyEntry
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError

_NOW = "The reward as it is now."


@strawberry.type
class ActionsQuery:
    """Questions about rewards for actions."""

    crm_action_rewards: ActionRewardConnection = asked(
        "Query.crmActionRewards",
        "Rewards for actions, oldest first.",
        {
            "program": (str | None, "Only those of this program, by its slug."),
            "is_active": (bool | None, "Only those that give points, or only the others."),
            **PAGE,
        },
    )


@strawberry.type
class CrmActionRewardCreate:
    """The answer of `crmActionRewardCreate`."""

    errors: list[CrmError] = shown(ERRORS)
    reward: CrmActionReward | None = shown(_NOW)


@strawberry.type
class CrmActionRewardUpdate:
    """The answer of `crmActionRewardUpdate`."""

    errors: list[CrmError] = shown(ERRORS)
    reward: CrmActionReward | None = shown(_NOW)


@strawberry.type
class CrmPointsEventReward:
    """The answer of `crmPointsEventReward`."""

    errors: list[CrmError] = shown(ERRORS)
    entry: CrmLoyaltyEntry | None = shown(
        "The movement; null when a limit or the budget left nothing."
    )


@strawberry.type
class ActionsMutation:
    """Changes of rewards for actions."""

    crm_action_reward_create: CrmActionRewardCreate = asked(
        "Mutation.crmActionRewardCreate",
        "Writes a reward for an action; it gives nothing until it is switched on.",
        {"input": (CrmActionRewardCreateInput, "The reward.")},
    )
    crm_action_reward_update: CrmActionRewardUpdate = asked(
        "Mutation.crmActionRewardUpdate",
        "Changes a reward from now on; what shoppers were given stays.",
        {"input": (CrmActionRewardUpdateInput, "What to change.")},
    )
    crm_points_event_reward: CrmPointsEventReward = asked(
        "Mutation.crmPointsEventReward",
        "Gives a shopper the points of an event, once for each reference.",
        {"input": (CrmPointsEventRewardInput, "What the shopper did.")},
    )
