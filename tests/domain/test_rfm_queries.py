from datetime import timedelta
from decimal import Decimal

import pytest

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.segments import tasks
from saleor_crm_plugin.segments.models import RfmRun, RfmScope
from saleor_crm_plugin.segments.queries import (
    RfmCell,
    rfm_members,
    rfm_moves,
    rfm_moves_count,
    rfm_overview,
    rfm_run,
    rfm_runs,
    rfm_scope_default,
    rfm_scopes,
    rfm_scores,
)
from saleor_crm_plugin.segments.rules.groups import RfmGroup
from saleor_crm_plugin.segments.services import rfm_recompute, rfm_refresh, rfm_run_request
from tests.domain.rfm_shoppers import make_order_row, make_shoppers
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_the_overview_counts_every_shopper_once_in_cells_and_in_groups(
    django_assert_num_queries,
) -> None:
    make_shoppers()
    rfm_recompute(at=NOON)

    with django_assert_num_queries(2):
        overview = rfm_overview()

    assert (overview.profiles_count, overview.revenue_minor) == (10, 4_500_00)
    assert (overview.scope.channel, overview.scope.currency, overview.scope.bins) == (
        "web",
        "EUR",
        5,
    )
    filled = [cell for cell in overview.cells if cell.profiles_count]
    assert len(overview.cells) == 25
    assert filled == [
        RfmCell(r=5, f=5, profiles_count=1, revenue_minor=1_200_00),
        RfmCell(r=4, f=4, profiles_count=2, revenue_minor=1_800_00),
        RfmCell(r=4, f=3, profiles_count=1, revenue_minor=400_00),
        RfmCell(r=3, f=3, profiles_count=2, revenue_minor=650_00),
        RfmCell(r=2, f=2, profiles_count=2, revenue_minor=350_00),
        RfmCell(r=1, f=1, profiles_count=2, revenue_minor=100_00),
    ]
    assert [group.group for group in overview.groups] == [
        group for group in RfmGroup if group != RfmGroup.PROSPECTS
    ]
    found = {
        group.group: (group.profiles_count, group.profiles_share, group.revenue_share)
        for group in overview.groups
        if group.profiles_count
    }
    assert found == {
        RfmGroup.CHAMPIONS: (1, Decimal("0.1000"), Decimal("0.2667")),
        RfmGroup.LOYAL: (2, Decimal("0.2000"), Decimal("0.4000")),
        RfmGroup.ACTIVE: (1, Decimal("0.1000"), Decimal("0.0889")),
        RfmGroup.NEEDS_ATTENTION: (2, Decimal("0.2000"), Decimal("0.1444")),
        RfmGroup.ALMOST_LOST: (2, Decimal("0.2000"), Decimal("0.0778")),
        RfmGroup.DORMANT: (2, Decimal("0.2000"), Decimal("0.0222")),
    }


def test_without_orders_there_is_no_overview() -> None:
    assert (rfm_overview(), rfm_scope_default(), rfm_scopes()) == (None, None, [])


def test_an_empty_scope_has_shares_of_zero() -> None:
    scope = RfmScope.objects.create(channel="web", currency="EUR", created_at=NOON)

    overview = rfm_overview(scope.pk)

    assert overview.profiles_count == 0
    assert {group.profiles_share for group in overview.groups} == {Decimal(0)}


def test_the_overview_of_an_unknown_scope_is_refused() -> None:
    with pytest.raises(NotFound, match="there is no RFM scope 7"):
        rfm_overview(7)


def test_scopes_are_listed_largest_first() -> None:
    shoppers = make_shoppers()
    make_order_row(shoppers["A"], channel="a-shop")
    rfm_recompute(at=NOON)

    assert [(scope.channel, scope.population, scope.computed_at) for scope in rfm_scopes()] == [
        ("web", 10, NOON),
        ("a-shop", 1, NOON),
    ]
    assert rfm_scope_default() == rfm_scopes()[0]


def test_scores_of_many_shoppers_take_one_query(django_assert_num_queries) -> None:
    shoppers = make_shoppers()
    make_order_row(shoppers["A"], channel="shop", revenue_minor=7)
    rfm_recompute(at=NOON)

    with django_assert_num_queries(1):
        scores = rfm_scores([shoppers["A"].pk, shoppers["J"].pk, 0])

    assert set(scores) == {shoppers["A"].pk, shoppers["J"].pk}
    web, shop = scores[shoppers["A"].pk]
    assert (web.channel, web.orders_count, web.group) == ("web", 12, RfmGroup.CHAMPIONS)
    assert (shop.channel, shop.revenue_minor, shop.r, shop.f, shop.m) == ("shop", 7, 1, 1, 1)


def test_moves_come_in_pages_newest_first() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    for minute in (1, 2):
        at = NOON + timedelta(minutes=minute)
        for _ in range(5):
            make_order_row(shoppers["J"], placed_at=at, revenue_minor=60_00)
        rfm_refresh(profile_ids=[shoppers["J"].pk], at=at, is_live=True)

    first = rfm_moves(shoppers["J"].pk, limit=1)
    rest = rfm_moves(shoppers["J"].pk, before_id=first[0].move_id)

    assert [(move.from_group, move.to_group, move.moved_at) for move in first + rest] == [
        (RfmGroup.ACTIVE, RfmGroup.CHAMPIONS, NOON + timedelta(minutes=2)),
        (RfmGroup.DORMANT, RfmGroup.ACTIVE, NOON + timedelta(minutes=1)),
    ]
    assert rfm_moves_count(shoppers["J"].pk) == 2


def test_members_of_groups_are_profile_ids() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)

    members = rfm_members(groups=["champions", "loyal"], scope_id=rfm_scope_default().scope_id)

    assert set(members) == {shoppers[name].pk for name in "ABC"}
    assert list(rfm_members(groups=["champions"])) == [shoppers["A"].pk]


def test_runs_can_be_read_by_id_and_newest_first() -> None:
    make_shoppers()
    done = rfm_recompute(at=NOON, actor="staff:1")
    asked = rfm_run_request(at=NOON, actor="staff:2")

    assert rfm_runs() == [asked, done]
    assert (rfm_run(done.run_id), rfm_run(0)) == (done, None)


def test_the_nightly_task_ranks_everybody_and_the_drain_does_what_was_asked_for() -> None:
    make_shoppers()
    tasks.recompute_rfm()
    nightly = RfmRun.objects.get()
    assert (nightly.status, nightly.profiles_count, nightly.is_live) == ("done", 10, True)

    asked = rfm_run_request(at=NOON, actor="staff:1")
    tasks.process_rfm_runs()

    assert rfm_run(asked.run_id).status == "done"
