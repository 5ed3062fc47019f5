"""Saleor's rows as facts; takes loaded model instances, queries nothing and imports nothing of Saleor."""

from saleor_crm_plugin.hosts.saleor.translate.checkouts import checkout_snapshot
from saleor_crm_plugin.hosts.saleor.translate.customers import customer_snapshot
from saleor_crm_plugin.hosts.saleor.translate.orders import order_snapshot

__all__ = ["checkout_snapshot", "customer_snapshot", "order_snapshot"]
