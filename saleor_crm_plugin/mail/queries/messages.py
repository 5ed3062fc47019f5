"""Reads the outbox for staff."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.models import Message, MessageState
from saleor_crm_plugin.work import Waiting, rows_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageCard:
    """One message without its words; `reason` says why it did not arrive, or is empty."""

    message_id: int
    key: str
    channel: str
    uuid: UUID
    profile_id: int | None
    template: str
    language_code: str
    message_class: str
    topic: str
    is_test: bool
    state: str
    reason: str
    verdict: JsonObject
    attempts: int
    due_at: datetime
    expires_at: datetime
    handed_at: datetime | None
    sent_at: datetime | None
    created_at: datetime


def messages_page(
    *,
    profile_id: int | None = None,
    states: Collection[str] = (),
    before_id: int | None = None,
    limit: int,
) -> list[MessageCard]:
    """Return up to `limit` messages, newest first, older than `before_id` if given; one query."""
    rows = message_rows(profile_id=profile_id, states=states)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return [message_card(row) for row in rows.order_by("-pk")[:limit]]


def message_rows(
    *, profile_id: int | None = None, states: Collection[str] = ()
) -> QuerySet[Message]:
    """Return messages without their words, of one profile or of all, in no order; for pages."""
    rows = _chosen(profile_id=profile_id, states=states)
    rows = rows.select_related("template", "template_version")
    return rows.defer("template_version__html", "template_version__text", "context")


def messages_count(*, profile_id: int | None = None, states: Collection[str] = ()) -> int:
    """Return how many messages `messages_page` would walk through."""
    return _chosen(profile_id=profile_id, states=states).count()


def message_states_count() -> dict[str, int]:
    """Return how many messages are in each state; states without any are left out."""
    rows = Message.objects.values_list("state").annotate(number=Count("pk")).order_by("state")
    return dict(rows)


def messages_waiting(*, at: datetime) -> Waiting:
    """Return how many messages are due and not handed over yet."""
    due = Message.objects.filter(state__in=[MessageState.QUEUED, MessageState.CLAIMED])
    return rows_waiting(due.filter(due_at__lte=at), since="due_at")


def _chosen(*, profile_id: int | None, states: Collection[str]) -> QuerySet[Message]:
    rows = Message.objects.all()
    if profile_id is not None:
        rows = rows.filter(profile_id=profile_id)
    return rows.filter(state__in=states) if states else rows


def message_card(row: Message) -> MessageCard:
    """Return what staff sees of a row that is already loaded with its template."""
    version = row.template_version
    return MessageCard(
        message_id=row.pk,
        key=row.key,
        channel=row.channel,
        uuid=row.uuid,
        profile_id=row.profile_id,
        template=row.template.slug,
        language_code=version.language_code if version else "",
        message_class=row.message_class,
        topic=row.topic,
        is_test=row.is_test,
        state=row.state,
        reason=str(row.verdict.get("reason", "")),
        verdict=row.verdict,
        attempts=row.attempts,
        due_at=row.due_at,
        expires_at=row.expires_at,
        handed_at=row.handed_at,
        sent_at=row.sent_at,
        created_at=row.created_at,
    )
