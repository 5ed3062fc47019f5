"""Which of Saleor's hooks says that which object changed: the same table for 3.21 to main."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings

from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.hosts.saleor.names import reference

Touched = Callable[[Any], Iterable[Reference]]


def _order(order: Any) -> Iterable[Reference]:
    return [reference(Kind.ORDER, order.pk)]


def _orders(orders: Any) -> Iterable[Reference]:
    return [reference(Kind.ORDER, order.pk) for order in orders]


def _order_of(fulfillment: Any) -> Iterable[Reference]:
    return [reference(Kind.ORDER, fulfillment.order_id)]


def _customer(user: Any) -> Iterable[Reference]:
    return [] if user.is_staff else [reference(Kind.CUSTOMER, user.pk)]


def _gone(user: Any) -> Iterable[Reference]:
    """Staff, too: whoever works for the shop may have bought there."""
    return [reference(Kind.CUSTOMER, user.pk)]


def _checkout(checkout: Any) -> Iterable[Reference]:
    return [reference(Kind.CHECKOUT, checkout.pk)]


def _residents(address: Any) -> Iterable[Reference]:
    """Saleor tells which address changed, not whose; a deleted one has lost its person already."""
    if address.pk is None:
        return []
    people = address.user_addresses.using(settings.DATABASE_CONNECTION_DEFAULT_NAME)
    rows = people.filter(is_staff=False).values_list("pk", flat=True)
    return [reference(Kind.CUSTOMER, pk) for pk in rows]


HOOKS: dict[str, Touched] = {
    "order_created": _order,
    "order_bulk_created": _orders,
    "order_confirmed": _order,
    "order_paid": _order,
    "order_fully_paid": _order,
    "order_refunded": _order,
    "order_fully_refunded": _order,
    "order_updated": _order,
    "order_cancelled": _order,
    "order_expired": _order,
    "order_fulfilled": _order,
    "fulfillment_created": _order_of,
    "fulfillment_approved": _order_of,
    "fulfillment_canceled": _order_of,
    "customer_created": _customer,
    "customer_updated": _customer,
    "customer_metadata_updated": _customer,
    "customer_deleted": _gone,
    "account_confirmed": _customer,
    "account_email_changed": _customer,
    "account_deleted": _gone,
    "staff_deleted": _gone,
    "address_created": _residents,
    "address_updated": _residents,
    "checkout_created": _checkout,
    "checkout_updated": _checkout,
    "checkout_fully_paid": _checkout,
}
GUARDED = frozenset({"checkout_created", "checkout_updated"})
