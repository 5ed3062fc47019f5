from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import Profile, TimelineEvent
from saleor_crm_plugin.segments.models import RfmMove, RfmRun, RfmScope, RfmScore
from saleor_crm_plugin.segments.services import (
    rfm_recompute,
    rfm_refresh,
    scores_erase,
    scores_merge,
)
from saleor_crm_plugin.segments.services.recompute import scope_recompute
from tests.domain.rfm_shoppers import (
    all_scores,
    make_order_row,
    make_shoppers,
    order_row,
    scores_by_name,
)
from tests.factories import NOON, make_profile

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_an_order_moves_its_shopper_at_once_and_nobody_else() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    others = {name: score for name, score in scores_by_name().items() if name != "J"}
    make_order_row(shoppers["J"], placed_at=NOON + HOUR, revenue_minor=1_000_00)

    rfm_refresh(profile_ids=[shoppers["J"].pk], at=NOON + HOUR, is_live=True)

    # 2 orders beat I and the J of before; 1,020 beats everybody but A.
    assert scores_by_name() == others | {"J": "525"}
    score = RfmScore.objects.get(profile=shoppers["J"])
    assert (score.orders_count, score.revenue_minor) == (2, 1_020_00)
    assert (score.last_ordered_at, score.group, score.group_since) == (
        NOON + HOUR,
        "active",
        NOON + HOUR,
    )
    move = RfmMove.objects.get()
    assert (move.profile_id, move.from_group, move.to_group, move.run_id) == (
        shoppers["J"].pk,
        "dormant",
        "active",
        None,
    )
    event = TimelineEvent.objects.get()
    assert (event.key, event.is_announced) == (f"rfm:{move.pk}", False)


def test_history_starts_no_automation() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    Order.objects.filter(profile=shoppers["A"]).update(revenue_minor=0)

    rfm_refresh(profile_ids=[shoppers["A"].pk], at=NOON, is_live=False)

    assert TimelineEvent.objects.get().is_announced is True


def test_refreshing_twice_writes_once() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    make_order_row(shoppers["J"], revenue_minor=1_000_00)
    rfm_refresh(profile_ids=[shoppers["J"].pk], at=NOON, is_live=True)
    before = list(RfmScore.objects.order_by("pk").values())

    rfm_refresh(profile_ids=[shoppers["J"].pk], at=NOON + HOUR, is_live=True)

    assert list(RfmScore.objects.order_by("pk").values()) == before
    assert RfmMove.objects.count() == 1


def test_a_shopper_who_only_changes_scores_keeps_the_day_he_joined_his_group() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    Order.objects.filter(profile=shoppers["J"]).update(revenue_minor=1)

    rfm_refresh(profile_ids=[shoppers["J"].pk], at=NOON + HOUR, is_live=True)

    score = RfmScore.objects.get(profile=shoppers["J"])
    assert (score.revenue_minor, score.group_since) == (1, NOON)
    assert RfmMove.objects.exists() is False


def test_the_first_order_of_a_shopper_moves_him_from_prospects() -> None:
    make_shoppers()
    rfm_recompute(at=NOON)
    newcomer = make_profile(first_name="K")
    make_order_row(newcomer, placed_at=NOON, revenue_minor=1)

    rfm_refresh(profile_ids=[newcomer.pk], at=NOON, is_live=True)

    assert scores_by_name()["K"] == "511"
    move = RfmMove.objects.get()
    assert (move.from_group, move.to_group) == ("prospects", "new")


def test_canceling_the_only_order_makes_a_prospect() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    Order.objects.filter(profile=shoppers["J"]).update(exclusion="canceled", revenue_minor=0)

    rfm_refresh(profile_ids=[shoppers["J"].pk], at=NOON, is_live=True)

    assert "J" not in scores_by_name()
    move = RfmMove.objects.get()
    assert (move.from_group, move.to_group, move.r) == ("dormant", "prospects", 0)


def test_a_scope_that_was_never_computed_waits_for_its_first_run() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    make_order_row(shoppers["J"], channel="shop")

    rfm_refresh(profile_ids=[shoppers["J"].pk], at=NOON, is_live=True)

    assert scores_by_name(scope__channel="shop") == {}
    assert RfmMove.objects.exists() is False


def test_all_scopes_of_a_shopper_are_refreshed(settings) -> None:
    settings.SALEOR_CRM = {"rfm_is_across_channels": True, "rfm_window_days": 365}
    shoppers = make_shoppers()
    make_order_row(shoppers["B"], channel="shop", revenue_minor=1)
    rfm_recompute(at=NOON)
    make_order_row(shoppers["A"], channel="shop", revenue_minor=2)

    rfm_refresh(profile_ids=[shoppers["A"].pk, shoppers["I"].pk], at=NOON, is_live=True)

    refreshed = RfmScore.objects.filter(profile=shoppers["A"]).order_by("scope__channel")
    assert list(refreshed.values_list("scope__channel", "orders_count", "revenue_minor")) == [
        ("", 13, 1_200_02),
        ("shop", 1, 2),
        ("web", 12, 1_200_00),
    ]


def test_a_refresh_takes_the_same_number_of_queries_for_any_number_of_shoppers(
    django_assert_num_queries,
) -> None:
    make_shoppers()
    rfm_recompute(at=NOON)
    profiles = Profile.objects.bulk_create(
        Profile(first_seen_at=NOON, created_at=NOON, updated_at=NOON) for _ in range(60)
    )
    Order.objects.bulk_create(order_row(profile) for profile in profiles)

    for chosen in (profiles[:1], profiles[1:]):
        # A savepoint; scopes, profiles, scores and orders are read; scores, moves and events written.
        with django_assert_num_queries(2 + 4 + 3):
            rfm_refresh(profile_ids=[profile.pk for profile in chosen], at=NOON, is_live=True)

    assert RfmScore.objects.count() == 70


def test_an_order_that_comes_while_a_run_is_reading_is_not_overwritten() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    scope = RfmScope.objects.get()
    run = RfmRun.objects.create(status="running", requested_at=NOON)
    newcomer = make_profile(first_name="K")

    def orders_come_in(fraction: float) -> None:
        if fraction == 0.5:
            make_order_row(shoppers["J"], placed_at=NOON, revenue_minor=5_000_00)
            make_order_row(newcomer, placed_at=NOON, revenue_minor=10_000_00)
            Order.objects.filter(profile=shoppers["I"]).update(
                exclusion="canceled", revenue_minor=0
            )
            changed = [shoppers["I"].pk, shoppers["J"].pk, newcomer.pk]
            rfm_refresh(profile_ids=changed, at=NOON, is_live=True)

    scope_recompute(run=run, scope=scope, bins=5, window_days=0, at=NOON, report=orders_come_in)

    scores = scores_by_name()
    assert (scores["J"], scores["K"], "I" in scores) == ("525", "515", False)
    assert RfmMove.objects.count() == 3
    assert RfmMove.objects.filter(run=run).exists() is False


def test_who_came_in_while_a_run_was_reading_is_scored_by_its_new_bounds() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    run = RfmRun.objects.create(status="running", requested_at=NOON)

    def order_comes_in(fraction: float) -> None:
        if fraction == 0.5:
            make_order_row(shoppers["A"], placed_at=NOON, revenue_minor=1)
            rfm_refresh(profile_ids=[shoppers["A"].pk], at=NOON, is_live=True)

    scope_recompute(
        run=run, scope=RfmScope.objects.get(), bins=3, window_days=0, at=NOON, report=order_comes_in
    )

    assert scores_by_name()["A"] == "333"


def test_merging_drops_the_absorbed_scores_and_scores_the_survivor() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    make_order_row(shoppers["B"], revenue_minor=1)
    rfm_refresh(profile_ids=[shoppers["B"].pk], at=NOON, is_live=True)
    absorbed_moves = RfmMove.objects.filter(profile=shoppers["B"]).count()
    Order.objects.filter(profile=shoppers["B"]).update(profile=shoppers["J"])

    moved = scores_merge(survivor_id=shoppers["J"].pk, absorbed_id=shoppers["B"].pk, at=NOON)

    assert moved == {"rfm_scores": 1, "rfm_moves": absorbed_moves}
    score = RfmScore.objects.get(profile=shoppers["J"])
    assert (score.orders_count, score.revenue_minor) == (10, 920_01)
    assert RfmScore.objects.filter(profile=shoppers["B"]).exists() is False
    assert TimelineEvent.objects.get(profile=shoppers["J"]).is_announced is True


def test_erasing_drops_scores_and_moves_of_one_profile_only() -> None:
    shoppers = make_shoppers()
    rfm_recompute(at=NOON)
    Order.objects.filter(profile__in=[shoppers["A"], shoppers["B"]]).update(revenue_minor=0)
    rfm_refresh(profile_ids=[shoppers["A"].pk, shoppers["B"].pk], at=NOON, is_live=True)

    erased = scores_erase(profile_id=shoppers["A"].pk)

    assert erased == {"rfm_scores": 1, "rfm_moves": 1}
    assert set(scores_by_name()) == set("BCDEFGHIJ")
    assert list(RfmMove.objects.values_list("profile_id", flat=True)) == [shoppers["B"].pk]


class RefreshOfAnyShop(TestCase):
    """Hypothesis needs a database that is clean for each example."""

    orders = st.lists(
        st.tuples(
            st.integers(0, 4),
            st.integers(0, 72),
            st.integers(0, 5),
            st.sampled_from(["web", "shop"]),
        ),
        min_size=1,
        max_size=12,
    )

    def _make(self, orders) -> list[Profile]:
        profiles = [make_profile() for _ in range(5)]
        Order.objects.bulk_create(
            order_row(
                profiles[who], placed_at=NOON - hours * HOUR, revenue_minor=amount, channel=channel
            )
            for who, hours, amount, channel in orders
        )
        return profiles

    @hypothesis_settings(max_examples=50)
    @given(orders, st.integers(3, 5), st.sampled_from([0, 1, 2]))
    def test_a_refresh_changes_nothing_when_no_order_changed(self, orders, bins, window) -> None:
        profiles = self._make(orders)
        with self.settings(
            SALEOR_CRM={"rfm_bins": bins, "rfm_window_days": window, "rfm_is_across_channels": True}
        ):
            rfm_recompute(at=NOON)
            computed = all_scores()

            rfm_refresh(profile_ids=[profile.pk for profile in profiles], at=NOON, is_live=True)
            assert all_scores() == computed

            RfmScore.objects.all().delete()
            rfm_refresh(profile_ids=[profile.pk for profile in profiles], at=NOON, is_live=True)
            assert all_scores() == computed

    @hypothesis_settings(max_examples=50)
    @given(orders, orders)
    def test_after_any_refreshes_a_run_ends_where_a_fresh_run_would(self, before, later) -> None:
        profiles = self._make(before)
        rfm_recompute(at=NOON)
        for who, hours, amount, channel in later[:4]:
            make_order_row(
                profiles[who], placed_at=NOON - hours * HOUR, revenue_minor=amount, channel=channel
            )
            rfm_refresh(profile_ids=[profiles[who].pk], at=NOON, is_live=True)

        rfm_recompute(at=NOON)
        converged = all_scores()

        RfmScore.objects.all().delete()
        rfm_recompute(at=NOON)
        assert all_scores() == converged
