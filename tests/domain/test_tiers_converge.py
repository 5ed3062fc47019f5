"""Memberships follow what orders earned and what time takes; the timeline is told what is new, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.loyalty.models import (
    LoyaltyEntry,
    TierMembership,
    TierRevision,
    TierStanding,
)
from saleor_crm_plugin.loyalty.queries import awards_of_orders
from saleor_crm_plugin.loyalty.queries.tiers import tier_slugs_at
from saleor_crm_plugin.loyalty.rules.tier_policy import (
    TierConfig,
    TierMetric,
    TierRefunds,
    TierRule,
)
from saleor_crm_plugin.loyalty.services import (
    awards_converge,
    opening_post,
    points_adjust,
    tiers_advance,
    tiers_converge,
    tiers_erase,
    tiers_revise,
)
from saleor_crm_plugin.loyalty.tasks import advance_tiers
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import TimelineEvent
from tests.factories import NOON
from tests.points_shop import day, held, make_member, refunded, sale, spend
from tests.tier_shop import TIERS, open_tiers, stays, tier_events, told

MARCH = day("2026-03-01")
DAY = timedelta(days=1)


def _slug(rules, member, at) -> str | None:
    return tier_slugs_at(program_id=rules.program_id, profile_ids=[member.pk], at=at).get(member.pk)


@pytest.mark.django_db
def test_62_silver_is_had_to_the_end_of_next_year_whether_or_not_the_task_runs():
    # given
    rules, member = open_tiers(), make_member()

    # when
    told(sale(member, 60_000, at=MARCH), at=MARCH)

    # then
    assert stays(member) == [
        ("silver", "2026-03-01", "reached"),
        ("bronze", "2028-01-01", "lapsed"),
    ]
    assert _slug(rules, member, day("2027-12-31T23:59:59")) == "silver"
    assert _slug(rules, member, day("2028-01-01")) == "bronze"
    assert tier_events(member) == [("tier_reached", "silver", None, "2026-03-01", True)]


@pytest.mark.django_db
def test_62_the_task_tells_the_timeline_what_time_took():
    # given
    open_tiers()
    member = make_member()
    told(sale(member, 60_000, at=MARCH), at=MARCH)

    # when
    assert tiers_advance(at=day("2027-12-31"), limit_rows=10) == 0
    assert tiers_advance(at=day("2028-01-01T00:12"), limit_rows=10) == 1
    assert tiers_advance(at=day("2028-01-01T01:12"), limit_rows=10) == 0

    # then
    assert tier_events(member) == [
        ("tier_reached", "silver", None, "2026-03-01", True),
        ("tier_lost", "bronze", "silver", "2028-01-01", True),
    ]


@pytest.mark.django_db
def test_62_500_points_in_2027_keep_silver_a_year_longer():
    open_tiers()
    member = make_member()
    told(sale(member, 60_000, at=MARCH), at=MARCH)
    told(sale(member, 50_000, at=day("2027-05-01")), at=day("2027-05-01"))

    assert stays(member) == [
        ("silver", "2026-03-01", "reached"),
        ("bronze", "2029-01-01", "lapsed"),
    ]
    assert len(tier_events(member)) == 1


@pytest.mark.django_db
def test_65_gold_of_2026_and_nothing_in_2027_with_a_grace_of_30_days():
    # given
    rules, member = open_tiers(grace_days=30), make_member()

    # when
    told(sale(member, 200_000, at=MARCH), at=MARCH)

    # then
    assert _slug(rules, member, day("2028-01-30")) == "gold"
    assert _slug(rules, member, day("2028-01-31")) == "bronze"


@pytest.mark.django_db
def test_67_an_opening_balance_of_5000_changes_no_tier_and_welcomes_nobody():
    # given
    rules, member = open_tiers(), make_member()

    # when
    opening_post(profile_id=member.pk, points=5000, cause="import", actor="test", at=MARCH)
    points_adjust(
        profile_id=member.pk, points=900, cause="kind", actor="test", reason="kind", at=MARCH
    )
    tiers_converge(profile_ids=[member.pk], live_profile_ids=[member.pk], at=MARCH)
    tiers_advance(at=MARCH, limit_rows=10)

    # then
    assert held(member, MARCH) == (5900, 0, 0)
    assert _slug(rules, member, MARCH) == "bronze"
    assert (stays(member), tier_events(member)) == ([], [])


@pytest.mark.django_db
def test_68_spending_points_leaves_the_tier():
    # given
    rules, member = open_tiers(), make_member()
    told(sale(member, 60_000, at=MARCH), at=MARCH)

    # when
    spend(member, 600, at=MARCH + DAY)
    tiers_converge(profile_ids=[member.pk], live_profile_ids=[member.pk], at=MARCH + DAY)

    # then
    assert held(member, MARCH + DAY) == (0, 0, 0)
    assert _slug(rules, member, MARCH + DAY) == "silver"
    assert len(tier_events(member)) == 1


@pytest.mark.django_db
def test_a_refund_lowers_the_metric_of_the_year_that_earned_even_if_the_points_are_gone():
    # given 600 points of 2026, all spent
    open_tiers()
    member = make_member()
    order = sale(member, 60_000, at=MARCH)
    told(order, at=MARCH)
    spend(member, 600, at=MARCH + DAY)

    # when a part comes back in 2027
    told(refunded(order, 20_000, at=day("2027-02-01")), at=day("2027-02-01"))

    # then
    assert held(member, day("2027-02-01")) == (0, 0, 200)
    assert stays(member) == [
        ("silver", "2026-03-01", "reached"),
        ("bronze", "2027-02-01", "refunded"),
    ]
    assert tier_events(member)[1:] == [("tier_lost", "bronze", "silver", "2027-02-01", True)]


@pytest.mark.django_db
def test_a_refund_may_wait_for_the_next_look():
    rules, member = open_tiers(refunds=TierRefunds.AT_EVALUATION), make_member()
    order = sale(member, 60_000, at=MARCH)
    told(order, at=MARCH)
    told(refunded(order, 20_000, at=MARCH + DAY), at=MARCH + DAY)

    assert _slug(rules, member, day("2026-12-31")) == "silver"
    assert _slug(rules, member, day("2027-01-01")) == "bronze"


@pytest.mark.django_db
def test_orders_told_late_doubled_and_out_of_order_end_in_the_same_memberships():
    # given
    open_tiers()
    one, other = make_member(), make_member()
    orders = {
        member: (
            sale(member, 40_000, at=MARCH),
            sale(member, 30_000, at=MARCH + DAY),
            sale(member, 150_000, at=MARCH + 40 * DAY),
        )
        for member in (one, other)
    }
    late = MARCH + 90 * DAY

    # when
    for order in orders[one]:
        told(order, at=order.placed_at)
        told(order, at=order.placed_at)
    told(orders[other][2], at=late)
    told(orders[other][1], orders[other][0], orders[other][1], at=late)
    tiers_advance(at=late, limit_rows=10)

    # then
    assert stays(one) == stays(other)
    assert stays(one) == [
        ("bronze", "2026-03-01", "reached"),
        ("silver", "2026-03-02", "reached"),
        ("gold", "2026-04-10", "reached"),
        ("bronze", "2028-01-01", "lapsed"),
    ]
    assert [event[:2] for event in tier_events(one)] == [
        ("tier_reached", "silver"),
        ("tier_reached", "gold"),
    ]


@pytest.mark.django_db
def test_a_tier_that_turns_out_to_have_begun_earlier_is_not_told_again():
    # given
    open_tiers()
    member = make_member()
    told(sale(member, 60_000, at=MARCH + DAY), at=MARCH + DAY)

    # when
    told(sale(member, 60_000, at=MARCH), at=MARCH + 2 * DAY)

    # then
    assert stays(member)[0] == ("silver", "2026-03-01", "reached")
    assert tier_events(member) == [("tier_reached", "silver", None, "2026-03-02", True)]


@pytest.mark.django_db
def test_a_history_that_is_imported_greets_nobody():
    open_tiers()
    member = make_member()
    order = replace(sale(member, 60_000, at=NOON), is_live=False)
    told(order, at=NOON, is_live=False)
    tiers_advance(at=NOON + DAY, limit_rows=10)

    assert tier_events(member) == [("tier_reached", "silver", None, "2026-03-29", False)]


@pytest.mark.django_db
def test_who_goes_up_and_down_between_two_looks_is_not_greeted():
    open_tiers()
    member = make_member()
    order = refunded(sale(member, 60_000, at=MARCH), 20_000, at=MARCH + DAY)
    told(order, at=MARCH + 2 * DAY)

    assert tier_events(member) == [
        ("tier_reached", "silver", None, "2026-03-01", False),
        ("tier_lost", "bronze", "silver", "2026-03-02", True),
    ]


@pytest.mark.django_db
def test_a_lapse_that_the_task_finds_late_is_history():
    open_tiers()
    member = make_member()
    told(sale(member, 60_000, at=MARCH), at=MARCH)
    tiers_advance(at=day("2028-02-01"), limit_rows=10)

    assert tier_events(member)[1] == ("tier_lost", "bronze", "silver", "2028-01-01", False)


@pytest.mark.django_db
def test_the_first_tiers_of_a_shop_are_worked_out_by_the_task_and_are_no_news():
    # given two shoppers from before
    program = open_tiers(at=day("2026-06-01"))
    members = [make_member(), make_member()]
    TierStanding.objects.all().delete()
    for member in members:
        told(sale(member, 60_000, at=MARCH), at=MARCH)
    TierMembership.objects.all().delete()
    TierStanding.objects.all().delete()
    TimelineEvent.objects.all().delete()

    # when
    looked_at = [tiers_advance(at=day("2026-06-01"), limit_rows=1) for _ in range(3)]

    # then
    assert looked_at == [1, 1, 0]
    assert _slug(program, members[1], day("2026-06-01")) == "silver"
    assert tier_events(members[1]) == [("tier_reached", "silver", None, "2026-06-01", False)]


@pytest.mark.django_db
def test_a_revision_lifts_members_and_the_same_again_makes_no_revision():
    # given
    rules, member = open_tiers(), make_member()
    told(sale(member, 40_000, at=MARCH), at=MARCH)
    cheaper = (TIERS[0], TierRule(slug="silver", name="Silver", threshold=300), TIERS[2])
    config = TierConfig()

    # when
    for _ in range(2):
        tiers_revise(program_slug=rules.slug, config=config, tiers=cheaper, at=NOON)
    tiers_advance(at=NOON, limit_rows=10)

    # then
    assert list(TierRevision.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    assert stays(member) == [
        ("bronze", "2026-03-01", "reached"),
        ("silver", "2026-03-29", "revised"),
        ("bronze", "2028-01-01", "lapsed"),
    ]


@pytest.mark.django_db
def test_tiers_of_no_program_are_refused():
    with pytest.raises(NotFound):
        tiers_revise(program_slug="nowhere", config=TierConfig(), tiers=TIERS, at=NOON)
    assert TierRevision.objects.exists() is False


@pytest.mark.django_db
def test_without_a_free_tier_the_loss_of_the_last_one_is_told():
    # given
    rules, member = open_tiers(*TIERS[1:]), make_member()
    told(sale(member, 60_000, at=MARCH), at=MARCH)
    assert _slug(rules, make_member(), MARCH) is None

    # when
    tiers_advance(at=day("2028-01-01"), limit_rows=10)

    # then
    assert _slug(rules, member, day("2028-01-01")) is None
    assert tier_events(member)[1] == ("tier_lost", None, "silver", "2028-01-01", True)


@pytest.mark.django_db
def test_money_spent_counts_with_shipping_and_without_what_was_paid_back():
    # given
    rules = open_tiers(metric=TierMetric.SPEND, currency="EUR")
    member, other = make_member(), make_member()
    order = sale(member, 400, shipping_minor=100, at=MARCH)
    dollars = sale(other, 90_000, currency="USD", at=MARCH)

    # when
    told(order, dollars, at=MARCH)

    # then 5.00 euro are 500 minor units
    assert (_slug(rules, member, MARCH), _slug(rules, other, MARCH)) == ("silver", "bronze")

    # when a cent goes back
    Order.objects.filter(pk=order.order_id).update(
        refunds=[
            {"kind": "granted", "amount_minor": 400, "refunded_at": None},
            {"kind": "paid", "amount_minor": 1, "refunded_at": (MARCH + DAY).isoformat()},
        ]
    )
    told(order, at=MARCH + DAY)

    # then
    assert _slug(rules, member, MARCH + DAY) == "bronze"


@pytest.mark.django_db
def test_a_canceled_order_counts_as_spent_until_it_was_canceled():
    rules, member = open_tiers(metric=TierMetric.SPEND, currency="EUR"), make_member()
    order = sale(member, 500, at=MARCH)
    Order.objects.filter(pk=order.order_id).update(
        exclusion="canceled", version_at=MARCH + 2 * DAY, points_paid_minor=0
    )
    paid_in_points = sale(member, 500, at=MARCH)
    Order.objects.filter(pk=paid_in_points.order_id).update(points_paid_minor=500)
    told(order, at=MARCH + 2 * DAY)

    assert _slug(rules, member, MARCH + DAY) == "silver"
    assert _slug(rules, member, MARCH + 2 * DAY) == "bronze"


@pytest.mark.django_db
def test_a_merge_adds_what_both_earned_and_tells_only_what_is_new():
    # given two shoppers who have Silver
    rules, one, two = open_tiers(), make_member(), make_member()
    told(sale(one, 120_000, at=MARCH), sale(two, 90_000, at=MARCH + DAY), at=MARCH + DAY)

    # when
    profiles_merge(survivor_id=one.pk, absorbed_id=two.pk, rule="staff", actor="", at=NOON)

    # then
    assert stays(one) == [
        ("silver", "2026-03-01", "reached"),
        ("gold", "2026-03-02", "reached"),
        ("bronze", "2028-01-01", "lapsed"),
    ]
    assert stays(two) == []
    assert [event[1] for event in tier_events(one)] == ["silver", "silver", "gold"]
    assert _slug(rules, one, NOON) == "gold"


@pytest.mark.django_db
def test_a_survivor_without_a_tier_takes_over_the_better_one_unannounced():
    _rules, one, two = open_tiers(), make_member(), make_member()
    told(sale(two, 60_000, at=MARCH), at=MARCH)
    profiles_merge(survivor_id=one.pk, absorbed_id=two.pk, rule="staff", actor="", at=NOON)

    assert stays(one)[0] == ("silver", "2026-03-01", "reached")
    assert tier_events(one) == [("tier_reached", "silver", None, "2026-03-01", True)]


@pytest.mark.django_db
def test_an_erased_profile_has_no_tiers():
    open_tiers()
    member = make_member()
    told(sale(member, 60_000, at=MARCH), at=MARCH)
    tiers_erase(profile_id=member.pk)

    assert (TierMembership.objects.count(), TierStanding.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_the_number_of_queries_does_not_depend_on_the_number_of_profiles(
    django_assert_max_num_queries,
):
    # given
    open_tiers()
    few, many = [make_member() for _ in range(2)], [make_member() for _ in range(20)]
    counts = []
    for members in (few, many):
        orders = [sale(member, 60_000, at=MARCH) for member in members]
        awards_converge(orders=orders, at=MARCH)
        with django_assert_max_num_queries(16) as captured:
            ids = [member.pk for member in members]
            tiers_converge(profile_ids=ids, live_profile_ids=ids, at=MARCH)
        counts.append(len(captured))

    # then
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_nothing_is_written_where_nothing_changed():
    open_tiers()
    member = make_member()
    order = sale(member, 60_000, at=MARCH)
    told(order, at=MARCH)
    before = list(TierMembership.objects.order_by("pk").values())
    told(order, at=MARCH)
    tiers_converge(profile_ids=[], live_profile_ids=[], at=MARCH)

    assert list(TierMembership.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_the_task_goes_on_until_nothing_is_left():
    open_tiers(at=day("2020-01-02"))
    for _ in range(3):
        told(sale(make_member(), 60_000, at=day("2020-03-01")), at=day("2020-03-01"))

    assert advance_tiers() == 3
    assert advance_tiers() == 0


@pytest.mark.django_db
def test_60_the_multiplier_is_that_of_the_tier_at_the_award_however_late_it_is_told():
    # given a holder of Gold, whose 150 percent end at the midnight between placement and payment
    open_tiers()
    member = make_member()
    told(sale(member, 200_000, at=MARCH), at=MARCH)
    last_day, new_year = day("2027-12-31T23:59"), day("2028-01-01T00:00")
    placed = replace(sale(member, 10_000, at=last_day), fully_paid_at=new_year)
    paid = sale(member, 10_000, at=last_day)

    # when both are told a day later
    told(paid, placed, at=day("2028-01-02"))

    # then
    awards = awards_of_orders([paid.order_id, placed.order_id])
    assert (awards[paid.order_id][0].points, awards[placed.order_id][0].points) == (150, 100)
    entry = LoyaltyEntry.objects.get(order_id=paid.order_id, kind="bonus")
    assert (entry.points, entry.explanation["tier"]) == (50, "gold")


@pytest.mark.django_db
def test_60_a_refund_takes_the_multiplied_points_back_though_the_tier_is_gone():
    open_tiers()
    member = make_member()
    told(sale(member, 200_000, at=MARCH), at=MARCH)
    order = sale(member, 10_000, at=day("2027-12-31"))
    told(order, at=day("2027-12-31"))
    before = held(member, day("2028-02-01"))[0]

    told(refunded(order, 10_000, at=day("2028-02-01")), at=day("2028-02-01"))

    assert (before, held(member, day("2028-02-01"))[0]) == (2150, 2000)
