"""Every question and every change about tiers."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError
from saleor_crm_plugin.hosts.standalone.schema.tiers import (
    CrmTierProgram,
    CrmTierStanding,
    CrmTiersUpdateInput,
    TierMemberConnection,
)


@strawberry.type
class TiersQuery:
    """Questions about tiers."""

    crm_tiers: list[CrmTierProgram] = asked(
        "Query.crmTiers", "The tiers and policies in force, one for each program that has tiers."
    )
    crm_tier_standings: list[CrmTierStanding] = asked(
        "Query.crmTierStandings",
        "Where a profile stands in each program, with its history.",
        {"profile_id": (strawberry.ID, "The profile.")},
    )
    crm_tier_members: TierMemberConnection = asked(
        "Query.crmTierMembers",
        "Who earned a tier and has it now, the latest first.",
        {
            "tier": (str, "Slug of the tier."),
            "program": (str | None, "Slug of the program; the first one unless given."),
            **PAGE,
        },
    )
    crm_my_tiers: list[CrmTierStanding] = asked(
        "Query.crmMyTiers", "Where you stand in each program: your tier, and what is missing."
    )


@strawberry.type
class CrmTiersUpdate:
    """The answer of `crmTiersUpdate`."""

    errors: list[CrmError] = shown(ERRORS)
    tiers: CrmTierProgram | None = shown("The tiers in force now.")


@strawberry.type
class TiersMutation:
    """Changes of tiers."""

    crm_tiers_update: CrmTiersUpdate = asked(
        "Mutation.crmTiersUpdate",
        "Puts tiers and policies in force from now on; what was promised is kept.",
        {"input": (CrmTiersUpdateInput, "All tiers and policies.")},
    )
