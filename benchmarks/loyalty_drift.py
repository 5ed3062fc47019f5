"""
Measures the proof of the points ledger on the database of `DATABASE_URL`: `python benchmarks/loyalty_drift.py [--entries N]`.

Works in a test database of its own, which it creates and drops. Half of the entries are credits with a lot each,
the other half spends a part of them. Prints the seconds of the plain bulk insert of the rows (COPY), of the proof,
of finding a thousand wrong caches, and of rebuilding them.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django
from django.db import connection

ENTRIES_PER_ACCOUNT = 20


def entry_changes(entries: int) -> Iterator[dict]:
    for number in range(entries):
        place = number % ENTRIES_PER_ACCOUNT
        is_credit = place % 2 == 0
        yield {
            "account_id": number // ENTRIES_PER_ACCOUNT + 1,
            "kind": "opening" if is_credit else "redeem",
            "points": 100 if is_credit else -30,
            "balance_points": (place // 2 + 1) * 100 - (place + 1) // 2 * 30,
            "idempotency_key": f"benchmark:{number}",
        }


def lot_changes(entries: int) -> Iterator[dict]:
    for number in range(0, entries, 2):
        yield {
            "account_id": number // ENTRIES_PER_ACCOUNT + 1,
            "entry_id": number + 1,
            "key": f"benchmark:{number}",
            "points": 100,
            "remaining_points": 70,
        }


def allocation_changes(entries: int) -> Iterator[dict]:
    for number in range(entries):
        is_credit = number % 2 == 0
        yield {
            "entry_id": number + 1,
            "lot_id": number // 2 + 1,
            "points": 100 if is_credit else -30,
        }


def load(entries: int) -> float:
    """Insert a ledger of `entries` and return the seconds of inserting entries, lots and allocations."""
    from saleor_crm_plugin.loyalty.models import Allocation, LoyaltyAccount, LoyaltyEntry, PointLot
    from saleor_crm_plugin.loyalty.services import program_activate

    program = program_activate(at=AT)
    accounts = entries // ENTRIES_PER_ACCOUNT
    profiles_load(accounts)
    balance = ENTRIES_PER_ACCOUNT // 2 * 70
    sample = LoyaltyAccount(
        program_id=program.program_id,
        created_at=AT,
        balance_points=balance,
        status="active",
        active_at=AT,
    )
    bulk_load(LoyaltyAccount, sample, ({"profile_id": number} for number in range(1, accounts + 1)))
    began = time.perf_counter()
    bulk_load(
        LoyaltyEntry,
        LoyaltyEntry(effective_at=AT, recorded_at=AT, actor="benchmark"),
        entry_changes(entries),
    )
    bulk_load(PointLot, PointLot(kind="opening", activates_at=AT), lot_changes(entries))
    bulk_load(Allocation, Allocation(), allocation_changes(entries))
    return time.perf_counter() - began


def measure(entries: int) -> None:
    from saleor_crm_plugin.loyalty.models import PointLot
    from saleor_crm_plugin.loyalty.queries import drift_report
    from saleor_crm_plugin.loyalty.services import caches_rebuild, ledger_prove

    plain = load(entries)
    analyze()
    print(f"{connection.vendor}: {entries} entries, as many allocations, half as many lots")
    print(f"{'plain bulk insert (COPY)':<32} {plain:7.2f} s")
    began = time.perf_counter()
    proof = ledger_prove(at=AT)
    seconds = time.perf_counter() - began
    print(
        f"{'proof':<32} {seconds:7.2f} s  {seconds / plain:.2f} times that, drift {proof.drift_count}"
    )
    PointLot.objects.filter(pk__lte=1000).update(remaining_points=71)
    began = time.perf_counter()
    report = drift_report(at=AT)
    print(
        f"{'proof of a damaged ledger':<32} {time.perf_counter() - began:7.2f} s  drift {report.drift_count}"
    )
    began = time.perf_counter()
    mended = 0
    while count := caches_rebuild(at=AT, limit_rows=500):
        mended += count
    print(f"{'rebuild':<32} {time.perf_counter() - began:7.2f} s  {mended} accounts")
    print(f"drift {drift_report(at=AT).drift_count}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with test_database():
        measure(arguments.entries)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from benchmarks.databases import test_database
    from benchmarks.rfm import AT, analyze, bulk_load, profiles_load

    main()
