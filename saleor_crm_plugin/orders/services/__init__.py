"""Writes of the order copy, the carts and the shoppers' totals."""

from saleor_crm_plugin.orders.services.buyers import (
    checkout_claim,
    checkout_description,
    order_claim,
    order_description,
)
from saleor_crm_plugin.orders.services.checkouts import IncomingCheckout, checkouts_apply
from saleor_crm_plugin.orders.services.orders import (
    FreshOrder,
    IncomingOrder,
    Moved,
    orders_apply,
    orders_fresh,
    orders_move,
    orders_split,
    orders_unmove,
)
from saleor_crm_plugin.orders.services.totals import totals_rebuild

__all__ = [
    "FreshOrder",
    "IncomingCheckout",
    "IncomingOrder",
    "Moved",
    "checkout_claim",
    "checkout_description",
    "checkouts_apply",
    "order_claim",
    "order_description",
    "orders_apply",
    "orders_fresh",
    "orders_move",
    "orders_split",
    "orders_unmove",
    "totals_rebuild",
]
