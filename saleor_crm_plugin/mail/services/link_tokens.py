"""Signs and reads what stands in the links of mails; a token is good for its one purpose only."""

from enum import StrEnum
from uuid import UUID

from django.core.signing import BadSignature, Signer

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.mail.models import Message


class Purpose(StrEnum):
    """What a link is for; the word goes into the signature."""

    PREFERENCES = "saleor_crm.preferences"
    CLICK = "saleor_crm.click"


def token_sign(purpose: Purpose, value: str) -> str:
    """Return `value` with a signature that no other purpose accepts; it never runs out."""
    return Signer(salt=purpose.value, sep=".").sign(value)


def token_read(purpose: Purpose, token: str) -> str:
    """
    Return what was signed.

    :raises NotFound: not a token of ours for this purpose.
    """
    try:
        return Signer(salt=purpose.value, sep=".").unsign(token)
    except BadSignature as error:
        raise NotFound("this link is not one of ours") from error


def token_message(purpose: Purpose, token: str) -> Message:
    """
    Return the message that a token names.

    :raises NotFound: not a token of ours for this purpose, or the message is not known any more.
    """
    try:
        uuid = UUID(token_read(purpose, token))
    except ValueError as error:
        raise NotFound("this link is not one of ours") from error
    message = Message.objects.filter(uuid=uuid).order_by("pk").first()
    if message is None:
        raise NotFound("the message of this link is not known any more")
    return message
