"""Query sets that load what `translate` needs, for many objects, in a constant number of queries."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from saleor.account.models import User
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.giftcard.models import GiftCardEvent
from saleor.order.models import Fulfillment, Order, OrderLine

_PRODUCT = "variant__product__category"


def customers_loaded(keys: Iterable[int], alias: str) -> list[Any]:
    """Return users with their addresses, in three queries."""
    rows: QuerySet[Any] = (
        User.objects.using(alias)
        .filter(pk__in=list(keys))
        .defer("search_vector", "metadata", "private_metadata")
        .select_related("default_billing_address", "default_shipping_address")
        .prefetch_related("addresses")
    )
    return list(rows.order_by("pk"))


def checkouts_loaded(keys: Iterable[str], alias: str) -> list[Any]:
    """Return checkouts with lines and products, in two queries."""
    lines = CheckoutLine.objects.select_related("variant__product").order_by("created_at", "pk")
    rows: QuerySet[Any] = (
        Checkout.objects.using(alias)
        .filter(pk__in=list(keys))
        .select_related("channel", "user")
        .prefetch_related(Prefetch("lines", queryset=lines))
    )
    return list(rows.order_by("pk"))


def orders_loaded(keys: Iterable[str], alias: str) -> list[Any]:
    """
    Return orders with everything a snapshot says about them, in fourteen queries.

    What gift cards paid stands in `crm_gift_card_events`, since Saleor has no relation for it.
    """
    lines = OrderLine.objects.defer(
        "metadata", "private_metadata", "tax_class_metadata", "tax_class_private_metadata"
    ).select_related(_PRODUCT)
    rows: QuerySet[Any] = (
        Order.objects.using(alias)
        .filter(pk__in=list(keys))
        .defer("search_vector", "metadata", "private_metadata")
        .select_related("channel", "user", "billing_address", "shipping_address")
        .prefetch_related(
            Prefetch("lines", queryset=lines.prefetch_related("discounts")),
            "discounts",
            Prefetch("fulfillments", queryset=Fulfillment.objects.prefetch_related("lines")),
            "payments__transactions",
            "payment_transactions__events",
            "granted_refunds__lines",
        )
    )
    orders = list(rows.order_by("pk"))
    _attach_gift_card_events(orders, alias)
    return orders


def _attach_gift_card_events(orders: list[Any], alias: str) -> None:
    uses: dict[object, list[Any]] = {order.pk: [] for order in orders}
    events = GiftCardEvent.objects.using(alias).filter(order__in=list(uses), type="used_in_order")
    for event in events.order_by("pk"):
        uses[event.order_id].append(event)
    for order in orders:
        order.crm_gift_card_events = uses[order.pk]
