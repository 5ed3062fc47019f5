"""Carts of the demo shop: some were left behind, some are still open."""

from datetime import datetime, timedelta
from random import Random

from saleor_crm_plugin.facts import CheckoutLine, CheckoutSnapshot, Kind, Money, Reference
from saleor_crm_plugin.hosts.standalone.demo.orders import KAOHSIUNG, TAIWAN, Buyer, channel_chosen

_RECENT_DAYS = 45


def cart_made(
    rng: Random, *, buyer: Buyer, number: int, at: datetime, host: str
) -> CheckoutSnapshot:
    """Return a cart of the last weeks that did not become an order; the host has deleted the oldest."""
    channel = channel_chosen(rng, buyer.person)
    channel = TAIWAN if channel is KAOHSIUNG else channel
    created_at = at - timedelta(minutes=rng.randint(10, _RECENT_DAYS * 24 * 60))
    changed_at = min(at, created_at + timedelta(minutes=rng.randint(1, 90)))
    lines = tuple(
        CheckoutLine(
            variant_id=article.variant_id,
            quantity=1,
            total=Money.from_minor(article.price_minor(channel.currency), channel.currency),
            product_id=article.product_id,
            sku=article.sku,
            name=article.name,
        )
        for article in buyer.taste.choose(rng, rng.randint(1, 4))
    )
    total = sum(line.total.minor for line in lines)
    return CheckoutSnapshot(
        reference=Reference(host, Kind.CHECKOUT, f"cart-{number}"),
        version_at=changed_at,
        created_at=created_at,
        channel=channel.slug,
        total=Money.from_minor(total, channel.currency),
        customer=buyer.customer,
        email=buyer.person.email,
        lines=lines,
        is_gone=at - created_at > timedelta(days=30),
    )
