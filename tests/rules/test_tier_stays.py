"""Which tier a shopper has when: the worked cases, and that neither order nor schedule of the work matters."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.expiry import local_midnight
from saleor_crm_plugin.loyalty.rules.tier_policy import (
    TierConfig,
    TierDowngrade,
    TierLadder,
    TierMetric,
    TierRefunds,
    TierRule,
    TierWindow,
    tier_config_decoded,
    tier_config_encoded,
)
from saleor_crm_plugin.loyalty.rules.tier_windows import Change
from saleor_crm_plugin.loyalty.rules.tiers import (
    NO_TIER,
    stay_at,
    tier_metric,
    tier_progress,
    tier_stays,
)

UTC_ZONE = ZoneInfo("UTC")
OPENED_AT = datetime(2020, 1, 1, tzinfo=UTC)
TIERS = (
    TierRule(slug="bronze", threshold=0),
    TierRule(slug="silver", threshold=500),
    TierRule(slug="gold", threshold=2000),
)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def ladder(*tiers: TierRule, valid_from: datetime = OPENED_AT, **policies) -> TierLadder:
    return TierLadder(valid_from=valid_from, config=TierConfig(**policies), tiers=tiers or TIERS)


def earned(text: str, amount: int) -> Change:
    return Change(day(text), day(text), amount)


def refund(of: str, known: str, amount: int) -> Change:
    return Change(day(of), day(known), -amount)


def stays(*changes: Change, rules=None, zone: ZoneInfo = UTC_ZONE) -> list[tuple]:
    found = tier_stays(ladders=rules or [ladder()], changes=changes, zone=zone)
    return [(s.slug, s.from_at.isoformat()[:16], s.reason.value) for s in found]


def test_62_silver_of_2026_is_kept_to_the_end_of_2027():
    assert stays(earned("2026-03-01", 600)) == [
        ("silver", "2026-03-01T00:00", "reached"),
        ("bronze", "2028-01-01T00:00", "lapsed"),
    ]


def test_62_silver_is_kept_a_year_longer_by_500_points_in_2027():
    assert stays(earned("2026-03-01", 600), earned("2027-12-31T23:59", 500)) == [
        ("silver", "2026-03-01T00:00", "reached"),
        ("bronze", "2029-01-01T00:00", "lapsed"),
    ]
    assert stays(earned("2026-03-01", 600), earned("2027-12-31T23:59", 499)) == [
        ("silver", "2026-03-01T00:00", "reached"),
        ("bronze", "2028-01-01T00:00", "lapsed"),
    ]


def test_65_gold_of_2026_lives_through_its_grace_of_30_days():
    # given
    rules = [ladder(grace_days=30)]

    # when
    found = tier_stays(ladders=rules, changes=[earned("2026-05-05", 2000)], zone=UTC_ZONE)

    # then
    assert stay_at(found, day("2028-01-30T23:59:59")).slug == "gold"
    assert stay_at(found, day("2028-01-31")).slug == "bronze"


def test_one_step_takes_a_year_for_each_rank():
    assert stays(earned("2026-05-05", 2000), rules=[ladder(downgrade=TierDowngrade.ONE_STEP)]) == [
        ("gold", "2026-05-05T00:00", "reached"),
        ("silver", "2028-01-01T00:00", "lapsed"),
        ("bronze", "2029-01-01T00:00", "lapsed"),
    ]


def test_a_full_downgrade_stops_at_the_tier_that_the_last_year_supports():
    assert stays(earned("2026-05-05", 2000), earned("2027-02-02", 700)) == [
        ("gold", "2026-05-05T00:00", "reached"),
        ("silver", "2028-01-01T00:00", "lapsed"),
        ("bronze", "2029-01-01T00:00", "lapsed"),
    ]


def test_without_keeping_the_next_year_a_tier_ends_with_its_own():
    assert stays(earned("2026-03-01", 600), rules=[ladder(keeps_next_year=False)]) == [
        ("silver", "2026-03-01T00:00", "reached"),
        ("bronze", "2027-01-01T00:00", "lapsed"),
    ]


@pytest.mark.parametrize(
    ("_case", "refunds", "lost"),
    [
        ("the day it is known", TierRefunds.AT_ONCE, ("bronze", "2026-06-10T00:00", "refunded")),
        (
            "at the next new year",
            TierRefunds.AT_EVALUATION,
            ("bronze", "2027-01-01T00:00", "lapsed"),
        ),
    ],
)
def test_a_refund_costs_the_tier(_case, refunds, lost):
    assert stays(
        earned("2026-03-01", 600),
        refund("2026-03-01", "2026-06-10", 200),
        rules=[ladder(refunds=refunds)],
    ) == [("silver", "2026-03-01T00:00", "reached"), lost]


def test_a_rolling_window_of_days_counts_the_day_of_earning_as_its_first():
    rules = [ladder(window=TierWindow.ROLLING_DAYS, window_length=90)]

    assert stays(earned("2026-01-01T15:00", 300), earned("2026-02-01", 200), rules=rules) == [
        ("bronze", "2026-01-01T15:00", "reached"),
        ("silver", "2026-02-01T00:00", "reached"),
        ("bronze", "2026-04-01T00:00", "lapsed"),
    ]


def test_a_rolling_window_of_months_with_grace_and_one_step():
    rules = [
        ladder(
            window=TierWindow.ROLLING_MONTHS,
            window_length=12,
            grace_days=10,
            downgrade=TierDowngrade.ONE_STEP,
        )
    ]

    assert stays(earned("2026-01-25", 2000), rules=rules) == [
        ("gold", "2026-01-25T00:00", "reached"),
        ("silver", "2027-02-05T00:00", "lapsed"),
        ("bronze", "2028-02-05T00:00", "lapsed"),
    ]


def test_a_year_of_ones_own_begins_with_the_first_purchase():
    rules = [ladder(window=TierWindow.ANNIVERSARY, keeps_next_year=False)]

    assert stays(earned("2024-02-29", 300), earned("2025-02-27", 200), rules=rules) == [
        ("bronze", "2024-02-29T00:00", "reached"),
        ("silver", "2025-02-27T00:00", "reached"),
        ("bronze", "2025-02-28T00:00", "lapsed"),
    ]


def test_a_lifetime_tier_is_lost_by_refunds_only():
    rules = [ladder(window=TierWindow.LIFETIME)]
    orders = (earned("2020-03-01", 300), earned("2026-03-01", 200))

    assert stays(*orders, rules=rules)[-1] == ("silver", "2026-03-01T00:00", "reached")
    assert stays(*orders, refund("2020-03-01", "2026-04-01", 1), rules=rules)[-1] == (
        "bronze",
        "2026-04-01T00:00",
        "refunded",
    )


def test_the_year_turns_at_the_shops_midnight():
    assert stays(earned("2026-12-31T23:30", 600), zone=ZoneInfo("Europe/Warsaw")) == [
        ("silver", "2026-12-31T23:30", "reached"),
        ("bronze", "2028-12-31T23:00", "lapsed"),
    ]


def test_a_higher_threshold_takes_no_tier_that_was_promised():
    # given
    dearer = (TIERS[0], TierRule(slug="silver", threshold=800), TIERS[2])
    rules = [ladder(), ladder(*dearer, valid_from=day("2026-07-01"))]

    # then
    assert stays(earned("2026-03-01", 600), earned("2027-01-05", 700), rules=rules) == [
        ("silver", "2026-03-01T00:00", "reached"),
        ("bronze", "2028-01-01T00:00", "lapsed"),
    ]


def test_a_lower_threshold_lifts_whoever_reaches_it_at_once():
    cheaper = (TIERS[0], TierRule(slug="silver", threshold=300), TIERS[2])
    rules = [ladder(), ladder(*cheaper, valid_from=day("2026-07-01"))]

    assert stays(earned("2026-03-01", 400), rules=rules) == [
        ("bronze", "2026-03-01T00:00", "reached"),
        ("silver", "2026-07-01T00:00", "revised"),
        ("bronze", "2028-01-01T00:00", "lapsed"),
    ]


def test_a_tier_that_is_gone_from_the_program_is_held_by_nobody():
    rules = [ladder(), ladder(TIERS[0], TIERS[1], valid_from=day("2026-07-01"))]

    assert stays(earned("2026-03-01", 2500), rules=rules)[:2] == [
        ("gold", "2026-03-01T00:00", "reached"),
        ("silver", "2026-07-01T00:00", "revised"),
    ]


def test_purchases_before_the_first_tiers_count_and_nobody_had_a_tier_then():
    rules = [ladder(valid_from=day("2026-07-01"))]

    assert stays(earned("2026-03-01", 600), rules=rules)[0] == (
        "silver",
        "2026-07-01T00:00",
        "reached",
    )


def test_without_a_free_tier_one_may_have_none():
    rules = [ladder(TIERS[1], TIERS[2])]
    found = tier_stays(ladders=rules, changes=[earned("2026-03-01", 600)], zone=UTC_ZONE)

    assert [(s.slug, s.until_at, s.reason) for s in found] == [
        ("silver", day("2028-01-01"), "reached"),
        (NO_TIER, None, "lapsed"),
    ]
    assert stay_at(found, day("2026-02-28")) is None
    assert tier_stays(ladders=rules, changes=[], zone=UTC_ZONE) == ()
    assert tier_stays(ladders=[], changes=[earned("2026-03-01", 600)], zone=UTC_ZONE) == ()


def test_320_points_to_gold_by_31_december():
    # given
    changes = [earned("2026-03-01", 1680)]

    # when
    progress = tier_progress(
        ladders=[ladder()], changes=changes, zone=UTC_ZONE, at=day("2026-09-01")
    )

    # then
    assert (progress.slug, progress.kept_until, progress.missing_to_keep) == (
        "silver",
        day("2028-01-01"),
        0,
    )
    assert (progress.next_slug, progress.missing, progress.deadline_at) == (
        "gold",
        320,
        day("2027-01-01"),
    )


def test_progress_of_a_newcomer_and_at_the_top():
    newcomer = tier_progress(ladders=[ladder()], changes=[], zone=UTC_ZONE, at=day("2026-09-01"))
    top = tier_progress(
        ladders=[ladder(window=TierWindow.ROLLING_DAYS, window_length=30)],
        changes=[earned("2026-09-01", 5000)],
        zone=UTC_ZONE,
        at=day("2026-09-02"),
    )

    assert (newcomer.metric, newcomer.slug, newcomer.missing) == (0, "bronze", 500)
    assert (newcomer.deadline_at, newcomer.kept_until) == (day("2027-01-01"), None)
    assert (top.slug, top.next_slug, top.missing, top.deadline_at) == ("gold", None, None, None)
    assert top.kept_until == day("2026-10-01")


def test_progress_says_what_is_missing_to_keep_the_tier():
    progress = tier_progress(
        ladders=[ladder()],
        changes=[earned("2026-03-01", 600), earned("2027-02-01", 150)],
        zone=UTC_ZONE,
        at=day("2027-03-01"),
    )

    assert (progress.slug, progress.metric, progress.missing_to_keep) == ("silver", 150, 350)


@pytest.mark.parametrize(
    "wrong",
    [
        {"window": TierWindow.ROLLING_DAYS},
        {"window": TierWindow.ROLLING_DAYS, "window_length": 0},
        {"window_length": 30},
        {"metric": TierMetric.SPEND},
        {"currency": "EUR"},
        {"grace_days": -1},
    ],
)
def test_policies_that_contradict_themselves_are_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        TierConfig(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        (TIERS[1], TIERS[0]),
        (TIERS[0], TierRule(slug="bronze", threshold=5)),
        (TIERS[0], TierRule(slug="tin", threshold=0)),
    ],
)
def test_tiers_that_contradict_each_other_are_refused(wrong):
    with pytest.raises(ValueError, match="every tier"):
        ladder(*wrong)


def test_a_tier_without_name_or_sense_is_refused():
    for wrong in ({"slug": ""}, {"threshold": -1}, {"earn_percent": 10_001}):
        with pytest.raises(ValueError, match="a tier"):
            TierRule(**{"slug": "tin", "threshold": 1} | wrong)


# ---- properties

WARSAW = ZoneInfo("Europe/Warsaw")
instants = st.datetimes(datetime(2019, 1, 1), datetime(2024, 12, 31)).map(
    lambda naive: naive.replace(tzinfo=UTC, microsecond=0)
)
configs = st.builds(
    lambda window, length, downgrade, grace, refunds, keeps: TierConfig(
        window=window,
        window_length=length if window.value.startswith("rolling") else None,
        downgrade=downgrade,
        grace_days=grace,
        refunds=refunds,
        keeps_next_year=keeps,
    ),
    st.sampled_from(TierWindow),
    st.integers(1, 14),
    st.sampled_from(TierDowngrade),
    st.sampled_from([0, 30]),
    st.sampled_from(TierRefunds),
    st.booleans(),
)


@st.composite
def histories(draw) -> list[Change]:
    found = []
    for _ in range(draw(st.integers(0, 7))):
        at, points = draw(instants), draw(st.integers(1, 2500))
        found.append(Change(at, at, points))
        for part in draw(st.lists(st.integers(1, 2500), max_size=2)):
            taken = min(part, points)
            points -= taken
            if taken:
                found.append(Change(at, max(at, draw(instants)), -taken))
    return found


@st.composite
def policies(draw) -> list[TierLadder]:
    first = TierLadder(valid_from=OPENED_AT, config=draw(configs), tiers=TIERS)
    if draw(st.booleans()):
        return [first]
    tiers = draw(st.sampled_from([TIERS, TIERS[:2], TIERS[1:], ()]))
    at = draw(instants.filter(lambda at: at > OPENED_AT))
    return [first, TierLadder(valid_from=at, config=draw(configs), tiers=tiers)]


@settings(max_examples=300)
@given(policies(), histories(), st.randoms())
def test_the_order_of_the_facts_does_not_matter(rules, history, chance):
    shuffled = list(history)
    chance.shuffle(shuffled)

    assert tier_stays(ladders=rules, changes=shuffled, zone=WARSAW) == tier_stays(
        ladders=rules, changes=history, zone=WARSAW
    )


@settings(max_examples=1000)
@given(policies(), histories(), st.lists(instants, max_size=5))
def test_the_tier_at_a_moment_does_not_depend_on_when_it_is_worked_out(rules, history, looks):
    # given all that will ever be known
    final = tier_stays(ladders=rules, changes=history, zone=WARSAW)

    for look in looks:
        # when somebody works it out with what is known by then
        known = [change for change in history if change.known_at <= look]
        revised = [one for one in rules if one.valid_from <= look]
        early = tier_stays(ladders=revised, changes=known, zone=WARSAW)

        # then he finds the same past
        assert _past(early, look) == _past(final, look)


def _past(found, look):
    return [(s.slug, s.from_at, s.reason) for s in found if s.from_at <= look]


@settings(max_examples=200)
@given(policies(), histories())
def test_stays_follow_each_other_and_never_repeat_a_tier(rules, history):
    found = tier_stays(ladders=rules, changes=history, zone=WARSAW)

    for earlier, later in pairwise(found):
        assert earlier.until_at is not None
        assert earlier.from_at < earlier.until_at == later.from_at
        assert earlier.slug != later.slug
    assert [stay for stay in found if stay.until_at is None] == list(found[-1:])


@settings(max_examples=500)
@given(histories(), st.sampled_from([0, 30]), instants)
def test_the_calendar_year_by_its_definition(history, grace, at):
    """Straight from the table: the best of the years whose promise has not ended, or Bronze."""
    # given
    rules = [ladder(grace_days=grace)]
    known = [change for change in history if change.known_at <= at]
    totals: dict[int, int] = {}
    for change in known:
        year = change.earned_at.astimezone(WARSAW).year
        totals[year] = totals.get(year, 0) + change.amount
    ranks = [0] + [
        bisect_right([0, 500, 2000], total) - 1
        for year, total in totals.items()
        if at < local_midnight(date(year + 2, 1, 1) + timedelta(days=grace), WARSAW)
    ]
    expected = TIERS[max(ranks)].slug if known and at >= OPENED_AT else None

    # then
    stay = stay_at(tier_stays(ladders=rules, changes=history, zone=WARSAW), at)
    assert (stay.slug if stay else None) == expected


@settings(max_examples=200)
@given(histories(), st.sampled_from([10, 40]), instants)
def test_a_rolling_window_by_its_definition(history, length, at):
    # given
    rules = ladder(window=TierWindow.ROLLING_DAYS, window_length=length)
    today = at.astimezone(WARSAW).date()
    metric = sum(
        change.amount
        for change in history
        if change.known_at <= at
        and 0 <= (today - change.earned_at.astimezone(WARSAW).date()).days < length
    )
    is_known = at >= OPENED_AT and any(change.known_at <= at for change in history)

    # then
    assert tier_metric(ladder=rules, changes=history, zone=WARSAW, at=at) == metric
    stay = stay_at(tier_stays(ladders=[rules], changes=history, zone=WARSAW), at)
    expected = TIERS[bisect_right([0, 500, 2000], metric) - 1].slug if is_known else None
    assert (stay.slug if stay else None) == expected


def test_money_of_another_currency_and_points_do_not_count_as_spending():
    # given
    rules = ladder(metric=TierMetric.SPEND, currency="EUR")
    at = day("2026-03-01")
    changes = [Change(at, at, 600), Change(at, at, 700, "USD"), Change(at, at, 500, "EUR")]

    # then
    assert tier_metric(ladder=rules, changes=changes, zone=UTC_ZONE, at=at) == 500
    assert stays(*changes, rules=[rules])[0] == ("silver", "2026-03-01T00:00", "reached")


@given(configs)
def test_policies_survive_their_storage(config):
    stored = tier_config_encoded(config)

    assert tier_config_decoded(stored | {"unknown": "later"}) == config
    assert tier_config_decoded({}) == TierConfig()
