"""What the CRM adds to Saleor's `User` and `Order`, for callers that may see it and nobody else."""

from typing import Protocol

from saleor_crm_plugin.api.ids import host_key
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.orders import OrderNode
from saleor_crm_plugin.api.nodes.profiles import ProfileNode


class Entity(Protocol):
    """One object of the host, named by the id of its GraphQL."""

    @property
    def id(self) -> str:
        """Return the id."""


def user_entity(inquiry: Inquiry, entity_id: str) -> None:
    """Note an id that a gateway asks for; nothing is read or shown before `user_profile` has checked the caller."""
    inquiry.batches.expect_customers([host_key("User", entity_id)])


def order_entity(inquiry: Inquiry, entity_id: str) -> None:
    """Note an id that a gateway asks for; nothing is read or shown before `order_copy` has checked the caller."""
    inquiry.batches.expect_order_references([host_key("Order", entity_id)])


def user_profile(inquiry: Inquiry, user: Entity) -> ProfileNode | None:
    """
    Return the profile behind a user of the host, None when there is none.

    A shopper gets his own and nothing for anybody else's id, as if it did not exist.
    """
    profile_id = inquiry.batches.customers.get(host_key("User", user.id))
    if profile_id is None or not _may_see(inquiry, profile_id):
        return None
    return inquiry.batches.profiles.get(profile_id)


def order_copy(inquiry: Inquiry, order: Entity) -> OrderNode | None:
    """
    Return our copy of an order of the host, None when there is none.

    A shopper gets his own orders and nothing for anybody else's id, as if they did not exist.
    """
    order_id = inquiry.batches.order_references.get(host_key("Order", order.id))
    node = None if order_id is None else inquiry.batches.orders.get(order_id)
    if node is None or not _may_see(inquiry, node.profile_id):
        return None
    return node


def _may_see(inquiry: Inquiry, profile_id: int) -> bool:
    return not inquiry.caller.is_shopper or inquiry.own_profile_id() == profile_id
