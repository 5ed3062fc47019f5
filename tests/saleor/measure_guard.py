"""
Measures what the coupon guard (ADR 17) adds to `checkout_updated`, by the code that stands in the cart.

Run on a database of its own, as `measure_checkout.py`:

    make test-saleor SALEOR_PYTHON=… SALEOR_HOME=… PYTEST_ARGS='-s -p no:randomly tests/saleor/measure_guard.py'

`PAIRS` (40) is an environment variable. Each half of a pair calls the hook `CALLS` times, with the guard or without,
in changing order: CPU time of this process per call, and statements.
"""

import os
import statistics
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from saleor.checkout.models import Checkout
from saleor.core.db.connection import allow_writer
from saleor.plugins.manager import get_plugins_manager
from shop_side import pk_of
from test_rewards import loyal, reward  # noqa: F401 fixtures

from saleor_crm_plugin.hosts.saleor.hooks import HOOKS
from saleor_crm_plugin.hosts.saleor.plugin import CrmPlugin
from saleor_crm_plugin.hosts.saleor.touching import _hook

pytestmark = pytest.mark.saleor
PAIRS = int(os.environ.get("PAIRS", "40"))
CALLS = 20
NAME = "checkout_updated"
GUARDED, PLAIN = getattr(CrmPlugin, NAME), _hook(NAME, HOOKS[NAME])
STRANGERS = "a coupon in a stranger's cart"


@pytest.fixture
def carts(shop, loyal, reward, customer_user2, api_client):  # noqa: F811 the fixtures
    """One cart of the owner for each code that may stand in it, and one of a guest with the coupon."""
    coupon = loyal.take(reward())
    owners = Checkout.objects.get(pk=pk_of(shop.cart(loyal.client)[0]))
    guests = Checkout.objects.get(pk=pk_of(shop.cart(api_client, email="guest@example.com")[0]))
    unknown = coupon.code[:-4] + ("ABCD" if coupon.code[-4:] != "ABCD" else "BCDE")
    return {
        "no code": (owners, None),
        "a code of the merchant": (owners, "SUMMER10"),
        "a code that looks like ours": (owners, unknown),
        "a coupon in its owner's cart": (owners, coupon.code),
        STRANGERS: (guests, coupon.code),
    }


def called(manager, checkout, code):
    """Call the hook as after a change of the cart; return milliseconds of CPU for one call."""
    taken = 0.0
    for _ in range(CALLS):
        checkout.voucher_code = code
        started = time.process_time()
        manager.checkout_updated(checkout)
        taken += time.process_time() - started
    return taken * 1000 / CALLS


def test_the_guard(carts, monkeypatch):
    manager = get_plugins_manager(allow_replica=False)
    manager.get_all_plugins()
    print()
    with allow_writer():
        for case, (checkout, code) in carts.items():
            taken, counts = {GUARDED: [], PLAIN: []}, {}
            for hook in (GUARDED, PLAIN):  # first times are slow
                monkeypatch.setattr(CrmPlugin, NAME, hook)
                called(manager, checkout, code)
            for number in range(PAIRS):
                for hook in (GUARDED, PLAIN) if number % 2 else (PLAIN, GUARDED):
                    monkeypatch.setattr(CrmPlugin, NAME, hook)
                    taken[hook].append(called(manager, checkout, code))
            for hook in (GUARDED, PLAIN):
                monkeypatch.setattr(CrmPlugin, NAME, hook)
                checkout.voucher_code = code
                with CaptureQueriesContext(connection) as captured:
                    manager.checkout_updated(checkout)
                counts[hook] = len(captured)
            added = [on - off for on, off in zip(taken[GUARDED], taken[PLAIN], strict=True)]
            print(
                f"{case}: {statistics.median(taken[PLAIN]):.3f} ms CPU without the guard, "
                f"{statistics.median(taken[GUARDED]):.3f} with; added median {statistics.median(added):+.3f} ms, "
                f"sd {statistics.stdev(added):.3f}, {PAIRS} pairs of {CALLS} calls; "
                f"statements {counts[PLAIN]} and {counts[GUARDED]}"
            )
