"""The tables of profiles, their identifiers, consent, timeline, notes and computed fields."""

from saleor_crm_plugin.profiles.models.fields import ProfileField, ProfileFieldMark
from saleor_crm_plugin.profiles.models.notes import ProfileNote
from saleor_crm_plugin.profiles.models.people import (
    AddressKind,
    Consent,
    ConsentEvent,
    ConsentStatus,
    CustomerVersion,
    Identifier,
    IdentifierKind,
    MergeRecord,
    Profile,
    ProfileAddress,
    ProfileState,
    ProfileTag,
    TimelineEvent,
)

__all__ = [
    "AddressKind",
    "Consent",
    "ConsentEvent",
    "ConsentStatus",
    "CustomerVersion",
    "Identifier",
    "IdentifierKind",
    "MergeRecord",
    "Profile",
    "ProfileAddress",
    "ProfileField",
    "ProfileFieldMark",
    "ProfileNote",
    "ProfileState",
    "ProfileTag",
    "TimelineEvent",
]
