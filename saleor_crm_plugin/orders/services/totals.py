"""Keeps each shopper's purchase totals equal to the sum over the orders that count."""

from collections.abc import Collection

from django.db.models import Count, Max, Min, Sum

from saleor_crm_plugin.orders.models import Order, PurchaseTotals


def totals_rebuild(*, profile_ids: Collection[int]) -> None:
    """Rewrite the totals of the named profiles from their orders, in three statements."""
    sums = (
        Order.objects.filter(profile_id__in=profile_ids, exclusion="")
        .order_by()
        .values("profile_id", "channel", "currency")
        .annotate(
            orders_count=Count("pk"),
            revenue=Sum("revenue_minor"),
            refunded=Sum("refunded_minor"),
            first_at=Min("placed_at"),
            last_at=Max("placed_at"),
        )
    )
    rows = [
        PurchaseTotals(
            profile_id=row["profile_id"],
            channel=row["channel"],
            currency=row["currency"],
            orders_count=row["orders_count"],
            revenue_minor=row["revenue"],
            refunded_minor=row["refunded"],
            first_ordered_at=row["first_at"],
            last_ordered_at=row["last_at"],
        )
        for row in sums
    ]
    PurchaseTotals.objects.filter(profile_id__in=profile_ids).delete()
    PurchaseTotals.objects.bulk_create(rows, batch_size=1000)
