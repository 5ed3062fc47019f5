"""A Saleor order as a snapshot, with lines, discounts, money and what came back."""

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any

from saleor_crm_plugin.facts import (
    Discount,
    GiftCardUse,
    Kind,
    OrderLine,
    OrderSnapshot,
    OrderStatus,
    TaxedAmount,
)
from saleor_crm_plugin.hosts.saleor.names import reference
from saleor_crm_plugin.hosts.saleor.translate.amounts import money, taxed
from saleor_crm_plugin.hosts.saleor.translate.customers import address
from saleor_crm_plugin.hosts.saleor.translate.payments import movements, payments
from saleor_crm_plugin.hosts.saleor.translate.refunds import refunds

_CHARGED = {"full", "overcharged"}
_RETURNED = {"returned", "refunded_and_returned"}


def order_snapshot(order: Any) -> OrderSnapshot:
    """
    Return the order; needs everything loaded that `reading.orders_loaded` loads.

    Saleor subtracts a gift card from the total and refunds from what was charged. Here the total
    is what the goods cost, a gift card is one way to pay it, and refunds stand beside the charges.
    """
    moved = movements(order)
    cards = _gift_cards(order)
    card_amount = sum((card.amount.amount for card in cards), Decimal(0))
    charged = sum((one.charged for one in moved), Decimal(0)) + card_amount
    total = _total(order, card_amount)
    billing, shipping = address(order.billing_address), address(order.shipping_address)
    named = billing or shipping
    return OrderSnapshot(
        reference=reference(Kind.ORDER, order.pk),
        version_at=_version_at(order),
        placed_at=order.created_at,
        status=OrderStatus(order.status.replace(" ", "_")),  # Saleor stores "partially fulfilled"
        channel=order.channel.slug,
        number=str(order.number),
        total=total,
        shipping=taxed(
            order.shipping_price_net_amount, order.shipping_price_gross_amount, order.currency
        ),
        charged=money(charged, order.currency),
        is_fully_paid=_is_fully_paid(order, charged, total),
        customer=reference(Kind.CUSTOMER, order.user_id) if order.user_id else None,
        email=order.user_email or (order.user.email if order.user_id else ""),
        phone=next((known.phone for known in (billing, shipping) if known and known.phone), ""),
        first_name=named.first_name if named else "",
        last_name=named.last_name if named else "",
        language_code=order.language_code,
        lines=_lines(order),
        discounts=_discounts(order),
        payments=payments(moved, order.currency),
        refunds=refunds(order, moved),
        voucher_codes=_voucher_codes(order),
        gift_cards=cards,
        billing_address=billing,
        shipping_address=shipping,
        checkout_id=order.checkout_token or "",
        referral_code=order.crm_referral_code or "",
        client_ip=next((one.client_ip for one in moved if one.client_ip), ""),
    )


def _version_at(order: Any) -> datetime:
    """
    Return when the order or what belongs to it last changed.

    Saleor attaches guest orders to an account without touching the order, but not without
    touching the account; it lets orders expire and grants refunds without touching the order, too.
    """
    moments: list[datetime] = [order.updated_at]
    moments += [order.expired_at] if order.expired_at else []
    moments += [order.user.updated_at] if order.user_id else []
    moments += [row.updated_at for row in order.granted_refunds.all()]
    return max(moments)


def _total(order: Any, card_amount: Decimal) -> TaxedAmount:
    gross = order.total_gross_amount + card_amount
    if not card_amount:
        return taxed(order.total_net_amount, gross, order.currency)
    net = order.subtotal_net_amount + order.shipping_price_net_amount
    return taxed(min(net, gross), gross, order.currency)


def _is_fully_paid(order: Any, charged: Decimal, total: TaxedAmount) -> bool:
    """
    Return whether the order was paid, whatever was refunded later.

    Saleor calls an order fully charged, too, when a granted refund wipes out an unpaid total.
    """
    if charged >= total.gross.amount:
        return True
    return order.charge_status in _CHARGED and charged > 0


def _lines(order: Any) -> tuple[OrderLine, ...]:
    returned: Counter[object] = Counter()
    for fulfillment in order.fulfillments.all():
        if fulfillment.status in _RETURNED:
            for row in fulfillment.lines.all():
                returned[row.order_line_id] += row.quantity
    rows = sorted(order.lines.all(), key=lambda row: (row.created_at, str(row.pk)))
    return tuple(_line(row, returned[row.pk], order.currency) for row in rows)


def _line(row: Any, quantity_returned: int, currency: str) -> OrderLine:
    product = row.variant.product if row.variant_id else None
    category = product.category if product else None
    return OrderLine(
        id=str(row.pk),
        quantity=row.quantity,
        total=taxed(row.total_price_net_amount, row.total_price_gross_amount, currency),
        sku=row.product_sku or "",
        product_id=str(product.pk) if product else "",
        variant_id=str(row.variant_id or ""),
        name=f"{row.product_name} {row.variant_name}".strip(),
        category=category.name if category else "",
        collections=_collections(product),
        unit_price_gross=row.unit_price_gross_amount,
        quantity_returned=quantity_returned,
        is_gift_card=row.is_gift_card,
        undiscounted=_undiscounted(row, currency),
    )


def _collections(product: Any) -> tuple[str, ...]:
    """Return the names of the collections that a product is in now, published or not."""
    return tuple(sorted({one.name for one in product.collections.all()})) if product else ()


def _undiscounted(row: Any, currency: str) -> TaxedAmount | None:
    """Return what a line cost before discounts, None where nothing was taken off."""
    net, gross = row.undiscounted_total_price_net_amount, row.undiscounted_total_price_gross_amount
    return taxed(net, gross, currency) if gross > row.total_price_gross_amount else None


def _discounts(order: Any) -> tuple[Discount, ...]:
    """Return what was taken off: for the whole order and, summed per cause, for its lines."""
    sums: dict[tuple[str, str, str], Decimal] = {}
    rows = [
        *order.discounts.all(),
        *(d for line in order.lines.all() for d in line.discounts.all()),
    ]
    for row in rows:
        cause = (row.type, row.name or "", row.voucher_code or "")
        sums[cause] = sums.get(cause, Decimal(0)) + row.amount_value
    return tuple(
        Discount(kind=kind, name=name, code=code, amount=money(amount, order.currency))
        for (kind, name, code), amount in sorted(sums.items())
        if amount
    )


def _voucher_codes(order: Any) -> tuple[str, ...]:
    codes = {order.voucher_code, *(line.voucher_code for line in order.lines.all())}
    return tuple(sorted(code for code in codes if code))


def _gift_cards(order: Any) -> tuple[GiftCardUse, ...]:
    """Return what gift cards paid, from Saleor's own record of their balances before and after."""
    uses: dict[str, Decimal] = {}
    for event in order.crm_gift_card_events:
        balance = event.parameters.get("balance", {})
        before, after = balance.get("old_current_balance"), balance.get("current_balance")
        if before is not None and after is not None:
            key = str(event.gift_card_id)
            spent = Decimal(str(before)) - Decimal(str(after))
            uses[key] = uses.get(key, Decimal(0)) + spent
    return tuple(
        GiftCardUse(gift_card_id=key, amount=money(amount, order.currency))
        for key, amount in sorted(uses.items())
        if amount > 0
    )
