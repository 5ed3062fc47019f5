"""
Measures the import of opening balances on the database of `DATABASE_URL`: `python benchmarks/loyalty_openings.py [--rows N]`.

Works in a test database of its own, which it creates and drops. Prints the seconds of reading the file, of giving it,
of giving it again, of taking it back, and the ratio of giving to a plain bulk insert of the same entries, lots and
allocations by Django.
"""

import argparse
import os
import sys
import time
from pathlib import Path

import django
from django.db import connection, transaction
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

_OFFSET = 1_000_000_000


def identifiers_load(count: int) -> None:
    from saleor_crm_plugin.profiles.models import Identifier

    sample = Identifier(kind="email", claimed_until=AT, created_at=AT)
    changes = (
        {"profile_id": number, "value": f"shopper{number}@example.com"}
        for number in range(1, count + 1)
    )
    bulk_load(Identifier, sample, changes)


def worked_seconds(label: str) -> float:
    from saleor_crm_plugin.loyalty.services import batches_process

    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
    )
    with Progress(*columns, TimeElapsedColumn()) as bar:
        task = bar.add_task(label, total=100)
        began = time.perf_counter()
        batches_process(
            clock=lambda: AT, progress=lambda step: bar.update(task, completed=step.percent)
        )
        return time.perf_counter() - began


def bulk_insert_seconds() -> float:
    """Write the same entries, lots and allocations once more by `bulk_create` with new keys, and take that back."""
    from saleor_crm_plugin.loyalty.models import Allocation, LoyaltyEntry, PointLot

    models = (LoyaltyEntry, PointLot, Allocation)
    rows = [list(model.objects.order_by("pk")) for model in models]
    for of_model in rows:
        for row in of_model:
            row.pk += _OFFSET
    for entry, lot, part in zip(*rows, strict=True):
        entry.idempotency_key = "plain"
        lot.entry_id = part.entry_id = entry.pk
        part.lot_id = lot.pk
    began = time.perf_counter()
    with transaction.atomic():
        for model, of_model in zip(models, rows, strict=True):
            model.objects.bulk_create(of_model, batch_size=1000)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds


def measure(rows: int) -> None:
    from saleor_crm_plugin.loyalty.models import BatchKind, LoyaltyAccount
    from saleor_crm_plugin.loyalty.queries import batch_found, drift_report
    from saleor_crm_plugin.loyalty.services import (
        BatchOrder,
        batch_apply,
        batch_read,
        batch_revert,
        program_activate,
    )

    program_activate(at=AT)
    profiles_load(rows)
    identifiers_load(rows)
    analyze()
    lines = [f"shopper{number}@example.com,{number % 1000 + 1}" for number in range(1, rows + 1)]
    content = "\n".join(["email,points", *lines]).encode()
    print(f"{connection.vendor}: {rows} opening balances, {len(content) // 1024} kB")
    for name in ("legacy", "legacy again"):
        # The second batch has the first one's name and other bytes: every line is known.
        order = BatchOrder(kind=BatchKind.OPENING, name="legacy")
        began = time.perf_counter()
        text = content if name == "legacy" else content + b"\n"
        batch = batch_read(order=order, content=text, actor="benchmark", at=AT)
        print(f"{'reading ' + name:<32} {time.perf_counter() - began:7.2f} s")
        batch_apply(batch_id=batch.batch_id, at=AT)
        seconds = worked_seconds("giving " + name)
        done = batch_found(batch.batch_id)
        print(f"{'giving ' + name:<32} {seconds:7.2f} s  {done.posted_count} given")
        if name == "legacy":
            first, gave = batch.batch_id, seconds
    print(f"accounts {LoyaltyAccount.objects.count()}, drift {drift_report(at=AT).drift_count}")
    plain = bulk_insert_seconds()
    print(f"{'plain bulk insert':<32} {plain:7.2f} s  giving takes {gave / plain:.2f} times that")
    batch_revert(batch_id=first, at=AT)
    seconds = worked_seconds("taking it back")
    done = batch_found(first)
    print(f"{'taking it back':<32} {seconds:7.2f} s  {done.reverted_points} points")
    print(f"drift {drift_report(at=AT).drift_count}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    with test_database():
        measure(arguments.rows)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from benchmarks.databases import test_database
    from benchmarks.rfm import AT, analyze, bulk_load, profiles_load

    main()
