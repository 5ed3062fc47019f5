"""Reads what mail can be about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.mail.models import Topic
from saleor_crm_plugin.mail.rules.topics import TopicText, topic_text


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicCard:
    """One topic with its words by language."""

    topic_id: int
    slug: str
    texts: dict[str, TopicText]
    position: int
    is_offered: bool
    updated_at: datetime


def topic_cards(*, offered_only: bool = False) -> list[TopicCard]:
    """Return all topics in the order of the page, in one query; there are at most fifty."""
    rows = Topic.objects.filter(is_offered=True) if offered_only else Topic.objects.all()
    return [topic_card(row) for row in rows.order_by("position", "slug")]


def topic_card(row: Topic) -> TopicCard:
    """Return a topic that is already loaded."""
    texts = {
        language: TopicText(name=text["name"], description=text["description"])
        for language, text in row.texts.items()
    }
    return TopicCard(
        topic_id=row.pk,
        slug=row.slug,
        texts=texts,
        position=row.position,
        is_offered=row.is_offered,
        updated_at=row.updated_at,
    )


def topic_name(*, slug: str, languages: Sequence[str]) -> str:
    """Return what a reader of `languages` calls a topic; its slug when staff have not named it."""
    row = Topic.objects.filter(slug=slug).order_by("pk").first()
    texts = topic_card(row).texts if row else {}
    return topic_text(texts, slug=slug, languages=languages).name
