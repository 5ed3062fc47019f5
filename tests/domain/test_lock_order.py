"""Workers that take the same rows take them in the same order, so that none waits for another in a circle."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from saleor_crm_plugin.ingest.services.apply import Applied
from saleor_crm_plugin.ingest.services.reactions import changes_react
from saleor_crm_plugin.loyalty.models import LoyaltyAccount
from saleor_crm_plugin.loyalty.queries import ledger_drift, points_summary
from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.services import (
    Cart,
    lots_expire,
    points_adjust,
    points_reserve,
    program_activate,
    program_create,
)
from saleor_crm_plugin.orders.models import Order, OrderLine
from tests.factories import NOON
from tests.points_shop import AT_ONCE, days_later, give, make_member, open_shop, sale

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SECONDS_MAX = 20


class Worker(threading.Thread):
    """Does its work in one transaction, and keeps what went wrong."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.work = work
        self.failure: Exception | None = None
        self.pid = 0

    def run(self) -> None:
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    (self.pid,) = cursor.fetchone()
                self.work()
        except Exception as failure:  # noqa: BLE001 the test looks at it
            self.failure = failure
        finally:
            connection.close()

    def begin_and_wait_for_a_lock(self) -> None:
        """Start, and return once the database lets it wait for somebody."""
        self.start()
        until = time.monotonic() + SECONDS_MAX
        while time.monotonic() < until:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted", [self.pid])
                if cursor.fetchone():
                    return
            time.sleep(0.02)
        raise AssertionError("it waits for nobody")


def stored(order) -> int:
    """Store the line of an order and the cart it came from, so that a drain reads it as it was told."""
    for line in order.lines:
        OrderLine.objects.create(
            order_id=order.order_id,
            external_id=line.external_id,
            quantity=1,
            unit_price_gross=0,
            total_gross_minor=line.total_gross_minor,
            total_net_minor=line.total_net_minor,
        )
    return order.order_id


def react(*order_ids: int, profile_ids) -> None:
    applied = Applied(
        live_order_ids=list(order_ids),
        past_order_ids=[],
        live_profile_ids=set(profile_ids),
        past_profile_ids=set(),
        erased_profile_ids=set(),
    )
    changes_react(applied=applied, at=days_later(0.01))


def race(account: LoyaltyAccount, drain: Callable[[], object]) -> list[Exception | None]:
    """
    Let the expiry wait for `account`, then a drain, and then let go of it.

    The expiry gets it first. A drain that holds a later account by then would wait for it in a circle.
    """
    expiry, drainer = (
        Worker(lambda: lots_expire(at=days_later(0.01), limit_rows=100)),
        Worker(drain),
    )
    with transaction.atomic():
        LoyaltyAccount.objects.select_for_update().get(pk=account.pk)
        expiry.begin_and_wait_for_a_lock()
        drainer.begin_and_wait_for_a_lock()
    for worker in (expiry, drainer):
        worker.join(SECONDS_MAX)
        assert not worker.is_alive()
    return [expiry.failure, drainer.failure]


def test_a_drain_that_takes_a_carts_points_does_not_meet_the_expiry_in_a_circle() -> None:
    # given a shopper who earns and, with a later account, one whose cart becomes an order; points of both are due
    open_shop()
    ann, bob = make_member(), make_member()
    for shopper in (ann, bob):
        give(shopper, 100)
        give(shopper, 50, expires_at=days_later(0.005))
    cart = Cart(checkout="shop:checkout:1", total_minor=9_000, currency="EUR", channel="x")
    points_reserve(profile_id=bob.pk, points=40, cart=cart, at=NOON)
    earning, buying = sale(ann, 5_000), sale(bob, 9_000)
    Order.objects.filter(pk=buying.order_id).update(checkout_id="1")
    order_ids = [stored(earning), stored(buying)]
    first = LoyaltyAccount.objects.get(profile=ann)

    # when
    failures = race(first, lambda: react(*order_ids, profile_ids=[ann.pk, bob.pk]))

    # then
    assert failures == [None, None]
    told = [points_summary(profile_id=one.pk, at=days_later(1)).available for one in (ann, bob)]
    assert told == [100 + 50, 100 + 90]
    assert ledger_drift(at=days_later(1)) == []


def test_a_drain_in_two_programs_does_not_meet_the_expiry_in_a_circle() -> None:
    # given a shopper whose account in the second program is the older one
    open_shop()
    program_create(slug="club", at=NOON)
    program_activate(program="club", at=NOON, config=AT_ONCE, rates=[Rate()])
    ann = make_member()
    for program in ("club", "points"):
        points_adjust(
            profile_id=ann.pk, points=10, cause="x", actor="t", reason="", at=NOON, program=program
        )
    bob = make_member()
    give(bob, 7, expires_at=days_later(0.005))
    older = LoyaltyAccount.objects.get(profile=ann, program__slug="club")
    newer = LoyaltyAccount.objects.get(profile=ann, program__slug="points")
    assert older.pk < newer.pk
    for account in (older, newer):
        account.lots.update(expires_at=days_later(0.005))
    order_ids = [stored(sale(ann, 5_000))]

    # when
    failures = race(older, lambda: react(*order_ids, profile_ids=[ann.pk]))

    # then
    assert failures == [None, None]
    held = [
        points_summary(profile_id=ann.pk, at=days_later(1), program=program).available
        for program in ("points", "club")
    ]
    assert held == [50, 50]
    assert ledger_drift(at=days_later(1)) == []
