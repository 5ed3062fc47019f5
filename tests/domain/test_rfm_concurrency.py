from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from saleor_crm_plugin.segments.models import RfmDraft, RfmMove, RfmScope, RfmScore
from saleor_crm_plugin.segments.services import rfm_recompute, rfm_refresh
from tests.domain.rfm_shoppers import all_scores, make_order_row, make_shoppers, scores_by_name
from tests.factories import NOON

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*calls: Callable[[], object]) -> list:
    """What each of `calls` returns, all started at the same moment on connections of their own."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            start.wait()
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def test_runs_at_once_write_every_score_once() -> None:
    make_shoppers()

    reports = at_once(*[lambda: rfm_recompute(at=NOON)] * 6)

    assert RfmScore.objects.count() == 10
    assert (scores_by_name()["A"], scores_by_name()["D"], scores_by_name()["J"]) == (
        "555",
        "434",
        "111",
    )
    assert {report.status for report in reports} == {"done"}
    assert {(report.profiles_count, report.scopes_busy_count) for report in reports} <= {
        (10, 0),
        (0, 1),
    }
    assert sum(report.profiles_count for report in reports) >= 10
    assert (RfmDraft.objects.count(), RfmMove.objects.count()) == (0, 0)
    assert RfmScope.objects.get().claimed_by_id is None


def test_orders_and_runs_at_once_end_where_a_run_alone_would() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)

    def order(name: str) -> Callable[[], None]:
        def place_and_refresh() -> None:
            for minutes in range(1, 6):
                at = NOON + timedelta(minutes=minutes)
                make_order_row(shoppers[name], placed_at=at, revenue_minor=100_00)
                rfm_refresh(
                    profile_ids=[profile.pk for profile in shoppers.values()], at=at, is_live=True
                )

        return place_and_refresh

    later = NOON + timedelta(hours=1)
    at_once(order("J"), order("I"), order("J"), *[lambda: rfm_recompute(at=later)] * 3)

    assert RfmScore.objects.get(profile=shoppers["J"]).orders_count == 11
    rfm_recompute(at=later)
    converged = all_scores()
    RfmScore.objects.all().delete()
    rfm_recompute(at=later)
    assert all_scores() == converged
