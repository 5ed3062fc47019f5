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
    orders_apply,
    orders_fresh,
    orders_move,
    orders_split,
)
from saleor_crm_plugin.orders.services.totals import totals_rebuild

__all__ = [
    "FreshOrder",
    "IncomingCheckout",
    "IncomingOrder",
    "checkout_claim",
    "checkout_description",
    "checkouts_apply",
    "order_claim",
    "order_description",
    "orders_apply",
    "orders_fresh",
    "orders_move",
    "orders_split",
    "totals_rebuild",
]
