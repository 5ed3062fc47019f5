"""Which automation reacts to which timeline event, and with which message."""

from dataclasses import dataclass, field

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.hooks import Occasion, Words
from saleor_crm_plugin.mail.models import MessageClass
from saleor_crm_plugin.profiles.rules.timeline import EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """
    One automation: the message it sends and the occasion it sends it for.

    `extension` is empty for our own; an extension brings its `words` and `sample` along.
    """

    slug: str
    template: str
    occasion: Occasion
    message_class: MessageClass
    topic: str
    channel: str = "email"
    extension: str = ""
    words: tuple[Words, ...] = ()
    sample: JsonObject = field(default_factory=dict)


REACTIONS: dict[str, tuple[Reaction, ...]] = {
    EventType.CUSTOMER_REGISTERED: (
        Reaction(
            slug="welcome",
            template="welcome",
            occasion=Occasion.PROFILE,
            message_class=MessageClass.TRANSACTIONAL,
            topic="account",
        ),
    ),
    EventType.ORDER_PAID: (
        Reaction(
            slug="thanks",
            template="points-earned",
            occasion=Occasion.ORDER,
            message_class=MessageClass.TRANSACTIONAL,
            topic="orders",
        ),
    ),
}
