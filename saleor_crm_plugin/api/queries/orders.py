"""Questions about one order: by its names, whose it is, and which of his orders it is."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import host_key, id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.orders import ORDER, OrderNode
from saleor_crm_plugin.api.nodes.profiles import ProfileNode
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Kind
from saleor_crm_plugin.orders.queries import order_ids_of_references


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderArguments:
    """Exactly one name of the order that is wanted."""

    id: str | None = None
    order_id: str | None = None
    reference: str | None = None


def order_found(inquiry: Inquiry, arguments: OrderArguments) -> OrderNode | None:
    """
    Return our copy of an order; None when there is none, or when it belongs to nobody.

    :raises Invalid: not exactly one name was given, or one of them is malformed.
    """
    order_id = _named(inquiry, arguments)
    return None if order_id is None else inquiry.batches.orders.get(order_id)


def order_profile(inquiry: Inquiry, order: OrderNode) -> ProfileNode:
    """Return the shopper of an order."""
    return inquiry.batches.profiles.of(order.profile_id)


def order_ordinal(inquiry: Inquiry, order: OrderNode) -> int | None:
    """Return which of the shopper's orders that count it is, from 1; None when it does not count."""
    return inquiry.batches.ordinals.get(order.order_id)


def _named(inquiry: Inquiry, arguments: OrderArguments) -> int | None:
    names = (arguments.id, arguments.order_id, arguments.reference)
    if sum(name is not None for name in names) != 1:
        raise Invalid("name the order by exactly one of id, orderId and reference")
    if arguments.id is not None:
        return id_decode(ORDER, arguments.id, field="id")
    if arguments.order_id is not None:
        return _of_reference(inquiry.host, host_key("Order", arguments.order_id))
    host, _, rest = (arguments.reference or "").partition(":")
    kind, _, key = rest.partition(":")
    if not host or kind != Kind.ORDER.value or not key:
        raise Invalid("a reference looks like shop:order:42", field="reference")
    return _of_reference(host, key)


def _of_reference(host: str, external_id: str) -> int | None:
    return order_ids_of_references(host=host, external_ids=[external_id]).get(external_id)
