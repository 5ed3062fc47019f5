"""Many workers at one account: holding, spending, merging and expiring at once, and what a redemption costs."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.loyalty.models import (
    LoyaltyAccount,
    LoyaltyEntry,
    PointLot,
    Redemption,
    Reservation,
)
from saleor_crm_plugin.loyalty.queries import ledger_drift, points_summary
from saleor_crm_plugin.loyalty.services import (
    Cart,
    accounts_merge,
    lots_expire,
    points_reserve,
    reservation_commit,
)
from tests.factories import NOON
from tests.points_shop import days_later, give, make_member, open_shop, spend

LOTS = 2_000


def together(*works: Callable[[], object]) -> list[object]:
    """Run every work in a thread of its own at the same moment; returns what each brought or refused."""
    outcomes: list[object] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(number: int) -> None:
        try:
            start.wait()
            outcomes[number] = works[number]()
        except CrmError as refusal:
            outcomes[number] = refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def reserve(profile, points: int, checkout: str, at=NOON):
    cart = Cart(
        checkout=f"shop:checkout:{checkout}", total_minor=100_000, currency="EUR", channel="x"
    )
    return points_reserve(profile_id=profile.pk, points=points, cart=cart, at=at)


def refusals(outcomes: Sequence[object]) -> list[str]:
    return [outcome for outcome in outcomes if isinstance(outcome, str)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_16_carts_that_want_everything_one_holds_it() -> None:
    # given
    open_shop()
    ann = make_member()
    give(ann, 100)

    # when
    outcomes = together(
        *[lambda number=number: reserve(ann, 100, str(number)) for number in range(16)]
    )

    # then
    assert refusals(outcomes) == ["NOT_ENOUGH_POINTS"] * 15
    assert Reservation.objects.count() == 1
    summary = points_summary(profile_id=ann.pk, at=NOON)
    assert (summary.available, summary.reserved) == (0, 100)
    assert ledger_drift(at=NOON) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_an_order_told_to_eight_workers_spends_once() -> None:
    # given
    open_shop()
    ann = make_member()
    give(ann, 100)
    hold = reserve(ann, 60, "1")

    # when
    outcomes = together(
        *[
            lambda: reservation_commit(
                reservation_id=hold.reservation_id,
                order_reference="shop:order:1",
                actor="test",
                at=NOON,
            )
        ]
        * 8
    )

    # then
    assert refusals(outcomes) == []
    assert Redemption.objects.count() == 1
    assert points_summary(profile_id=ann.pk, at=NOON).available == 40


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_points_expire_while_carts_hold_and_others_spend() -> None:
    # given: 50 lots of 10 that lapse at one instant
    open_shop()
    ann = make_member()
    end = NOON + timedelta(minutes=10)
    for _ in range(50):
        give(ann, 10, expires_at=end)
    before, after = end - timedelta(seconds=1), end + timedelta(seconds=1)

    # when
    outcomes = together(
        *[lambda number=number: reserve(ann, 90, str(number), before) for number in range(4)],
        *[lambda: spend(ann, 40, at=before)] * 4,
        *[lambda: lots_expire(at=after, limit_rows=100)] * 4,
    )
    while lots_expire(at=after, limit_rows=100):
        pass

    # then: whoever came before the job has his points, nothing is counted twice, nothing is left
    held = sum(row.points for row in Reservation.objects.filter(state="held"))
    spent = sum(row.points for row in Redemption.objects.all())
    expired = -sum(row.points for row in LoyaltyEntry.objects.filter(kind="expire"))
    assert set(refusals(outcomes)) <= {"NOT_ENOUGH_POINTS"}
    assert held + spent + expired == 500
    summary = points_summary(profile_id=ann.pk, at=after)
    assert (summary.available, summary.reserved, summary.debt) == (0, held, 0)
    assert ledger_drift(at=after) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_merge_while_both_accounts_redeem_loses_and_doubles_nothing() -> None:
    # given
    open_shop()
    ann, anna = make_member(), make_member()
    give(ann, 300)
    give(anna, 300)

    # when
    outcomes = together(
        lambda: accounts_merge(survivor_id=ann.pk, absorbed_id=anna.pk, at=NOON),
        *[lambda: spend(ann, 10)] * 6,
        *[lambda number=number: reserve(ann, 10, str(number)) for number in range(6)],
    )

    # then
    assert refusals(outcomes) == []
    summary = points_summary(profile_id=ann.pk, at=NOON)
    assert (summary.available, summary.reserved, summary.debt) == (480, 60, 0)
    assert ledger_drift(at=NOON) == []


@pytest.fixture
def long_history(db):
    """An account with 2,000 open lots and 10,000 entries."""
    open_shop()
    ann = make_member()
    give(ann, 10, expires_at=days_later(400))
    account = LoyaltyAccount.objects.get()
    first, lot = LoyaltyEntry.objects.get(), PointLot.objects.get()
    entries = [
        LoyaltyEntry(
            account=account,
            kind="opening",
            points=10,
            balance_points=10,
            effective_at=NOON,
            recorded_at=NOON,
            idempotency_key=f"opening:{number}",
            actor=first.actor,
        )
        for number in range(10_000)
    ]
    LoyaltyEntry.objects.bulk_create(entries, batch_size=1000)
    PointLot.objects.bulk_create(
        [
            PointLot(
                account=account,
                entry=entry,
                key=entry.idempotency_key,
                kind="opening",
                points=10,
                remaining_points=10,
                activates_at=lot.activates_at,
                expires_at=days_later(30 + number % 300),
            )
            for number, entry in enumerate(entries[:LOTS])
        ],
        batch_size=1000,
    )
    LoyaltyAccount.objects.update(balance_points=10 * LOTS + 10)
    return ann


def test_a_redemption_costs_ten_queries_whatever_the_history(long_history) -> None:
    # given
    reserve(long_history, 20, "1")

    # when
    with CaptureQueriesContext(connection) as queries:
        entry = spend(long_history, 35)

    # then
    counted = [one["sql"] for one in queries if "SAVEPOINT" not in one["sql"]]
    assert len(counted) <= 10, "\n".join(counted)
    assert [part.points for part in entry.allocations] == [-10, -10, -10, -5]


def test_a_redemption_of_a_long_history_costs_little_more_than_of_a_short_one(
    long_history,
) -> None:
    """Compared within one run: the machine may be busy. The absolute figure is the benchmark's."""
    # given
    bob = make_member()
    for number in range(60):
        give(bob, 10, expires_at=days_later(30 + number))

    # when
    seconds = {}
    for shopper in (bob, long_history):
        spend(shopper, 1)
        taken = []
        for _ in range(9):
            began = time.perf_counter()
            spend(shopper, 35)
            taken.append(time.perf_counter() - began)
        seconds[shopper.pk] = min(taken)

    # then
    assert seconds[long_history.pk] <= 3 * seconds[bob.pk]
