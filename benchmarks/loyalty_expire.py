"""
Measures the expiry of points on the database of `DATABASE_URL`: `python benchmarks/loyalty_expire.py [--lots N]`.

Works in a test database of its own, which it creates and drops. Every account has four lots of which two are due.
Stops in the middle and goes on, as a killed worker does. Prints the seconds of a plain bulk insert of as many rows
(COPY) and of the expiry, and what the proof of the ledger finds.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import django
from django.db import connection

LOTS_PER_ACCOUNT = 4
POINTS = 100


def entry_changes(lots: int) -> Iterator[dict]:
    for number in range(lots):
        yield {
            "account_id": number // LOTS_PER_ACCOUNT + 1,
            "balance_points": (number % LOTS_PER_ACCOUNT + 1) * POINTS,
            "idempotency_key": f"benchmark:{number}",
        }


def lot_changes(lots: int) -> Iterator[dict]:
    for number in range(lots):
        is_due = number % 2 == 0
        yield {
            "account_id": number // LOTS_PER_ACCOUNT + 1,
            "entry_id": number + 1,
            "key": f"benchmark:{number}",
            "expires_at": AT + timedelta(days=1 if is_due else 400),
        }


def allocation_changes(lots: int) -> Iterator[dict]:
    for number in range(lots):
        yield {"entry_id": number + 1, "lot_id": number + 1}


def load(lots: int) -> float:
    """Insert accounts with `lots` lots, half of them due, and return the seconds of inserting the due ones' share of rows."""
    from saleor_crm_plugin.loyalty.models import Allocation, LoyaltyAccount, LoyaltyEntry, PointLot
    from saleor_crm_plugin.loyalty.services import program_activate

    program = program_activate(at=AT)
    accounts = lots // LOTS_PER_ACCOUNT
    profiles_load(accounts)
    held = LOTS_PER_ACCOUNT * POINTS
    sample = LoyaltyAccount(
        program_id=program.program_id, created_at=AT, balance_points=held, status="active"
    )
    bulk_load(LoyaltyAccount, sample, ({"profile_id": number} for number in range(1, accounts + 1)))
    began = time.perf_counter()
    entry = LoyaltyEntry(
        kind="opening", points=POINTS, effective_at=AT, recorded_at=AT, actor="benchmark"
    )
    bulk_load(LoyaltyEntry, entry, entry_changes(lots))
    lot = PointLot(kind="opening", points=POINTS, remaining_points=POINTS, activates_at=AT)
    bulk_load(PointLot, lot, lot_changes(lots))
    bulk_load(Allocation, Allocation(points=POINTS), allocation_changes(lots))
    return (time.perf_counter() - began) / 2


def measure(due: int) -> None:
    from saleor_crm_plugin.loyalty.models import LoyaltyEntry
    from saleor_crm_plugin.loyalty.queries import drift_report
    from saleor_crm_plugin.loyalty.services import lots_expire

    plain = load(due * 2)
    analyze()
    at = AT + timedelta(days=2)
    print(f"{connection.vendor}: {due} due lots of {due * 2}, {due // 2} accounts")
    print(f"{'plain bulk insert (COPY)':<28} {plain:7.2f} s")
    began = time.perf_counter()
    written = 0
    while written < due // 2 and (batch := lots_expire(at=at, limit_rows=500)):
        written += batch
    while batch := lots_expire(at=at, limit_rows=500):
        written += batch
    seconds = time.perf_counter() - began
    print(
        f"{'expiry, in two goes':<28} {seconds:7.2f} s  {written / seconds:.0f}/s, {seconds / plain:.1f} times that"
    )
    expired = LoyaltyEntry.objects.filter(kind="expire").count()
    print(
        f"{expired} expiries, drift {drift_report(at=at).drift_count}; load {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lots", type=int, default=100_000)
    arguments = parser.parse_args()
    with test_database():
        measure(arguments.lots)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from benchmarks.databases import test_database
    from benchmarks.rfm import AT, analyze, bulk_load, profiles_load

    main()
