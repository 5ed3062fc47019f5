"""How a shopper's page is made: in his language, without cookie, script or the host's template settings."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Template
from django.utils.html import format_html

from saleor_crm_plugin import conf
from saleor_crm_plugin.mail.rules.languages import language_matched, languages_accepted

LANGUAGES = {"en": "en", "zh-hant": "zh-Hant", "zh-hans": "zh-Hans", "ru": "ru"}
_FOLDER = Path(__file__).parent.parent / "templates/saleor_crm/web"


def languages_of(request: HttpRequest, *, known: str = "") -> list[str]:
    """Return what a shopper reads, best first: the language we know of him, then those his browser asks for."""
    accepted = languages_accepted(request.headers.get("Accept-Language", ""))
    return [known, *accepted] if known else accepted


def page(
    name: str,
    *,
    languages: list[str],
    values: Mapping[str, object],
    named: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """
    Return a page; `values` are for its template, and `named` fills the blanks in its sentences.

    What is named stands out and is escaped. The page may not be framed, indexed or tell where a reader came from.
    """
    language = language_matched(languages, available=LANGUAGES) or "en"
    shop = conf.current().shop_name
    blanks = {key: format_html("<strong>{}</strong>", text) for key, text in (named or {}).items()}
    said = {
        key: format_html(sentence, shop=shop, **blanks)
        for key, sentence in words(language).items()
        if _can_be_filled(sentence, blanks)
    }
    context = {**values, "words": said, "lang": LANGUAGES[language], "shop_name": shop}
    response = HttpResponse(_template(name).render(Context(context)), status=status)
    response["Content-Language"] = LANGUAGES[language]
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
    )
    return response


@cache
def words(language: str) -> dict[str, str]:
    """Return every sentence of the pages in one of our languages."""
    text = (_FOLDER / "words" / f"{language}.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return found


def _can_be_filled(sentence: str, blanks: Mapping[str, str]) -> bool:
    return all(f"{{{name}}}" not in sentence or name in blanks for name in ("address", "topic"))


@cache
def _template(name: str) -> Template:
    return Engine(dirs=[str(_FOLDER)]).get_template(name)
