"""Query sets that load what `translate` needs, for many objects, in a constant number of queries."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.db.models.fields.json import KeyTextTransform
from saleor.account.models import User
from saleor.checkout.models import Checkout, CheckoutLine
from saleor.discount.models import OrderDiscount, OrderLineDiscount
from saleor.giftcard.models import GiftCardEvent
from saleor.order.models import (
    Fulfillment,
    FulfillmentLine,
    Order,
    OrderGrantedRefund,
    OrderLine,
)
from saleor.payment.models import Payment, Transaction, TransactionEvent, TransactionItem
from saleor.product.models import Collection

# What a storefront or a payment app may tell us in Saleor's metadata.
REFERRAL_KEY = "crm.referral"  # public, of a checkout or an order
CARD_KEY = "crm.card"  # private, of a payment or a transaction

# Named columns only: a whole order carries its search vectors, weights and metadata along, and
# columns that one version of Saleor has and another has not.
_ADDRESS = (
    "first_name",
    "last_name",
    "company_name",
    "street_address_1",
    "street_address_2",
    "city",
    "city_area",
    "postal_code",
    "country",
    "country_area",
    "phone",
)
_CUSTOMER = (
    "email",
    "first_name",
    "last_name",
    "is_staff",
    "is_confirmed",
    "date_joined",
    "updated_at",
    "language_code",
    "external_reference",
    *(f"default_billing_address__{name}" for name in _ADDRESS),
    *(f"default_shipping_address__{name}" for name in _ADDRESS),
)
_CHECKOUT = (
    "created_at",
    "last_change",
    "email",
    "currency",
    "total_gross_amount",
    "channel__slug",
    "user__email",
)
_CHECKOUT_LINE = (
    "checkout",
    "created_at",
    "quantity",
    "total_price_gross_amount",
    "variant__name",
    "variant__sku",
    "variant__product__name",
)
_ORDER = (
    "number",
    "origin",
    "status",
    "charge_status",
    "created_at",
    "updated_at",
    "expired_at",
    "currency",
    "language_code",
    "user_email",
    "checkout_token",
    "voucher_code",
    "total_net_amount",
    "total_gross_amount",
    "subtotal_net_amount",
    "shipping_price_net_amount",
    "shipping_price_gross_amount",
    "channel__slug",
    "user__email",
    "user__updated_at",
    *(f"billing_address__{name}" for name in _ADDRESS),
    *(f"shipping_address__{name}" for name in _ADDRESS),
)
_ORDER_LINE = (
    "order",
    "created_at",
    "quantity",
    "is_gift_card",
    "product_sku",
    "product_name",
    "variant_name",
    "voucher_code",
    "unit_price_gross_amount",
    "total_price_net_amount",
    "total_price_gross_amount",
    "undiscounted_total_price_net_amount",
    "undiscounted_total_price_gross_amount",
    "variant__product__category__name",
)
_DISCOUNT = ("type", "name", "voucher_code", "amount_value")


def customers_loaded(keys: Iterable[int], alias: str) -> list[Any]:
    """Return users with their addresses, in two queries."""
    rows: QuerySet[Any] = (
        User.objects.using(alias)
        .filter(pk__in=list(keys))
        .select_related("default_billing_address", "default_shipping_address")
        .only(*_CUSTOMER)
        .prefetch_related("addresses")
    )
    return list(rows.order_by("pk"))


def checkouts_loaded(keys: Iterable[str], alias: str) -> list[Any]:
    """Return checkouts with lines and products, in two queries."""
    lines = CheckoutLine.objects.select_related("variant__product").only(*_CHECKOUT_LINE)
    rows: QuerySet[Any] = (
        Checkout.objects.using(alias)
        .filter(pk__in=list(keys))
        .select_related("channel", "user")
        .only(*_CHECKOUT)
        .prefetch_related(Prefetch("lines", queryset=lines))
    )
    return list(rows.order_by("pk"))


def orders_loaded(keys: Iterable[str], alias: str) -> list[Any]:
    """
    Return orders with everything a snapshot says about them, in fourteen queries.

    What gift cards paid stands in `crm_gift_card_events`, since Saleor has no relation for it. What was told in
    metadata stands in `crm_referral_code` and, for each payment, `crm_card`.
    """
    rows: QuerySet[Any] = (
        Order.objects.using(alias)
        .filter(pk__in=list(keys))
        .select_related("channel", "user", "billing_address", "shipping_address")
        .only(*_ORDER)
        .annotate(crm_referral_code=KeyTextTransform(REFERRAL_KEY, "metadata"))
        .prefetch_related(*_goods(), *_money())
    )
    orders = list(rows.order_by("pk"))
    _attach_gift_card_events(orders, alias)
    return orders


def _goods() -> list[Any]:
    lines = OrderLine.objects.select_related("variant__product__category").only(*_ORDER_LINE)
    collections = Collection.objects.only("name")
    line_discounts = OrderLineDiscount.objects.only("line", *_DISCOUNT)
    sent = FulfillmentLine.objects.only("fulfillment", "order_line", "quantity")
    return [
        Prefetch(
            "lines",
            lines.prefetch_related(
                Prefetch("discounts", queryset=line_discounts),
                Prefetch("variant__product__collections", queryset=collections),
            ),
        ),
        Prefetch("discounts", OrderDiscount.objects.only("order", *_DISCOUNT)),
        Prefetch(
            "fulfillments",
            Fulfillment.objects.only("order", "status").prefetch_related(Prefetch("lines", sent)),
        ),
    ]


def _money() -> list[Any]:
    steps = Transaction.objects.only("payment", "kind", "is_success", "amount", "created_at")
    card = KeyTextTransform(CARD_KEY, "private_metadata")
    payments = Payment.objects.only(
        "order", "gateway", "captured_amount", "created_at", "customer_ip_address"
    ).annotate(crm_card=card)
    events = TransactionEvent.objects.only(
        "transaction",
        "type",
        "amount_value",
        "created_at",
        "include_in_calculations",
        "related_granted_refund",
    )
    items = TransactionItem.objects.only(
        "order",
        "name",
        "app_identifier",
        "charged_value",
        "refunded_value",
        "refund_pending_value",
        "created_at",
        "modified_at",
    ).annotate(crm_card=card)
    granted = OrderGrantedRefund.objects.only(
        "order", "amount_value", "shipping_costs_included", "created_at", "updated_at"
    )
    return [
        Prefetch("payments", payments.prefetch_related(Prefetch("transactions", steps))),
        Prefetch("payment_transactions", items.prefetch_related(Prefetch("events", events))),
        Prefetch("granted_refunds", granted.prefetch_related("lines")),
    ]


def _attach_gift_card_events(orders: list[Any], alias: str) -> None:
    uses: dict[object, list[Any]] = {order.pk: [] for order in orders}
    events = GiftCardEvent.objects.using(alias).filter(order__in=list(uses), type="used_in_order")
    for event in events.order_by("pk"):
        uses[event.order_id].append(event)
    for order in orders:
        order.crm_gift_card_events = uses[order.pk]
