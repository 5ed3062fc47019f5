"""Topics and a shopper's choices as the contract shows them."""

from dataclasses import dataclass

from saleor_crm_plugin.mail.queries.preferences import Choice
from saleor_crm_plugin.mail.queries.topics import TopicCard


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTextNode:
    """The words of a topic in one language."""

    language_code: str
    name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicNode:
    """Something that mail is about."""

    slug: str
    texts: tuple[TopicTextNode, ...]
    position: int
    is_offered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceNode:
    """One thing that a shopper hears about or not."""

    topic: str | None
    name: str | None
    description: str | None
    is_on: bool


def topic_node(card: TopicCard) -> TopicNode:
    """Return a topic as the contract shows it."""
    return TopicNode(
        slug=card.slug,
        texts=tuple(
            TopicTextNode(language_code=code, name=text.name, description=text.description)
            for code, text in sorted(card.texts.items())
        ),
        position=card.position,
        is_offered=card.is_offered,
    )


def preference_node(choice: Choice) -> PreferenceNode:
    """Return a choice as the contract shows it; news without a topic has no words."""
    return PreferenceNode(
        topic=choice.topic or None,
        name=choice.name or None,
        description=choice.description or None,
        is_on=choice.is_on,
    )
