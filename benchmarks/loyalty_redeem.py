"""
Measures redemptions on the PostgreSQL of `DATABASE_URL`: `python benchmarks/loyalty_redeem.py [--workers N] [--seconds N]`.

Works in a test database of its own, which it creates and drops. Each worker is a process that redeems points of
accounts at random. Prints redemptions a second with their 50th and 95th percentile, the same for plain inserts of a row by the same
workers in the same run, and the best time for one account with 10,000 entries and 2,000 open lots.
"""

import argparse
import multiprocessing
import os
import random
import sys
import time
from datetime import timedelta
from pathlib import Path

import django
from django.db import connection, transaction

ACCOUNTS = 2_000
LOTS_PER_ACCOUNT = 5
HISTORY_ENTRIES = 10_000
HISTORY_LOTS = 2_000
WARMING = 20


def load() -> int:
    """Insert shoppers with five lots each, and one with a long history; returns the last one's profile."""
    from saleor_crm_plugin.loyalty.models import LoyaltyAccount
    from saleor_crm_plugin.loyalty.services import program_activate
    from saleor_crm_plugin.profiles.models import Profile

    program = program_activate(at=AT)
    profiles_load(ACCOUNTS + 1)
    Profile.objects.update(is_registered=True)
    keys = sorted(Profile.objects.values_list("pk", flat=True))
    accounts = LoyaltyAccount.objects.bulk_create(
        LoyaltyAccount(program_id=program.program_id, profile_id=key, created_at=AT) for key in keys
    )
    for account in accounts[:-1]:
        _fill(account, entries=LOTS_PER_ACCOUNT, lots=LOTS_PER_ACCOUNT, points=1_000_000)
    _fill(accounts[-1], entries=HISTORY_ENTRIES, lots=HISTORY_LOTS, points=100)
    return keys[-1]


def _fill(account, *, entries: int, lots: int, points: int) -> None:
    from saleor_crm_plugin.loyalty.models import Allocation, LoyaltyEntry, PointLot

    rows = LoyaltyEntry.objects.bulk_create(
        LoyaltyEntry(
            account=account,
            kind="opening",
            points=points,
            balance_points=points,
            effective_at=AT,
            recorded_at=AT,
            idempotency_key=f"opening:{number}",
            actor="benchmark",
        )
        for number in range(entries)
    )
    opened = PointLot.objects.bulk_create(
        PointLot(
            account=account,
            entry=row,
            key=row.idempotency_key,
            kind="opening",
            points=points,
            remaining_points=points,
            activates_at=AT,
            expires_at=AT + timedelta(days=30 + number % 300),
        )
        for number, row in enumerate(rows[:lots])
    )
    Allocation.objects.bulk_create(
        Allocation(entry=lot.entry, lot=lot, points=points) for lot in opened
    )
    account.balance_points = lots * points
    account.save()


def redeem(number: int, key: str) -> None:
    from saleor_crm_plugin.loyalty.services import points_redeem

    points_redeem(profile_id=number, points=7, cause=key, actor="benchmark", reason="", at=AT)


def insert(number: int, key: str) -> None:
    """Write one row in a transaction, as the measure of what the machine can do."""
    from saleor_crm_plugin.profiles.models import TimelineEvent

    with transaction.atomic():
        TimelineEvent.objects.create(
            profile_id=number,
            type="points_redeemed",
            key=key,
            occurred_at=AT,
            recorded_at=AT,
            is_announced=True,
        )


def work(job: str, number: int, seconds: float, start, results) -> None:
    """Do one job again and again for some seconds, in a process of its own, once every worker is warm."""
    act = {"redeem": redeem, "insert": insert}[job]
    rng = random.Random(number)
    for warming in range(WARMING):
        act(rng.randint(1, ACCOUNTS), f"{job}:warm:{number}:{warming}")
    start.wait()
    ends, taken = time.perf_counter() + seconds, []
    while (began := time.perf_counter()) < ends:
        act(rng.randint(1, ACCOUNTS), f"{job}:{number}:{len(taken)}")
        taken.append(time.perf_counter() - began)
    connection.close()
    results.put(taken)


def measure(job: str, workers: int, seconds: float) -> float:
    connection.close()
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    start = context.Barrier(workers)
    processes = [
        context.Process(target=work, args=(job, number, seconds, start, results))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    taken = sorted(one for _ in processes for one in results.get())
    for process in processes:
        process.join()
    rate = len(taken) / seconds
    middle, late = taken[len(taken) // 2], taken[len(taken) * 95 // 100]
    print(
        f"{job:<8} {workers} workers {rate:8.0f}/s  p50 {middle * 1000:6.1f} ms  p95 {late * 1000:6.1f} ms"
    )
    return rate


def measure_history(profile_id: int) -> None:
    taken = []
    for number in range(30):
        began = time.perf_counter()
        redeem(profile_id, f"history:{number}")
        taken.append(time.perf_counter() - began)
    taken.sort()
    print(
        f"{HISTORY_ENTRIES} entries, {HISTORY_LOTS} open lots: best {taken[0] * 1000:.1f} ms, p50 {taken[15] * 1000:.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    arguments = parser.parse_args()
    with test_database():
        history = load()
        analyze()
        measure_history(history)
        plain = measure("insert", arguments.workers, arguments.seconds / 2)
        rate = measure("redeem", arguments.workers, arguments.seconds)
        print(
            f"one redemption costs {plain / rate:.1f} plain inserts; load {os.getloadavg()[0]:.1f}"
        )


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from benchmarks.databases import test_database
    from benchmarks.rfm import AT, analyze, profiles_load

    main()
