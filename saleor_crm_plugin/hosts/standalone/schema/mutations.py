"""The root of all changes."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.actions_roots import ActionsMutation
from saleor_crm_plugin.hosts.standalone.schema.automations import AutomationsMutation
from saleor_crm_plugin.hosts.standalone.schema.bulk import BulkMutation
from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.extensions_roots import ExtensionsMutation
from saleor_crm_plugin.hosts.standalone.schema.inputs import (
    CrmConsentUpdateInput,
    CrmImportCreateInput,
    CrmInboxReplayInput,
    CrmMessageSendTestInput,
    CrmMyConsentUpdateInput,
    CrmMyPointsRedeemInput,
    CrmPointsMovementInput,
    CrmProfileUpdateInput,
    CrmRfmRecomputeInput,
)
from saleor_crm_plugin.hosts.standalone.schema.loyalty import (
    CrmLoyaltyAccount,
    CrmLoyaltyEntry,
    CrmMyPoints,
)
from saleor_crm_plugin.hosts.standalone.schema.merges import MergesMutation
from saleor_crm_plugin.hosts.standalone.schema.notes import NotesMutation
from saleor_crm_plugin.hosts.standalone.schema.operations import CrmImport
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError
from saleor_crm_plugin.hosts.standalone.schema.points_operations_roots import (
    PointsOperationsMutation,
)
from saleor_crm_plugin.hosts.standalone.schema.points_requests import CrmPointsRequest
from saleor_crm_plugin.hosts.standalone.schema.profile_lists import ProfileListsMutation
from saleor_crm_plugin.hosts.standalone.schema.profiles import CrmMe, CrmMessage, CrmProfile
from saleor_crm_plugin.hosts.standalone.schema.programs_roots import ProgramsMutation
from saleor_crm_plugin.hosts.standalone.schema.referrals_roots import ReferralsMutation
from saleor_crm_plugin.hosts.standalone.schema.reservations_roots import ReservationsMutation
from saleor_crm_plugin.hosts.standalone.schema.rewards_roots import RewardsMutation
from saleor_crm_plugin.hosts.standalone.schema.segments import CrmRfmRun
from saleor_crm_plugin.hosts.standalone.schema.system import SystemMutation
from saleor_crm_plugin.hosts.standalone.schema.tiers_roots import TiersMutation
from saleor_crm_plugin.hosts.standalone.schema.topics_roots import TopicsMutation


@strawberry.type
class CrmProfileUpdate:
    """The answer of `crmProfileUpdate`."""

    errors: list[CrmError] = shown(ERRORS)
    profile: CrmProfile | None = shown("The profile as it is now.")


@strawberry.type
class CrmConsentUpdate:
    """The answer of `crmConsentUpdate`."""

    errors: list[CrmError] = shown(ERRORS)
    profile: CrmProfile | None = shown("The profile as it is now.")


@strawberry.type
class CrmMyConsentUpdate:
    """The answer of `crmMyConsentUpdate`."""

    errors: list[CrmError] = shown(ERRORS)
    me: CrmMe | None = shown("You, as you are known now.")


@strawberry.type
class CrmPointsAdjust:
    """The answer of `crmPointsAdjust`."""

    errors: list[CrmError] = shown(ERRORS)
    entry: CrmLoyaltyEntry | None = shown("The movement; the first one when the key came again.")
    account: CrmLoyaltyAccount | None = shown("What the shopper holds now.")
    request: CrmPointsRequest | None = shown(
        "What waits for a second person instead, because it is above the limit of one."
    )


@strawberry.type
class CrmPointsRedeem:
    """The answer of `crmPointsRedeem`."""

    errors: list[CrmError] = shown(ERRORS)
    entry: CrmLoyaltyEntry | None = shown("The movement; the first one when the key came again.")
    account: CrmLoyaltyAccount | None = shown("What the shopper holds now.")


@strawberry.type
class CrmMyPointsRedeem:
    """The answer of `crmMyPointsRedeem`."""

    errors: list[CrmError] = shown(ERRORS)
    account: CrmMyPoints | None = shown("What you hold now.")


@strawberry.type
class CrmRfmRecompute:
    """The answer of `crmRfmRecompute`."""

    errors: list[CrmError] = shown(ERRORS)
    run: CrmRfmRun | None = shown("The recomputation; ask `crmRfmRun` how far it is.")


@strawberry.type
class CrmMessageSendTest:
    """The answer of `crmMessageSendTest`."""

    errors: list[CrmError] = shown(ERRORS)
    message: CrmMessage | None = shown("The message in the outbox.")


@strawberry.type
class CrmInboxReplay:
    """The answer of `crmInboxReplay`."""

    errors: list[CrmError] = shown(ERRORS)
    replayed_count: int | None = shown("How many dead rows were put back.")


@strawberry.type
class CrmImportCreate:
    """The answer of `crmImportCreate`."""

    errors: list[CrmError] = shown(ERRORS)
    import_: CrmImport | None = strawberry.field(
        name="import", description="The import; ask `crmImport` how far it is."
    )


@strawberry.type
class Mutation(
    ExtensionsMutation,
    SystemMutation,
    PointsOperationsMutation,
    MergesMutation,
    AutomationsMutation,
    ProfileListsMutation,
    ReservationsMutation,
    RewardsMutation,
    TopicsMutation,
    ProgramsMutation,
    TiersMutation,
    ActionsMutation,
    ReferralsMutation,
    NotesMutation,
    BulkMutation,
):
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
    crm_points_adjust: CrmPointsAdjust = asked(
        "Mutation.crmPointsAdjust",
        "Adds points to a profile, or takes them, once per key; above a limit asks a second person.",
        {"input": (CrmPointsMovementInput, "What to move.")},
    )
    crm_points_redeem: CrmPointsRedeem = asked(
        "Mutation.crmPointsRedeem",
        "Spends points of a profile, once per key.",
        {"input": (CrmPointsMovementInput, "What to spend.")},
    )
    crm_my_points_redeem: CrmMyPointsRedeem = asked(
        "Mutation.crmMyPointsRedeem",
        "Spends your points, once per key.",
        {"input": (CrmMyPointsRedeemInput, "What to spend.")},
    )
    crm_rfm_recompute: CrmRfmRecompute = asked(
        "Mutation.crmRfmRecompute",
        "Asks for a recomputation of RFM in the background.",
        {"input": (CrmRfmRecomputeInput | None, "What to recompute; everything unless given.")},
    )
    crm_message_send_test: CrmMessageSendTest = asked(
        "Mutation.crmMessageSendTest",
        "Sends a template with its sample values to an address.",
        {"input": (CrmMessageSendTestInput, "What to send where.")},
    )
    crm_import_create: CrmImportCreate = asked(
        "Mutation.crmImportCreate",
        "Imports an uploaded file in the background.",
        {"input": (CrmImportCreateInput, "Which file, and how.")},
    )
    crm_inbox_replay: CrmInboxReplay = asked(
        "Mutation.crmInboxReplay",
        "Puts dead rows back into the inbox.",
        {"input": (CrmInboxReplayInput | None, "Which; all of them unless given.")},
    )
