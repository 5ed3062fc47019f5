"""Moves one claimed message on when it was not taken, and says why; each step only if we still hold the claim."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from saleor_crm_plugin.conf import CrmSettings, hash_key
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.models import (
    Message,
    MessageState,
    SuppressionReason,
    SuppressionScope,
)
from saleor_crm_plugin.mail.queries.recipients import Recipient, recipients
from saleor_crm_plugin.mail.rules.gates import Refusal, refusal
from saleor_crm_plugin.mail.rules.replies import Reply, backoff_seconds
from saleor_crm_plugin.mail.rules.ways import Way
from saleor_crm_plugin.mail.services.suppressions import address_suppress
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record

_FINAL: dict[str, object] = {"claimed_until": None, "test_address": ""}


def message_unknown(*, message: Message, cause: str) -> None:
    """Mark a handed message as one that nobody can say of whether it arrived."""
    verdict = {"reason": "no_answer", "cause": cause}
    _mine(message, MessageState.HANDED).update(
        state=MessageState.UNKNOWN, verdict=verdict, **_FINAL
    )


def message_end(*, message: Message, state: MessageState, verdict: JsonObject) -> None:
    """End a message that was not taken, and say why."""
    held = _mine(message, MessageState.CLAIMED, MessageState.HANDED)
    held.update(state=state, verdict=verdict, **_FINAL)


def message_refuse(*, message: Message, refused: Refusal) -> str:
    """End a message that may not be handed over; return its state."""
    state = MessageState.EXPIRED if refused.is_late else MessageState.SUPPRESSED
    message_end(message=message, state=state, verdict={"reason": refused.reason})
    return state.value


def message_withdraw(*, message: Message, settings: CrmSettings, way: Way, at: datetime) -> str:
    """Settle a message that was refused in the very statement that hands over; return its state, or `left`."""
    who = recipients([message], key=hash_key(settings), way=way)[message.pk]
    refused = refusal(who.standing, at=at)
    if refused is None:
        message_put_back(message=message)
        return "left"
    return message_refuse(message=message, refused=refused)


@transaction.atomic
def message_bounce(
    *,
    message: Message,
    recipient: Recipient,
    verdict: JsonObject,
    is_about_the_address: bool = True,
    at: datetime,
) -> None:
    """End a message that was refused for good, and suppress the address on its channel if it is the address's fault."""
    message_end(message=message, state=MessageState.BOUNCED, verdict=verdict)
    if is_about_the_address:
        address_suppress(
            channel=message.channel,
            address_hash=recipient.address_hash,
            reason=SuppressionReason.HARD_BOUNCE,
            scope=SuppressionScope.ALL,
            evidence=verdict | {"message": message.pk},
            at=at,
        )
    if recipient.card is not None and not message.is_test:
        event = NewEvent(
            profile_id=recipient.card.profile_id,
            type=EventType.MESSAGE_BOUNCED,
            key=message.uuid.hex,
            occurred_at=at,
            is_live=False,
            details={"message_id": message.pk, "code": verdict.get("code", 0)},
        )
        events_record(events=[event], at=at)


def message_retry(
    *, message: Message, verdict: JsonObject, settings: CrmSettings, at: datetime
) -> None:
    """Queue a message that was not taken again after a while, longer each time; it fails after the configured attempts."""
    held = _mine(message, MessageState.CLAIMED, MessageState.HANDED)
    held.update(**_tried_again(message, verdict=verdict, settings=settings, at=at))


def message_stumbled(*, message: Message, settings: CrmSettings, at: datetime) -> None:
    """Count an attempt of a message that an unforeseen error stopped before it was handed over."""
    again = _tried_again(message, verdict={"reason": "worker_error"}, settings=settings, at=at)
    _mine(message, MessageState.CLAIMED).update(**again)


def message_put_back(*, message: Message) -> None:
    """Queue a message again that the server did not take for a reason of its own; costs no attempt."""
    _mine(message, MessageState.CLAIMED, MessageState.HANDED).update(
        state=MessageState.QUEUED, claim_token="", claimed_until=None, attempts=message.attempts
    )


def reply_verdict(reply: Reply, *, reason: str = "smtp") -> JsonObject:
    """Return what is kept of a refusal: codes, never the server's words."""
    return {
        "reason": reason,
        "stage": reply.stage.value,
        "code": reply.code,
        "enhanced": reply.enhanced,
    }


@transaction.atomic
def sent_record(*, at: datetime, limit_rows: int = 500) -> int:
    """Put sent messages on their shoppers' timelines, those of dead workers too; return how many."""
    rows = list(
        Message.objects.filter(state=MessageState.SENT, is_on_timeline=False)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("template", "profile")
        .order_by("pk")[:limit_rows]
    )
    if not rows:
        return 0
    events_record(
        events=[
            sent_event(row, profile_id=row.profile.merged_into_id or row.profile.pk, at=at)
            for row in rows
            if row.profile is not None and not row.is_test
        ],
        at=at,
    )
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(is_on_timeline=True)
    return len(rows)


def sent_event(row: Message, *, profile_id: int, at: datetime) -> NewEvent:
    """Return how a sent message stands on the timeline; `at` counts where its own moment is not known."""
    return NewEvent(
        profile_id=profile_id,
        type=EventType.MESSAGE_SENT,
        key=row.uuid.hex,
        occurred_at=row.sent_at or at,
        is_live=False,
        details={
            "message_id": row.pk,
            "template": row.template.slug,
            "message_class": row.message_class,
            "topic": row.topic,
            "channel": row.channel,
        },
    )


def _tried_again(
    message: Message, *, verdict: JsonObject, settings: CrmSettings, at: datetime
) -> dict[str, object]:
    attempts = message.attempts + 1
    if attempts >= settings.mail_attempts_max:
        ended: dict[str, object] = {
            "state": MessageState.FAILED,
            "attempts": attempts,
            "verdict": verdict,
        }
        return ended | _FINAL
    wait = backoff_seconds(attempts=attempts, first_seconds=settings.mail_retry_seconds)
    return {
        "state": MessageState.QUEUED,
        "claim_token": "",
        "claimed_until": None,
        "attempts": attempts,
        "due_at": at + timedelta(seconds=wait),
        "verdict": verdict,
    }


def _mine(message: Message, *states: MessageState) -> QuerySet[Message]:
    return Message.objects.filter(pk=message.pk, claim_token=message.claim_token, state__in=states)
