"""Questions about one order: whose it is."""

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.orders import OrderNode
from saleor_crm_plugin.api.nodes.profiles import ProfileNode


def order_profile(inquiry: Inquiry, order: OrderNode) -> ProfileNode:
    """Return the shopper of an order."""
    return inquiry.batches.profiles.of(order.profile_id)
