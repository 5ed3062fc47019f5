"""One order through the standalone host with the example extension installed; run as a process of its own, prints JSON."""

import json
import sys
from datetime import timedelta
from decimal import Decimal

import django

django.setup()

from django.core.checks import run_checks
from django.test import Client
from django.utils import timezone

from saleor_crm_plugin.api.permissions import Permission
from saleor_crm_plugin.automation.queries import extensions_look
from saleor_crm_plugin.automation.services import automations_run, extensions_tell
from saleor_crm_plugin.conf import current
from saleor_crm_plugin.facts import (
    Address,
    CustomerSnapshot,
    Kind,
    Money,
    OrderLine,
    OrderSnapshot,
    OrderStatus,
    Reference,
    TaxedAmount,
)
from saleor_crm_plugin.hosts.standalone.auth.api_tokens import token_create
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.loyalty.services import program_activate
from saleor_crm_plugin.mail.services import outbox_deliver
from saleor_crm_plugin.segments.services import extension_fields_compute

NOW = timezone.now()
CUSTOMER = Reference("shop", Kind.CUSTOMER, "1")
QUERY = """
query {
  crmExtensions { slug state version hooks failuresCount lastError lastHook waitingCount deadCount }
  crmProfiles(first: 1, where: {
    extensionFields: [{ extension: "loyal_weather", field: "climate", eq: "wet" }]
  }) {
    totalCount
    edges { node {
      extensionFields { extension field kind value }
      messages(first: 9) { edges { node { channel template state } } }
      points { available pending entries(first: 9) { edges { node { kind points explanation } } } }
    } }
  }
}
"""


def taxed(amount: str) -> TaxedAmount:
    return TaxedAmount(net=Money(Decimal(amount), "EUR"), gross=Money(Decimal(amount), "EUR"))


def shop_tells() -> None:
    """A shopper in Taipei buys two pieces of rainwear for 100 EUR."""
    customer = CustomerSnapshot(
        reference=CUSTOMER,
        version_at=NOW,
        registered_at=NOW,
        email="ann@example.com",
        phone="+886212345678",
        default_billing_address=Address(country_code="TW", city="Taipei"),
    )
    order = OrderSnapshot(
        reference=Reference("shop", Kind.ORDER, "1"),
        version_at=NOW,
        placed_at=NOW,
        status=OrderStatus.UNFULFILLED,
        channel="default-channel",
        number="1001",
        total=taxed("100"),
        shipping=taxed("0"),
        charged=Money(Decimal(100), "EUR"),
        is_fully_paid=True,
        fully_paid_at=NOW,
        customer=CUSTOMER,
        email="ann@example.com",
        lines=(OrderLine(id="1", quantity=2, sku="RAIN-1", total=taxed("100")),),
    )
    facts_accept(facts=[customer, order], is_live=True, at=NOW)


def workers_run(at) -> None:
    """What the workers' tasks do, at a time of our choice."""
    inbox_drain(source=None, at=at, limit_rows=100)
    automations_run(at=at, limit_rows=100, event_age_days_max=3)
    extensions_tell(clock=lambda: at, limit_rows=100)
    extension_fields_compute(clock=lambda: at, limit_rows=100)
    outbox_deliver(settings=current(), clock=lambda: at, limit_rows=100)


def main() -> None:
    program_activate(at=NOW - timedelta(days=1))
    shop_tells()
    workers_run(NOW + timedelta(seconds=1))
    workers_run(NOW + timedelta(seconds=60))
    token = token_create(name="t", permissions=list(Permission), expires_at=None, at=NOW).secret
    answer = Client(headers={"Authorization": f"Bearer {token}"}).post(
        "/graphql/", {"query": QUERY}, content_type="application/json"
    )
    found = {
        "answer": answer.json(),
        "doctor": extensions_look().words,
        "checks": [one.id for one in run_checks() if (one.id or "").startswith("saleor_crm.W02")],
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
