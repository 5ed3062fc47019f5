"""Reads of the copied orders for the layers above."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.orders.models import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefund:
    """Paid-back money of one refund, in minor units; `lines_minor` is by the host's line id."""

    id: str
    amount_minor: int
    shipping_minor: int
    lines_minor: dict[str, int]
    refunded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineSummary:
    """One line as the layers above need it; amounts in minor units after discounts."""

    external_id: str
    product_id: str
    category: str
    quantity: int
    total_gross_minor: int
    total_net_minor: int
    is_gift_card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """
    One order as loyalty, segments and automation read it; amounts in minor units of `currency`.

    `exclusion` is empty for an order that counts, else why not (`draft`, `canceled`, …). `refunded_minor` is all
    money paid back so far, with tax and shipping. `is_live` is false for history from imports and backfills.
    """

    order_id: int
    profile_id: int
    reference: str
    number: str
    channel: str
    currency: str
    status: str
    exclusion: str
    is_live: bool
    is_fully_paid: bool
    fully_paid_at: datetime | None
    placed_at: datetime
    total_gross_minor: int
    total_net_minor: int
    shipping_gross_minor: int
    shipping_net_minor: int
    points_paid_minor: int
    refunded_minor: int
    revenue_minor: int
    lines: tuple[OrderLineSummary, ...]
    refunds: tuple[OrderRefund, ...]


def order_summaries(order_ids: Collection[int]) -> list[OrderSummary]:
    """Return the named orders that belong to a profile, oldest first; two queries whatever their number."""
    orders = (
        Order.objects.filter(pk__in=order_ids, profile__isnull=False)
        .prefetch_related("lines")
        .order_by("placed_at", "pk")
    )
    return [_summary(order) for order in orders]


def _summary(order: Order) -> OrderSummary:
    return OrderSummary(
        order_id=order.pk,
        profile_id=order.profile_id or 0,
        reference=f"{order.host}:order:{order.external_id}",
        number=order.number,
        channel=order.channel,
        currency=order.currency,
        status=order.status,
        exclusion=order.exclusion,
        is_live=order.is_live,
        is_fully_paid=order.is_fully_paid,
        fully_paid_at=order.fully_paid_at,
        placed_at=order.placed_at,
        total_gross_minor=order.total_gross_minor,
        total_net_minor=order.total_net_minor,
        shipping_gross_minor=order.shipping_gross_minor,
        shipping_net_minor=order.shipping_net_minor,
        points_paid_minor=order.points_paid_minor,
        refunded_minor=order.refunded_minor,
        revenue_minor=order.revenue_minor,
        lines=tuple(
            OrderLineSummary(
                external_id=line.external_id,
                product_id=line.product_id,
                category=line.category,
                quantity=line.quantity,
                total_gross_minor=line.total_gross_minor,
                total_net_minor=line.total_net_minor,
                is_gift_card=line.is_gift_card,
            )
            for line in sorted(order.lines.all(), key=lambda line: line.pk)
        ),
        refunds=tuple(
            OrderRefund(
                id=refund["id"],
                amount_minor=refund["amount_minor"],
                shipping_minor=refund["shipping_minor"],
                lines_minor=refund["lines_minor"],
                refunded_at=datetime.fromisoformat(refund["refunded_at"])
                if refund["refunded_at"]
                else None,
            )
            for refund in order.refunds
            if refund["kind"] == "paid"
        ),
    )
