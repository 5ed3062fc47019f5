"""Decides what an order's state says has happened, for the buyer's timeline."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.facts import OrderSnapshot, OrderStatus, RefundKind
from saleor_crm_plugin.orders.rules.amounts import paid_at

_PLACED = frozenset(OrderStatus) - {OrderStatus.DRAFT}
_FULFILLED = {OrderStatus.FULFILLED, OrderStatus.PARTIALLY_RETURNED, OrderStatus.RETURNED}


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One thing that happened: `word` is the timeline's, `key` names the occurrence."""

    word: str
    key: str
    occurred_at: datetime
    amount_minor: int


def order_events(order: OrderSnapshot) -> list[OrderEvent]:
    """
    Return everything that this state implies has happened; the same events for the same state.

    What the host does not date (fulfilment, cancellation) is dated by the snapshot's version.
    """
    key = str(order.reference)
    total = order.total.gross.minor
    events = []
    if order.status in _PLACED:
        events.append(OrderEvent("order_placed", key, order.placed_at, total))
    if (moment := paid_at(order)) is not None and order.status in _PLACED:
        events.append(OrderEvent("order_paid", key, moment, total))
    if order.status in _FULFILLED:
        events.append(OrderEvent("order_fulfilled", key, order.version_at, total))
    if order.status is OrderStatus.CANCELED:
        events.append(OrderEvent("order_canceled", key, order.version_at, total))
    events += [
        OrderEvent(
            "order_refunded",
            f"{key}:{refund.id}",
            refund.refunded_at or order.version_at,
            refund.amount.minor,
        )
        for refund in order.refunds
        if refund.kind is RefundKind.PAID
    ]
    return events
