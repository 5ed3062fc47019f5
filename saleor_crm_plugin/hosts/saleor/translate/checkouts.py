"""A Saleor checkout as a snapshot of a cart."""

from typing import Any

from saleor_crm_plugin.facts import CheckoutLine, CheckoutSnapshot, Kind
from saleor_crm_plugin.hosts.saleor.names import reference
from saleor_crm_plugin.hosts.saleor.translate.amounts import money


def checkout_snapshot(checkout: Any) -> CheckoutSnapshot:
    """
    Return the cart; needs channel, user and `lines` with variant and product loaded.

    Saleor calculates totals when somebody asks for them, so that a cart nobody looked at may say 0.
    """
    lines = sorted(checkout.lines.all(), key=lambda row: (row.created_at, str(row.pk)))
    owner = checkout.user_id
    return CheckoutSnapshot(
        reference=reference(Kind.CHECKOUT, checkout.pk),
        version_at=checkout.last_change,
        created_at=checkout.created_at,
        channel=checkout.channel.slug,
        total=money(checkout.total_gross_amount, checkout.currency),
        customer=reference(Kind.CUSTOMER, owner) if owner else None,
        email=checkout.email or (checkout.user.email if owner else ""),
        lines=tuple(_line(row, checkout.currency) for row in lines),
    )


def _line(row: Any, currency: str) -> CheckoutLine:
    variant = row.variant
    name = f"{variant.product.name} {variant.name}".strip()
    return CheckoutLine(
        variant_id=str(variant.pk),
        product_id=str(variant.product_id),
        sku=variant.sku or "",
        name=name,
        quantity=row.quantity,
        total=money(row.total_price_gross_amount, currency),
    )
