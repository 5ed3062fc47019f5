"""The earning rule: pure, whole points, nothing read and nothing asked."""

from saleor_crm_plugin.hooks import EarningOrder

POINTS_PER_PIECE = 10


def rainwear_points(order: EarningOrder) -> int:
    """Return ten points for each piece whose SKU begins with `RAIN-`; returned pieces do not count below 0."""
    pieces = sum(line.quantity for line in order.lines if line.sku.startswith("RAIN-"))
    return POINTS_PER_PIECE * max(pieces, 0)
