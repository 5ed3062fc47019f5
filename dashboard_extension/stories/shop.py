"""What happens in the shop while a story is told, on the data of the host that the stories run on."""

import os
import sys
import time
from datetime import UTC, datetime, timedelta

import django

_SECONDS_MAX = 30


def register(external_id: str, email: str, first_name: str) -> None:
    """Tell that somebody opened an account just now."""
    _tell(external_id, email, first_name, is_live=True, at=datetime.now(tz=UTC))


def answered() -> None:
    """Wait until every event was looked at by the automations."""
    from saleor_crm_plugin.profiles.models import TimelineEvent

    until = time.monotonic() + _SECONDS_MAX
    while TimelineEvent.objects.filter(is_announced=False).exists():
        if time.monotonic() > until:
            raise SystemExit(f"events wait for more than {_SECONDS_MAX} seconds")
        time.sleep(0.1)


def dead(external_id: str, email: str, first_name: str) -> None:
    """Leave a fact behind as one that failed too often."""
    from saleor_crm_plugin.ingest.models import InboxItem, InboxState

    # due tomorrow, so that no worker takes it before it is dead
    _tell(
        external_id, email, first_name, is_live=False, at=datetime.now(tz=UTC) + timedelta(days=1)
    )
    InboxItem.objects.filter(external_id=external_id).update(
        state=InboxState.DEAD, attempts=8, error="OperationalError: the disk was full"
    )


def paid(external_id: str, number: str) -> None:
    """Tell that a shopper who is known paid an order just now."""
    from decimal import Decimal

    from saleor_crm_plugin.facts import (
        Kind,
        Money,
        OrderSnapshot,
        OrderStatus,
        Reference,
        TaxedAmount,
    )
    from saleor_crm_plugin.ingest.services.inbox import fact_accept

    at = datetime.now(tz=UTC)
    costs, nothing = Money(Decimal(20), "EUR"), Money(Decimal(0), "EUR")
    order = OrderSnapshot(
        reference=Reference("shop", Kind.ORDER, number),
        version_at=at,
        placed_at=at,
        status=OrderStatus.UNFULFILLED,
        channel="default-channel",
        number=number,
        total=TaxedAmount(net=costs, gross=costs),
        shipping=TaxedAmount(net=nothing, gross=nothing),
        charged=costs,
        is_fully_paid=True,
        fully_paid_at=at,
        customer=Reference("shop", Kind.CUSTOMER, external_id),
        email="",
        lines=(),
    )
    fact_accept(fact=order, is_live=True, at=at)


def last_attempt() -> None:
    """Let what could not be told to an extension have one attempt left, and that at once."""
    from saleor_crm_plugin.automation.models import ExtensionDelivery
    from saleor_crm_plugin.automation.services.deliveries import ATTEMPTS_MAX

    failed = ExtensionDelivery.objects.exclude(error="")
    failed.update(attempts=ATTEMPTS_MAX - 1, due_at=datetime.now(tz=UTC))


def _tell(external_id: str, email: str, first_name: str, *, is_live: bool, at: datetime) -> None:
    from saleor_crm_plugin.facts import CustomerSnapshot, Kind, Reference
    from saleor_crm_plugin.ingest.services.inbox import fact_accept

    customer = CustomerSnapshot(
        reference=Reference("shop", Kind.CUSTOMER, external_id),
        version_at=at,
        email=email,
        first_name=first_name,
        language_code="en",
        registered_at=at,
    )
    fact_accept(fact=customer, is_live=is_live, at=at)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "saleor_crm_plugin.hosts.standalone.settings"
    django.setup()
    told = (register, answered, dead, paid, last_attempt)
    {one.__name__: one for one in told}[sys.argv[1]](*sys.argv[2:])
