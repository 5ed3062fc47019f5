"""Questions about what mail can be about."""

from dataclasses import dataclass

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.profiles import ProfileNode
from saleor_crm_plugin.api.nodes.topics import (
    PreferenceNode,
    TopicNode,
    preference_node,
    topic_node,
)
from saleor_crm_plugin.mail.queries.preferences import choices, preferences_said
from saleor_crm_plugin.mail.queries.topics import topic_cards


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesArguments:
    """Which language the names are wanted in."""

    language_code: str | None = None


def topics(inquiry: Inquiry) -> list[TopicNode]:  # noqa: ARG001 the table's signature
    """Return every topic in the order of the page; there are at most fifty."""
    return [topic_node(card) for card in topic_cards()]


def profile_preferences(
    inquiry: Inquiry, profile: ProfileNode, arguments: PreferencesArguments
) -> list[PreferenceNode]:
    """Return what a shopper can hear about by e-mail, and what he has chosen."""
    wanted = [arguments.language_code, profile.language_code]
    found = choices(
        said=preferences_said(inquiry.batches.consents.of(profile.profile_id)),
        topics=inquiry.batches.topics,
        languages=[code for code in wanted if code],
    )
    return [preference_node(choice) for choice in found]
