"""What a merge changes beyond moving rows, kept so that it can be undone; cleared when the person is erased."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.profiles.models import (
    Consent,
    ConsentEvent,
    ConsentStatus,
    Identifier,
    IdentifierKind,
    Profile,
    ProfileTag,
)
from saleor_crm_plugin.profiles.rules.basics import DESCRIBED

_INSTANTS = ("first_seen_at", "registered_at")
COLUMNS = (
    *DESCRIBED,
    "preferred_payment_method",
    "product_needs",
    "buying_motive",
    "named_by",
    "edited_fields",
    "is_registered",
    *_INSTANTS,
)


def columns_kept(profile: Profile) -> JsonObject:
    """Return the columns of `profile` that a merge may change, as JSON values."""
    return {name: _plain(getattr(profile, name)) for name in COLUMNS}


def columns_restored(
    profile: Profile, *, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Bring the columns of `profile` in memory back to `before`, except those that changed again since the merge."""
    for name in COLUMNS:
        if _plain(getattr(profile, name)) == after[name]:
            value = before[name]
            is_instant = name in _INSTANTS and value is not None
            setattr(profile, name, datetime.fromisoformat(value) if is_instant else value)


def consents_kept(profile: Profile) -> JsonObject:
    """Return what holds for `profile`, by channel and topic."""
    rows = Consent.objects.filter(profile=profile).order_by("pk")
    return {f"{row.channel} {row.topic}": [row.status, row.stated_at.isoformat()] for row in rows}


def consents_restored(
    survivor: Profile,
    absorbed: Profile,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    at: datetime,
) -> None:
    """
    Give each of the two its own consent back; its history is the proof.

    What was said since the merge stays the survivor's, and a revocation counts for both: nobody knows which of the
    two said it.
    """
    for name, now in consents_kept(survivor).items():
        channel, _, topic = name.partition(" ")
        if now != after.get(name):
            if isinstance(now, list) and now[0] == ConsentStatus.REVOKED:
                _consent_write(absorbed, channel, topic, now, at)
        elif name in before:
            if before[name] != now:
                _consent_write(survivor, channel, topic, before[name], at)
        else:
            Consent.objects.filter(profile=survivor, channel=channel, topic=topic).delete()


def _consent_write(
    profile: Profile, channel: str, topic: str, told: list[Any], at: datetime
) -> None:
    status, stated_at = told[0], datetime.fromisoformat(told[1])
    Consent.objects.update_or_create(
        profile=profile,
        channel=channel,
        topic=topic,
        defaults={"status": status, "stated_at": stated_at},
    )
    ConsentEvent.objects.get_or_create(
        profile=profile,
        channel=channel,
        topic=topic,
        status=status,
        source="unmerge",
        stated_at=stated_at,
        defaults={"actor": "", "was_applied": True, "recorded_at": at},
    )


def guest_names_kept(profile: Profile) -> list[JsonObject]:
    """Return the typed addresses of `profile`, which a merge drops."""
    rows = Identifier.objects.filter(profile=profile, kind=IdentifierKind.GUEST_EMAIL)
    return [
        {
            "value": row.value,
            "claimed_by": row.claimed_by,
            "claimed_until": row.claimed_until.isoformat(),
            "created_at": row.created_at.isoformat(),
        }
        for row in rows.order_by("pk")
    ]


def guest_names_restored(profile: Profile, kept: list[Mapping[str, str]]) -> None:
    """Give the typed addresses back that nobody else has got since."""
    for name in kept:
        Identifier.objects.get_or_create(
            kind=IdentifierKind.GUEST_EMAIL,
            source="",
            value=name["value"],
            defaults={
                "profile": profile,
                "claimed_by": name["claimed_by"],
                "claimed_until": datetime.fromisoformat(name["claimed_until"]),
                "created_at": datetime.fromisoformat(name["created_at"]),
            },
        )


def tags_kept(profile: Profile, values: set[str]) -> list[JsonObject]:
    """Return the tags of `profile` that the other one has too, which a merge drops."""
    rows = ProfileTag.objects.filter(profile=profile, value__in=values).order_by("pk")
    return [
        {"name": row.name, "value": row.value, "created_at": row.created_at.isoformat()}
        for row in rows
    ]


def tags_restored(profile: Profile, kept: list[Mapping[str, str]]) -> None:
    """Give the tags back that both had."""
    ProfileTag.objects.bulk_create(
        [
            ProfileTag(
                profile=profile,
                name=tag["name"],
                value=tag["value"],
                created_at=datetime.fromisoformat(tag["created_at"]),
            )
            for tag in kept
        ],
        ignore_conflicts=True,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
