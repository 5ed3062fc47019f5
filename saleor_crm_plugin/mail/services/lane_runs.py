"""The protocol by which every message leaves the outbox, whatever channel it goes by: claim, gate, write, hand over."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from saleor_crm_plugin.conf import CrmSettings, hash_key
from saleor_crm_plugin.mail.models import Message, MessageState
from saleor_crm_plugin.mail.queries.recipients import Recipient, recipients
from saleor_crm_plugin.mail.queries.templates import TemplateWords, template_words
from saleor_crm_plugin.mail.rules.gates import refusal
from saleor_crm_plugin.mail.rules.liquid import TemplateFailed, TemplateRefused
from saleor_crm_plugin.mail.rules.ways import Way
from saleor_crm_plugin.mail.services.claims import claims_release, messages_claim
from saleor_crm_plugin.mail.services.drafts import Draft
from saleor_crm_plugin.mail.services.failures import writing_failed
from saleor_crm_plugin.mail.services.handover import message_hand
from saleor_crm_plugin.mail.services.lanes import lane_ease, lane_hold, lane_rows
from saleor_crm_plugin.mail.services.settling import (
    message_refuse,
    message_stumbled,
    message_withdraw,
)

Clock = Callable[[], datetime]
Letter = TypeVar("Letter")
# A message that went back into the queue.
LEFT = "left"


class LaneHeld(Exception):
    """The way is left alone for a while: it asked for that, is gone, or does not know. No further message in this run."""


class LaneRun(ABC, Generic[Letter]):
    """One run over one way of sending; a subclass says how a letter is written and what hands it over."""

    def __init__(
        self, *, settings: CrmSettings, clock: Clock, lane: str, way: Way, batch_seconds: float
    ) -> None:
        self.settings, self.clock = settings, clock
        self.ends: Counter[str] = Counter()
        self.is_held = self.is_finished = False
        self._lane, self._way = lane, way
        self._longest = timedelta(seconds=min(batch_seconds, settings.mail_claim_seconds / 2))

    def deliver(self, limit_rows: int) -> None:
        """Send up to `limit_rows` due messages; `ends` then counts how they ended, `is_held` tells what stopped it."""
        left = limit_rows
        while left > 0 and not self.is_held and not self.is_finished:
            rows = lane_rows(settings=self.settings, lane=self._lane, at=self.clock())
            self.is_held = rows == 0
            batch = [] if self.is_held else self._claimed(min(rows, left))
            self.is_finished = not self.is_held and not batch
            left -= len(batch)
            if batch:
                self.is_held = not self._batch_delivered(batch)

    @abstractmethod
    def written(self, row: Message, who: Recipient, words: dict[str, TemplateWords]) -> Letter:
        """
        Write a message.

        :raises TemplateFailed, TemplateRefused: its template does not let itself be written.
        """

    @abstractmethod
    def handed(self, row: Message, who: Recipient, letter: Letter) -> str:
        """
        Give a written message away and return where it ended, or `LEFT`; marked by `marked` before it leaves.

        :raises LaneHeld: the message is settled, and no other is to be tried now.
        """

    def marked(self, row: Message, who: Recipient, draft: Draft) -> bool:
        """Mark a message as handed over, committed, unless a gate closed meanwhile; past this it never goes out again."""
        at = self.clock()
        until = at + timedelta(seconds=self.settings.mail_claim_seconds)
        return message_hand(message=row, recipient=who, draft=draft, at=at, until=until)

    def withdrawn(self, row: Message) -> str:
        """Settle a message that `marked` did not let go, and return where it ended."""
        return message_withdraw(message=row, settings=self.settings, way=self._way, at=self.clock())

    def _claimed(self, limit_rows: int) -> list[Message]:
        return messages_claim(
            channel=self._way.channel,
            limit_rows=limit_rows,
            at=self.clock(),
            claim_seconds=self.settings.mail_claim_seconds,
        )

    def _batch_delivered(self, batch: Sequence[Message]) -> bool:
        """Return whether the lane is still open afterwards."""
        enough_at = self.clock() + self._longest
        whom = recipients(batch, key=hash_key(self.settings), way=self._way)
        words = template_words({row.template_id for row in batch})
        try:
            for row in batch:
                if self.clock() >= enough_at:
                    break
                self.ends[self._tried(row, whom[row.pk], words[row.template_id])] += 1
        except LaneHeld:
            lane_hold(settings=self.settings, lane=self._lane, at=self.clock())
            return False
        finally:
            claims_release(token=batch[0].claim_token)
        lane_ease(settings=self.settings, lane=self._lane)
        return True

    def _tried(self, row: Message, who: Recipient, words: dict[str, TemplateWords]) -> str:
        try:
            return self._delivered(row, who, words)
        except LaneHeld:
            raise
        except BaseException:
            # The row costs itself an attempt, so that it cannot crash every worker for ever.
            message_stumbled(message=row, settings=self.settings, at=self.clock())
            raise

    def _delivered(self, row: Message, who: Recipient, words: dict[str, TemplateWords]) -> str:
        """Return where the message ended, or `LEFT`."""
        at = self.clock()
        if (refused := refusal(who.standing, at=at)) is not None:
            return message_refuse(message=row, refused=refused)
        try:
            letter = self.written(row, who, words)
        except (TemplateFailed, TemplateRefused) as error:
            writing_failed(message=row, error=error, at=at)
            return MessageState.FAILED.value
        return self.handed(row, who, letter)
