"""The last lines of a mail: how to unsubscribe and to choose; added where a template has forgotten them."""

from dataclasses import dataclass
from html import escape

from saleor_crm_plugin.mail.rules.languages import language_matched

# (unsubscribe, choose what to get)
_WORDS = {
    "en": ("Unsubscribe", "Choose what you get"),
    "zh-hant": ("取消訂閱", "選擇想收到的內容"),
    "zh-hans": ("取消订阅", "选择想收到的内容"),
    "ru": ("Отписаться", "Выбрать, что получать"),
}
_BODY_END = "</body>"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLinks:
    """Where the shopper unsubscribes and chooses; `unsubscribe_url` is empty for mail that needs no consent."""

    unsubscribe_url: str
    preferences_url: str


def footer_words(language_code: str) -> tuple[str, str]:
    """Return how a mail in this language says "unsubscribe" and "choose what you get"."""
    return _WORDS[language_matched([language_code], available=_WORDS) or "en"]


def text_with_links(text: str, *, links: MailLinks, language_code: str) -> str:
    """Return the text part, with a line for each link that it does not have; transactional mail stays as it is."""
    if not links.unsubscribe_url:
        return text
    unsubscribe, choose = footer_words(language_code)
    lines = [
        f"{word}: {url}"
        for word, url in ((unsubscribe, links.unsubscribe_url), (choose, links.preferences_url))
        if url not in text
    ]
    return "\n".join([text.rstrip("\n"), "", "-- ", *lines, ""]) if lines else text


def html_with_links(html: str, *, links: MailLinks, language_code: str) -> str:
    """Return the HTML part, with the links at its end if nothing in it unsubscribes; transactional mail stays as it is."""
    if not links.unsubscribe_url or escape(links.unsubscribe_url) in html:
        return html
    unsubscribe, choose = footer_words(language_code)
    added = (
        '<p style="font-size:12px;color:#6b7280;text-align:center">'
        f'<a href="{escape(links.unsubscribe_url)}" style="color:inherit">{unsubscribe}</a> · '
        f'<a href="{escape(links.preferences_url)}" style="color:inherit">{choose}</a></p>'
    )
    before, end, after = html.rpartition(_BODY_END)
    return f"{before}{added}{end}{after}" if end else html + added
