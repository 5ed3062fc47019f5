"""Delivers the outbox's messages on the channels of extensions, by the same protocol as e-mail."""

from collections import Counter

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.extensions.services import failure_record
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.hooks import Channel, Outcome, OutgoingMessage
from saleor_crm_plugin.mail.models import Message, MessageClass, MessageState
from saleor_crm_plugin.mail.queries.recipients import Recipient
from saleor_crm_plugin.mail.queries.templates import TemplateWords
from saleor_crm_plugin.mail.rules.ways import Way
from saleor_crm_plugin.mail.services.drafts import Draft, Writing, writing
from saleor_crm_plugin.mail.services.handover import message_sent
from saleor_crm_plugin.mail.services.lane_runs import LEFT, Clock, LaneHeld, LaneRun
from saleor_crm_plugin.mail.services.settling import (
    message_bounce,
    message_end,
    message_retry,
    message_unknown,
)


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
        run.deliver(limit_rows)
        ends += run.ends
    return ends


class _ChannelRun(LaneRun[Writing]):
    """One run of one channel."""

    def __init__(
        self, *, extension: str, channel: Channel, settings: CrmSettings, clock: Clock
    ) -> None:
        super().__init__(
            settings=settings,
            clock=clock,
            lane=f"channel:{channel.slug}",
            way=Way(
                channel=channel.slug, kind=channel.address_kind, source=channel.external_source
            ),
            batch_seconds=settings.mail_claim_seconds,
        )
        self._extension, self._channel = extension, channel

    def written(self, row: Message, who: Recipient, words: dict[str, TemplateWords]) -> Writing:
        """See `LaneRun`."""
        return writing(message=row, recipient=who, words=words, settings=self.settings)

    def handed(self, row: Message, who: Recipient, letter: Writing) -> str:
        """See `LaneRun`."""
        key = row.message_id or str(row.uuid)
        draft = Draft(version_id=letter.version_id, message_id=key, body=b"")
        if not self.marked(row, who, draft):
            return self.withdrawn(row)
        return self._settled(row, who, self._called(self._outgoing(row, who, letter, key)))

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
            timeout_seconds=self.settings.mail_timeout_seconds,
        )

    def _called(self, message: OutgoingMessage) -> Outcome:
        try:
            return _outcome(self._channel.deliver(message))
        except Exception as error:  # noqa: BLE001 whatever it raises, nobody knows whether the message went out
            failure_record(
                slug=self._extension,
                hook=f"message_channels:{self._channel.slug}",
                error=error,
                at=self.clock(),
            )
            return Outcome.UNKNOWN

    def _settled(self, row: Message, who: Recipient, outcome: Outcome) -> str:
        at = self.clock()
        match outcome:
            case Outcome.TAKEN:
                message_sent(message=row, at=at)
                return MessageState.SENT.value
            case Outcome.LATER:
                later: JsonObject = {"reason": "channel_later"}
                message_retry(message=row, verdict=later, settings=self.settings, at=at)
                return LEFT
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
                self.ends[MessageState.UNKNOWN.value] += 1
                raise LaneHeld


def _outcome(answer: object) -> Outcome:
    if not isinstance(answer, Outcome):
        raise TypeError(f"a channel returns an Outcome, got {type(answer).__name__}")
    return answer
