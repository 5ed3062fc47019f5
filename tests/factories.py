"""Short ways to make rows and facts for tests; nothing here asserts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from saleor_crm_plugin.facts import (
    CustomerSnapshot,
    Kind,
    Money,
    OrderLine,
    OrderSnapshot,
    OrderStatus,
    Reference,
    TaxedAmount,
)
from saleor_crm_plugin.profiles.models import Profile

# The day Europe changes its clocks in 2026.
NOON = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
HOST = "shop"


def make_profile(**values) -> Profile:
    values = {"first_seen_at": NOON, "created_at": NOON, "updated_at": NOON} | values
    return Profile.objects.create(**values)


def money(amount: str | int, currency: str = "EUR") -> Money:
    return Money(Decimal(amount), currency)


def taxed(gross: str | int, currency: str = "EUR", net: str | int | None = None) -> TaxedAmount:
    return TaxedAmount(
        net=money(gross if net is None else net, currency), gross=money(gross, currency)
    )


def make_customer(id: str = "1", *, minutes: int = 0, **values) -> CustomerSnapshot:
    values = {"email": f"shopper{id}@example.com", "registered_at": NOON} | values
    return CustomerSnapshot(
        reference=Reference(HOST, Kind.CUSTOMER, id),
        version_at=NOON + timedelta(minutes=minutes),
        **values,
    )


def make_line(
    id: str = "1", total: str | int = "100", currency: str = "EUR", **values
) -> OrderLine:
    values = {"quantity": 1, "sku": f"SKU-{id}", "total": taxed(total, currency)} | values
    return OrderLine(id=id, **values)


def make_order(
    id: str = "1", *, total: str | int = "100", currency: str = "EUR", minutes: int = 0, **values
) -> OrderSnapshot:
    """A fully paid order of one line without tax or shipping unless `values` say otherwise."""
    values = {
        "placed_at": NOON,
        "status": OrderStatus.UNFULFILLED,
        "channel": "default-channel",
        "total": taxed(total, currency),
        "shipping": taxed(0, currency),
        "charged": money(total, currency),
        "is_fully_paid": True,
        "fully_paid_at": NOON,
        "customer": Reference(HOST, Kind.CUSTOMER, "1"),
        "email": "shopper1@example.com",
        "lines": (make_line("1", total, currency),),
    } | values
    return OrderSnapshot(
        reference=Reference(HOST, Kind.ORDER, id),
        version_at=NOON + timedelta(minutes=minutes),
        **values,
    )
