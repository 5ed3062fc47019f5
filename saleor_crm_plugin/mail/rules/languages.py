"""Which language a message is written in."""

from collections.abc import Collection

FALLBACK_LANGUAGE = "en"

_CHINESE_SCRIPTS = {
    "tw": "zh-hant",
    "hk": "zh-hant",
    "mo": "zh-hant",
    "cn": "zh-hans",
    "sg": "zh-hans",
}


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
