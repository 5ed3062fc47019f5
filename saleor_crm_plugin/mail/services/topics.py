"""Writes what mail can be about."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.mail.models import Topic
from saleor_crm_plugin.mail.rules.topics import TOPICS_MAX, TopicText, topic_checked


@transaction.atomic
def topic_save(
    *,
    slug: str,
    texts: Mapping[str, TopicText],
    position: int,
    is_offered: bool,
    at: datetime,
) -> int:
    """
    Make a topic, or give the one of this slug other words, another place or take it off the page; return its id.

    :raises Invalid: the slug, a language or a text is not acceptable, or there are fifty; nothing was written.
    """
    checked = topic_checked(slug=slug, texts=texts)
    values: dict[str, object] = {
        "texts": {
            language: {"name": text.name, "description": text.description}
            for language, text in checked.items()
        },
        "position": position,
        "is_offered": is_offered,
        "updated_at": at,
    }
    is_known = Topic.objects.filter(slug=slug).exists()
    if not is_known and Topic.objects.count() >= TOPICS_MAX:
        raise Invalid(f"there are {TOPICS_MAX} topics; shoppers read no more", field="slug")
    row, _ = Topic.objects.update_or_create(
        slug=slug, defaults=values, create_defaults={**values, "created_at": at}
    )
    return row.pk


@transaction.atomic
def topic_delete(*, slug: str) -> None:
    """
    Delete a topic's words; what shoppers said about it stays in force.

    :raises NotFound: no such topic.
    """
    deleted, _ = Topic.objects.filter(slug=slug).delete()
    if not deleted:
        raise NotFound("there is no such topic")
