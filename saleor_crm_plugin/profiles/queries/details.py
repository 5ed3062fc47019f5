"""Reads everything the CRM keeps about the person, for many profiles at once."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from saleor_crm_plugin.profiles.models import Identifier, Profile, ProfileAddress, ProfileTag


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDetails:
    """The basic data of one profile; empty text where nothing is known."""

    profile_id: int
    state: str
    email: str
    email_is_verified: bool
    phone: str
    first_name: str
    last_name: str
    gender: str
    language_code: str
    time_zone: str
    birth_year: int | None
    birth_month: int | None
    birth_day: int | None
    birth_is_lunar: bool
    country_code: str
    city: str
    postal_code: str
    preferred_payment_method: str
    product_needs: str
    buying_motive: str
    edited_fields: tuple[str, ...]
    is_registered: bool
    registered_at: datetime | None
    first_seen_at: datetime
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentifierRow:
    """
    One name of a shopper; `source` is the host for names that are unique only within it.

    `last_used_at` is the newest moment a fact used it at.
    """

    kind: str
    source: str
    value: str
    last_used_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRow:
    """One postal address."""

    kind: str
    first_name: str
    last_name: str
    company: str
    street_1: str
    street_2: str
    city: str
    region: str
    postal_code: str
    country_code: str
    phone: str


_COPIED = [
    field.name
    for field in fields(ProfileDetails)
    if field.name not in {"profile_id", "edited_fields"}
]
_ADDRESS = [field.name for field in fields(AddressRow)]


def details_of_row(profile: Profile) -> ProfileDetails:
    """Return the basic data of a row that is already loaded."""
    return ProfileDetails(
        profile_id=profile.pk,
        edited_fields=tuple(profile.edited_fields),
        **{name: getattr(profile, name) for name in _COPIED},
    )


def profile_details(profile_ids: Collection[int]) -> dict[int, ProfileDetails]:
    """Return the basic data of the named profiles by id, whatever their state; unknown ids are left out."""
    rows = Profile.objects.filter(pk__in=profile_ids)
    return {row.pk: details_of_row(row) for row in rows}


def tags_of(profile_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the tags of each profile as they were written, in alphabetical order."""
    found: dict[int, list[str]] = {profile_id: [] for profile_id in profile_ids}
    rows = ProfileTag.objects.filter(profile_id__in=profile_ids).order_by("value", "pk")
    for profile_id, name in rows.values_list("profile_id", "name"):
        found[profile_id].append(name)
    return found


def identifiers_of(profile_ids: Collection[int]) -> dict[int, list[IdentifierRow]]:
    """Return the names of each profile, oldest first."""
    found: dict[int, list[IdentifierRow]] = {profile_id: [] for profile_id in profile_ids}
    for row in Identifier.objects.filter(profile_id__in=profile_ids).order_by("pk"):
        found[row.profile_id].append(
            IdentifierRow(
                kind=row.kind, source=row.source, value=row.value, last_used_at=row.claimed_until
            )
        )
    return found


def addresses_of(profile_ids: Collection[int]) -> dict[int, list[AddressRow]]:
    """Return the postal addresses of each profile, oldest first."""
    found: dict[int, list[AddressRow]] = {profile_id: [] for profile_id in profile_ids}
    rows = ProfileAddress.objects.filter(profile_id__in=profile_ids).order_by("pk")
    for row in rows.values("profile_id", *_ADDRESS):
        found[row.pop("profile_id")].append(AddressRow(**row))
    return found
