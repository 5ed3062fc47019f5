"""Writes one message: words, values, and for an e-mail its recipient and headers."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.models import Message, MessageClass
from saleor_crm_plugin.mail.queries.recipients import Recipient
from saleor_crm_plugin.mail.queries.templates import TemplateWords
from saleor_crm_plugin.mail.rules.footers import (
    MailLinks,
    footer_words,
    html_with_links,
    text_with_links,
)
from saleor_crm_plugin.mail.rules.languages import language_chosen
from saleor_crm_plugin.mail.rules.liquid import Rendered, TemplateFailed, compiled
from saleor_crm_plugin.mail.rules.mime import Letter, dot_stuffed, letter_bytes
from saleor_crm_plugin.mail.services.links import links_are_tracked, links_track
from saleor_crm_plugin.mail.services.preferences import preferences_token
from saleor_crm_plugin.mail.services.unsubscribing import unsubscribe_token


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message ready for `DATA`."""

    version_id: int
    message_id: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """The words of one message for one recipient; `unsubscribe_url` is empty for what cannot be unsubscribed."""

    version_id: int
    language_code: str
    rendered: Rendered
    unsubscribe_url: str


def writing(
    *,
    message: Message,
    recipient: Recipient,
    words: dict[str, TemplateWords],
    settings: CrmSettings,
) -> Writing:
    """
    Return the words of a message in the best language its template has.

    :raises TemplateFailed: the template has no words or cannot be rendered with these values.
    :raises TemplateRefused: it uses a filter that is not installed any more.
    """
    card = recipient.card
    wanted = str(message.context.get("language", "")) or (card.language_code if card else "")
    language = language_chosen(wanted, available=words)
    if language is None:
        raise TemplateFailed("the template has no published words")
    links = _links(message, settings)
    unsubscribe_word, preferences_word = footer_words(language)
    context: JsonObject = message.context | {
        "shop": {"name": settings.shop_name, "url": settings.shop_url},
        "customer": {
            "first_name": card.first_name if card else "",
            "last_name": card.last_name if card else "",
        },
        "fields": recipient.fields,
        "language": language,
        "time_zone": _zone_name(card.time_zone if card else "", fallback=settings.time_zone),
        "unsubscribe_url": links.unsubscribe_url,
        "unsubscribe_word": unsubscribe_word,
        "preferences_url": links.preferences_url,
        "preferences_word": preferences_word,
        "is_test": message.is_test,
    }
    template = compiled(words[language].source, filters=installed().filters)
    rendered = template.rendered(context)
    return Writing(
        version_id=words[language].version_id,
        language_code=language,
        rendered=Rendered(
            subject=rendered.subject,
            html=html_with_links(rendered.html, links=links, language_code=language),
            text=text_with_links(rendered.text, links=links, language_code=language),
        ),
        unsubscribe_url=links.unsubscribe_url,
    )


def draft(
    *,
    message: Message,
    recipient: Recipient,
    words: dict[str, TemplateWords],
    settings: CrmSettings,
    at: datetime,
) -> Draft:
    """
    Return the letter of an e-mail.

    The Message-ID stays what it was when the message is sent again.

    :raises TemplateFailed: the template has no words or cannot be rendered with these values.
    """
    card = recipient.card
    written = writing(message=message, recipient=recipient, words=words, settings=settings)
    rendered = written.rendered
    html, text = rendered.html, rendered.text
    if links_are_tracked(message, settings):
        html, text = links_track(message=message, html=html, text=text, settings=settings, at=at)
    domain = settings.mail_sender.rpartition("@")[2]
    message_id = message.message_id or f"<{message.uuid}@{domain}>"
    letter = Letter(
        sender=settings.mail_sender,
        sender_name=settings.mail_sender_name or settings.shop_name,
        recipient=recipient.address,
        recipient_name=f"{card.first_name} {card.last_name}".strip() if card else "",
        subject=rendered.subject,
        html=html,
        text=text,
        message_id=message_id,
        unsubscribe_url=written.unsubscribe_url,
        written_at=at,
    )
    try:
        body = dot_stuffed(letter_bytes(letter))
    except ValueError:
        raise TemplateFailed("the letter holds characters that cannot be encoded") from None
    return Draft(version_id=written.version_id, message_id=message_id, body=body)


def _links(message: Message, settings: CrmSettings) -> MailLinks:
    """Return the links of a message; what needs no consent cannot be unsubscribed from."""
    unsubscribe_url = ""
    if message.message_class == MessageClass.MARKETING:
        unsubscribe_url = f"{settings.public_url}/u/{unsubscribe_token(message.uuid)}"
    return MailLinks(
        unsubscribe_url=unsubscribe_url,
        preferences_url=f"{settings.public_url}/p/{preferences_token(message.uuid)}",
    )


def _zone_name(name: str, *, fallback: str) -> str:
    try:
        return ZoneInfo(name).key if name else fallback
    except (ZoneInfoNotFoundError, ValueError):
        return fallback
