"""Who works on which message: claims, their end, and what never left the queue in time."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import F

from saleor_crm_plugin.mail.models import Message, MessageClass, MessageState
from saleor_crm_plugin.mail.rules.ways import EMAIL


def messages_claim(
    *, limit_rows: int, at: datetime, claim_seconds: int, channel: str = EMAIL.channel
) -> list[Message]:
    """
    Claim up to `limit_rows` due messages of one channel for `claim_seconds`, transactional ones first.

    PostgreSQL skips rows that another worker is claiming; elsewhere the update itself decides
    who gets a row, as it asks for the state again.
    """
    token = uuid4().hex
    with transaction.atomic():
        due = Message.objects.filter(state=MessageState.QUEUED, channel=channel, due_at__lte=at)
        chosen = list(
            due.order_by("priority", "due_at", "pk")
            .select_for_update(skip_locked=True)
            .values_list("pk", flat=True)[:limit_rows]
        )
        if not chosen:
            return []
        Message.objects.filter(pk__in=chosen, state=MessageState.QUEUED).update(
            state=MessageState.CLAIMED,
            claim_token=token,
            claimed_until=at + timedelta(seconds=claim_seconds),
        )
        mine = Message.objects.filter(pk__in=chosen, claim_token=token)
        return list(mine.order_by("priority", "due_at", "pk"))


def claims_release(*, token: str) -> int:
    """Give back what is claimed with `token` and not handed over yet; return how many."""
    mine = Message.objects.filter(claim_token=token, state=MessageState.CLAIMED)
    return mine.update(state=MessageState.QUEUED, claim_token="", claimed_until=None)


@transaction.atomic
def claims_expire(*, at: datetime, resends_unknown: bool) -> None:
    """
    Take back what dead workers left: claimed messages are queued again, handed ones are `unknown`.

    Requeued messages go behind the others, so that one that kills its worker does not stop them. With
    `resends_unknown`, a transactional message is queued once more under the same Message-ID.
    """
    stale = Message.objects.filter(claimed_until__lte=at)
    stale.filter(state=MessageState.CLAIMED).update(
        state=MessageState.QUEUED, claim_token="", claimed_until=None, due_at=at
    )
    handed = stale.filter(state=MessageState.HANDED)
    if resends_unknown:
        again = handed.filter(message_class=MessageClass.TRANSACTIONAL, resends=0)
        again.update(
            state=MessageState.QUEUED,
            claim_token="",
            claimed_until=None,
            due_at=at,
            resends=F("resends") + 1,
        )
    handed.update(state=MessageState.UNKNOWN, claimed_until=None, verdict={"reason": "worker_lost"})


def messages_expire(*, at: datetime) -> int:
    """End what waited past its expiry; return how many. Runs whether or not mail is switched on."""
    late = Message.objects.filter(state=MessageState.QUEUED, expires_at__lte=at)
    return late.update(state=MessageState.EXPIRED, verdict={"reason": "expired"}, test_address="")
