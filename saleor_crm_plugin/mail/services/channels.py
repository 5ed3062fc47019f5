"""Delivers the outbox's messages on the channels of extensions, by the same protocol as e-mail."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from saleor_crm_plugin.conf import CrmSettings, hash_key
from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.extensions.services import failure_record
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.hooks import Channel, Outcome, OutgoingMessage
from saleor_crm_plugin.mail.models import Message, MessageClass, MessageState
from saleor_crm_plugin.mail.queries.recipients import Recipient, recipients
from saleor_crm_plugin.mail.queries.templates import TemplateWords, template_words
from saleor_crm_plugin.mail.rules.gates import refusal
from saleor_crm_plugin.mail.rules.liquid import TemplateFailed, TemplateRefused
from saleor_crm_plugin.mail.rules.ways import Way
from saleor_crm_plugin.mail.services.claims import claims_release, messages_claim
from saleor_crm_plugin.mail.services.drafts import Draft, Writing, writing
from saleor_crm_plugin.mail.services.failures import writing_failed
from saleor_crm_plugin.mail.services.handover import message_hand, message_sent
from saleor_crm_plugin.mail.services.lanes import lane_ease, lane_hold, lane_rows
from saleor_crm_plugin.mail.services.settling import (
    message_bounce,
    message_end,
    message_refuse,
    message_retry,
    message_stumbled,
    message_unknown,
    message_withdraw,
)

Clock = Callable[[], datetime]


def channels_deliver(*, settings: CrmSettings, clock: Clock, limit_rows: int) -> Counter[str]:
    """
    Send up to `limit_rows` due messages on each channel in force; return how many ended in which state.

    A message is marked as handed over, committed, before its channel is called, and its gates (consent,
    suppression, erasure, expiry, address) are read in that very statement. A channel that raises, or does not
    know, leaves the message `unknown` and rests for a while. Messages of channels that are not installed
    wait until they expire.
    """
    ends: Counter[str] = Counter()
    for extension, channel in installed().channels.values():
        run = _ChannelRun(extension=extension, channel=channel, settings=settings, clock=clock)
        ends += run.deliver(limit_rows)
    return ends


class _Resting(Exception):
    """The channel is left alone for a while: no further message in this run."""


class _ChannelRun:
    """One run of one channel."""

    def __init__(
        self, *, extension: str, channel: Channel, settings: CrmSettings, clock: Clock
    ) -> None:
        self._extension, self._channel = extension, channel
        self._settings, self._clock = settings, clock
        self._lane = f"channel:{channel.slug}"
        self._way = Way(
            channel=channel.slug, kind=channel.address_kind, source=channel.external_source
        )

    def deliver(self, limit_rows: int) -> Counter[str]:
        ends: Counter[str] = Counter()
        left = limit_rows
        while left > 0:
            rows = lane_rows(settings=self._settings, lane=self._lane, at=self._clock())
            batch = self._claimed(min(rows, left)) if rows else []
            if not batch:
                break
            left -= len(batch)
            if not self._batch_delivered(batch, ends):
                break
        return ends

    def _claimed(self, limit_rows: int) -> list[Message]:
        return messages_claim(
            channel=self._channel.slug,
            limit_rows=limit_rows,
            at=self._clock(),
            claim_seconds=self._settings.mail_claim_seconds,
        )

    def _batch_delivered(self, batch: list[Message], ends: Counter[str]) -> bool:
        """Return whether the channel may go on."""
        whom = recipients(batch, key=hash_key(self._settings), way=self._way)
        words = template_words({row.template_id for row in batch})
        enough_at = self._clock() + timedelta(seconds=self._settings.mail_claim_seconds / 2)
        try:
            for row in batch:
                if self._clock() >= enough_at:
                    break
                ends[self._tried(row, whom[row.pk], words[row.template_id])] += 1
        except _Resting:
            ends[MessageState.UNKNOWN.value] += 1
            lane_hold(settings=self._settings, lane=self._lane, at=self._clock())
            return False
        finally:
            claims_release(token=batch[0].claim_token)
        lane_ease(settings=self._settings, lane=self._lane)
        return True

    def _tried(self, row: Message, who: Recipient, words: dict[str, TemplateWords]) -> str:
        try:
            return self._delivered(row, who, words)
        except _Resting:
            raise
        except BaseException:
            message_stumbled(message=row, settings=self._settings, at=self._clock())
            raise

    def _delivered(self, row: Message, who: Recipient, words: dict[str, TemplateWords]) -> str:
        at = self._clock()
        if (refused := refusal(who.standing, at=at)) is not None:
            return message_refuse(message=row, refused=refused)
        try:
            written = writing(message=row, recipient=who, words=words, settings=self._settings)
        except (TemplateFailed, TemplateRefused) as error:
            writing_failed(message=row, error=error, at=at)
            return MessageState.FAILED.value
        key = row.message_id or str(row.uuid)
        letter = Draft(version_id=written.version_id, message_id=key, body=b"")
        until = at + timedelta(seconds=self._settings.mail_claim_seconds)
        if not message_hand(message=row, recipient=who, draft=letter, at=at, until=until):
            return message_withdraw(message=row, settings=self._settings, way=self._way, at=at)
        return self._settled(row, who, self._called(self._outgoing(row, who, written, key)))

    def _outgoing(
        self, row: Message, who: Recipient, written: Writing, key: str
    ) -> OutgoingMessage:
        return OutgoingMessage(
            key=key,
            address=who.address,
            subject=written.rendered.subject,
            text=written.rendered.text,
            html=written.rendered.html,
            language_code=written.language_code,
            topic=row.topic,
            is_marketing=row.message_class == MessageClass.MARKETING,
            unsubscribe_url=written.unsubscribe_url,
            timeout_seconds=self._settings.mail_timeout_seconds,
        )

    def _called(self, message: OutgoingMessage) -> Outcome:
        try:
            return _outcome(self._channel.deliver(message))
        except Exception as error:  # noqa: BLE001 whatever it raises, nobody knows whether the message went out
            failure_record(
                slug=self._extension,
                hook=f"message_channels:{self._channel.slug}",
                error=error,
                at=self._clock(),
            )
            return Outcome.UNKNOWN

    def _settled(self, row: Message, who: Recipient, outcome: Outcome) -> str:
        at = self._clock()
        match outcome:
            case Outcome.TAKEN:
                message_sent(message=row, at=at)
                return MessageState.SENT.value
            case Outcome.LATER:
                later: JsonObject = {"reason": "channel_later"}
                message_retry(message=row, verdict=later, settings=self._settings, at=at)
                return "left"
            case Outcome.REFUSED:
                message_bounce(message=row, recipient=who, verdict={"reason": "bounced"}, at=at)
                return MessageState.BOUNCED.value
            case Outcome.FAILED:
                message_end(
                    message=row, state=MessageState.FAILED, verdict={"reason": "channel_failed"}
                )
                return MessageState.FAILED.value
            case Outcome.UNKNOWN:
                message_unknown(message=row, cause=self._channel.slug)
                raise _Resting


def _outcome(answer: object) -> Outcome:
    if not isinstance(answer, Outcome):
        raise TypeError(f"a channel returns an Outcome, got {type(answer).__name__}")
    return answer
