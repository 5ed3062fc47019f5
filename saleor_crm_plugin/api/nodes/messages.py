"""E-mails as the contract shows them; never their words or addresses."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.mail.queries import MessageCard
from saleor_crm_plugin.mail.queries.clicks import ClickCard

MESSAGE = "CrmMessage"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageNode:
    """One e-mail to one shopper, without its words."""

    message_id: int
    profile_id: int | None
    id: str
    channel: str
    template: str
    language_code: str | None
    message_class: str
    topic: str | None
    is_test: bool
    state: str
    reason: str | None
    attempts: int
    due_at: datetime
    expires_at: datetime
    handed_at: datetime | None
    sent_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClickNode:
    """One opening of one link of an e-mail."""

    url: str
    tag: str | None
    is_human: bool | None
    reason: str | None
    clicked_at: datetime


def click_node(card: ClickCard) -> ClickNode:
    """Return a click as the contract shows it."""
    return ClickNode(
        url=card.url,
        tag=card.tag or None,
        is_human=card.is_human,
        reason=card.reason or None,
        clicked_at=card.clicked_at,
    )


def message_node(card: MessageCard) -> MessageNode:
    """Return an e-mail as the contract shows it."""
    return MessageNode(
        message_id=card.message_id,
        profile_id=card.profile_id,
        id=id_encode(MESSAGE, card.message_id),
        channel=card.channel,
        template=card.template,
        language_code=card.language_code or None,
        message_class=card.message_class.upper(),
        topic=card.topic or None,
        is_test=card.is_test,
        state=card.state.upper(),
        reason=card.reason or None,
        attempts=card.attempts,
        due_at=card.due_at,
        expires_at=card.expires_at,
        handed_at=card.handed_at,
        sent_at=card.sent_at,
        created_at=card.created_at,
    )
