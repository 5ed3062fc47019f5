"""Every question and every change about referrals."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError
from saleor_crm_plugin.hosts.standalone.schema.referrals import (
    CrmMyReferralClaimInput,
    CrmMyReferralCodeCreateInput,
    CrmMyReferralLink,
    CrmReferral,
    CrmReferralDecideInput,
    CrmReferralState,
    CrmReferralTerms,
    CrmReferralTermsUpdateInput,
    MyReferralConnection,
    ReferralConnection,
)

_PROGRAM = {"program": (str | None, "Slug of the program; the first one unless given.")}


@strawberry.type
class ReferralsQuery:
    """Questions about referrals."""

    crm_referral_terms: CrmReferralTerms | None = asked(
        "Query.crmReferralTerms", "The terms in force; null before the first.", _PROGRAM
    )
    crm_referrals: ReferralConnection = asked(
        "Query.crmReferrals",
        "Referrals, the latest claim first.",
        {
            "states": (list[CrmReferralState] | None, "Only those in these states."),
            "advocate_id": (strawberry.ID | None, "Only those of this profile's links."),
            **PAGE,
        },
    )
    crm_my_referral_link: CrmMyReferralLink | None = asked(
        "Query.crmMyReferralLink",
        "What you need to share your link; null while the shop takes no referrals.",
        _PROGRAM,
    )
    crm_my_referrals: MyReferralConnection = asked(
        "Query.crmMyReferrals", "Who came by your link, the latest first, without names.", PAGE
    )


@strawberry.type
class CrmReferralTermsUpdate:
    """The answer of `crmReferralTermsUpdate`."""

    errors: list[CrmError] = shown(ERRORS)
    terms: CrmReferralTerms | None = shown("The terms in force now.")


@strawberry.type
class CrmReferralDecide:
    """The answer of `crmReferralDecide`."""

    errors: list[CrmError] = shown(ERRORS)
    referral: CrmReferral | None = shown("The referral as it is now.")


@strawberry.type
class CrmMyReferralCodeCreate:
    """The answer of `crmMyReferralCodeCreate`."""

    errors: list[CrmError] = shown(ERRORS)
    code: str | None = shown("Your code, the same one every time.")


@strawberry.type
class CrmMyReferralClaim:
    """The answer of `crmMyReferralClaim`."""

    errors: list[CrmError] = shown(ERRORS)
    is_claimed: bool = shown("Whether the code was noted; what it brings shows later.")


@strawberry.type
class ReferralsMutation:
    """Changes of referrals."""

    crm_referral_terms_update: CrmReferralTermsUpdate = asked(
        "Mutation.crmReferralTermsUpdate",
        "Puts terms in force for claims from now on; claimed referrals keep theirs.",
        {"input": (CrmReferralTermsUpdateInput, "All terms.")},
    )
    crm_referral_decide: CrmReferralDecide = asked(
        "Mutation.crmReferralDecide",
        "Approves or rejects a referral that waits for review, once.",
        {"input": (CrmReferralDecideInput, "Which, and what you think.")},
    )
    crm_my_referral_code_create: CrmMyReferralCodeCreate = asked(
        "Mutation.crmMyReferralCodeCreate",
        "Gives you the code of your link.",
        {"input": (CrmMyReferralCodeCreateInput, "In which program.")},
    )
    crm_my_referral_claim: CrmMyReferralClaim = asked(
        "Mutation.crmMyReferralClaim",
        "Notes that you came by somebody's link, once.",
        {"input": (CrmMyReferralClaimInput, "By which link.")},
    )
