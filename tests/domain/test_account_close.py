"""A shopper leaves a program, and perhaps comes back; orders of before still come out right."""

from dataclasses import replace

import pytest

from saleor_crm_plugin.loyalty.models import LoyaltyAccount, LoyaltyEntry, OrderAward
from saleor_crm_plugin.loyalty.queries import entries_page, ledger_drift, program_rules
from saleor_crm_plugin.loyalty.queries.liability import liability
from saleor_crm_plugin.loyalty.rules.actions import ActionKind
from saleor_crm_plugin.loyalty.rules.program import Rate, Shortfall
from saleor_crm_plugin.loyalty.services import (
    AccountClosed,
    ActionRewardTerms,
    Cart,
    PointsHeld,
    account_close,
    account_reopen,
    accounts_merge,
    action_reward_activate,
    action_reward_create,
    actions_reward,
    caches_rebuild,
    event_reward,
    lots_expire,
    opening_post,
    points_adjust,
    points_reserve,
    reservation_release,
)
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import TimelineEvent
from tests.factories import NOON
from tests.points_shop import (
    AT_ONCE,
    canceled,
    days_later,
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
WHY = {"actor": "staff", "reason": "asked to leave"}


@pytest.fixture(autouse=True)
def ledger_stays_sound():
    """Every test ends with a ledger that contradicts itself nowhere, and equals its rebuild."""
    yield
    at = days_later(9999)
    while lots_expire(at=at, limit_rows=100):
        pass
    assert ledger_drift(at=at) == []
    assert caches_rebuild(at=at, limit_rows=100) == 0


def close(profile, days: float = 10) -> bool:
    return account_close(profile_id=profile.pk, at=days_later(days), **WHY)


def reopen(profile, days: float = 30) -> bool:
    return account_reopen(profile_id=profile.pk, at=days_later(days), **WHY)


def kinds(profile) -> list[tuple[str, int]]:
    page = entries_page(profile_id=profile.pk, limit_rows=100)
    return [(entry.kind.value, entry.points) for entry in reversed(page.entries)]


def test_what_is_left_is_forfeited_by_one_entry_and_the_timeline_says_why() -> None:
    # given 60 of three lots, one of them pending
    open_shop(replace(AT_ONCE, hold_days=20))
    ann = make_member()
    give(ann, 10)
    give(ann, 20)
    tell(sale(ann, 3_000))

    # when
    assert (close(ann), close(ann, 11)) == (True, False)

    # then
    assert held(ann, days_later(40)) == (0, 0, 0)
    assert kinds(ann)[-1] == ("forfeit", -60)
    entry = LoyaltyEntry.objects.get(kind="forfeit")
    assert (entry.actor, entry.reason, entry.allocations.count()) == ("staff", "asked to leave", 3)
    event = TimelineEvent.objects.get(type="account_closed")
    assert event.details == {
        **WHY,
        "program": "points",
        "forfeited": 60,
        "owed": 0,
    }
    rules = program_rules()
    told = liability(rules=rules, from_at=NOON, at=days_later(12))
    assert told.movement.by_kind == {"opening": 30, "earn": 30, "forfeit": -60}
    assert (told.movement.closing, told.outstanding) == (0, 0)


def refusals():
    return {
        "spend": lambda ann: spend(ann, 1, at=days_later(11)),
        "adjust": lambda ann: points_adjust(
            profile_id=ann.pk, points=5, cause="x", at=days_later(11), **WHY
        ),
        "import": lambda ann: opening_post(
            profile_id=ann.pk, points=5, cause="x", actor="staff", at=days_later(11)
        ),
        "hold": lambda ann: points_reserve(
            profile_id=ann.pk,
            points=5,
            cart=Cart(checkout="c", total_minor=100, currency="EUR", channel="x"),
            at=days_later(11),
        ),
        "event": lambda ann: event_reward(
            profile_id=ann.pk, slug="review", reference="1", actor="app", at=days_later(11)
        ),
    }


@pytest.mark.parametrize("_case", refusals())
def test_a_closed_account_takes_and_gives_nothing(_case) -> None:
    open_shop()
    ann = make_member()
    give(ann, 10)
    made = action_reward_create(
        slug="review",
        kind=ActionKind.EVENT,
        terms=ActionRewardTerms(name="A review", points=5),
        at=NOON,
    )
    action_reward_activate(reward_id=made.reward_id, at=NOON)
    close(ann)

    with pytest.raises(AccountClosed):
        refusals()[_case](ann)

    assert kinds(ann) == [("opening", 10), ("forfeit", -10)]


def test_rewards_that_are_found_pass_over_who_left() -> None:
    open_shop()
    ann, bob = make_member(registered_at=days_later(20)), make_member(registered_at=days_later(20))
    made = action_reward_create(
        slug="welcome",
        kind=ActionKind.REGISTRATION,
        terms=ActionRewardTerms(name="Welcome", points=5),
        at=NOON,
    )
    action_reward_activate(reward_id=made.reward_id, at=NOON)
    close(ann)
    assert actions_reward(at=days_later(21), limit_rows=1) == 1
    assert actions_reward(at=days_later(21), limit_rows=1) == 0
    assert (held(ann, days_later(21)), held(bob, days_later(21))) == ((0, 0, 0), (5, 0, 0))


def test_a_cart_that_holds_points_keeps_the_account_open() -> None:
    open_shop()
    ann = make_member()
    give(ann, 100)
    cart = Cart(checkout="c", total_minor=9_900, currency="EUR", channel="x")
    hold = points_reserve(profile_id=ann.pk, points=40, cart=cart, at=days_later(10))

    with pytest.raises(PointsHeld) as refusal:
        close(ann)

    assert refusal.value.points == 40
    assert LoyaltyAccount.objects.get().status == "active"
    assert kinds(ann) == [("opening", 100)]
    reservation_release(reservation_id=hold.reservation_id, at=days_later(10))
    assert close(ann) is True


@pytest.mark.parametrize(
    ("shortfall", "owed"), [(Shortfall.DEBT, (0, 0, 40)), (Shortfall.CLAMP, (0, 0, 0))]
)
def test_refunds_of_a_closed_account_forgive_what_was_forfeited_and_claim_what_was_spent(
    shortfall, owed
) -> None:
    # given 100 earned, 40 of them spent on another order, 60 forfeited
    open_shop(replace(AT_ONCE, shortfall=shortfall))
    ann = make_member()
    earned = sale(ann, 10_000)
    tell(earned)
    spend(ann, 40)
    close(ann)

    # when
    for percent in (30, 100):
        tell(
            replace(refunded(earned, 100 * percent), refunded_minor=100 * percent),
            at=days_later(20),
        )
        tell(
            replace(refunded(earned, 100 * percent), refunded_minor=100 * percent),
            at=days_later(21),
        )

    # then
    assert held(ann, days_later(22)) == owed
    assert OrderAward.objects.get().clawed_points == 100


def test_redeemed_points_that_come_back_are_forfeited_at_once_even_after_a_cancel() -> None:
    open_shop(replace(AT_ONCE, cancel_grace_days=30))
    ann = make_member()
    give(ann, 100)
    bought = sale(ann, 5_000, points_paid_minor=80)
    spend(ann, 80, order=bought)
    close(ann)

    tell(canceled(bought), at=days_later(11))
    tell(canceled(bought), at=days_later(12))

    assert held(ann, days_later(12)) == (0, 0, 0)
    assert kinds(ann) == [
        ("opening", 100),
        ("redeem", -80),
        ("forfeit", -20),
        ("redeem_return", 80),
        ("forfeit", -80),
    ]


def test_orders_earn_again_from_the_reopening_on() -> None:
    # given an order of before that was never told, one while closed, one after
    open_shop()
    ann = make_member()
    first = sale(ann, 10_000)
    tell(first)
    untold = sale(ann, 20_000, at=days_later(5))
    close(ann)
    meanwhile = sale(ann, 40_000, at=days_later(15))
    tell(meanwhile, at=days_later(15))
    assert held(ann, days_later(15)) == (0, 0, 0)

    # when
    assert (reopen(ann), reopen(ann)) == (True, False)
    after = sale(ann, 80_000, at=days_later(30))
    tell(first, untold, meanwhile, after, at=days_later(31))

    # then
    assert held(ann, days_later(31)) == (800, 0, 0)
    assert kinds(ann) == [("earn", 100), ("forfeit", -100), ("earn", 800)]
    assert [one.order_id for one in OrderAward.objects.order_by("pk")] == [
        first.order_id,
        after.order_id,
    ]
    words = TimelineEvent.objects.filter(type__startswith="account_").order_by("pk")
    assert [one.type for one in words] == ["account_closed", "account_reopened"]


def test_what_is_owed_stays_owed_through_closing_and_reopening() -> None:
    open_shop()
    ann = make_member()
    order = sale(ann, 10_000)
    tell(order)
    spend(ann, 100)
    tell(refunded(order, 10_000), at=days_later(1))
    close(ann)
    assert held(ann, days_later(11)) == (0, 0, 100)
    reopen(ann)
    tell(sale(ann, 13_000, at=days_later(31)), at=days_later(31))
    assert held(ann, days_later(31)) == (30, 0, 0)
    assert close(ann, 40) is True
    assert kinds(ann)[-1] == ("forfeit", -30)


def test_points_of_before_do_not_come_back_to_a_reopened_account() -> None:
    open_shop(replace(AT_ONCE, return_grace_days=0))
    ann = make_member()
    give(ann, 80)
    bought = sale(ann, 5_000)
    spend(ann, 80, order=bought)
    close(ann)
    reopen(ann)
    tell(refunded(bought, 5_000), at=days_later(31))
    assert held(ann, days_later(31)) == (0, 0, 0)
    assert kinds(ann)[-2:] == [("redeem_return", 80), ("forfeit", -80)]


@pytest.mark.parametrize("is_survivor_closed", [True, False])
def test_merging_with_an_open_account_opens_and_loses_nothing(is_survivor_closed) -> None:
    # given
    open_shop()
    gone, stays = make_member(), make_member()
    give(gone, 10)
    tell(sale(stays, 5_000))
    close(gone)
    survivor, absorbed = (gone, stays) if is_survivor_closed else (stays, gone)

    # when
    Order.objects.filter(profile=absorbed).update(profile=survivor)
    accounts_merge(survivor_id=survivor.pk, absorbed_id=absorbed.pk, at=days_later(20))

    # then
    assert held(survivor, days_later(20)) == (50, 0, 0)
    assert LoyaltyAccount.objects.get(profile=survivor).status == "active"
    spend(survivor, 50, at=days_later(21))


def test_a_shopper_without_points_can_leave_too() -> None:
    open_shop(AT_ONCE, Rate())
    ann = make_member()
    assert close(ann) is True
    tell(sale(ann, 5_000, at=days_later(11)), at=days_later(11))
    assert LoyaltyEntry.objects.exists() is False
