"""Who may ask what about tiers, and what answers."""

from saleor_crm_plugin.api.commands import tiers as commands
from saleor_crm_plugin.api.fields.field import (
    ANYBODY,
    DISCOUNTS,
    SHOPPER,
    USERS,
    Field,
    Fields,
    counted,
)
from saleor_crm_plugin.api.queries import tiers as queries

FIELDS: Fields = {
    ("Query", "crmTiers"): Field(queries.tier_programs, ANYBODY),
    ("Query", "crmTierStandings"): Field(queries.profile_standings, USERS),
    ("Query", "crmTierMembers"): Field(queries.tier_members, USERS),
    ("Query", "crmMyTiers"): Field(queries.my_standings, SHOPPER),
    ("Mutation", "crmTiersUpdate"): Field(commands.tiers_update, DISCOUNTS),
    ("CrmTierMember", "profile"): Field(queries.member_profile, USERS),
    ("CrmTierMember", "standing"): Field(queries.member_standing, USERS),
} | counted("CrmTierMember")
