"""Questions about the links of e-mails."""

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.messages import ClickNode, MessageNode, click_node


def message_clicks(inquiry: Inquiry, message: MessageNode) -> list[ClickNode]:
    """Return the first hundred clicks of an e-mail, oldest first."""
    return [click_node(card) for card in inquiry.batches.clicks.get(message.message_id) or []]
