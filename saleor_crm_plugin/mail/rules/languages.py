"""Which language a message is written in."""

import re
from collections.abc import Collection, Sequence

FALLBACK_LANGUAGE = "en"

_CHINESE_SCRIPTS = {
    "tw": "zh-hant",
    "hk": "zh-hant",
    "mo": "zh-hant",
    "cn": "zh-hans",
    "sg": "zh-hans",
}
_ACCEPTED = re.compile(
    r"\s*([a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*"
)
_ACCEPT_LENGTH_MAX = 500


def language_chain(language_code: str) -> tuple[str, ...]:
    """
    Return the languages to try for a shopper, best first, ending in English.

    `de-AT` gives `de-at`, `de`, `en`. Chinese regions name a script on the way: `zh-TW` gives
    `zh-tw`, `zh-hant`, `zh`, `en`.
    """
    wanted = language_code.strip().lower().replace("_", "-")
    parts = wanted.split("-")
    chain = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    if parts[0] == "zh":
        script = next((_CHINESE_SCRIPTS[part] for part in parts if part in _CHINESE_SCRIPTS), "")
        chain.insert(max(len(chain) - 1, 0), script)
    return tuple(dict.fromkeys(code for code in [*chain, FALLBACK_LANGUAGE] if code))


def language_chosen(language_code: str, *, available: Collection[str]) -> str | None:
    """Return the first language of the chain that is available; the alphabetically first one if none is, `None` if there are none."""
    for code in language_chain(language_code):
        if code in available:
            return code
    return min(available, default=None)


def language_matched(language_codes: Sequence[str], *, available: Collection[str]) -> str | None:
    """
    Return the available language that the first of `language_codes` to have one leads to, `None` if none has.

    As `language_chain`, without its fallback to English. Chinese without a region or script reads simplified.
    """
    for code in language_codes:
        *chain, last = language_chain(code)
        if code.strip().lower().startswith(FALLBACK_LANGUAGE):
            chain.append(last)
        if "zh" in chain:
            chain.append("zh-hans")
        for candidate in chain:
            if candidate in available:
                return candidate
    return None


def languages_accepted(header: str) -> list[str]:
    """Return the languages of an `Accept-Language` header, best first (RFC 9110 §12.5.4); what is no language is skipped."""
    weighed: list[tuple[float, str]] = []
    for part in header[:_ACCEPT_LENGTH_MAX].split(","):
        found = _ACCEPTED.fullmatch(part)
        weight = float(found[2] or 1) if found else 0.0
        if found and weight > 0:
            weighed.append((weight, found[1]))
    return [code for _, code in sorted(weighed, key=lambda item: -item[0])]
