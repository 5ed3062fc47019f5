"""
Measures the inbox: `python -m benchmarks.drain [--orders N]` from the project's root, on both engines.

Prints the time of accepting one fact (one statement; p50 and p95), and how many order snapshots per second one
worker drains when every second order brings a new profile, with points and scores.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from benchmarks.databases import ENGINES

AT = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
ORDERS = 8000


def measured(orders: int) -> dict[str, object]:
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from saleor_crm_plugin.conf import current
    from saleor_crm_plugin.facts import Kind, Reference
    from saleor_crm_plugin.ingest.services.drain import inbox_drain
    from saleor_crm_plugin.ingest.services.inbox import fact_accept
    from saleor_crm_plugin.loyalty.services import program_activate
    from saleor_crm_plugin.profiles.models import Profile
    from tests.factories import make_line, make_order

    program_activate(at=AT - timedelta(days=30))
    facts = [
        make_order(
            str(number),
            customer=Reference("shop", Kind.CUSTOMER, str(number // 2)),
            email=f"shopper{number // 2}@example.com",
            placed_at=AT - timedelta(minutes=number),
            fully_paid_at=AT - timedelta(minutes=number),
            lines=tuple(make_line(str(line), "50") for line in (1, 2)),
        )
        for number in range(orders)
    ]
    seconds = []
    for fact in facts:
        began = time.perf_counter()
        fact_accept(fact=fact, at=AT)
        seconds.append(time.perf_counter() - began)
    with CaptureQueriesContext(connection) as statements:
        fact_accept(fact=facts[0], at=AT)
    assert len(statements) == 1
    limit = current().inbox_batch_size_rows
    began, worked = time.perf_counter(), time.process_time()
    while inbox_drain(source=None, at=AT, limit_rows=limit).claimed:
        pass
    drained = time.perf_counter() - began
    processor = time.process_time() - worked
    centiles = statistics.quantiles(seconds, n=100)
    return {
        "accept_p50_ms": round(centiles[49] * 1000, 2),
        "accept_p95_ms": round(centiles[94] * 1000, 2),
        "orders": orders,
        "new_profiles": Profile.objects.count(),
        "drain_seconds": round(drained, 1),
        "of_which_own_processor": round(processor, 1),
        "orders_per_second": round(orders / drained),
    }


def outcome(database_url: str, orders: int) -> dict[str, object]:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }
    python = [sys.executable, "-m"]
    subprocess.run(
        [*python, "django", "migrate", "-v0", "--skip-checks"], env=environment, check=True
    )
    finished = subprocess.run(
        [*python, "benchmarks.drain", "--here", "--orders", str(orders)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(finished.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--here", action="store_true", help="on the database of DATABASE_URL")
    parser.add_argument("--orders", type=int, default=ORDERS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(measured(options.orders)))
        return
    for name, engine in ENGINES:
        with engine() as url:
            print(f"== {name}", flush=True)
            print(json.dumps(outcome(url, options.orders), indent=2), flush=True)


if __name__ == "__main__":
    main()
