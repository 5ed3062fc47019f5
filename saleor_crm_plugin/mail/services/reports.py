"""Keeps what mail providers report, each once, and lets it take effect."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from saleor_crm_plugin.conf import CrmSettings, hash_key
from saleor_crm_plugin.mail.models import (
    DeliveryReport,
    Message,
    MessageState,
    SuppressionReason,
    SuppressionScope,
)
from saleor_crm_plugin.mail.rules.addresses import address_hash
from saleor_crm_plugin.mail.rules.reports import (
    Report,
    ReportKind,
    message_uuid,
    report_key,
    state_after,
)
from saleor_crm_plugin.mail.services.settling import sent_event
from saleor_crm_plugin.mail.services.suppressions import address_suppress
from saleor_crm_plugin.profiles.queries.cards import live_profile_id, profile_cards
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.consents import consent_change
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from saleor_crm_plugin.work import Work, wake

logger = logging.getLogger(__name__)
_ATTEMPTS_MAX = 8
_FUTURE = timedelta(minutes=10)
_SUPPRESSED = {
    ReportKind.BOUNCED: (SuppressionReason.HARD_BOUNCE, SuppressionScope.ALL),
    ReportKind.COMPLAINED: (SuppressionReason.COMPLAINT, SuppressionScope.MARKETING),
    ReportKind.UNSUBSCRIBED: (SuppressionReason.UNSUBSCRIBE, SuppressionScope.MARKETING),
}
_EVENTS = {
    ReportKind.DELIVERED: EventType.MESSAGE_DELIVERED,
    ReportKind.BOUNCED: EventType.MESSAGE_BOUNCED,
    ReportKind.COMPLAINED: EventType.MESSAGE_COMPLAINED,
}


@transaction.atomic
def reports_accept(
    *, provider: str, reports: Sequence[Report], settings: CrmSettings, at: datetime
) -> None:
    """
    Keep `reports` that are not kept yet, in one statement per thousand; what they mean is applied later.

    Only the hash of an address is kept. A report from the future counts from now on.
    """
    key = hash_key(settings)
    rows = []
    for report in reports:
        hashed = address_hash(report.address, key=key) if report.address else ""
        occurred_at = report.occurred_at
        if occurred_at is None or occurred_at > at + _FUTURE:
            occurred_at = at
        rows.append(
            DeliveryReport(
                provider=provider,
                key=report_key(report, address_hash=hashed),
                kind=report.kind,
                is_permanent=report.is_permanent,
                message_uuid=message_uuid(report.message_id),
                address_hash=hashed,
                occurred_at=occurred_at,
                received_at=at,
            )
        )
    DeliveryReport.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    if rows:
        wake(Work.REPORTS)


def reports_apply(*, at: datetime, limit_rows: int) -> int:
    """
    Apply up to `limit_rows` reports that wait, oldest first, each in its own transaction; return how many were tried.

    Any number of workers may run at once. One that cannot be applied does not stop the others.
    """
    waiting = DeliveryReport.objects.filter(applied_at__isnull=True, attempts__lt=_ATTEMPTS_MAX)
    numbers = list(waiting.order_by("pk").values_list("pk", flat=True)[:limit_rows])
    for number in numbers:
        try:
            _report_apply(number, at=at)
        except Exception:  # one bad row must not stop a drain
            logger.exception("report %s could not be applied", number)
            DeliveryReport.objects.filter(pk=number).update(attempts=F("attempts") + 1)
    return len(numbers)


@transaction.atomic
def _report_apply(number: int, *, at: datetime) -> None:
    row = (
        DeliveryReport.objects.select_for_update(skip_locked=True)
        .filter(pk=number, applied_at__isnull=True)
        .order_by("pk")
        .first()
    )
    if row is None:
        return
    message = None
    if row.message_uuid is not None:
        messages = Message.objects.select_for_update(of=("self",)).select_related("template")
        message = messages.filter(uuid=row.message_uuid).order_by("pk").first()
    kind = ReportKind(row.kind)
    _suppress(row, kind, message, at=at)
    if message is not None:
        _move(row, kind, message, at=at)
        if kind is ReportKind.UNSUBSCRIBED:
            _revoke(row, message, at=at)
    row.message, row.is_matched, row.applied_at = message, message is not None, at
    row.save(update_fields=["message", "is_matched", "applied_at"])


def _suppress(
    row: DeliveryReport, kind: ReportKind, message: Message | None, *, at: datetime
) -> None:
    """Suppress the address that the report names: the one the mail went to, whatever the profile's is now."""
    hashed = row.address_hash or (message.address_hash if message else "")
    if (
        not hashed
        or kind not in _SUPPRESSED
        or (kind is ReportKind.BOUNCED and not row.is_permanent)
    ):
        return
    reason, scope = _SUPPRESSED[kind]
    address_suppress(
        address_hash=hashed,
        reason=reason,
        scope=scope,
        evidence={"provider": row.provider, "message": message.pk if message else None},
        at=at,
    )


def _move(row: DeliveryReport, kind: ReportKind, message: Message, *, at: datetime) -> None:
    state = state_after(
        message.state,
        kind=kind,
        is_permanent=row.is_permanent,
        was_handed=message.handed_at is not None,
    )
    if state is None:
        return
    was_told = message.is_on_timeline
    message.sent_at = message.sent_at or row.occurred_at
    message.state, message.is_on_timeline = MessageState(state), True
    message.claim_token, message.claimed_until, message.test_address = "", None, ""
    message.verdict = {} if kind is ReportKind.DELIVERED else {"reason": f"reported:{kind}"}
    message.save()
    profile_id = _live_profile(message)
    if profile_id is None:
        return
    told = [] if was_told else [sent_event(message, profile_id=profile_id, at=row.occurred_at)]
    event = NewEvent(
        profile_id=profile_id,
        type=_EVENTS[kind],
        key=message.uuid.hex,
        occurred_at=row.occurred_at,
        is_live=False,
        details={"message_id": message.pk, "provider": row.provider},
    )
    events_record(events=[*told, event], at=at)


def _revoke(row: DeliveryReport, message: Message, *, at: datetime) -> None:
    profile_id = _live_profile(message)
    if profile_id is not None:
        consent_change(
            profile_id=profile_id,
            channel=message.channel,
            topic=message.topic,
            is_granted=False,
            source="provider",
            actor="",
            stated_at=row.occurred_at,
            at=at,
        )


def _live_profile(message: Message) -> int | None:
    if message.profile_id is None or message.is_test:
        return None
    profile_id = live_profile_id(message.profile_id)
    card = profile_cards({profile_id})[profile_id]
    return profile_id if card.state == "active" else None
