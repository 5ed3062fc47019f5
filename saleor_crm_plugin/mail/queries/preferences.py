"""Reads what a shopper can hear about and has chosen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from saleor_crm_plugin.mail.queries.recipients import CHANNEL
from saleor_crm_plugin.mail.queries.topics import TopicCard
from saleor_crm_plugin.mail.rules.preferences import Preferences
from saleor_crm_plugin.mail.rules.topics import TopicText, topic_text
from saleor_crm_plugin.profiles.queries.consents import ConsentState

_STATED = {"granted": True, "revoked": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to hear about or not; an empty topic stands for news without one and has no name of its own."""

    topic: str
    name: str
    description: str
    is_on: bool


def preferences_said(states: Collection[ConsentState]) -> Preferences:
    """Return what a shopper's current consents say about e-mail."""
    said = {
        state.topic: _STATED[state.status.value]
        for state in states
        if state.channel == CHANNEL and state.status.value in _STATED
    }
    whole = said.pop("", None)
    return Preferences(whole=whole, topics=said)


def choices(
    *,
    said: Preferences,
    topics: Sequence[TopicCard],
    languages: Sequence[str],
    also: Collection[str] = (),
) -> tuple[Choice, ...]:
    """
    Return a shopper's choices, in the order of the page.

    What is offered, then what he has spoken about and `also`, offered or not, and last news without a topic.
    """
    cards = {card.slug: card for card in topics}
    spoken = {*said.topics, *also} - {""}
    offered = [slug for slug, card in cards.items() if card.is_offered or slug in spoken]
    found = []
    for slug in [*offered, *sorted(spoken - set(offered))]:
        texts = cards[slug].texts if slug in cards else {}
        found.append(_choice(slug, topic_text(texts, slug=slug, languages=languages), said))
    return (*found, _choice("", TopicText(name="", description=""), said))


def _choice(topic: str, text: TopicText, said: Preferences) -> Choice:
    return Choice(
        topic=topic, name=text.name, description=text.description, is_on=said.wants(topic)
    )
