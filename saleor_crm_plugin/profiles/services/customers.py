"""Converges profiles to the customers that hosts describe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.facts import Address, CustomerSnapshot
from saleor_crm_plugin.profiles.models import (
    AddressKind,
    CustomerVersion,
    Identifier,
    IdentifierKind,
    Profile,
    ProfileAddress,
    ProfileTag,
)
from saleor_crm_plugin.profiles.rules.basics import (
    Description,
    account_rank,
    birthday_values,
    description_values,
    place_values,
)
from saleor_crm_plugin.profiles.rules.identity import (
    Claim,
    IdentifierKey,
    KeyKind,
    email_keys,
    phone_normalized,
)
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.basics import (
    profile_describe,
    profiles_lock,
    profiles_save,
)
from saleor_crm_plugin.profiles.services.consents import consent_state
from saleor_crm_plugin.profiles.services.identity import Resolution, profiles_resolve
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingCustomer:
    """
    A customer snapshot from the inbox; `is_live` is false for imports and backfills.

    `is_read` ones were read from the host just now: hosts do not date every change.
    """

    snapshot: CustomerSnapshot
    fingerprint: str
    is_live: bool
    is_read: bool = False


def customers_apply(*, customers: Sequence[IncomingCustomer], at: datetime) -> Resolution | None:
    """
    Converge profiles to `customers`, at most one snapshot per customer; return whose they are.

    Runs in the caller's transaction. A snapshot older than the one applied last changes nothing, and
    neither does any snapshot of an erased customer. A tag the host drops stays: merchants may have set it.
    """
    fresh = _fresh(customers)
    if not fresh:
        return None
    claims = [customer_claim(one.snapshot) for one in fresh]
    resolution = profiles_resolve(claims=claims, at=at)
    profile_ids = [profile_id for profile_id in resolution.profile_ids if profile_id is not None]
    applied = list(zip(profile_ids, fresh, strict=True))
    _describe(applied, at)
    _drop_former_emails(applied)
    _replace_addresses(applied)
    _add_tags(applied, at)
    _state_consents(applied, at)
    _note_registrations(applied, at)
    _save_versions(applied)
    return resolution


def customer_claim(snapshot: CustomerSnapshot) -> Claim:
    """Return who the snapshot says it is about."""
    reference = snapshot.reference
    keys = [IdentifierKey(KeyKind.HOST_USER, reference.host, reference.id)]
    if snapshot.external_id:
        keys.append(IdentifierKey(KeyKind.EXTERNAL, reference.host, snapshot.external_id))
    keys += email_keys(snapshot.email, is_proven=snapshot.email_is_verified)
    if snapshot.phone and snapshot.phone_is_verified:
        number = phone_normalized(snapshot.phone, _country_of(snapshot))
        keys += [IdentifierKey(KeyKind.PHONE, "", number)] if number else []
    return Claim(claimed_by=str(reference), as_of=snapshot.version_at, proven=tuple(keys))


def _fresh(customers: Sequence[IncomingCustomer]) -> list[IncomingCustomer]:
    rows = CustomerVersion.objects.select_for_update().filter(
        host__in={one.snapshot.reference.host for one in customers},
        external_id__in={one.snapshot.reference.id for one in customers},
    )
    applied = {(row.host, row.external_id): row for row in rows.order_by("pk")}
    fresh = []
    for one in customers:
        row = applied.get((one.snapshot.reference.host, one.snapshot.reference.id))
        if row is None or (not row.is_erased and _is_newer(one, row)):
            fresh.append(one)
    return fresh


def _is_newer(one: IncomingCustomer, row: CustomerVersion) -> bool:
    version_at = one.snapshot.version_at
    if one.is_read and version_at == row.version_at:
        return one.fingerprint != row.fingerprint
    return (version_at, one.fingerprint) > (row.version_at, row.fingerprint)


def _country_of(snapshot: CustomerSnapshot) -> str:
    address = snapshot.default_shipping_address or snapshot.default_billing_address
    return address.country_code.upper() if address else ""


def _describe(applied: Sequence[tuple[int, IncomingCustomer]], at: datetime) -> None:
    profiles = profiles_lock([profile_id for profile_id, _ in applied])
    changed: dict[int, Profile] = {}
    for profile_id, one in applied:
        profile, snapshot = profiles[profile_id], one.snapshot
        registered_at = snapshot.registered_at or snapshot.version_at
        before = (profile.is_registered, profile.registered_at, profile.first_seen_at)
        if snapshot.is_registered:
            profile.is_registered = True
            profile.registered_at = min(profile.registered_at or registered_at, registered_at)
        profile.first_seen_at = min(profile.first_seen_at, registered_at)
        after = (profile.is_registered, profile.registered_at, profile.first_seen_at)
        if profile_describe(profile, _description(snapshot)) or before != after:
            changed[profile_id] = profile
    profiles_save(list(changed.values()), at=at)


def _description(snapshot: CustomerSnapshot) -> Description:
    values = description_values(
        email=snapshot.email,
        first_name=snapshot.first_name,
        last_name=snapshot.last_name,
        phone=phone_normalized(snapshot.phone, _country_of(snapshot)) or snapshot.phone,
        language_code=snapshot.language_code,
    )
    values |= {
        "email_is_verified": snapshot.email_is_verified,
        "gender": snapshot.gender[:32],
        "time_zone": snapshot.time_zone[:64],
    }
    values |= birthday_values(snapshot.birthday)
    values |= place_values(snapshot.default_shipping_address or snapshot.default_billing_address)
    return Description(
        rank=account_rank(snapshot.version_at, str(snapshot.reference)),
        is_complete=snapshot.is_registered,
        values=values,
    )


def _drop_former_emails(applied: Sequence[tuple[int, IncomingCustomer]]) -> None:
    """Let go of addresses that an account proved and no longer has: they may be somebody else's soon."""
    kept = {
        key.value
        for _, one in applied
        for key in email_keys(one.snapshot.email, is_proven=one.snapshot.email_is_verified)
    }
    Identifier.objects.filter(
        kind=IdentifierKind.EMAIL,
        profile_id__in=[profile_id for profile_id, _ in applied],
        claimed_by__in=[str(one.snapshot.reference) for _, one in applied],
    ).exclude(value__in=kept).delete()


def _replace_addresses(applied: Sequence[tuple[int, IncomingCustomer]]) -> None:
    described = [(profile_id, one) for profile_id, one in applied if one.snapshot.is_registered]
    ProfileAddress.objects.filter(
        profile_id__in=[profile_id for profile_id, _ in described]
    ).delete()
    rows = []
    for profile_id, one in described:
        snapshot = one.snapshot
        kinds = [
            (AddressKind.BILLING, snapshot.default_billing_address),
            (AddressKind.SHIPPING, snapshot.default_shipping_address),
            *((AddressKind.OTHER, address) for address in snapshot.other_addresses),
        ]
        rows += [_address_row(profile_id, kind, address) for kind, address in kinds if address]
    ProfileAddress.objects.bulk_create(rows, batch_size=1000)


def _address_row(profile_id: int, kind: AddressKind, address: Address) -> ProfileAddress:
    return ProfileAddress(
        profile_id=profile_id,
        kind=kind,
        first_name=address.first_name[:256],
        last_name=address.last_name[:256],
        company=address.company[:256],
        street_1=address.street_1[:256],
        street_2=address.street_2[:256],
        city=address.city[:256],
        region=address.region[:128],
        postal_code=address.postal_code[:20],
        country_code=address.country_code[:2].upper(),
        phone=address.phone[:32],
    )


def _add_tags(applied: Sequence[tuple[int, IncomingCustomer]], at: datetime) -> None:
    ProfileTag.objects.bulk_create(
        [
            ProfileTag(
                profile_id=profile_id,
                name=tag.strip()[:64],
                value=tag.strip().casefold()[:64],
                created_at=at,
            )
            for profile_id, one in applied
            for tag in one.snapshot.tags
            if tag.strip()
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def _state_consents(applied: Sequence[tuple[int, IncomingCustomer]], at: datetime) -> None:
    for profile_id, one in applied:
        for statement in one.snapshot.consents:
            consent_state(
                profile_id=profile_id,
                statement=statement,
                actor="",
                is_live=one.is_live,
                at=at,
            )


def _note_registrations(applied: Sequence[tuple[int, IncomingCustomer]], at: datetime) -> None:
    events_record(
        events=[
            NewEvent(
                profile_id=profile_id,
                type=EventType.CUSTOMER_REGISTERED,
                key=str(one.snapshot.reference),
                occurred_at=one.snapshot.registered_at or one.snapshot.version_at,
                is_live=one.is_live,
            )
            for profile_id, one in applied
            if one.snapshot.is_registered
        ],
        at=at,
    )


def _save_versions(applied: Sequence[tuple[int, IncomingCustomer]]) -> None:
    CustomerVersion.objects.bulk_create(
        [
            CustomerVersion(
                host=one.snapshot.reference.host,
                external_id=one.snapshot.reference.id,
                profile_id=profile_id,
                version_at=one.snapshot.version_at,
                fingerprint=one.fingerprint,
            )
            for profile_id, one in applied
        ],
        update_conflicts=True,
        unique_fields=["host", "external_id"],
        update_fields=["profile", "version_at", "fingerprint"],
    )
