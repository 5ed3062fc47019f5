"""Finds the links of a mail and puts others in their place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import urlsplit

_ANCHOR = re.compile(r"<a\s[^>]*>", re.IGNORECASE)
_HREF = re.compile(r"(\shref\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_TAG = re.compile(r"\sdata-topic\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_TEXT_URL = re.compile(r"https?://[^\s<>\"'，。；：！？、（）「」『』《》【】]+", re.IGNORECASE)
_TEXT_TAIL = ".,;:!?)]}»”"
_URL_LENGTH_MAX = 2000
_TAG_LENGTH_MAX = 64


@dataclass(frozen=True, slots=True)
class MailLink:
    """A link in a mail: where it leads, and the subject that its template gave it (`data-topic`), or none."""

    url: str
    tag: str = ""


def links_found(*, html: str, text: str, own_url: str) -> list[MailLink]:
    """
    Return the web links of both parts, each once, in their order.

    Not those to our own pages below `own_url` (unsubscribe, preferences), nor what is too long for a redirect.
    """
    found: dict[MailLink, None] = {}
    for anchor in _ANCHOR.finditer(html):
        link = _anchor_link(anchor.group())
        if link is not None and _is_web(link.url, own_url):
            found[link] = None
    for match in _TEXT_URL.finditer(text):
        url = match.group().rstrip(_TEXT_TAIL)
        if _is_web(url, own_url):
            found[MailLink(url)] = None
    return list(found)


def html_relinked(html: str, *, addresses: Mapping[MailLink, str]) -> str:
    """Return the HTML part with each known link's address in its place, and no `data-topic` left."""

    def relinked(anchor: re.Match[str]) -> str:
        link = _anchor_link(anchor.group())
        tag = _TAG.sub("", anchor.group())
        if link is None or link not in addresses:
            return tag
        address = escape(addresses[link])
        return _HREF.sub(lambda href: f'{href.group(1)}"{address}"', tag, count=1)

    return _ANCHOR.sub(relinked, html)


def text_relinked(text: str, *, addresses: Mapping[MailLink, str]) -> str:
    """Return the text part with each known link's address in its place."""

    def relinked(match: re.Match[str]) -> str:
        url = match.group().rstrip(_TEXT_TAIL)
        return addresses.get(MailLink(url), url) + match.group()[len(url) :]

    return _TEXT_URL.sub(relinked, text)


def _anchor_link(anchor: str) -> MailLink | None:
    href = _HREF.search(anchor)
    if href is None:
        return None
    tag = _TAG.search(anchor)
    label = unescape(tag.group(1)[1:-1]).strip()[:_TAG_LENGTH_MAX] if tag else ""
    return MailLink(unescape(href.group(2)[1:-1]).strip(), label)


def _is_web(url: str, own_url: str) -> bool:
    if len(url) > _URL_LENGTH_MAX or url.startswith((f"{own_url}/u/", f"{own_url}/p/")):
        return False
    if any(ord(letter) <= 0x20 or letter == "\x7f" for letter in url):  # noqa: PLR2004 blanks and controls
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
