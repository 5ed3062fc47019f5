"""Delivers the outbox: claim, write, gate, hand over, one message after the other."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection, transaction

from saleor_crm_plugin.conf import CrmSettings, hash_key
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.models import Message, MessageState
from saleor_crm_plugin.mail.queries.recipients import Recipient, recipients
from saleor_crm_plugin.mail.queries.templates import TemplateWords, template_words
from saleor_crm_plugin.mail.rules.gates import refusal
from saleor_crm_plugin.mail.rules.liquid import TemplateFailed, TemplateRefused
from saleor_crm_plugin.mail.rules.replies import Consequence, Reply, consequence
from saleor_crm_plugin.mail.rules.ways import EMAIL
from saleor_crm_plugin.mail.services.channels import channels_deliver
from saleor_crm_plugin.mail.services.claims import (
    claims_expire,
    claims_release,
    messages_claim,
    messages_expire,
)
from saleor_crm_plugin.mail.services.drafts import Draft, draft
from saleor_crm_plugin.mail.services.failures import writing_failed
from saleor_crm_plugin.mail.services.handover import message_hand, message_sent
from saleor_crm_plugin.mail.services.lanes import lane_ease, lane_hold, lane_rows
from saleor_crm_plugin.mail.services.settling import (
    message_bounce,
    message_end,
    message_put_back,
    message_refuse,
    message_retry,
    message_stumbled,
    message_unknown,
    message_withdraw,
    reply_verdict,
    sent_record,
)
from saleor_crm_plugin.mail.services.transport import ServerLost, ServerUnreachable, SmtpSession
from saleor_crm_plugin.work import Work, wake

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# A batch is given back after this time, so that an order's mail never waits long behind a newsletter.
_BATCH_SECONDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What one run did: how many messages it sent, and whether the lane stopped it or messages are left."""

    sent: int
    others: int
    is_held: bool
    is_finished: bool


class _LaneHeld(Exception):
    """The server asked us to wait, or is gone: no further message in this run."""


def outbox_deliver(*, settings: CrmSettings, clock: Clock, limit_rows: int) -> DeliveryReport:
    """
    Send up to `limit_rows` due e-mails over one connection, and as many messages on each other channel.

    Any number of workers may run at once, and each may be killed at any time: a message goes out at
    most once, and one that nobody knows of is `unknown` after the claim's time. With mail switched off
    only claims and expiries are seen to. `clock` gives the time, as sending takes some.

    :raises RuntimeError: called inside a transaction: what was handed over could be rolled back.
    """
    with transaction.atomic(durable=True):
        claims_expire(at=clock(), resends_unknown=settings.mail_resends_unknown)
        messages_expire(at=clock())
    if not settings.mail_is_enabled:
        return DeliveryReport(sent=0, others=0, is_held=False, is_finished=True)
    with SmtpSession(settings) as session, _commits_not_awaited():
        report = _Run(settings=settings, clock=clock, session=session).deliver(limit_rows)
    elsewhere = channels_deliver(settings=settings, clock=clock, limit_rows=limit_rows)
    with _commits_not_awaited():
        while sent_record(at=clock()):
            pass
    if not report.is_held and not report.is_finished:
        wake(Work.OUTBOX)
    sent = elsewhere["sent"]
    return replace(report, sent=report.sent + sent, others=report.others + elsewhere.total() - sent)


@contextmanager
def _commits_not_awaited() -> Iterator[None]:
    """Let PostgreSQL answer before the disk does: a killed process loses nothing, a power cut the last half second."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET synchronous_commit")


class _Run:
    """One run of `outbox_deliver`: its settings, connection and counts."""

    def __init__(self, *, settings: CrmSettings, clock: Clock, session: SmtpSession) -> None:
        self._settings, self._clock, self._session = settings, clock, session
        self._lane = settings.smtp_host
        self._ends: Counter[str] = Counter()

    def deliver(self, limit_rows: int) -> DeliveryReport:
        left = limit_rows
        is_held = is_finished = False
        while left > 0 and not is_held and not is_finished:
            rows = lane_rows(settings=self._settings, lane=self._lane, at=self._clock())
            is_held = rows == 0
            batch = [] if is_held else self._claimed(min(rows, left))
            is_finished = not is_held and not batch
            left -= len(batch)
            if batch:
                is_held = not self._batch_delivered(batch)
        sent = self._ends["sent"]
        return DeliveryReport(
            sent=sent,
            others=self._ends.total() - sent,
            is_held=is_held,
            is_finished=is_finished,
        )

    def _claimed(self, limit_rows: int) -> list[Message]:
        return messages_claim(
            limit_rows=limit_rows,
            at=self._clock(),
            claim_seconds=self._settings.mail_claim_seconds,
        )

    def _batch_delivered(self, batch: Sequence[Message]) -> bool:
        """Return whether the lane is still open afterwards."""
        began_at = self._clock()
        longest = timedelta(seconds=min(_BATCH_SECONDS, self._settings.mail_claim_seconds / 2))
        whom = recipients(batch, key=hash_key(self._settings))
        words = template_words({row.template_id for row in batch})
        try:
            for row in batch:
                if self._clock() - began_at >= longest:
                    break
                self._ends[self._tried(row, whom[row.pk], words[row.template_id])] += 1
        except _LaneHeld:
            lane_hold(settings=self._settings, lane=self._lane, at=self._clock())
            return False
        finally:
            claims_release(token=batch[0].claim_token)
        lane_ease(settings=self._settings, lane=self._lane)
        return True

    def _tried(self, row: Message, who: Recipient, words: dict[str, TemplateWords]) -> str:
        try:
            return self._delivered(row, who, words)
        except _LaneHeld:
            raise
        except BaseException:
            # The row costs itself an attempt, so that it cannot crash every worker for ever.
            message_stumbled(message=row, settings=self._settings, at=self._clock())
            raise

    def _delivered(self, row: Message, who: Recipient, words: dict[str, TemplateWords]) -> str:
        """Return where the message ended, or `left` when it went back into the queue."""
        at = self._clock()
        if (refused := refusal(who.standing, at=at)) is not None:
            return message_refuse(message=row, refused=refused)
        try:
            letter = draft(message=row, recipient=who, words=words, settings=self._settings, at=at)
        except (TemplateFailed, TemplateRefused) as error:
            writing_failed(message=row, error=error, at=at)
            return "failed"
        return self._handed(row, who, letter)

    def _handed(self, row: Message, who: Recipient, letter: Draft) -> str:
        reply = self._offered(row, who)
        if reply is not None:
            return self._turned_down(row, who, reply)
        at = self._clock()
        until = at + timedelta(seconds=self._settings.mail_claim_seconds)
        if not message_hand(message=row, recipient=who, draft=letter, at=at, until=until):
            self._session.abandon()
            return message_withdraw(message=row, settings=self._settings, way=EMAIL, at=at)
        try:
            reply = self._session.hand_over(letter.body)
        except ServerLost as error:
            message_unknown(message=row, cause=str(error))
            self._ends["unknown"] += 1
            raise _LaneHeld from error
        if reply is not None:
            return self._turned_down(row, who, reply)
        message_sent(message=row, at=self._clock())
        return "sent"

    def _offered(self, row: Message, who: Recipient) -> Reply | None:
        """Return the server's refusal; a connection that served its time is replaced once."""
        sender = self._settings.mail_sender
        was_used = self._session.handed > 0
        try:
            reply = self._session.offer(sender=sender, recipient=who.address)
            if reply is None or not was_used or consequence(reply) is not Consequence.SLOW:
                return reply
        except ServerLost as error:
            if not was_used:
                self._lost(row, error)
                raise _LaneHeld from error
        self._session.abandon()
        try:
            return self._session.offer(sender=sender, recipient=who.address)
        except ServerLost as error:
            self._lost(row, error)
            raise _LaneHeld from error

    def _lost(self, row: Message, error: ServerLost) -> None:
        if isinstance(error, ServerUnreachable):
            logger.warning("the mail server cannot be reached: %s", error)
            message_put_back(message=row)
            return
        verdict: JsonObject = {"reason": "server_lost", "cause": str(error)}
        message_retry(message=row, verdict=verdict, settings=self._settings, at=self._clock())

    def _turned_down(self, row: Message, who: Recipient, reply: Reply) -> str:
        at = self._clock()
        match consequence(reply):
            case Consequence.SLOW:
                logger.warning("the mail server answered %s at %s", reply.code, reply.stage)
                message_put_back(message=row)
                raise _LaneHeld
            case Consequence.RETRY:
                verdict = reply_verdict(reply)
                message_retry(message=row, verdict=verdict, settings=self._settings, at=at)
                return "left"
            case Consequence.BOUNCE:
                verdict = reply_verdict(reply, reason="bounced")
                message_bounce(
                    message=row,
                    recipient=who,
                    verdict=verdict,
                    is_about_the_address=reply.is_about_the_address,
                    at=at,
                )
                return "bounced"
            case Consequence.FAIL:
                self._failed(row, reply_verdict(reply))
                return "failed"

    def _failed(self, row: Message, verdict: JsonObject) -> None:
        message_end(message=row, state=MessageState.FAILED, verdict=verdict)
