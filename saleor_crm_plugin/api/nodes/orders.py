"""Orders as the contract shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.orders.queries import OrderSummary

ORDER = "CrmOrder"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineNode:
    """One line after all discounts."""

    name: str
    sku: str
    product_id: str
    quantity: int
    category: str
    collections: tuple[str, ...]
    total_gross: MoneyNode
    total_net: MoneyNode
    is_gift_card: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderNode:
    """Our copy of one order; whose it is and what it earned is loaded in batches when asked for."""

    order_id: int
    profile_id: int
    id: str
    reference: str
    number: str
    channel: str
    status: str
    exclusion: str | None
    is_fully_paid: bool
    fully_paid_at: datetime | None
    placed_at: datetime
    total_gross: MoneyNode
    total_net: MoneyNode
    shipping_gross: MoneyNode
    points_paid: MoneyNode
    refunded: MoneyNode
    revenue: MoneyNode
    lines: tuple[OrderLineNode, ...]


def order_node(order: OrderSummary) -> OrderNode:
    """Return an order as the contract shows it."""
    currency = order.currency
    return OrderNode(
        order_id=order.order_id,
        profile_id=order.profile_id,
        id=id_encode(ORDER, order.order_id),
        reference=order.reference,
        number=order.number,
        channel=order.channel,
        status=order.status.upper(),
        exclusion=order.exclusion.upper() or None,
        is_fully_paid=order.is_fully_paid,
        fully_paid_at=order.fully_paid_at,
        placed_at=order.placed_at,
        total_gross=money_node(order.total_gross_minor, currency),
        total_net=money_node(order.total_net_minor, currency),
        shipping_gross=money_node(order.shipping_gross_minor, currency),
        points_paid=money_node(order.points_paid_minor, currency),
        refunded=money_node(order.refunded_minor, currency),
        revenue=money_node(order.revenue_minor, currency),
        lines=tuple(
            OrderLineNode(
                name=line.name,
                sku=line.sku,
                product_id=line.product_id,
                quantity=line.quantity,
                category=line.category,
                collections=line.collections,
                total_gross=money_node(line.total_gross_minor, currency),
                total_net=money_node(line.total_net_minor, currency),
                is_gift_card=line.is_gift_card,
            )
            for line in order.lines
        ),
    )


def order_nodes(orders: Sequence[OrderSummary]) -> list[OrderNode]:
    """Return orders as the contract shows them."""
    return [order_node(order) for order in orders]
