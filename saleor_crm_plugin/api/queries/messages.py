"""Questions about e-mails."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.messages import MessageNode, message_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE, ProfileNode
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.mail.queries import message_card, message_rows

MESSAGES_NEWEST_FIRST = Order(columns=("-pk",))


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesArguments(PageArguments):
    """Which e-mails are wanted: of one profile, in some states, or all."""

    profile_id: str | None = None
    states: tuple[str, ...] | None = None


def message_page(inquiry: Inquiry, arguments: MessagesArguments) -> Connection[MessageNode]:
    """
    Return a page of e-mails, newest first.

    :raises Invalid: the page or the profile's id is not acceptable.
    """
    number = arguments.profile_id
    rows = message_rows(
        profile_id=None if number is None else id_decode(PROFILE, number, field="profileId"),
        states=[state.lower() for state in arguments.states or ()],
    )
    connection = page(
        rows,
        order=MESSAGES_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda found: [message_node(message_card(row)) for row in found],
    )
    inquiry.batches.expect_messages(node.message_id for node in connection.nodes)
    inquiry.batches.expect_profiles(
        node.profile_id for node in connection.nodes if node.profile_id is not None
    )
    return connection


def message_profile(inquiry: Inquiry, message: MessageNode) -> ProfileNode | None:
    """Return who an e-mail goes to, None for a test."""
    return None if message.profile_id is None else inquiry.batches.profiles.get(message.profile_id)


def profile_messages(
    inquiry: Inquiry, profile: ProfileNode, arguments: PageArguments
) -> Connection[MessageNode]:
    """Return a page of a shopper's e-mails, newest first."""
    return inquiry.batches.message_pages.of(profile.profile_id, arguments)
