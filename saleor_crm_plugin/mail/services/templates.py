"""Publishes mail templates; a published version never changes."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files

from django.db import transaction

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.mail.models import MailTemplate, MailTemplateVersion
from saleor_crm_plugin.mail.queries.templates import TemplateWords
from saleor_crm_plugin.mail.rules.liquid import Source, compiled

PACKAGED = {"welcome": ("en", "zh-hant"), "points-earned": ("en", "zh-hant")}
_FOLDER = "templates/saleor_crm/mail"


@transaction.atomic
def template_publish(
    *, slug: str, language_code: str, source: Source, actor: str, at: datetime
) -> MailTemplateVersion:
    """
    Publish the words of a template in one language as its next number; the same words again change nothing.

    :raises TemplateRefused: a syntax error or an unknown tag or filter, with its line; nothing was written.
    """
    return _publish(
        slug=slug, language_code=language_code, source=source, actor=actor, is_packaged=False, at=at
    )


@transaction.atomic
def templates_seed(*, at: datetime) -> int:
    """
    Publish the templates that come with this package where they are missing or changed; return how many.

    What a merchant published stays: only versions that came with the package are followed up.
    """
    published = 0
    for slug, languages in PACKAGED.items():
        for language in languages:
            newest = (
                MailTemplateVersion.objects.filter(template__slug=slug, language_code=language)
                .order_by("-number", "-pk")
                .first()
            )
            source = _packaged(slug, language)
            if newest is None or (newest.is_packaged and not _is_same(newest, source)):
                _publish(
                    slug=slug,
                    language_code=language,
                    source=source,
                    actor="",
                    is_packaged=True,
                    at=at,
                )
                published += 1
    return published


@transaction.atomic
def template_follow(
    *, slug: str, sources: Mapping[str, Source], sample: JsonObject, at: datetime
) -> int:
    """
    Publish words that came with a package where they are missing or changed; return how many languages.

    What a merchant published stays.

    :raises TemplateRefused: a syntax error or an unknown tag or filter; nothing was written.
    """
    for source in sources.values():
        compiled(source, filters=installed().filters)
    newest = _newest(slug)
    published = 0
    for language, source in sources.items():
        found = newest.get(language.lower())
        if found is not None and (not found.is_packaged or _is_same(found, source)):
            continue
        MailTemplate.objects.get_or_create(slug=slug, defaults={"created_at": at, "sample": sample})
        _publish(
            slug=slug, language_code=language, source=source, actor="", is_packaged=True, at=at
        )
        published += 1
    return published


def templates_named(slugs: Collection[str], *, at: datetime) -> dict[str, MailTemplate]:
    """
    Return the templates by name, and publish a packaged one that is not there yet.

    :raises NotFound: no such template.
    """
    found = {row.slug: row for row in MailTemplate.objects.filter(slug__in=slugs)}
    missing = set(slugs) - set(found)
    if missing & set(PACKAGED):
        templates_seed(at=at)
        found = {row.slug: row for row in MailTemplate.objects.filter(slug__in=slugs)}
        missing = set(slugs) - set(found)
    if missing:
        raise NotFound(f"no mail template {', '.join(sorted(missing))}")
    return found


def packaged_words(slug: str) -> tuple[dict[str, TemplateWords], JsonObject] | None:
    """Return the words that come with this package by language, with sample values; None for other templates."""
    if slug not in PACKAGED:
        return None
    words = {
        language: TemplateWords(
            version_id=0, language_code=language, source=_packaged(slug, language)
        )
        for language in PACKAGED[slug]
    }
    return words, _sample(slug)


def _newest(slug: str) -> dict[str, MailTemplateVersion]:
    """Return the newest version of a template by language, in one query."""
    versions = MailTemplateVersion.objects.filter(template__slug=slug).order_by("number", "pk")
    return {version.language_code: version for version in versions}


def _publish(
    *, slug: str, language_code: str, source: Source, actor: str, is_packaged: bool, at: datetime
) -> MailTemplateVersion:
    compiled(source, filters=installed().filters)
    MailTemplate.objects.get_or_create(
        slug=slug,
        defaults={
            "created_at": at,
            "sample": _sample(slug) if is_packaged and slug in PACKAGED else {},
        },
    )
    template = MailTemplate.objects.select_for_update().get(slug=slug)
    language = language_code.lower()
    newest = template.versions.filter(language_code=language).order_by("-number", "-pk").first()
    if newest is not None and _is_same(newest, source):
        return newest
    return template.versions.create(
        language_code=language,
        number=newest.number + 1 if newest else 1,
        subject=source.subject,
        html=source.html,
        text=source.text,
        is_packaged=is_packaged,
        published_by=actor,
        published_at=at,
    )


def _is_same(version: MailTemplateVersion, source: Source) -> bool:
    return Source(subject=version.subject, html=version.html, text=version.text) == source


@cache
def _packaged(slug: str, language: str) -> Source:
    """Return a packaged template: the text file begins with its subject line, the HTML stands in the layout."""
    subject, _, text = _read(f"{slug}.{language}.txt").partition("\n\n")
    content = _read(f"{slug}.{language}.html")
    return Source(
        subject=subject.removeprefix("Subject: "),
        html=_read("layout.html").replace("<!-- content -->", content),
        text=text,
    )


def _sample(slug: str) -> JsonObject:
    sample: JsonObject = json.loads(_read("samples.json"))[slug]
    return sample


def _read(name: str) -> str:
    return (files("saleor_crm_plugin") / _FOLDER / name).read_text(encoding="utf-8")
