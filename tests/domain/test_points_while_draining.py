"""A shopper spends points while a worker applies facts about him or merges him: neither stops the other for ever."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.loyalty.models import LoyaltyAccount
from saleor_crm_plugin.loyalty.queries import ledger_drift
from saleor_crm_plugin.profiles.models import Profile
from tests.factories import NOON, make_customer, make_order
from tests.points_shop import give, held, make_member, open_shop, spend

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
_WAITING = """SELECT count(*) FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"""


class Meanwhile:
    """`work` in a thread of its own, on a connection that gives up after some seconds of waiting."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work, self._outcome = work, None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '5s'")
            self._outcome = self._work()
        except Exception as error:  # noqa: BLE001 the test looks at it
            self._outcome = error
        finally:
            connection.close()

    def until_it_waits(self) -> None:
        ends = time.monotonic() + 5
        while time.monotonic() < ends:
            with connection.cursor() as cursor:
                cursor.execute(_WAITING)
                if cursor.fetchone()[0]:
                    return
            time.sleep(0.02)
        raise AssertionError("nobody waited for us")

    def outcome(self) -> object:
        self._thread.join()
        return self._outcome


def test_an_order_of_the_shopper_waits_for_a_redemption_and_both_are_written(caplog) -> None:
    # given
    open_shop()
    facts_accept(facts=[make_customer()], is_live=True, at=NOON)
    inbox_drain(source=None, at=NOON, limit_rows=10)
    ann = Profile.objects.get()
    give(ann, 100)
    facts_accept(facts=[make_order()], is_live=True, at=NOON)

    # when
    with transaction.atomic():
        LoyaltyAccount.objects.select_for_update().get(profile=ann)
        draining = Meanwhile(lambda: inbox_drain(source=None, at=NOON, limit_rows=10).applied)
        draining.until_it_waits()
        spend(ann, 40)

    # then
    assert (draining.outcome(), caplog.messages) == (1, [])  # not tried a second time
    assert held(ann) == (160, 0, 0)
    assert ledger_drift(at=NOON) == []


def test_a_merge_waits_for_a_redemption_and_moves_what_it_wrote() -> None:
    # given
    open_shop()
    ann, guest = make_member(), make_member()
    give(guest, 100)

    # when
    with transaction.atomic():
        LoyaltyAccount.objects.select_for_update().get(profile=guest)
        merging = Meanwhile(
            lambda: profiles_merge(
                survivor_id=ann.pk, absorbed_id=guest.pk, rule="staff", actor="test", at=NOON
            )
        )
        merging.until_it_waits()
        spend(guest, 40)

    # then
    assert merging.outcome() is True
    assert held(ann) == (60, 0, 0)
    told = ann.timeline.filter(type="points_redeemed")
    assert [event.details["points"] for event in told] == [-40]
    assert ledger_drift(at=NOON) == []
