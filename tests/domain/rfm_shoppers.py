"""Rows for the RFM tests: the ten shoppers of scenario A-64, and order rows without a host."""

from datetime import timedelta
from itertools import count

from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.segments.models import RfmScore
from tests.factories import NOON, make_profile

# Days since the last order, orders, revenue in major units.
SHOPPERS = {
    "A": (3, 12, 1200),
    "B": (10, 8, 900),
    "C": (10, 8, 900),
    "D": (30, 5, 400),
    "E": (45, 5, 350),
    "F": (60, 3, 300),
    "G": (90, 2, 200),
    "H": (200, 2, 150),
    "I": (300, 1, 80),
    "J": (400, 1, 20),
}
_numbers = count(1)


def order_row(profile, *, days=0, revenue_minor=0, **values) -> Order:
    """An unsaved order of `profile` that counts, placed `days` before noon."""
    values = {
        "channel": "web",
        "currency": "EUR",
        "status": "fulfilled",
        "total_gross_minor": revenue_minor,
        "total_net_minor": revenue_minor,
        "shipping_gross_minor": 0,
        "shipping_net_minor": 0,
        "charged_minor": revenue_minor,
        "version_at": NOON,
        "fingerprint": "",
        "placed_at": NOON - timedelta(days=days),
    } | values
    return Order(
        host="shop",
        external_id=f"rfm-{next(_numbers)}",
        profile=profile,
        revenue_minor=revenue_minor,
        **values,
    )


def make_order_row(profile, **values) -> Order:
    order = order_row(profile, **values)
    order.save()
    return order


def make_shoppers() -> dict:
    """The ten shoppers by name; all their revenue is in the latest order."""
    profiles = {name: make_profile(first_name=name) for name in SHOPPERS}
    orders = []
    for name, (days, orders_count, amount) in SHOPPERS.items():
        orders.append(order_row(profiles[name], days=days, revenue_minor=amount * 100))
        orders += [order_row(profiles[name], days=days + 1) for _ in range(orders_count - 1)]
    Order.objects.bulk_create(orders)
    return profiles


def scores_by_name(**scope) -> dict[str, str]:
    return {
        score.profile.first_name: f"{score.r}{score.f}{score.m}"
        for score in RfmScore.objects.filter(**scope).select_related("profile")
    }


def all_scores() -> dict[tuple, tuple]:
    """Everything that is known about every shopper in every scope, but when and by whom it was written."""
    rows = RfmScore.objects.values_list(
        "scope_id",
        "profile_id",
        "last_ordered_at",
        "orders_count",
        "revenue_minor",
        "r",
        "f",
        "m",
        "group",
    )
    return {row[:2]: row[2:] for row in rows}
