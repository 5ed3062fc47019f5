"""Points of idle shoppers through the services: what renews them, what foretells it, and that every report ties."""

from dataclasses import replace

import pytest

from saleor_crm_plugin.loyalty.models import LoyaltyAccount, LoyaltyEntry, PointLot
from saleor_crm_plugin.loyalty.queries import (
    entries_page,
    ledger_drift,
    points_expiring,
    points_summary,
    program_rules,
)
from saleor_crm_plugin.loyalty.queries.ledgers import points_summary_at
from saleor_crm_plugin.loyalty.queries.liability import liability
from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.services import (
    accounts_merge,
    lots_expire,
    points_adjust,
    points_warn,
    program_pause,
    program_revise,
)
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import TimelineEvent
from tests.points_shop import (
    AT_ONCE,
    day,
    give,
    held,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db
IDLE = replace(AT_ONCE, inactivity_months=6)


@pytest.fixture(autouse=True)
def ledger_stays_sound():
    """Every test ends with a ledger that contradicts itself nowhere, at a time when everything lapsed."""
    yield
    at = day("2040-01-01")
    while lots_expire(at=at, limit_rows=100):
        pass
    assert ledger_drift(at=at) == []


def buy(profile, on: str, price_minor: int = 10_000, **values):
    order = sale(profile, price_minor, at=day(on), **values)
    tell(order, at=day(on))
    return order


def kinds(profile) -> list[tuple]:
    page = entries_page(profile_id=profile.pk, limit_rows=100)
    return [
        (one.kind.value, one.points, one.effective_at.date().isoformat())
        for one in reversed(page.entries)
    ]


def expire(on: str) -> None:
    while lots_expire(at=day(on), limit_rows=1):
        pass


def test_case_49_nothing_lapses_earlier_than_a_period_after_the_policy_began() -> None:
    # given points of years ago, and one who buys often
    open_shop()
    idle, loyal = make_member(), make_member()
    buy(idle, "2021-01-01")
    buy(loyal, "2021-01-01")

    # when
    program_revise(config=IDLE, rates=[Rate()], at=day("2026-01-10"))
    buy(loyal, "2026-05-01")

    # then
    assert held(idle, day("2026-07-10")) == (100, 0, 0)
    assert held(idle, day("2026-07-11")) == (0, 0, 0)
    assert held(loyal, day("2026-11-01")) == (200, 0, 0)
    assert held(loyal, day("2026-11-02")) == (0, 0, 0)
    assert LoyaltyEntry.objects.filter(kind="forfeit").exists() is False
    expire("2027-01-01")
    assert kinds(idle) == [("earn", 100, "2021-01-01"), ("forfeit", -100, "2026-07-11")]
    assert kinds(loyal)[2:] == [("forfeit", -100, "2026-11-02")] * 2


def test_purchases_and_redemptions_renew_and_gifts_and_corrections_do_not() -> None:
    # given
    open_shop(IDLE)
    ann = make_member()
    buy(ann, "2026-01-01")
    spend(ann, 10, at=day("2026-02-01"))

    # when the shop gives and corrects
    give(ann, 7, at=day("2026-07-01"))
    points_adjust(
        profile_id=ann.pk, points=5, cause="sorry", actor="staff", reason="", at=day("2026-07-01")
    )

    # then what she bought lapses of her silence, and what was given half a year after it
    assert held(ann, day("2026-08-01")) == (102, 0, 0)
    assert held(ann, day("2026-08-02")) == (12, 0, 0)
    assert held(ann, day("2027-01-02")) == (0, 0, 0)
    expire("2027-01-02")
    assert kinds(ann)[-3:] == [
        ("forfeit", -90, "2026-08-02"),
        ("forfeit", -7, "2027-01-02"),
        ("forfeit", -5, "2027-01-02"),
    ]


@pytest.mark.parametrize("is_job_run", [True, False])
def test_an_order_heard_of_late_does_not_bring_back_what_lapsed(is_job_run) -> None:
    # given an idle shopper, and an order of the day before her points lapsed, told a month after
    open_shop(IDLE)
    ann = make_member()
    buy(ann, "2026-01-01")
    late = sale(ann, 5_000, at=day("2026-07-01"))
    if is_job_run:
        expire("2026-07-20")

    # when
    tell(late, at=day("2026-08-01"))

    # then
    assert held(ann, day("2026-08-01")) == (50, 0, 0)
    assert sorted(kinds(ann)) == [
        ("earn", 50, "2026-07-01"),
        ("earn", 100, "2026-01-01"),
        ("forfeit", -100, "2026-07-02"),
    ]


@pytest.mark.parametrize("is_job_run", [True, False])
def test_an_order_of_long_ago_that_is_heard_of_now_lapses_with_its_time(is_job_run) -> None:
    open_shop(IDLE)
    ann = make_member()
    tell(sale(ann, 5_000, at=day("2026-01-01")), at=day("2026-09-01"))
    if is_job_run:
        expire("2026-09-01")
    assert held(ann, day("2026-09-01")) == (0, 0, 0)


@pytest.mark.parametrize("is_job_run", [True, False])
def test_a_policy_that_was_in_force_took_what_it_took(is_job_run) -> None:
    # given
    open_shop(IDLE)
    ann = make_member()
    buy(ann, "2026-01-01")
    if is_job_run:
        expire("2026-07-03")

    # when the policy ends after the points lapsed
    program_revise(config=AT_ONCE, rates=[Rate()], at=day("2026-08-01"))
    buy(ann, "2026-08-02", 1_000)

    # then
    assert held(ann, day("2030-01-01")) == (10, 0, 0)
    assert max(kinds(ann)) == ("forfeit", -100, "2026-07-02")


def test_a_pause_goes_on_with_the_policy() -> None:
    open_shop(IDLE)
    ann = make_member()
    buy(ann, "2026-01-01")
    program_pause(at=day("2026-03-01"))
    assert held(ann, day("2026-07-02")) == (0, 0, 0)


def test_warnings_foretell_it_and_the_timeline_says_when_it_happened() -> None:
    # given
    open_shop(IDLE)
    ann, bob = make_member(), make_member()
    buy(ann, "2026-01-01")
    buy(bob, "2026-03-01")
    at = day("2026-06-10")

    # when
    found = points_expiring(profile_ids=[ann.pk, bob.pk], within_days=30, at=at)
    last = 0
    while last is not None:
        last = points_warn(within_days=30, after_account_id=last, limit_rows=1, at=at)

    # then
    assert [(one.points, one.expires_at) for one in found[ann.pk]] == [(100, day("2026-07-02"))]
    assert found[bob.pk] == ()
    warned = TimelineEvent.objects.get(type="points_expiring")
    assert (warned.profile_id, warned.details["points"]) == (ann.pk, 100)
    summary = points_summary(profile_id=ann.pk, at=at)
    assert [(one.points, one.expires_at) for one in summary.expiring] == [(100, day("2026-07-02"))]
    expire("2026-07-02")
    event = TimelineEvent.objects.get(type="points_expired")
    assert (event.profile_id, event.occurred_at) == (ann.pk, day("2026-07-02"))


def test_liability_ties_before_and_after_it_is_written_down() -> None:
    # given one who lapses in July, one who is active, one whose points lapse of age in June
    open_shop(IDLE)
    idle, loyal, aged = make_member(), make_member(), make_member()
    buy(idle, "2026-01-01")
    buy(loyal, "2026-01-01")
    buy(loyal, "2026-06-01", 5_000)
    give(aged, 30, at=day("2026-02-01"), expires_at=day("2026-06-01"))

    def told():
        rules = program_rules()
        return [
            liability(rules=rules, from_at=day(since), at=day(until))
            for since, until in [
                ("2026-01-01", "2026-06-15"),
                ("2026-06-15", "2026-08-01"),
                ("2026-08-01", "2026-12-01"),
                ("2026-12-01", "2027-01-01"),
            ]
        ]

    # when
    before = told()
    expire("2027-01-01")

    # then
    assert told() == before
    assert [one.movement.by_kind for one in before] == [
        {"earn": 250, "opening": 30, "expire": -30},
        {"forfeit": -100},
        {},
        {"forfeit": -150},
    ]
    for one in before:
        moved = sum(one.movement.by_kind.values())
        assert one.movement.opening + moved == one.movement.closing == one.outstanding - one.debt
    assert [one.outstanding for one in before] == [250, 150, 150, 0]
    # lots without a date of their own are no experience
    assert before[-1].redemption.lapsed == 30


def test_the_past_is_told_as_it_was() -> None:
    open_shop(IDLE)
    ann = make_member()
    buy(ann, "2026-01-01")
    expire("2026-08-01")
    buy(ann, "2026-09-01")
    then = {
        on: points_summary_at(profile_id=ann.pk, at=day(on)).available
        for on in ("2026-07-01", "2026-07-02", "2026-09-01", "2027-03-02")
    }
    assert then == {"2026-07-01": 100, "2026-07-02": 0, "2026-09-01": 100, "2027-03-02": 0}


def test_who_is_active_renews_what_a_merge_brings() -> None:
    # given
    open_shop(IDLE)
    ann, other = make_member(), make_member()
    buy(ann, "2026-05-01")
    buy(other, "2026-01-01", 3_000)

    # when
    Order.objects.filter(profile=other).update(profile=ann)
    accounts_merge(survivor_id=ann.pk, absorbed_id=other.pk, at=day("2026-06-01"))

    # then
    assert held(ann, day("2026-11-01")) == (130, 0, 0)
    assert held(ann, day("2026-11-02")) == (0, 0, 0)


def test_points_that_lapsed_of_silence_answer_for_a_refund_like_any_that_lapsed() -> None:
    open_shop(IDLE)
    ann = make_member()
    first = buy(ann, "2026-01-01")
    spend(ann, 40, at=day("2026-01-02"))
    expire("2026-08-01")
    tell(refunded(first, 10_000), at=day("2026-08-02"))
    assert held(ann, day("2026-08-02")) == (0, 0, 40)
    lot = PointLot.objects.get()
    assert (lot.expired_points, lot.absorbed_points, lot.forfeited_at) == (
        60,
        60,
        day("2026-07-03"),
    )
    assert LoyaltyAccount.objects.get().active_at == day("2026-01-02")
