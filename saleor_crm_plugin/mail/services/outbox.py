"""Puts messages into the outbox and, when staff asks for it, back into it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.models import (
    MailTemplate,
    Message,
    MessageClass,
    MessageState,
)
from saleor_crm_plugin.mail.rules.addresses import address_on_the_wire
from saleor_crm_plugin.mail.rules.ways import EMAIL
from saleor_crm_plugin.mail.services.templates import templates_named
from saleor_crm_plugin.work import Work, wake

_PRIORITIES = {MessageClass.TRANSACTIONAL: 0, MessageClass.MARKETING: 5}
_LIFETIMES = {
    MessageClass.TRANSACTIONAL: timedelta(days=3),
    MessageClass.MARKETING: timedelta(days=2),
}
_TEST_LIFETIME = timedelta(hours=1)
_REQUEUABLE = {MessageState.UNKNOWN, MessageState.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """
    One message to send; `key` names the occasion, so that asked twice is sent once.

    `context` holds JSON values for the template: ids, numbers, codes, dates; name and address come
    from the profile at hand-over. `topic` is what a shopper can unsubscribe from. Without `expires_at` a
    transactional message waits three days after `due_at` and a marketing one two.
    """

    key: str
    profile_id: int
    template: str
    message_class: MessageClass
    topic: str = ""
    context: JsonObject = field(default_factory=dict)
    due_at: datetime
    expires_at: datetime | None = None
    channel: str = EMAIL.channel


def message_enqueue(
    *,
    key: str,
    profile_id: int,
    template: str,
    message_class: MessageClass,
    topic: str,
    context: JsonObject,
    due_at: datetime,
    at: datetime,
) -> bool:
    """
    Put one message into the outbox, once per `key`, in the caller's transaction; return whether it is new.

    :raises NotFound: no such template.
    """
    message = NewMessage(
        key=key,
        profile_id=profile_id,
        template=template,
        message_class=MessageClass(message_class),
        topic=topic,
        context=context,
        due_at=due_at,
    )
    return messages_enqueue(messages=[message], at=at) == {key}


@transaction.atomic
def messages_enqueue(*, messages: Sequence[NewMessage], at: datetime) -> set[str]:
    """
    Put `messages` into the outbox, each once per key, in one statement per thousand; return the new keys.

    :raises NotFound: a template does not exist; nothing was written.
    """
    templates = templates_named({message.template for message in messages}, at=at)
    rows = [_row(message, template=templates[message.template], at=at) for message in messages]
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    mine = {row.uuid for row in rows}
    written = Message.objects.filter(key__in=[row.key for row in rows])
    new = {key for key, uuid in written.values_list("key", "uuid") if uuid in mine}
    if any(message.key in new and message.due_at <= at for message in messages):
        wake(Work.OUTBOX)
    return new


@transaction.atomic
def message_send_test(
    *,
    template: str,
    address: str,
    profile_id: int | None,
    language_code: str,
    actor: str,
    at: datetime,
) -> int:
    """
    Queue a test of `template` to an address that staff gave; return the message's id.

    It takes the way of every message, shows the template's sample values, in the profile's name if
    one is given, and leaves no trace on a timeline. Each call is a new message.

    :raises Invalid: no mail can be sent to `address`.
    :raises NotFound: no such template.
    """
    if address_on_the_wire(address.strip()) is None:
        raise Invalid("the address is not one that mail can be sent to", field="address")
    chosen = templates_named({template}, at=at)[template]
    row = Message.objects.create(
        key=f"test:{uuid4().hex}",
        profile_id=profile_id,
        template=chosen,
        message_class=MessageClass.TRANSACTIONAL,
        topic="test",
        context=chosen.sample | ({"language": language_code} if language_code else {}),
        is_test=True,
        test_address=address.strip(),
        priority=_PRIORITIES[MessageClass.TRANSACTIONAL],
        due_at=at,
        expires_at=at + _TEST_LIFETIME,
        verdict={"asked_by": actor},
        created_at=at,
    )
    wake(Work.OUTBOX)
    return row.pk


@transaction.atomic
def message_requeue(*, message_id: int, actor: str, at: datetime) -> bool:
    """
    Queue an `unknown` or `failed` message again because `actor` decided so; return whether it was one.

    The shopper may get an `unknown` message twice: its Message-ID stays, and most mailboxes fold equal
    ones. Never done by itself.

    :raises NotFound: no such message.
    """
    row = Message.objects.select_for_update().filter(pk=message_id).first()
    if row is None:
        raise NotFound(f"no message {message_id}")
    if row.state not in _REQUEUABLE or row.is_test:
        return False
    row.verdict = {"requeued_by": actor, "was": row.state, "because": row.verdict.get("reason", "")}
    row.state, row.claim_token, row.claimed_until = MessageState.QUEUED, "", None
    row.attempts, row.due_at = 0, at
    row.expires_at = max(row.expires_at, at + _LIFETIMES[MessageClass(row.message_class)])
    row.save()
    wake(Work.OUTBOX)
    return True


@transaction.atomic
def messages_merge(*, survivor_id: int, absorbed_id: int) -> list[int]:
    """Move the messages of a merged profile to its survivor; return their ids."""
    rows = Message.objects.filter(profile_id=absorbed_id)
    moved = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(profile_id=survivor_id)
    return moved


def messages_unmerge(*, survivor_id: int, absorbed_id: int, message_ids: Sequence[int]) -> None:
    """Give the messages of an undone merge back."""
    rows = Message.objects.filter(pk__in=message_ids, profile_id=survivor_id)
    rows.update(profile_id=absorbed_id)


def _row(message: NewMessage, *, template: MailTemplate, at: datetime) -> Message:
    message_class = MessageClass(message.message_class)
    return Message(
        key=message.key,
        profile_id=message.profile_id,
        channel=message.channel,
        template=template,
        message_class=message_class,
        topic=message.topic,
        context=message.context,
        priority=_PRIORITIES[message_class],
        due_at=message.due_at,
        expires_at=message.expires_at or message.due_at + _LIFETIMES[message_class],
        created_at=at,
    )
