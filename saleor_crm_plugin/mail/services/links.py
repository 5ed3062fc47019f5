"""Puts signed redirects in the place of a mail's links."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.mail.models import Link, Message, MessageClass
from saleor_crm_plugin.mail.rules.links import (
    MailLink,
    html_relinked,
    links_found,
    text_relinked,
)
from saleor_crm_plugin.mail.services.link_tokens import Purpose, token_sign


def links_are_tracked(message: Message, settings: CrmSettings) -> bool:
    """Return whether the links of a message are replaced: those of marketing, unless the settings say otherwise."""
    if settings.mail_click_tracking == "all":
        return True
    return (
        settings.mail_click_tracking == "marketing"
        and message.message_class == MessageClass.MARKETING
    )


def links_track(
    *, message: Message, html: str, text: str, settings: CrmSettings, at: datetime
) -> tuple[str, str]:
    """
    Return both parts with signed redirects in the place of their web links.

    Where each leads is stored before the mail goes out, once for all mails with the same link.
    """
    links = links_found(html=html, text=text, own_url=settings.public_url)
    ids = _link_ids(links, at=at) if links else {}
    addresses = {
        link: f"{settings.public_url}/c/"
        + token_sign(Purpose.CLICK, f"{message.uuid.hex}-{ids[_digest(link)]}")
        for link in links
    }
    return html_relinked(html, addresses=addresses), text_relinked(text, addresses=addresses)


def _link_ids(links: Sequence[MailLink], *, at: datetime) -> dict[str, int]:
    wanted = {_digest(link): link for link in links}
    found = _known(wanted)
    missing = [digest for digest in wanted if digest not in found]
    if missing:
        rows = [
            Link(url=wanted[digest].url, tag=wanted[digest].tag, digest=digest, created_at=at)
            for digest in missing
        ]
        Link.objects.bulk_create(rows, ignore_conflicts=True)
        found = _known(wanted)
    return found


def _known(digests: dict[str, MailLink]) -> dict[str, int]:
    rows = Link.objects.filter(digest__in=list(digests))
    return dict(rows.values_list("digest", "pk"))


def _digest(link: MailLink) -> str:
    return hashlib.sha256(f"{link.tag}\n{link.url}".encode()).hexdigest()
