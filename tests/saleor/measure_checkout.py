"""
Measures what the plugin adds to `checkoutComplete`, and a process's first hook while the broker is down.

Run on a database of its own, whose tables are emptied afterwards, and with a Redis:

    make test-saleor SALEOR_PYTHON=… SALEOR_HOME=… PYTEST_ARGS='-s -p no:randomly tests/saleor/measure_checkout.py'

`PAIRS` (40) and `CRM_BENCHMARK_BROKER` (redis://127.0.0.1:6379/9) are environment variables. Paid carts are completed
in pairs, one with the plugin and one without, in changing order: CPU time of this process, and statements.
"""

import os
import statistics
import time

import pytest
from celery import current_app
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin import work

pytestmark = [pytest.mark.saleor, pytest.mark.django_db(transaction=True)]
PAIRS = int(os.environ.get("PAIRS", "40"))
BROKER = os.environ.get("CRM_BENCHMARK_BROKER", "redis://127.0.0.1:6379/9")
DEAD = "redis://127.0.0.1:1/0"


@pytest.fixture
def broker(monkeypatch):
    """Let our wakes go to a real broker while Saleor's own tasks stay eager."""
    before = current_app.conf.broker_url
    monkeypatch.setattr(work, "has_broker", lambda: True)

    def use(url):
        current_app.conf.update(broker_url=url)
        work._connections.cache_clear()
        work._rest.until = 0.0

    yield use
    use(before)


def completed(shop, email):
    """Complete one paid cart; return (milliseconds of CPU, statements)."""
    cart_id, total = shop.cart(shop.anyone, email=email)
    shop.pay(cart_id, total)
    started = time.process_time()
    shop.complete(shop.anyone, cart_id)
    return (time.process_time() - started) * 1000


def statements(shop, email):
    cart_id, total = shop.cart(shop.anyone, email=email)
    shop.pay(cart_id, total)
    with CaptureQueriesContext(connection) as captured:
        shop.complete(shop.anyone, cart_id)
    return [one["sql"] for one in captured]


def test_first_hook_with_a_dead_broker(shop, broker, order):
    from saleor.plugins.manager import get_plugins_manager

    manager = get_plugins_manager(allow_replica=False)
    manager.get_all_plugins()
    taken = []
    broker(DEAD)
    for number in range(6):
        work._rest.until = 0.0 if number < 5 else time.monotonic() + 30
        started = time.perf_counter()
        manager.order_updated(order)
        taken.append((time.perf_counter() - started) * 1000)
    print(
        "\ndead broker, ms per hook: first",
        *(f"{one:.1f}" for one in taken[:5]),
        "at rest",
        f"{taken[5]:.1f}",
    )


def test_checkout_complete(shop, broker, settings):
    broker(BROKER)
    installed = list(settings.PLUGINS)
    shop.variant.stocks.update(quantity=100_000)

    def switch(is_on):
        settings.PLUGINS = installed if is_on else []

    for is_on in (True, False, True, False):  # first times are slow
        switch(is_on)
        completed(shop, "warm@example.com")
    taken = {True: [], False: []}
    for number in range(PAIRS):
        for is_on in (True, False) if number % 2 else (False, True):
            switch(is_on)
            taken[is_on].append(completed(shop, f"buyer{number}@example.com"))
    counts = {}
    for is_on in (True, False):
        switch(is_on)
        counts[is_on] = statements(shop, "count@example.com")
    differences = [on - off for on, off in zip(taken[True], taken[False], strict=True)]
    off, added = statistics.median(taken[False]), statistics.median(differences)
    print(
        f"\ncheckoutComplete: {off:.1f} ms CPU without, {statistics.median(taken[True]):.1f} with; "
        f"added median {added:+.2f} ms ({100 * added / off:+.1f} %), mean {statistics.mean(differences):+.2f}, "
        f"sd {statistics.stdev(differences):.2f}, {PAIRS} pairs; "
        f"statements {len(counts[False])} without, {len(counts[True])} with, "
        f"ours {sum('saleor_crm_' in sql for sql in counts[True])}"
    )
