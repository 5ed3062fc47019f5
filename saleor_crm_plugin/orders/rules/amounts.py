"""Decides whether an order counts, and what it brings; amounts in minor units."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.facts import OrderSnapshot, OrderStatus, RefundKind

# Why an order in this state does not count as a purchase. Every state is named, so that one
# that Saleor adds is a decision here and not an accident.
EXCLUSIONS = {
    OrderStatus.DRAFT: "draft",
    OrderStatus.UNCONFIRMED: "unconfirmed",
    OrderStatus.UNFULFILLED: "",
    OrderStatus.PARTIALLY_FULFILLED: "",
    OrderStatus.FULFILLED: "",
    OrderStatus.PARTIALLY_RETURNED: "",
    OrderStatus.RETURNED: "",
    OrderStatus.CANCELED: "canceled",
    OrderStatus.EXPIRED: "expired",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAmounts:
    """What the order's money comes to; `revenue_minor` is 0 when `exclusion` says it does not count."""

    exclusion: str
    discount_minor: int
    refunded_minor: int
    refund_granted_minor: int
    revenue_minor: int
    gift_card_minor: int


def order_amounts(order: OrderSnapshot) -> OrderAmounts:
    """
    Return what the order brings: its total less what was paid back, never below 0.

    A refund above the total (goodwill) does not make a purchase negative. Granted refunds that have not been
    paid are shown, not subtracted.
    """
    exclusion = EXCLUSIONS[order.status]
    paid_back = sum(r.amount.minor for r in order.refunds if r.kind is RefundKind.PAID)
    granted = sum(r.amount.minor for r in order.refunds if r.kind is RefundKind.GRANTED)
    total = order.total.gross.minor
    return OrderAmounts(
        exclusion=exclusion,
        discount_minor=sum(discount.amount.minor for discount in order.discounts),
        refunded_minor=paid_back,
        refund_granted_minor=granted,
        revenue_minor=0 if exclusion else max(0, total - paid_back),
        gift_card_minor=sum(card.amount.minor for card in order.gift_cards),
    )


def order_is_proof(order: OrderSnapshot) -> bool:
    """
    Return whether the order proves that its e-mail address is the buyer's: money was paid.

    It stays proof after the money went back, so that the answer never depends on which of the
    order's states we happened to see.
    """
    return (
        order.is_fully_paid
        or order.fully_paid_at is not None
        or order.charged.minor > 0
        or any(payment.charged.minor > 0 for payment in order.payments)
        or any(refund.kind is RefundKind.PAID for refund in order.refunds)
    )


def paid_at(order: OrderSnapshot) -> datetime | None:
    """Return when the order was fully paid, as well as the host knows, None if it never was."""
    if order.fully_paid_at is not None:
        return order.fully_paid_at
    if not order.is_fully_paid:
        return None
    moments = [payment.paid_at for payment in order.payments if payment.paid_at is not None]
    return max(moments, default=order.placed_at)
