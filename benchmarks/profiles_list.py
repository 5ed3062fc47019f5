"""
Measures the Dashboard's list of customers on the database of `DATABASE_URL`: `python benchmarks/profiles_list.py [--profiles N]`.

Works in a test database of its own, which it creates and drops. Asks `graphql/queries/CrmProfiles.graphql` over HTTP as the
page does, 25 rows each, and prints for every way of sorting and finding the median of the first page, of the 200th
page, and how many were found.
"""

import argparse
import os
import random
import statistics
import sys
import time
from pathlib import Path

import django
from django.db import connection

_ROWS = 25
_ASKED = 7
_FAR = 5_000
_SORTED_BY = ("CREATED_AT", "NAME", "EMAIL", "LAST_ORDERED_AT", "ORDERS_COUNT", "SPENT")


def load(profiles: int) -> None:
    from saleor_crm_plugin.profiles.models import Profile
    from saleor_crm_plugin.segments.services import rfm_recompute

    rng = random.Random(1)
    names = [(f"{first}{n}", last) for n in range(40) for first in ("Ada", "Eve", "Bo") for last in ("Lee", "Ng")]  # fmt: skip
    sample = Profile(first_seen_at=AT, created_at=AT, updated_at=AT)
    bulk_load(
        Profile,
        sample,
        (
            {
                "email": f"shopper{number}@example.com",
                "first_name": (name := rng.choice(names))[0],
                "last_name": name[1],
                "search_text": f"{name[0]} {name[1]} shopper{number}@example.com".casefold(),
            }
            for number in range(1, profiles + 1)
        ),
    )
    orders_load(1, buyers(3 * profiles, profiles, rng), rng, days=700)
    analyze()
    rfm_recompute(at=AT)
    analyze()


def asked_seconds(variables: dict, token: str, name: str = "CrmProfiles") -> tuple[float, dict]:
    """Return the median of some answers to the same question, and the answer."""
    from tests.hosts.graphql_client import document, post

    taken = []
    for _ in range(_ASKED):
        began = time.perf_counter()
        answer = post(document(name), variables, token).json()
        taken.append(time.perf_counter() - began)
        assert "errors" not in answer, answer["errors"]
    return statistics.median(taken), answer["data"]


def cursor_of(place: int, variables: dict) -> str | None:
    """Return the cursor in front of row `place`, as reading on from page to page would have given it."""
    from tests.hosts.graphql_client import document, post, staff_token

    token, after, left = staff_token(), None, place
    while left > 0:
        page = {**variables, "first": min(left, 100), "after": after}
        found = post(document("CrmProfiles"), page, token).json()["data"]["crmProfiles"]
        after, left = found["pageInfo"]["endCursor"], left - 100
    return after


def measure(profiles: int) -> None:
    from tests.hosts.graphql_client import staff_token

    load(profiles)
    token = staff_token()
    print(f"{connection.vendor}: {profiles} profiles, {3 * profiles} orders")
    asks = {f"by {field}": {"sortBy": {"field": field, "direction": "DESC", "currency": "EUR"}} for field in _SORTED_BY}  # fmt: skip
    asks |= {
        "search ada7 lee": {"search": "ada7 lee"},
        "search of an address": {"search": f"shopper{profiles // 2}@"},
        "search of nobody": {"search": "qqq"},
    }
    for label, variables in asks.items():
        first, data = asked_seconds({**variables, "first": _ROWS}, token)
        count = data["crmProfiles"]["totalCount"]
        line = f"{label:<22} {count:>7} found  first page {first * 1000:6.0f} ms"
        if count > 20_000:
            after = cursor_of(_FAR, variables)
            far, _ = asked_seconds({**variables, "first": _ROWS, "after": after}, token)
            line += f"  page {_FAR // _ROWS} {far * 1000:6.0f} ms"
        print(line, flush=True)
    print(f"load {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=int, default=100_000)
    arguments = parser.parse_args()
    with test_database():
        measure(arguments.profiles)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from benchmarks.databases import test_database
    from benchmarks.rfm import AT, analyze, bulk_load, buyers, orders_load

    main()
