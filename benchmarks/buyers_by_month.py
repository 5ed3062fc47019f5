"""
Measures new against returning buyers on the database of `DATABASE_URL`: `python benchmarks/buyers_by_month.py [--orders N]`.

Works in a test database of its own, which it creates and drops. Prints the median of the one statement for 12 and 60
months, and of the list of those who were new in a month.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.db import connection

_ASKED = 7


def load(orders: int) -> None:
    from saleor_crm_plugin.orders.services.totals import totals_rebuild
    from saleor_crm_plugin.profiles.models import Profile

    rng = random.Random(1)
    profiles_load(orders // 3)
    orders_load(1, buyers(orders, orders // 3, rng), rng, days=700)
    ids = list(Profile.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), 5000):
        totals_rebuild(profile_ids=ids[start : start + 5000])
    analyze()


def seconds(asked: Callable[[], object]) -> float:
    """Return the median of some answers."""
    taken = []
    for _ in range(_ASKED):
        began = time.perf_counter()
        asked()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def measure(orders: int) -> None:
    from datetime import UTC

    from saleor_crm_plugin.analytics.queries import buyers_by_month, first_ordered_in
    from saleor_crm_plugin.analytics.rules import months_until
    from saleor_crm_plugin.profiles.models import Profile

    load(orders)
    print(f"{connection.vendor}: {orders} orders, {orders // 3} profiles")
    for count in (12, 60):
        months = months_until(last=AT.date(), count=count, zone=UTC)
        print(f"{count} months: {seconds(lambda m=months: buyers_by_month(m)) * 1000:.0f} ms")
        print(f"new in one: {seconds(Profile.objects.filter(first_ordered_in(months[-1])).count) * 1000:.0f} ms")  # fmt: skip
    print(f"load {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    arguments = parser.parse_args()
    with test_database():
        measure(arguments.orders)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from benchmarks.databases import test_database
    from benchmarks.rfm import AT, analyze, buyers, orders_load, profiles_load

    main()
