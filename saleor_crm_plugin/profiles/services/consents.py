"""Writes consent: each statement is kept as proof, and the current state follows the rule."""

from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.facts import ConsentStatement
from saleor_crm_plugin.profiles.models import Consent, ConsentEvent, ConsentStatus, Profile
from saleor_crm_plugin.profiles.rules.consent import Standing, statement_applies
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record


@transaction.atomic
def consent_change(
    *,
    profile_id: int,
    channel: str,
    topic: str,
    is_granted: bool,
    source: str,
    actor: str,
    stated_at: datetime,
    at: datetime,
) -> bool:
    """
    Keep a statement about consent and let it take effect if it may; return whether the state changed.

    The same statement told twice is kept once. An older one is kept and changes nothing, and so does
    an import that would lift a revocation. `topic` is empty for the whole channel.

    :raises Profile.DoesNotExist: no such profile; nothing was written.
    """
    statement = ConsentStatement(
        channel=channel, topic=topic, is_granted=is_granted, source=source, stated_at=stated_at
    )
    return consent_state(
        profile_id=profile_id, statement=statement, actor=actor, is_live=True, at=at
    )


@transaction.atomic
def consent_state(
    *, profile_id: int, statement: ConsentStatement, actor: str, is_live: bool, at: datetime
) -> bool:
    """
    Keep a statement that a host told, as `consent_change` does; return whether the state changed.

    `is_live` is false for history: it stands on the timeline and starts nothing.

    :raises Profile.DoesNotExist: no such profile; nothing was written.
    """
    profile = Profile.objects.select_for_update(no_key=True).get(pk=profile_id)
    standing_row = Consent.objects.filter(
        profile=profile, channel=statement.channel, topic=statement.topic
    ).first()
    standing = consent_standing(standing_row) if standing_row else None
    applies = statement_applies(
        standing=standing,
        is_granted=statement.is_granted,
        source=statement.source,
        stated_at=statement.stated_at,
    )
    status = ConsentStatus.GRANTED if statement.is_granted else ConsentStatus.REVOKED
    _, is_new = ConsentEvent.objects.get_or_create(
        profile=profile,
        channel=statement.channel,
        topic=statement.topic,
        status=status,
        source=statement.source,
        stated_at=statement.stated_at,
        defaults={"actor": actor, "was_applied": applies, "recorded_at": at},
    )
    if not is_new or not applies:
        return False
    Consent.objects.update_or_create(
        profile=profile,
        channel=statement.channel,
        topic=statement.topic,
        defaults={"status": status, "stated_at": statement.stated_at},
    )
    if standing_row is not None and standing_row.status == status:
        return False
    events_record(events=[_event(profile_id, statement, is_live=is_live)], at=at)
    return True


@transaction.atomic
def consent_lift(
    *, profile_id: int, channel: str, source: str, actor: str, stated_at: datetime, at: datetime
) -> bool:
    """
    Take back what was said about a whole channel, so that its topics count alone; return whether anything was.

    Grants nothing. Told twice, written once; a newer statement than `stated_at` stays.

    :raises Profile.DoesNotExist: no such profile; nothing was written.
    """
    profile = Profile.objects.select_for_update(no_key=True).get(pk=profile_id)
    row = Consent.objects.filter(profile=profile, channel=channel, topic="").first()
    if row is None or row.status == ConsentStatus.LIFTED or row.stated_at > stated_at:
        return False
    ConsentEvent.objects.get_or_create(
        profile=profile,
        channel=channel,
        topic="",
        status=ConsentStatus.LIFTED,
        source=source,
        stated_at=stated_at,
        defaults={"actor": actor, "was_applied": True, "recorded_at": at},
    )
    row.status, row.stated_at = ConsentStatus.LIFTED, stated_at
    row.save(update_fields=["status", "stated_at"])
    return True


def _event(profile_id: int, statement: ConsentStatement, *, is_live: bool) -> NewEvent:
    channel, topic = statement.channel, statement.topic
    return NewEvent(
        profile_id=profile_id,
        type=EventType.CONSENT_GRANTED if statement.is_granted else EventType.CONSENT_REVOKED,
        key=f"{channel}:{topic}:{statement.stated_at.isoformat()}",
        occurred_at=statement.stated_at,
        is_live=is_live,
        details={"channel": channel, "topic": topic, "source": statement.source},
    )


def consent_standing(row: Consent) -> Standing:
    """Return a current consent as the rules take it."""
    return Standing(
        is_granted=row.status == ConsentStatus.GRANTED,
        stated_at=row.stated_at,
        is_lifted=row.status == ConsentStatus.LIFTED,
    )


def consent_status_of(standing: Standing) -> ConsentStatus:
    """Return what the tables say for a standing."""
    if standing.is_lifted:
        return ConsentStatus.LIFTED
    return ConsentStatus.GRANTED if standing.is_granted else ConsentStatus.REVOKED
