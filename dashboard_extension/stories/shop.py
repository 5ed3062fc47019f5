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
    {"register": register, "answered": answered, "dead": dead}[sys.argv[1]](*sys.argv[2:])
