"""Delivers the outbox: claim, write, gate, hand over, one message after the other."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.db import connection, transaction

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.models import Message, MessageState
from saleor_crm_plugin.mail.queries.recipients import Recipient
from saleor_crm_plugin.mail.queries.templates import TemplateWords
from saleor_crm_plugin.mail.rules.replies import Consequence, Reply, consequence
from saleor_crm_plugin.mail.rules.ways import EMAIL
from saleor_crm_plugin.mail.services.channels import channels_deliver
from saleor_crm_plugin.mail.services.claims import (
    claims_expire,
    messages_expire,
)
from saleor_crm_plugin.mail.services.drafts import Draft, draft
from saleor_crm_plugin.mail.services.handover import message_sent
from saleor_crm_plugin.mail.services.lane_runs import LEFT, Clock, LaneHeld, LaneRun
from saleor_crm_plugin.mail.services.settling import (
    message_bounce,
    message_end,
    message_put_back,
    message_retry,
    message_unknown,
    reply_verdict,
    sent_record,
)
from saleor_crm_plugin.mail.services.transport import ServerLost, ServerUnreachable, SmtpSession
from saleor_crm_plugin.work import Work, wake

logger = logging.getLogger(__name__)

# A batch is given back after this time, so that an order's mail never waits long behind a newsletter.
_BATCH_SECONDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What one run did: how many messages it sent, and whether the lane stopped it or messages are left."""

    sent: int
    others: int
    is_held: bool
    is_finished: bool


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
        run = _MailRun(settings=settings, clock=clock, session=session)
        run.deliver(limit_rows)
        report = run.report()
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


class _MailRun(LaneRun[Draft]):
    """One run over one connection to the mail server."""

    def __init__(self, *, settings: CrmSettings, clock: Clock, session: SmtpSession) -> None:
        super().__init__(
            settings=settings,
            clock=clock,
            lane=settings.smtp_host,
            way=EMAIL,
            batch_seconds=_BATCH_SECONDS,
        )
        self._session = session

    def report(self) -> DeliveryReport:
        sent = self.ends[MessageState.SENT.value]
        return DeliveryReport(
            sent=sent,
            others=self.ends.total() - sent,
            is_held=self.is_held,
            is_finished=self.is_finished,
        )

    def written(self, row: Message, who: Recipient, words: dict[str, TemplateWords]) -> Draft:
        """See `LaneRun`."""
        return draft(
            message=row, recipient=who, words=words, settings=self.settings, at=self.clock()
        )

    def handed(self, row: Message, who: Recipient, letter: Draft) -> str:
        """See `LaneRun`."""
        reply = self._offered(row, who)
        if reply is not None:
            return self._turned_down(row, who, reply)
        if not self.marked(row, who, letter):
            self._session.abandon()
            return self.withdrawn(row)
        try:
            reply = self._session.hand_over(letter.body)
        except ServerLost as error:
            message_unknown(message=row, cause=str(error))
            self.ends[MessageState.UNKNOWN.value] += 1
            raise LaneHeld from error
        if reply is not None:
            return self._turned_down(row, who, reply)
        message_sent(message=row, at=self.clock())
        return MessageState.SENT.value

    def _offered(self, row: Message, who: Recipient) -> Reply | None:
        """Return the server's refusal; a connection that served its time is replaced once."""
        sender = self.settings.mail_sender
        was_used = self._session.handed > 0
        try:
            reply = self._session.offer(sender=sender, recipient=who.address)
            if reply is None or not was_used or consequence(reply) is not Consequence.SLOW:
                return reply
        except ServerLost as error:
            if not was_used:
                self._lost(row, error)
                raise LaneHeld from error
        self._session.abandon()
        try:
            return self._session.offer(sender=sender, recipient=who.address)
        except ServerLost as error:
            self._lost(row, error)
            raise LaneHeld from error

    def _lost(self, row: Message, error: ServerLost) -> None:
        if isinstance(error, ServerUnreachable):
            logger.warning("the mail server cannot be reached: %s", error)
            message_put_back(message=row)
            return
        verdict: JsonObject = {"reason": "server_lost", "cause": str(error)}
        message_retry(message=row, verdict=verdict, settings=self.settings, at=self.clock())

    def _turned_down(self, row: Message, who: Recipient, reply: Reply) -> str:
        at = self.clock()
        match consequence(reply):
            case Consequence.SLOW:
                logger.warning("the mail server answered %s at %s", reply.code, reply.stage)
                message_put_back(message=row)
                raise LaneHeld
            case Consequence.RETRY:
                verdict = reply_verdict(reply)
                message_retry(message=row, verdict=verdict, settings=self.settings, at=at)
                return LEFT
            case Consequence.BOUNCE:
                verdict = reply_verdict(reply, reason="bounced")
                message_bounce(
                    message=row,
                    recipient=who,
                    verdict=verdict,
                    is_about_the_address=reply.is_about_the_address,
                    at=at,
                )
                return MessageState.BOUNCED.value
            case Consequence.FAIL:
                self._failed(row, reply_verdict(reply))
                return MessageState.FAILED.value

    def _failed(self, row: Message, verdict: JsonObject) -> None:
        message_end(message=row, state=MessageState.FAILED, verdict=verdict)
