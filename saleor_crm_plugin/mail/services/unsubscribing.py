"""One-click unsubscription (RFC 8058): the token in a message's link, and what it does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.mail.rules.addresses import address_masked
from saleor_crm_plugin.mail.rules.ways import EMAIL
from saleor_crm_plugin.mail.services.preferences import preferences_token
from saleor_crm_plugin.profiles.models import ConsentStatus
from saleor_crm_plugin.profiles.queries.cards import live_profile_id, profile_cards
from saleor_crm_plugin.profiles.queries.consents import consent_status
from saleor_crm_plugin.profiles.services.consents import consent_change

_PURPOSE = "saleor_crm.unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeCard:
    """
    What the page of a link shows: whose mail it is, masked, and what the button ends.

    `language_code` is the shopper's, and may be empty. `preferences_token` opens the page for single topics.
    """

    address_masked: str
    topic: str
    is_unsubscribed: bool
    language_code: str
    preferences_token: str


def unsubscribe_token(message_uuid: UUID) -> str:
    """Return the link's token: a random number of the message and a signature, good for this purpose only, for ever."""
    return _signer().sign(message_uuid.hex)


def unsubscribe_card(*, token: str) -> UnsubscribeCard:
    """
    Return what the page of the link shows; writes nothing.

    :raises NotFound: not a token of ours.
    """
    message = _message(token)
    card = None
    if message.profile_id is not None:
        live_id = live_profile_id(message.profile_id)
        card = profile_cards({live_id}).get(live_id)
    return UnsubscribeCard(
        address_masked=address_masked(
            card.email if card and message.channel == EMAIL.channel else ""
        ),
        topic=message.topic,
        language_code=card.language_code if card else "",
        preferences_token=preferences_token(message.uuid),
        is_unsubscribed=card is not None and _is_revoked(card.profile_id, message),
    )


@transaction.atomic
def message_unsubscribe(*, token: str, at: datetime) -> bool:
    """
    Revoke the consent that the message of `token` was sent under; return whether anything changed.

    That is the message's topic on its channel, or all of the channel for one without a topic. Told twice, written once. A
    test message revokes nothing: the link is in the hands of staff.

    :raises NotFound: not a token of ours.
    """
    message = _message(token)
    if message.is_test or message.profile_id is None:
        return False
    profile_id = live_profile_id(message.profile_id)
    if _is_revoked(profile_id, message):
        return False
    return consent_change(
        profile_id=profile_id,
        channel=message.channel,
        topic=message.topic,
        is_granted=False,
        source="one_click",
        actor="",
        stated_at=at,
        at=at,
    )


def _is_revoked(profile_id: int, message: Message) -> bool:
    stated = consent_status(profile_ids={profile_id}, channel=message.channel, topic=message.topic)
    return stated.get(profile_id) == ConsentStatus.REVOKED


def _message(token: str) -> Message:
    try:
        uuid = UUID(_signer().unsign(token))
    except (BadSignature, ValueError) as error:
        raise NotFound("this link is not one of ours") from error
    message = Message.objects.filter(uuid=uuid).order_by("pk").first()
    if message is None:
        raise NotFound("the message of this link is not known any more")
    return message


def _signer() -> Signer:
    return Signer(salt=_PURPOSE, sep=".")
