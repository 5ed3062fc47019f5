"""The two statements that every mail costs: handed over, and sent.

Plain SQL that both engines understand: the same through the ORM takes most of a mail's time to build.
"""

from datetime import datetime

from django.db import connection

from saleor_crm_plugin.mail.models import Message, MessageClass, MessageState
from saleor_crm_plugin.mail.queries.recipients import Recipient
from saleor_crm_plugin.mail.services.drafts import Draft
from saleor_crm_plugin.profiles.models import ConsentStatus, ProfileState

_HAND = """
UPDATE saleor_crm_message SET state = %(handed)s, handed_at = %(at)s, claimed_until = %(until)s,
  template_version_id = %(version)s, message_id = %(message_id)s, address_hash = %(hash)s,
  attempts = %(attempts)s
WHERE id = %(id)s AND state = %(claimed)s AND claim_token = %(token)s AND expires_at > %(at)s
  AND NOT EXISTS (
    SELECT 1 FROM saleor_crm_suppression WHERE channel = %(channel)s AND address_hash = %(hash)s
    AND (scope = 'all' OR (scope = 'marketing' AND %(is_marketing)s = 1)))
  AND (%(profile)s = 0 OR EXISTS (
    SELECT 1 FROM saleor_crm_profile WHERE id = %(profile)s AND state = %(active)s
    AND (%(is_test)s = 1 OR (%(kind)s = 'email' AND email = %(email)s)
      OR (%(kind)s = 'phone' AND phone = %(email)s)
      OR (%(kind)s = 'external' AND EXISTS (
        SELECT 1 FROM saleor_crm_identifier WHERE profile_id = %(profile)s AND kind = 'external'
        AND source = %(source)s AND value = %(email)s)))))
  AND (%(is_marketing)s = 0 OR (
    EXISTS (
      SELECT 1 FROM saleor_crm_consent WHERE profile_id = %(profile)s AND channel = %(channel)s
      AND topic IN ('', %(topic)s) AND status = %(granted)s)
    AND NOT EXISTS (
      SELECT 1 FROM saleor_crm_consent WHERE profile_id = %(profile)s AND channel = %(channel)s
      AND topic IN ('', %(topic)s) AND status = %(revoked)s)))
"""
_SENT = """
UPDATE saleor_crm_message SET state = %(sent)s, sent_at = %(at)s, claimed_until = NULL,
  test_address = '', verdict = '{}'
WHERE id = %(id)s AND claim_token = %(token)s AND state IN (%(handed)s, %(unknown)s)
"""


def message_hand(
    *, message: Message, recipient: Recipient, draft: Draft, at: datetime, until: datetime
) -> bool:
    """
    Mark a claimed message as handed over, if it may be at this very moment; return whether it may.

    One statement reads the gates (`mail.rules.gates`) and writes the state: nobody can unsubscribe in
    between. After it the message counts as possibly arrived.
    """
    return _changes_one(
        _HAND,
        {
            "id": message.pk,
            "token": message.claim_token,
            "claimed": MessageState.CLAIMED.value,
            "handed": MessageState.HANDED.value,
            "at": connection.ops.adapt_datetimefield_value(at),
            "until": connection.ops.adapt_datetimefield_value(until),
            "version": draft.version_id,
            "message_id": draft.message_id,
            "hash": recipient.address_hash,
            "attempts": message.attempts + 1,
            "channel": recipient.way.channel,
            "kind": recipient.way.kind.value,
            "source": recipient.way.source,
            "is_marketing": int(message.message_class == MessageClass.MARKETING),
            "is_test": int(message.is_test),
            "profile": recipient.card.profile_id if recipient.card else 0,
            "active": ProfileState.ACTIVE.value,
            "email": recipient.stored,
            "topic": message.topic,
            "granted": ConsentStatus.GRANTED.value,
            "revoked": ConsentStatus.REVOKED.value,
        },
    )


def message_sent(*, message: Message, at: datetime) -> bool:
    """Mark a message as taken by the server; return `False` if staff has queued it again meanwhile."""
    return _changes_one(
        _SENT,
        {
            "id": message.pk,
            "token": message.claim_token,
            "at": connection.ops.adapt_datetimefield_value(at),
            "sent": MessageState.SENT.value,
            "handed": MessageState.HANDED.value,
            "unknown": MessageState.UNKNOWN.value,
        },
    )


def _changes_one(statement: str, values: dict[str, int | str | None]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return bool(cursor.rowcount == 1)
