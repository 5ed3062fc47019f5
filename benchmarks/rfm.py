"""
Measures RFM on the database of `DATABASE_URL`: `python benchmarks/rfm.py [--profiles N] [--orders N]`.

Works in a test database of its own, which it creates and drops. Prints the seconds of the first
recomputation (every score is written), of one that finds nothing new, of one after a tenth of the shoppers
ordered again, and the first one's ratio to a plain bulk insert of the same score rows.
"""

import argparse
import os
import random
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django
from django.db import connection, models, transaction
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

AT = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


def written_fields(model: type[models.Model]) -> list[models.Field]:
    """Return every field but the key, which the database counts."""
    return list(model._meta.concrete_fields[1:])  # noqa: SLF001 Django's documented model API


def rows_of(model, sample, changes: Iterable[dict]) -> Iterator[list]:
    """Rows of `model` that differ from `sample` in `changes`, as the database takes them."""
    fields = written_fields(model)
    template = [
        field.get_db_prep_save(getattr(sample, field.attname), connection) for field in fields
    ]
    places = {field.attname: (place, field) for place, field in enumerate(fields)}
    for change in changes:
        row = list(template)
        for name, value in change.items():
            place, field = places[name]
            row[place] = field.get_db_prep_save(value, connection)
        yield row


def profile_changes(count: int) -> Iterator[dict]:
    for number in range(1, count + 1):
        yield {"email": f"shopper{number}@example.com"}


def order_changes(
    first: int, buyers: Iterable[int], rng: random.Random, days: int
) -> Iterator[dict]:
    for number, profile_id in enumerate(buyers, start=first):
        amount = int(rng.lognormvariate(8.5, 0.8))
        is_canceled = rng.random() < 0.03
        yield {
            "external_id": str(number),
            "number": str(number),
            "profile_id": profile_id,
            "placed_at": AT - timedelta(seconds=rng.randrange(days * 86_400)),
            "total_gross_minor": amount,
            "revenue_minor": 0 if is_canceled else amount,
            "exclusion": "canceled" if is_canceled else "",
        }


def buyers(count: int, profiles: int, rng: random.Random) -> Iterator[int]:
    """Everybody at least once, and few very often."""
    yield from range(1, profiles + 1)
    for _ in range(count - profiles):
        yield 1 + int(profiles * rng.random() ** 2)


def bulk_load(model, sample, changes: Iterable[dict]) -> None:
    """Use COPY on PostgreSQL, executemany elsewhere."""
    table = model._meta.db_table  # noqa: SLF001 Django's documented model API
    names = ", ".join(f'"{field.column}"' for field in written_fields(model))
    rows = rows_of(model, sample, changes)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (names.count(",") + 1))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def profiles_load(count: int) -> None:
    from saleor_crm_plugin.profiles.models import Profile

    sample = Profile(first_seen_at=AT, created_at=AT, updated_at=AT, first_name="Ada")
    bulk_load(Profile, sample, profile_changes(count))


def orders_load(first: int, buyers: Iterable[int], rng: random.Random, days: int) -> None:
    from saleor_crm_plugin.orders.models import Order

    sample = Order(
        host="shop", channel="web", currency="EUR", status="fulfilled", total_net_minor=0,
        shipping_gross_minor=490, shipping_net_minor=412, charged_minor=0, version_at=AT, fingerprint="f" * 64,
    )  # fmt: skip
    bulk_load(Order, sample, order_changes(first, buyers, rng, days))


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def recompute_seconds(label: str, **arguments) -> float:
    from saleor_crm_plugin.segments.services import rfm_recompute

    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
    )
    with Progress(*columns, TimeElapsedColumn()) as bar:
        task = bar.add_task(label, total=100)
        began = time.perf_counter()
        report = rfm_recompute(
            progress=lambda percent: bar.update(task, completed=percent), **arguments
        )
        seconds = time.perf_counter() - began
    print(
        f"{label:<32} {seconds:7.2f} s  {report.profiles_count} scores, {report.moves_count} moves"
    )
    return seconds


def bulk_insert_seconds() -> float:
    """Write the same score rows once more, by Django's bulk_create into the emptied table."""
    from saleor_crm_plugin.segments.models import RfmScore

    scores = list(RfmScore.objects.order_by("pk"))
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE saleor_crm_rfm_score"
            if connection.vendor == "postgresql"
            else "DELETE FROM saleor_crm_rfm_score"
        )
    began = time.perf_counter()
    with transaction.atomic():
        RfmScore.objects.bulk_create(scores, batch_size=5000)
    return time.perf_counter() - began


def measure(profiles: int, orders: int) -> None:
    from saleor_crm_plugin.segments.services import rfm_refresh

    rng = random.Random(20260329)
    began = time.perf_counter()
    profiles_load(profiles)
    orders_load(1, buyers(orders, profiles, rng), rng, 1000)
    analyze()
    print(f"{connection.vendor}: {profiles} profiles, {orders} orders")
    print(f"{'loading them':<32} {time.perf_counter() - began:7.2f} s")
    first = recompute_seconds("first run", at=AT)
    plain = bulk_insert_seconds()
    print(
        f"{'plain bulk insert':<32} {plain:7.2f} s  the first run takes {first / plain:.2f} times that"
    )
    recompute_seconds("nothing new", at=AT)
    again = [rng.randrange(1, profiles + 1) for _ in range(profiles // 10)]
    orders_load(orders + 1, again, rng, 1)
    recompute_seconds("a tenth ordered again", at=AT, is_live=True)
    began = time.perf_counter()
    for _ in range(20):
        rfm_refresh(profile_ids=rng.sample(range(1, profiles + 1), 200), at=AT, is_live=True)
    print(f"{'refresh of 200 shoppers':<32} {(time.perf_counter() - began) * 50:7.1f} ms")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=200_000)
    parser.add_argument("--orders", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with test_database():
        measure(arguments.profiles, arguments.orders)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from benchmarks.databases import test_database

    main()
