"""Who may ask what about rewards for actions and points by program, and what answers."""

from saleor_crm_plugin.api.commands import actions as commands
from saleor_crm_plugin.api.fields.field import (
    DISCOUNTS,
    SHOPPER,
    USERS,
    Field,
    Fields,
    counted,
)
from saleor_crm_plugin.api.queries import actions as queries

ACTION_FIELDS: Fields = {
    ("Query", "crmActionRewards"): Field(queries.action_reward_page, USERS + DISCOUNTS),
    ("CrmProfile", "pointsByProgram"): Field(queries.points_by_program, USERS + SHOPPER),
    ("CrmMe", "pointsByProgram"): Field(queries.points_by_program, SHOPPER),
    ("Mutation", "crmActionRewardCreate"): Field(commands.action_reward_create, DISCOUNTS),
    ("Mutation", "crmActionRewardUpdate"): Field(commands.action_reward_update, DISCOUNTS),
    ("Mutation", "crmPointsEventReward"): Field(commands.event_reward, DISCOUNTS),
} | counted("CrmActionReward")
