"""Reads what shoppers agreed to."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from saleor_crm_plugin.profiles.models import Consent, ConsentEvent, ConsentStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentState:
    """What holds now for a channel and topic; an empty topic means the whole channel."""

    channel: str
    topic: str
    status: ConsentStatus
    stated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentHistory:
    """One statement; `was_applied` is false when an older or weaker statement changed nothing."""

    channel: str
    topic: str
    status: ConsentStatus
    source: str
    actor: str
    was_applied: bool
    stated_at: datetime


def consent_status(
    *, profile_ids: Collection[int], channel: str, topic: str
) -> dict[int, ConsentStatus]:
    """
    Return what holds for `topic` on `channel`, by profile; who never said anything is left out.

    A revocation of the whole channel beats a grant of one topic; otherwise the topic's own
    statement counts, and without one the whole channel's. A lifted statement counts for nothing.
    """
    rows = Consent.objects.filter(
        profile_id__in=profile_ids, channel=channel, topic__in={"", topic}
    ).values_list("profile_id", "topic", "status")
    stated = {
        (profile_id, at_topic): ConsentStatus(status)
        for profile_id, at_topic, status in rows
        if status != ConsentStatus.LIFTED
    }
    found: dict[int, ConsentStatus] = {}
    for profile_id in profile_ids:
        whole, own = stated.get((profile_id, "")), stated.get((profile_id, topic))
        effective = whole if whole is ConsentStatus.REVOKED else own or whole
        if effective is not None:
            found[profile_id] = effective
    return found


def consents_of(*, profile_ids: Collection[int]) -> dict[int, list[ConsentState]]:
    """Return every current consent by profile, in one query."""
    found: dict[int, list[ConsentState]] = {profile_id: [] for profile_id in profile_ids}
    rows = Consent.objects.filter(profile_id__in=profile_ids).order_by("channel", "topic", "pk")
    for row in rows:
        found[row.profile_id].append(
            ConsentState(
                channel=row.channel,
                topic=row.topic,
                status=ConsentStatus(row.status),
                stated_at=row.stated_at,
            )
        )
    return found


def consent_history(*, profile_id: int, limit: int) -> list[ConsentHistory]:
    """Return the newest `limit` statements of a profile, newest first."""
    rows = ConsentEvent.objects.filter(profile_id=profile_id).order_by("-stated_at", "-pk")[:limit]
    return [statement_row(row) for row in rows]


def consent_statements() -> QuerySet[ConsentEvent]:
    """Return all statements, in no order; pages of them come by profile."""
    return ConsentEvent.objects.all()


def statement_row(row: ConsentEvent) -> ConsentHistory:
    """Return what a statement says, from a row that is already loaded."""
    return ConsentHistory(
        channel=row.channel,
        topic=row.topic,
        status=ConsentStatus(row.status),
        source=row.source,
        actor=row.actor,
        was_applied=row.was_applied,
        stated_at=row.stated_at,
    )
