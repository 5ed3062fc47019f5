"""Changes of what mail can be about."""

from dataclasses import dataclass

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.topics import TopicNode, topic_node
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.mail.queries.topics import topic_cards
from saleor_crm_plugin.mail.rules.topics import TopicText
from saleor_crm_plugin.mail.services.topics import topic_delete as delete
from saleor_crm_plugin.mail.services.topics import topic_save as save

_TEXTS_MAX = 30
_POSITION_MAX = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicTextInput:
    """The words of a topic in one language."""

    language_code: str
    name: str
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSaveInput:
    """The topic as it shall be."""

    slug: str
    texts: tuple[TopicTextInput, ...]
    position: int | None = None
    is_offered: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSaveArguments:
    """The arguments of `crmTopicSave`."""

    input: TopicSaveInput


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDeleteInput:
    """Which topic to delete."""

    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDeleteArguments:
    """The arguments of `crmTopicDelete`."""

    input: TopicDeleteInput


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPayload(Payload):
    """A payload that shows the topic as it is now, none after it was deleted."""

    topic: TopicNode | None = None


def topic_save(inquiry: Inquiry, arguments: TopicSaveArguments) -> TopicPayload:
    """
    Make a topic or change the one of this slug.

    :raises Invalid: the slug, a language, a text or the position is not acceptable, or there are fifty.
    """
    wanted = arguments.input
    if len(wanted.texts) > _TEXTS_MAX:
        raise Invalid(f"at most {_TEXTS_MAX} languages", field="texts")
    if not 0 <= (position := wanted.position or 0) <= _POSITION_MAX:
        raise Invalid(f"a position is from 0 to {_POSITION_MAX}", field="position")
    topic_id = save(
        slug=wanted.slug,
        texts={
            text.language_code: TopicText(name=text.name, description=text.description or "")
            for text in wanted.texts
        },
        position=position,
        is_offered=wanted.is_offered is not False,
        at=inquiry.at,
    )
    (saved,) = (card for card in topic_cards() if card.topic_id == topic_id)
    return TopicPayload(topic=topic_node(saved))


def topic_delete(inquiry: Inquiry, arguments: TopicDeleteArguments) -> TopicPayload:  # noqa: ARG001 the table's signature
    """
    Delete a topic's words; what shoppers said about it stays in force.

    :raises NotFound: no such topic.
    """
    delete(slug=arguments.input.slug)
    return TopicPayload()
