"""Writes what facts say about the person: the profile's basic data."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from saleor_crm_plugin.profiles.models import Profile
from saleor_crm_plugin.profiles.rules.basics import DESCRIBED, Description, described_changes
from saleor_crm_plugin.profiles.rules.identity import search_text

_WRITTEN = [
    *DESCRIBED,
    "named_by",
    "search_text",
    "first_seen_at",
    "updated_at",
    "is_registered",
    "registered_at",
]


def profiles_lock(
    profile_ids: Collection[int], *, holds_rows_off: bool = False
) -> dict[int, Profile]:
    """
    Return the named profiles by id, their rows locked in the order of their ids.

    Others may write rows that belong to them meanwhile, so that nobody who holds an account waits for a profile.
    With `holds_rows_off` they may not: it waits for those who did, and is for whoever has locked the accounts, too.
    """
    rows = Profile.objects.select_for_update(no_key=not holds_rows_off)
    return {row.pk: row for row in rows.filter(pk__in=set(profile_ids)).order_by("pk")}


def profile_describe(profile: Profile, description: Description) -> bool:
    """Change the profile in memory to what `description` says; return whether anything changed."""
    changes = described_changes(
        current={name: getattr(profile, name) for name in description.values},
        current_rank=profile.named_by,
        description=description,
        protected=frozenset(profile.edited_fields),
    )
    for name, value in changes.items():
        setattr(profile, name, value)
    profile.named_by = max(profile.named_by, description.rank)
    return bool(changes)


def profile_index(profile: Profile) -> None:
    """Renew in memory the words by which a search finds the profile."""
    profile.search_text = search_text(
        profile.first_name, profile.last_name, profile.email, profile.phone
    )


def profiles_save(profiles: Sequence[Profile], *, at: datetime) -> None:
    """Write the described columns of `profiles`, in one statement per 500 rows."""
    for profile in profiles:
        profile.updated_at = at
        profile_index(profile)
    Profile.objects.bulk_create(
        profiles,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_WRITTEN,
        batch_size=500,
    )


def buyers_describe(
    *, descriptions: Sequence[tuple[int, Description, datetime]], at: datetime
) -> None:
    """
    Let orders and carts describe their buyers: (profile id, what is said, when it was said).

    An account's own data is never replaced, only completed; among orders the newest holds.
    """
    profiles = profiles_lock([profile_id for profile_id, _, _ in descriptions])
    changed: dict[int, Profile] = {}
    for profile_id, description, seen_at in descriptions:
        profile = profiles[profile_id]
        is_changed = profile_describe(profile, description)
        if seen_at < profile.first_seen_at:
            profile.first_seen_at = seen_at
            is_changed = True
        if is_changed:
            changed[profile_id] = profile
    if changed:
        profiles_save(list(changed.values()), at=at)


def payment_methods_note(*, preferred: Mapping[int, str]) -> None:
    """Write how shoppers pay most often, by profile; what the merchant's staff entered stays."""
    rows = Profile.objects.filter(pk__in=preferred).only(
        "preferred_payment_method", "edited_fields"
    )
    changed = []
    for row in rows.order_by("pk"):
        method = preferred[row.pk]
        is_edited = "preferred_payment_method" in row.edited_fields
        if row.preferred_payment_method != method and not is_edited:
            row.preferred_payment_method = method
            changed.append(row)
    Profile.objects.bulk_update(changed, ["preferred_payment_method"], batch_size=500)
