from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import Profile, TimelineEvent
from saleor_crm_plugin.segments.models import RfmDraft, RfmMove, RfmRun, RfmScope, RfmScore
from saleor_crm_plugin.segments.queries import rfm_run
from saleor_crm_plugin.segments.services import (
    rfm_recompute,
    rfm_run_request,
    rfm_runs_process,
    scopes_ensure,
    statements,
)
from saleor_crm_plugin.segments.services.recompute import RunLostScope, scope_recompute
from tests.domain.rfm_shoppers import (
    all_scores,
    make_order_row,
    make_shoppers,
    order_row,
    scores_by_name,
)
from tests.factories import NOON, make_profile

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def test_the_ten_shoppers_of_the_scenario_get_their_scores() -> None:
    make_shoppers()

    report = rfm_recompute(at=NOON)

    assert scores_by_name() == {
        "A": "555",
        "B": "444",
        "C": "444",
        "D": "434",
        "E": "333",
        "F": "333",
        "G": "222",
        "H": "222",
        "I": "111",
        "J": "111",
    }
    assert (report.status, report.percent, report.profiles_count) == ("done", 100, 10)
    assert RfmScope.objects.get().population == 10
    assert RfmDraft.objects.exists() is False


def test_a_refund_lowers_the_money_score_at_the_next_run() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    Order.objects.filter(profile=shoppers["A"], revenue_minor=120_000).update(
        revenue_minor=20_000, refunded_minor=100_000
    )

    report = rfm_recompute(at=NOON)

    # A has 200 like G: four shoppers have less than B and C, two have less than A and G.
    assert scores_by_name()["A"] == "552"
    assert scores_by_name()["B"] == scores_by_name()["C"] == "445"
    move = RfmMove.objects.get(profile=shoppers["A"])
    assert (move.from_group, move.to_group, move.r, move.f, move.m) == (
        "champions",
        "active",
        5,
        5,
        2,
    )
    assert move.run_id == report.run_id


def test_the_first_run_of_a_scope_moves_nobody() -> None:
    make_shoppers()

    report = rfm_recompute(at=NOON, is_live=True)

    assert report.moves_count == 0
    assert RfmMove.objects.exists() is False
    assert TimelineEvent.objects.exists() is False


def test_a_run_that_finds_nothing_new_writes_no_score() -> None:
    make_shoppers()
    rfm_recompute(at=NOON)
    before = list(RfmScore.objects.order_by("pk").values())

    report = rfm_recompute(at=NOON)

    assert list(RfmScore.objects.order_by("pk").values()) == before
    assert report.moves_count == 0


def test_moves_stand_on_the_timeline_and_only_live_ones_wait_for_automation() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    for _ in range(20):
        make_order_row(shoppers["J"], revenue_minor=500_00)

    report = rfm_recompute(at=NOON + DAY, is_live=True)

    move = RfmMove.objects.get(profile=shoppers["J"])
    event = TimelineEvent.objects.get(profile=shoppers["J"])
    assert (event.type, event.key) == ("rfm_group_changed", f"rfm:{move.pk}")
    assert (event.occurred_at, event.is_announced) == (NOON + DAY, False)
    assert event.details == {
        "scope_id": move.scope_id,
        "channel": "web",
        "currency": "EUR",
        "from_group": "dormant",
        "to_group": "champions",
        "r": 5,
        "f": 5,
        "m": 5,
    }
    assert TimelineEvent.objects.count() == RfmMove.objects.count() == report.moves_count


def test_moves_of_a_run_that_is_not_live_start_nothing() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    Order.objects.filter(profile=shoppers["A"]).update(revenue_minor=0)

    rfm_recompute(at=NOON)

    assert TimelineEvent.objects.get(profile=shoppers["A"]).is_announced is True


@pytest.mark.parametrize(
    "change_case",
    [{"exclusion": "canceled", "revenue_minor": 0}, {"profile": None}, {"placed_at": NOON + DAY}],
    ids=["canceled", "nobody's", "of the future"],
)
def test_an_order_that_does_not_count_takes_its_shopper_out(change_case) -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    Order.objects.filter(profile=shoppers["J"]).update(**change_case)

    rfm_recompute(at=NOON)

    assert "J" not in scores_by_name()
    move = RfmMove.objects.get(profile=shoppers["J"])
    assert (move.from_group, move.to_group, move.r, move.f, move.m) == (
        "dormant",
        "prospects",
        0,
        0,
        0,
    )
    assert RfmScope.objects.get().population == 9


def test_who_comes_back_moves_from_prospects() -> None:
    make_shoppers()
    rfm_recompute(at=NOON)
    newcomer = make_profile(first_name="K")
    make_order_row(newcomer, revenue_minor=1)

    rfm_recompute(at=NOON)

    move = RfmMove.objects.get(profile=newcomer)
    assert (move.from_group, move.to_group) == ("prospects", "new")


def test_merged_and_erased_profiles_have_no_scores() -> None:
    shoppers = make_shoppers()
    Profile.objects.filter(pk=shoppers["I"].pk).update(state="merged", merged_into=shoppers["A"])
    Profile.objects.filter(pk=shoppers["J"].pk).update(state="erased")

    rfm_recompute(at=NOON)

    assert set(scores_by_name()) == set("ABCDEFGH")


def test_channels_and_currencies_are_ranked_apart() -> None:
    shoppers = make_shoppers()
    make_order_row(shoppers["J"], channel="shop", revenue_minor=1)
    make_order_row(shoppers["I"], currency="USD", revenue_minor=1)

    report = rfm_recompute(at=NOON)

    assert scores_by_name(scope__channel="web", scope__currency="EUR")["A"] == "555"
    assert scores_by_name(scope__channel="shop", scope__currency="EUR") == {"J": "111"}
    assert scores_by_name(scope__channel="web", scope__currency="USD") == {"I": "111"}
    assert (report.scopes_count, report.profiles_count) == (3, 12)


def test_all_channels_of_a_currency_can_be_ranked_together(settings) -> None:
    settings.SALEOR_CRM = {"rfm_is_across_channels": True}
    shoppers = make_shoppers()
    make_order_row(shoppers["J"], channel="shop", revenue_minor=9_999_00)

    rfm_recompute(at=NOON)

    assert scores_by_name(scope__channel="")["J"] == "515"
    assert scores_by_name(scope__channel="")["A"] == "555"
    assert set(RfmScope.objects.values_list("channel", "currency")) == {
        ("web", "EUR"),
        ("shop", "EUR"),
        ("", "EUR"),
    }


def test_one_scope_can_be_recomputed_alone() -> None:
    shoppers = make_shoppers()
    make_order_row(shoppers["J"], channel="shop")
    shop = next(
        scope
        for scope in scopes_ensure(is_across_channels=False, at=NOON)
        if scope.channel == "shop"
    )

    rfm_recompute(at=NOON, scope=shop.pk)

    assert list(RfmScore.objects.values_list("scope_id", flat=True)) == [shop.pk]


def test_only_orders_of_the_window_count(settings) -> None:
    settings.SALEOR_CRM = {"rfm_window_days": 90}
    make_shoppers()

    rfm_recompute(at=NOON)

    assert set(scores_by_name()) == set("ABCDEFG")
    # G's other order was placed 91 days ago.
    assert RfmScore.objects.get(profile__first_name="G").orders_count == 1


@pytest.mark.parametrize(
    ("bins", "expected"), [(3, ["333", "111"]), (4, ["444", "111"]), (5, ["555", "111"])]
)
def test_the_number_of_bins_is_a_setting(settings, bins, expected) -> None:
    settings.SALEOR_CRM = {"rfm_bins": bins}
    make_shoppers()

    rfm_recompute(at=NOON)

    assert [scores_by_name()["A"], scores_by_name()["J"]] == expected
    assert RfmScope.objects.get().bins == bins


def test_a_wrong_number_of_bins_fails_the_run_and_writes_nothing(settings) -> None:
    settings.SALEOR_CRM = {"rfm_bins": 6}
    make_shoppers()

    with pytest.raises(ValueError, match="got 6"):
        rfm_recompute(at=NOON)

    run = RfmRun.objects.get()
    assert (run.status, run.error) == ("failed", "ValueError")
    assert RfmScore.objects.exists() is False


def test_progress_is_told_and_only_grows() -> None:
    shoppers = make_shoppers()
    make_order_row(shoppers["J"], channel="shop")
    told: list[int] = []

    rfm_recompute(at=NOON, progress=told.append)

    assert told == [0, 20, 25, 40, 50, 70, 75, 90, 100]


def test_progress_follows_the_moves_that_are_told() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    Order.objects.filter(profile=shoppers["J"]).delete()
    told: list[int] = []

    rfm_recompute(at=NOON, progress=told.append)

    assert told == [0, 40, 50, 80, 100, 100]


def test_the_time_of_day_of_an_order_does_not_matter_for_recency() -> None:
    early, late = make_profile(first_name="early"), make_profile(first_name="late")
    make_order_row(early, placed_at=NOON - timedelta(hours=23, minutes=59))
    make_order_row(late, placed_at=NOON - timedelta(minutes=1))
    make_order_row(make_profile(first_name="yesterday"), placed_at=NOON - timedelta(hours=24))

    rfm_recompute(at=NOON)

    assert scores_by_name() == {"early": "211", "late": "211", "yesterday": "111"}


def test_a_run_takes_the_same_number_of_queries_for_any_number_of_shoppers(
    django_assert_num_queries,
) -> None:
    make_shoppers()
    with CaptureQueriesContext(
        connection,
    ) as few:
        rfm_recompute(at=NOON)
    RfmScope.objects.update(computed_at=None)
    RfmScore.objects.all().delete()
    profiles = Profile.objects.bulk_create(
        Profile(first_seen_at=NOON, created_at=NOON, updated_at=NOON) for _ in range(2000)
    )
    Order.objects.bulk_create(
        order_row(profile, days=number % 300, revenue_minor=number)
        for number, profile in enumerate(profiles)
    )

    with django_assert_num_queries(len(few) - 1):  # the scope exists by now
        rfm_recompute(at=NOON)

    assert RfmScore.objects.count() == 2010


def test_a_scope_that_another_run_holds_is_left_to_it() -> None:
    make_shoppers()
    scopes_ensure(is_across_channels=False, at=NOON)
    other = RfmRun.objects.create(status="running", requested_at=NOON, started_at=NOON)
    RfmScope.objects.update(claimed_by=other, claimed_at=NOON)

    report = rfm_recompute(at=NOON)

    assert (report.status, report.scopes_busy_count, report.profiles_count) == ("done", 1, 0)
    assert RfmScore.objects.exists() is False
    assert RfmScope.objects.get().claimed_by_id == other.pk


def test_the_scope_of_a_dead_run_is_taken_over() -> None:
    make_shoppers()
    (scope,) = scopes_ensure(is_across_channels=False, at=NOON)
    dead = RfmRun.objects.create(status="running", requested_at=NOON, started_at=NOON)
    RfmScope.objects.update(claimed_by=dead, claimed_at=NOON)
    statements.draft_insert(run=dead, scope=scope, at=NOON)

    report = rfm_recompute(at=NOON + timedelta(seconds=3601))

    assert report.profiles_count == 10
    dead.refresh_from_db()
    assert (dead.status, dead.error) == ("failed", "Abandoned")
    assert RfmDraft.objects.exists() is False
    assert RfmScope.objects.get().claimed_by_id is None


def test_a_run_that_was_taken_for_dead_writes_nothing() -> None:
    make_shoppers()
    (scope,) = scopes_ensure(is_across_channels=False, at=NOON)
    slow, other = (RfmRun.objects.create(status="running", requested_at=NOON) for _ in range(2))

    def take_over(_: float) -> None:
        RfmScope.objects.update(claimed_by=other)

    with pytest.raises(RunLostScope):
        scope_recompute(run=slow, scope=scope, bins=5, window_days=0, at=NOON, report=take_over)

    assert RfmScore.objects.exists() is False
    assert RfmDraft.objects.exists() is False
    assert RfmScope.objects.get().claimed_by_id == other.pk


def test_a_requested_run_is_done_by_the_next_drain_once() -> None:
    make_shoppers()

    asked = rfm_run_request(at=NOON, actor="staff:1")
    again = rfm_run_request(at=NOON, actor="staff:2")

    assert (asked.status, asked.percent, again.run_id) == ("pending", 0, asked.run_id)
    (done,) = rfm_runs_process(at=NOON)
    assert (done.run_id, done.status, done.profiles_count) == (asked.run_id, "done", 10)
    assert rfm_run(asked.run_id) == done
    assert rfm_runs_process(at=NOON) == []


def test_a_run_of_an_unknown_scope_is_refused() -> None:
    with pytest.raises(NotFound):
        rfm_run_request(at=NOON, actor="staff:1", scope_id=7)

    assert RfmRun.objects.exists() is False


class ScoresOfAnyShop(TestCase):
    """Hypothesis needs a database that is clean for each example."""

    @hypothesis_settings(max_examples=50)
    @given(
        st.lists(
            st.tuples(st.integers(0, 5), st.integers(0, 40), st.integers(0, 6)),
            min_size=1,
            max_size=30,
        ),
        st.integers(3, 5),
    )
    def test_scores_follow_the_rank_formula(self, orders, bins) -> None:
        profiles = [make_profile() for _ in range(6)]
        Order.objects.bulk_create(
            order_row(profiles[who], days=days, revenue_minor=amount)
            for who, days, amount in orders
        )

        with self.settings(SALEOR_CRM={"rfm_bins": bins}):
            rfm_recompute(at=NOON)

        buyers = {who for who, _, _ in orders}
        values = {
            who: (
                -min(days for buyer, days, _ in orders if buyer == who),
                sum(buyer == who for buyer, _, _ in orders),
                sum(amount for buyer, _, amount in orders if buyer == who),
            )
            for who in buyers
        }
        expected = {
            profiles[who].pk: tuple(
                1
                + bins
                * sum(values[other][axis] < values[who][axis] for other in buyers)
                // len(buyers)
                for axis in range(3)
            )
            for who in buyers
        }
        assert {key[1]: row[3:6] for key, row in all_scores().items()} == expected


def test_moves_that_a_dead_run_could_not_tell_are_told_by_the_next() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    Order.objects.filter(profile=shoppers["A"]).update(revenue_minor=0)
    report = rfm_recompute(at=NOON, is_live=True)
    TimelineEvent.objects.all().delete()
    RfmRun.objects.filter(pk=report.run_id).update(status="failed", told_move_id=0)

    rfm_recompute(at=NOON + DAY)

    move = RfmMove.objects.get(profile=shoppers["A"])
    event = TimelineEvent.objects.get(profile=shoppers["A"])
    assert (event.key, event.is_announced) == (f"rfm:{move.pk}", False)
