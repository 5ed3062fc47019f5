"""Which automation reacts to which timeline event, and with which message."""

from dataclasses import dataclass
from enum import StrEnum

from saleor_crm_plugin.mail.models import MessageClass
from saleor_crm_plugin.profiles.rules.timeline import EventType


class Occasion(StrEnum):
    """What names the occurrence, so that an automation reacts to it once."""

    PROFILE = "profile"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """One automation: the message it sends and the occasion it sends it for."""

    slug: str
    template: str
    occasion: Occasion
    message_class: MessageClass
    topic: str


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
