"""The root of all changes."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, shown
from saleor_crm_plugin.hosts.standalone.schema.inputs import (
    CrmConsentUpdateInput,
    CrmMyConsentUpdateInput,
    CrmProfileUpdateInput,
)
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError
from saleor_crm_plugin.hosts.standalone.schema.profiles import CrmMe, CrmProfile

_ERRORS = "Why nothing was written; empty after success."


@strawberry.type
class CrmProfileUpdate:
    """The answer of `crmProfileUpdate`."""

    errors: list[CrmError] = shown(_ERRORS)
    profile: CrmProfile | None = shown("The profile as it is now.")


@strawberry.type
class CrmConsentUpdate:
    """The answer of `crmConsentUpdate`."""

    errors: list[CrmError] = shown(_ERRORS)
    profile: CrmProfile | None = shown("The profile as it is now.")


@strawberry.type
class CrmMyConsentUpdate:
    """The answer of `crmMyConsentUpdate`."""

    errors: list[CrmError] = shown(_ERRORS)
    me: CrmMe | None = shown("You, as you are known now.")


@strawberry.type
class Mutation:
    """Every change that can be asked for."""

    crm_profile_update: CrmProfileUpdate = asked(
        "Mutation.crmProfileUpdate",
        "Changes a profile.",
        {"input": (CrmProfileUpdateInput, "What to change.")},
    )
    crm_consent_update: CrmConsentUpdate = asked(
        "Mutation.crmConsentUpdate",
        "Keeps what a shopper told staff about consent.",
        {"input": (CrmConsentUpdateInput, "What was said.")},
    )
    crm_my_consent_update: CrmMyConsentUpdate = asked(
        "Mutation.crmMyConsentUpdate",
        "Keeps what you say about consent.",
        {"input": (CrmMyConsentUpdateInput, "What you say.")},
    )
