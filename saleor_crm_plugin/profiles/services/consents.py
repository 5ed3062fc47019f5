"""Writes consent: each statement is kept as proof, and the current state follows the rule."""

from datetime import datetime

from django.db import transaction

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
    profile = Profile.objects.select_for_update().get(pk=profile_id)
    standing_row = Consent.objects.filter(profile=profile, channel=channel, topic=topic).first()
    standing = _standing(standing_row)
    applies = statement_applies(
        standing=standing, is_granted=is_granted, source=source, stated_at=stated_at
    )
    status = ConsentStatus.GRANTED if is_granted else ConsentStatus.REVOKED
    _, is_new = ConsentEvent.objects.get_or_create(
        profile=profile,
        channel=channel,
        topic=topic,
        status=status,
        source=source,
        stated_at=stated_at,
        defaults={"actor": actor, "was_applied": applies, "recorded_at": at},
    )
    if not is_new or not applies:
        return False
    Consent.objects.update_or_create(
        profile=profile,
        channel=channel,
        topic=topic,
        defaults={"status": status, "stated_at": stated_at},
    )
    if standing is not None and standing.is_granted is is_granted:
        return False
    events_record(
        events=[
            NewEvent(
                profile_id=profile_id,
                type=EventType.CONSENT_GRANTED if is_granted else EventType.CONSENT_REVOKED,
                key=f"{channel}:{topic}:{stated_at.isoformat()}",
                occurred_at=stated_at,
                is_live=True,
                details={"channel": channel, "topic": topic, "source": source},
            )
        ],
        at=at,
    )
    return True


def _standing(row: Consent | None) -> Standing | None:
    if row is None:
        return None
    return Standing(is_granted=row.status == ConsentStatus.GRANTED, stated_at=row.stated_at)
