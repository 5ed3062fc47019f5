"""Decides whether a person opened a link, or a program that looks into every link of a mail."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

# Judged later than this, so that what a scanner opens next is known.
JUDGED_AFTER = timedelta(seconds=10)
_BURST = timedelta(seconds=2)
_BURST_LINKS = 3
_TOO_SOON = timedelta(seconds=2)
_PROGRAM = re.compile(
    r"bot|crawl|spider|scan|preview|prefetch|monitor|headless|python|curl|wget|java/|okhttp|go-http|"
    r"libwww|httpclient|facebookexternalhit|slack|telegram|whatsapp|skype|barracuda|proofpoint|mimecast|"
    r"safelinks|symantec|trendmicro|urldefense|googleimageproxy|yahoomailproxy",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a link was asked for; `purpose` is what the browser says it prefetches for, or empty."""

    method: str
    user_agent: str
    purpose: str
    opened_at: datetime
    handed_at: datetime | None


def program_reason(opening: Opening) -> str:
    """Return why this was no person, empty when it may have been one; needs nothing but the request itself."""
    if opening.method != "GET":
        return "head"
    if opening.purpose:
        return "prefetch"
    if not opening.user_agent or _PROGRAM.search(opening.user_agent):
        return "bot"
    handed_at = opening.handed_at
    return "too_soon" if handed_at and opening.opened_at - handed_at < _TOO_SOON else ""


def is_burst(*, clicked_at: datetime, others: Collection[tuple[int, datetime]]) -> bool:
    """
    Return whether a click is one of many: three links of the same mail within two seconds around it.

    `others` are link and instant of every opening of the mail, this one included.
    """
    for start in {at for _, at in others if clicked_at - _BURST <= at <= clicked_at}:
        links = {link for link, at in others if start <= at <= start + _BURST}
        if len(links) >= _BURST_LINKS:
            return True
    return False
