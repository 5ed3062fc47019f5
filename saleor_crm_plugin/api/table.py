"""The one table of the contract: which function answers a field, and who may ask."""

from saleor_crm_plugin.api.commands import consents, imports, operations
from saleor_crm_plugin.api.commands import loyalty as loyalty_commands
from saleor_crm_plugin.api.commands import profiles as profile_commands
from saleor_crm_plugin.api.fields.actions import ACTION_FIELDS
from saleor_crm_plugin.api.fields.actors import ACTOR_FIELDS
from saleor_crm_plugin.api.fields.automations import AUTOMATIONS
from saleor_crm_plugin.api.fields.bulk import BULK_FIELDS
from saleor_crm_plugin.api.fields.buyers import BUYER_FIELDS
from saleor_crm_plugin.api.fields.extensions import FIELDS as EXTENSION_FIELDS
from saleor_crm_plugin.api.fields.field import (
    ANYBODY,
    DISCOUNTS,
    ORDERS,
    SETTINGS,
    SHOPPER,
    USERS,
    Field,
    Fields,
    Function,
    counted,
)
from saleor_crm_plugin.api.fields.merges import MERGES
from saleor_crm_plugin.api.fields.notes import NOTE_FIELDS
from saleor_crm_plugin.api.fields.points_operations import POINTS_OPERATIONS
from saleor_crm_plugin.api.fields.profile_lists import PROFILE_LISTS
from saleor_crm_plugin.api.fields.programs import FIELDS as PROGRAM_FIELDS
from saleor_crm_plugin.api.fields.referrals import FIELDS as REFERRAL_FIELDS
from saleor_crm_plugin.api.fields.reservations import RESERVATION_FIELDS
from saleor_crm_plugin.api.fields.rewards import FIELDS as REWARD_FIELDS
from saleor_crm_plugin.api.fields.system import SYSTEM_FIELDS
from saleor_crm_plugin.api.fields.tiers import FIELDS as TIER_FIELDS
from saleor_crm_plugin.api.fields.topics import FIELDS as TOPIC_FIELDS
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.permissions import is_permitted
from saleor_crm_plugin.api.queries import (
    entities,
    import_previews,
    ingest,
    loyalty,
    messages,
    orders,
    profile_list,
    profiles,
    segments,
    shopper,
)


def _operations(inquiry: Inquiry) -> tuple[str, ...]:
    """Return the names of the queries and mutations that the caller may ask, by name."""
    return tuple(
        sorted(
            name
            for (owner, name), field in FIELDS.items()
            if owner in _ROOTS and is_permitted(inquiry.caller, field.permissions)
        )
    )


_ROOTS = ("Query", "Mutation")
_FIELDS: Fields = {
    ("Query", "crmOperations"): Field(_operations, ANYBODY),
    ("Query", "crmProfiles"): Field(profile_list.profile_page, USERS),
    ("Query", "crmProfile"): Field(profiles.profile_found, USERS),
    ("Query", "crmLoyaltyAccount"): Field(loyalty.loyalty_account, USERS),
    ("Query", "crmLoyaltyEntries"): Field(loyalty.loyalty_entries, USERS),
    ("Query", "crmOrder"): Field(orders.order_found, ORDERS),
    ("Query", "crmRfmOverview"): Field(segments.rfm_overview, USERS),
    ("Query", "crmRfmRun"): Field(segments.rfm_run, USERS),
    ("Query", "crmMessages"): Field(messages.message_page, USERS),
    ("Query", "crmInbox"): Field(ingest.inbox, SETTINGS),
    ("Query", "crmImports"): Field(ingest.import_page, SETTINGS),
    ("Query", "crmImport"): Field(ingest.import_found, SETTINGS),
    ("Query", "crmImportPreview"): Field(import_previews.import_preview, SETTINGS),
    ("Query", "crmImportRowErrors"): Field(ingest.import_row_error_page, SETTINGS),
    ("Query", "crmMe"): Field(shopper.own_profile, ANYBODY),
    ("Mutation", "crmProfileUpdate"): Field(profile_commands.profile_update, USERS),
    ("Mutation", "crmConsentUpdate"): Field(consents.consent_update, USERS),
    ("Mutation", "crmPointsAdjust"): Field(loyalty_commands.points_adjust, DISCOUNTS),
    ("Mutation", "crmPointsRedeem"): Field(loyalty_commands.points_redeem, DISCOUNTS),
    ("Mutation", "crmRfmRecompute"): Field(operations.rfm_recompute, SETTINGS),
    ("Mutation", "crmMessageSendTest"): Field(operations.message_send_test, SETTINGS),
    ("Mutation", "crmImportCreate"): Field(imports.import_create, SETTINGS),
    ("Mutation", "crmInboxReplay"): Field(operations.inbox_replay, SETTINGS),
    ("Mutation", "crmMyPointsRedeem"): Field(loyalty_commands.my_points_redeem, SHOPPER),
    ("Mutation", "crmMyConsentUpdate"): Field(consents.my_consent_update, SHOPPER),
    ("User", "crm"): Field(entities.user_profile, USERS + SHOPPER),
    ("Order", "crm"): Field(entities.order_copy, ORDERS + SHOPPER),
    ("CrmProfile", "tags"): Field(profiles.profile_tags, USERS),
    ("CrmProfile", "productNeeds"): Field(None, USERS),
    ("CrmProfile", "buyingMotive"): Field(None, USERS),
    ("CrmProfile", "editedFields"): Field(None, USERS),
    ("CrmProfile", "identifiers"): Field(profiles.profile_identifiers, USERS),
    ("CrmProfile", "addresses"): Field(profiles.profile_addresses, USERS + SHOPPER),
    ("CrmProfile", "consents"): Field(profiles.profile_consents, USERS + SHOPPER),
    ("CrmProfile", "consentHistory"): Field(profiles.profile_consent_history, USERS),
    ("CrmProfile", "totals"): Field(profiles.profile_totals, ORDERS + SHOPPER),
    ("CrmProfile", "orders"): Field(profiles.profile_orders, ORDERS + SHOPPER),
    ("CrmProfile", "timeline"): Field(profiles.profile_timeline, USERS),
    ("CrmProfile", "points"): Field(loyalty.profile_points, USERS + SHOPPER),
    ("CrmProfile", "rfm"): Field(segments.profile_rfm, USERS),
    ("CrmProfile", "rfmMoves"): Field(segments.profile_rfm_moves, USERS),
    ("CrmProfile", "messages"): Field(messages.profile_messages, USERS),
    ("CrmLoyaltyAccount", "entries"): Field(loyalty.account_entries, USERS),
    ("CrmMessage", "profile"): Field(messages.message_profile, USERS),
    ("CrmInbox", "items"): Field(ingest.inbox_item_page, SETTINGS),
    ("CrmOrder", "award"): Field(loyalty.order_award, ANYBODY),
    ("CrmOrder", "awards"): Field(loyalty.order_awards, ANYBODY),
    ("CrmOrder", "ordinal"): Field(orders.order_ordinal, ANYBODY),
    ("CrmOrder", "profile"): Field(orders.order_profile, USERS + SHOPPER),
    ("CrmMe", "addresses"): Field(profiles.profile_addresses, SHOPPER),
    ("CrmMe", "consents"): Field(profiles.profile_consents, SHOPPER),
    ("CrmMe", "orders"): Field(profiles.profile_orders, SHOPPER),
    ("CrmMe", "points"): Field(loyalty.profile_points, SHOPPER),
} | counted(
    "CrmProfile",
    "CrmOrder",
    "CrmTimelineEvent",
    "CrmConsentStatement",
    "CrmLoyaltyEntry",
    "CrmRfmMove",
    "CrmMessage",
    "CrmInboxItem",
    "CrmImport",
    "CrmImportRowError",
)

FIELDS: Fields = (
    _FIELDS
    | POINTS_OPERATIONS
    | MERGES
    | AUTOMATIONS
    | PROFILE_LISTS
    | REWARD_FIELDS
    | TOPIC_FIELDS
    | PROGRAM_FIELDS
    | TIER_FIELDS
    | REFERRAL_FIELDS
    | EXTENSION_FIELDS
    | SYSTEM_FIELDS
    | RESERVATION_FIELDS
    | ACTION_FIELDS
    | BUYER_FIELDS
    | ACTOR_FIELDS
    | NOTE_FIELDS
    | BULK_FIELDS
)
__all__ = ["FIELDS", "Field", "Function"]
