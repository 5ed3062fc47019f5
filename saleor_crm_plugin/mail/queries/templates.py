"""Reads the words that messages are made of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from saleor_crm_plugin.mail.models import MailTemplateVersion
from saleor_crm_plugin.mail.rules.liquid import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateWords:
    """The newest published version of a template in one language."""

    version_id: int
    language_code: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCard:
    """What staff sees of a template: its languages with the number and time of the newest version."""

    slug: str
    language_code: str
    number: int
    subject: str
    is_packaged: bool
    published_at: datetime


def template_words(template_ids: Collection[int]) -> dict[int, dict[str, TemplateWords]]:
    """Return the newest words by template and language, in one query; a template without a version has none."""
    found: dict[int, dict[str, TemplateWords]] = {template_id: {} for template_id in template_ids}
    for version in _newest().filter(template_id__in=template_ids):
        found[version.template_id][version.language_code] = TemplateWords(
            version_id=version.pk,
            language_code=version.language_code,
            source=Source(subject=version.subject, html=version.html, text=version.text),
        )
    return found


def template_cards() -> list[TemplateCard]:
    """Return every template and language, by name."""
    versions = _newest().select_related("template").defer("html", "text")
    return [
        TemplateCard(
            slug=version.template.slug,
            language_code=version.language_code,
            number=version.number,
            subject=version.subject,
            is_packaged=version.is_packaged,
            published_at=version.published_at,
        )
        for version in versions.order_by("template__slug", "language_code", "pk")
    ]


def _newest() -> QuerySet[MailTemplateVersion]:
    same = MailTemplateVersion.objects.filter(
        template_id=OuterRef("template_id"), language_code=OuterRef("language_code")
    )
    newest = same.order_by("-number", "-pk").values("pk")[:1]
    return MailTemplateVersion.objects.filter(pk=Subquery(newest))
