"""Carts hold points for half an hour: reserving, changing, releasing, spending, and what time does to it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from saleor_crm_plugin.errors import Conflict
from saleor_crm_plugin.loyalty.models import LoyaltyAccount, LoyaltyEntry, Redemption, Reservation
from saleor_crm_plugin.loyalty.queries import ledger_drift, points_quote, points_summary
from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints
from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.rules.reservations import ReservationCarrier, ReservationState
from saleor_crm_plugin.loyalty.services import (
    AccountFrozen,
    Cart,
    GuestsNeverSpend,
    NothingToRedeem,
    account_freeze,
    accounts_merge,
    lots_expire,
    points_reserve,
    program_revise,
    reservation_commit,
    reservation_release,
    reservations_converge,
)
from tests.factories import NOON, make_profile
from tests.points_shop import (
    AT_ONCE,
    canceled,
    give,
    held,
    line,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db


def minutes(count: float):
    return NOON + timedelta(minutes=count)


def cart(checkout: str = "1", total_minor: int = 10_000, **values) -> Cart:
    return Cart(
        **{
            "checkout": f"shop:checkout:{checkout}",
            "total_minor": total_minor,
            "currency": "EUR",
            "channel": "default-channel",
        }
        | values
    )


def reserve(profile, points: int, *, at=NOON, checkout: str = "1", **values):
    return points_reserve(
        profile_id=profile.pk, points=points, cart=cart(checkout, **values), at=at
    )


def commit(reservation, *, at, order: str = "shop:order:1"):
    return reservation_commit(
        reservation_id=reservation.reservation_id, order_reference=order, actor="test", at=at
    )


def release(reservation, *, at):
    return reservation_release(reservation_id=reservation.reservation_id, at=at)


def all_of(profile, at=NOON) -> tuple[int, int, int]:
    """What the profile has: available, reserved, debt."""
    summary = points_summary(profile_id=profile.pk, at=at)
    return summary.available, summary.reserved, summary.debt


def kinds() -> list[tuple]:
    return list(LoyaltyEntry.objects.order_by("pk").values_list("kind", "points", "effective_at"))[
        1:
    ]


def test_24_held_points_outlive_their_lot_and_others_cannot_have_them():
    # given: a lot of 100 that lapses at 00:10, and 80 of it held at 00:00
    open_shop()
    ann = make_member()
    give(ann, 100, expires_at=minutes(10))
    hold = reserve(ann, 80)

    # when: a second cart wants 30
    with pytest.raises(NotEnoughPoints) as refusal:
        reserve(ann, 30, checkout="2", at=minutes(1))

    # then
    assert (refusal.value.asked, refusal.value.balance) == (30, 20)
    assert all_of(ann, minutes(9)) == (20, 80, 0)
    assert all_of(ann, minutes(11)) == (0, 80, 0)
    lots_expire(at=minutes(11), limit_rows=10)
    assert kinds() == [("expire", -20, minutes(10))]
    assert all_of(ann, minutes(11)) == (0, 80, 0)

    # and when: the order comes at 00:12
    commit(hold, at=minutes(12))

    # then
    assert kinds()[1:] == [("redeem", -80, minutes(12))]
    assert all_of(ann, minutes(12)) == (0, 0, 0)
    assert LoyaltyAccount.objects.get().balance_points == 0
    assert ledger_drift(at=minutes(12)) == []


@pytest.mark.parametrize("job_at", [None, 11, 29], ids=str)
def test_24_held_points_whose_lot_lapsed_lapse_when_nobody_takes_them(job_at):
    # given
    open_shop()
    ann = make_member()
    give(ann, 100, expires_at=minutes(10))
    reserve(ann, 80)
    if job_at is not None:
        lots_expire(at=minutes(job_at), limit_rows=10)

    # then: at 00:30 the time of the hold is over, whether or not any job ran
    assert all_of(ann, minutes(29)) == (0, 80, 0)
    assert all_of(ann, minutes(30)) == (0, 0, 0)
    lots_expire(at=minutes(40), limit_rows=10)
    assert kinds() == [("expire", -20, minutes(10)), ("expire", -80, minutes(30))]
    row = Reservation.objects.get()
    assert (row.state, row.ended_at) == ("expired", minutes(30))
    assert lots_expire(at=minutes(40), limit_rows=10) == 0
    assert ledger_drift(at=minutes(40)) == []


def test_24_released_points_whose_lot_lapsed_lapse_at_the_release():
    open_shop()
    ann = make_member()
    give(ann, 100, expires_at=minutes(10))
    hold = reserve(ann, 80)

    release(hold, at=minutes(20))

    assert kinds() == [("expire", -20, minutes(10)), ("expire", -80, minutes(20))]
    assert release(hold, at=minutes(21)).ended_at == minutes(20)
    assert all_of(ann, minutes(21)) == (0, 0, 0)


def test_25_the_refund_of_the_earning_order_while_its_points_are_held():
    # given
    open_shop()
    ann = make_member()
    order = sale(ann, 10_000)
    tell(order)
    hold = reserve(ann, 100)

    # when
    tell(refunded(order, 10_000), at=minutes(5))

    # then
    assert all_of(ann, minutes(5)) == (0, 100, 100)
    release(hold, at=minutes(6))
    assert all_of(ann, minutes(6)) == (0, 0, 0)
    assert ledger_drift(at=minutes(6)) == []


def test_39_an_order_canceled_before_its_payment_leaves_no_entry():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    reserve(ann, 500)
    order = replace(canceled(sale(ann, 10_000)), checkout_reference="shop:checkout:1")

    # when
    for _ in range(2):
        reservations_converge(orders=[order], at=minutes(5))

    # then
    assert kinds() == []
    assert Reservation.objects.get().state == "released"
    assert all_of(ann, minutes(5)) == (500, 0, 0)


def test_an_order_takes_what_its_cart_holds_once():
    # given
    open_shop()
    ann = make_member()
    give(ann, 600)
    reserve(ann, 500)
    order = replace(sale(ann, 9_500), checkout_reference="shop:checkout:1")

    # when
    for _ in range(2):
        told = reservations_converge(orders=[order], at=minutes(5))
        tell(*told, at=minutes(5))

    # then
    assert [kind[:2] for kind in kinds()] == [("redeem", -500), ("earn", 95)]
    assert Redemption.objects.get().order_reference == order.reference
    tell(canceled(order), at=minutes(6))
    assert all_of(ann, minutes(6)) == (600, 0, 0)


def test_55_what_was_paid_in_points_earns_nothing():
    # given: 50.00 of goods, 10.00 of them paid in points
    open_shop()
    ann = make_member()
    give(ann, 1000)
    reserve(ann, 1000, total_minor=5_000, carrier=ReservationCarrier.PAYMENT)
    order = replace(sale(ann, 5_000), checkout_reference="shop:checkout:1")

    # when
    for _ in range(2):
        told = reservations_converge(orders=[order], at=minutes(5))
        tell(*told, at=minutes(5))

    # then
    assert told[0].points_paid_minor == 1_000
    assert [kind[:2] for kind in kinds()] == [("redeem", -1000), ("earn", 40)]


@pytest.mark.parametrize(
    ("rate", "earned"),
    [
        (Rate(), 30),
        (Rate(basis_has_discounts=True), 40),
        (Rate(basis_has_points_paid=True), 40),
        (Rate(basis_has_discounts=True, basis_has_points_paid=True), 50),
    ],
)
def test_55_points_that_were_a_discount_are_told_apart_from_the_shops_discounts(rate, earned):
    # given: goods of 50.00, 10.00 off by the shop and 10.00 off by points
    open_shop(AT_ONCE, rate)
    ann = make_member()
    give(ann, 1000)
    reserve(ann, 1000, total_minor=4_000, carrier=ReservationCarrier.DISCOUNT)
    tea = line("1", 3_000, undiscounted_gross_minor=5_000, undiscounted_net_minor=5_000)
    order = replace(sale(ann, tea), checkout_reference="shop:checkout:1")

    # when
    for _ in range(2):
        told = reservations_converge(orders=[order], at=minutes(5))
        tell(*told, at=minutes(5))

    # then
    assert (told[0].points_paid_minor, told[0].points_discount_minor) == (0, 1_000)
    assert [kind[:2] for kind in kinds()] == [("redeem", -1000), ("earn", earned)]


def test_a_cart_of_somebody_else_is_not_taken():
    open_shop()
    ann, bob = make_member(), make_member()
    give(ann, 500)
    reserve(ann, 500)
    order = replace(sale(bob, 9_500), checkout_reference="shop:checkout:1")

    reservations_converge(orders=[order], at=minutes(5))

    assert all_of(ann, minutes(5)) == (0, 500, 0)


def test_a_draft_takes_nothing_yet():
    open_shop()
    ann = make_member()
    give(ann, 500)
    reserve(ann, 500)
    order = replace(sale(ann, 9_500), checkout_reference="shop:checkout:1", exclusion="draft")

    reservations_converge(orders=[order], at=minutes(5))

    assert all_of(ann, minutes(5)) == (0, 500, 0)


def test_a_late_order_takes_points_that_are_still_there():
    open_shop()
    ann = make_member()
    give(ann, 500)
    hold = reserve(ann, 500)

    assert commit(hold, at=minutes(45)).state is ReservationState.COMMITTED

    assert all_of(ann, minutes(45)) == (0, 0, 0)
    assert ledger_drift(at=minutes(45)) == []


def test_a_late_order_whose_points_are_gone_takes_none_and_staff_see_it():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    hold = reserve(ann, 500)
    spend(ann, 1, at=minutes(31))
    order = replace(sale(ann, 9_500), checkout_reference="shop:checkout:1")

    # when
    with pytest.raises(NotEnoughPoints) as refusal:
        commit(hold, at=minutes(32))
    for _ in range(2):
        told = reservations_converge(orders=[order], at=minutes(33))

    # then
    assert (refusal.value.asked, refusal.value.balance) == (500, 499)
    row = Reservation.objects.get()
    assert (row.state, row.order_reference) == ("expired", order.reference)
    assert told[0].points_paid_minor == 0
    assert all_of(ann, minutes(33)) == (499, 0, 0)


def test_committing_twice_spends_once_and_never_for_two_orders():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    hold = reserve(ann, 200)

    # when
    commit(hold, at=minutes(1))
    commit(hold, at=minutes(2))

    # then
    with pytest.raises(Conflict):
        commit(hold, at=minutes(3), order="shop:order:2")
    with pytest.raises(Conflict):
        release(hold, at=minutes(3))
    assert all_of(ann, minutes(3)) == (300, 0, 0)
    assert Redemption.objects.count() == 1


def test_released_points_cannot_be_committed():
    open_shop()
    ann = make_member()
    give(ann, 500)
    hold = reserve(ann, 200)
    release(hold, at=minutes(1))

    with pytest.raises(Conflict):
        commit(hold, at=minutes(2))

    assert all_of(ann, minutes(2)) == (500, 0, 0)


def test_29h_recalculating_a_cart_does_not_compound():
    open_shop()
    ann = make_member()
    give(ann, 5_000)

    holds = [reserve(ann, 2_000, at=minutes(minute)) for minute in range(3)]

    assert [hold.points for hold in holds] == [2_000] * 3
    assert len({hold.reservation_id for hold in holds}) == 1
    assert holds[-1].held_until == minutes(32)
    assert all_of(ann, minutes(3)) == (3_000, 2_000, 0)
    quote = points_quote(
        profile_id=ann.pk,
        asked=None,
        order_minor=10_000,
        channel="default-channel",
        currency="EUR",
        at=minutes(3),
        checkout="shop:checkout:1",
    )
    assert (quote.points, quote.amount_minor) == (2_000, 2_000)


def test_29i_a_cart_that_grows_later_honors_the_original_request():
    # given
    open_shop()
    ann = make_member()
    give(ann, 6_000)

    # when
    amounts = [
        reserve(ann, 5_000, total_minor=total, at=minutes(number)).points
        for number, total in enumerate([2_500, 10_000, 3_000])
    ]

    # then
    assert amounts == [2_500, 5_000, 3_000]
    assert all_of(ann, minutes(3)) == (3_000, 3_000, 0)
    assert ledger_drift(at=minutes(3)) == []


def test_29j_nothing_is_debited_before_the_order_exists():
    open_shop()
    ann = make_member()
    give(ann, 500)

    reserve(ann, 500)

    assert kinds() == []
    assert LoyaltyAccount.objects.get().balance_points == 500
    assert Redemption.objects.exists() is False


def test_29k_a_new_rate_between_cart_and_order_changes_nothing_for_the_cart():
    # given
    open_shop()
    ann = make_member()
    give(ann, 1_000)
    reserve(ann, 500)

    # when: points are worth half from now on
    program_revise(config=AT_ONCE, rates=[Rate(redeem_minor=50)], at=minutes(1))
    same = reserve(ann, 500, at=minutes(2))
    other = reserve(ann, 500, at=minutes(2), checkout="2")
    quote = points_quote(
        profile_id=ann.pk,
        asked=500,
        order_minor=10_000,
        channel="default-channel",
        currency="EUR",
        at=minutes(3),
        checkout="shop:checkout:1",
    )

    # then
    assert (same.amount_minor, other.amount_minor, quote.amount_minor) == (500, 250, 500)
    commit(same, at=minutes(4))
    assert Redemption.objects.get().amount_minor == 500


def test_29d_below_the_minimum_nothing_is_held():
    open_shop(AT_ONCE, Rate(redeem_points_min=500))
    ann = make_member()
    give(ann, 5_000)

    with pytest.raises(NothingToRedeem):
        reserve(ann, 400)

    assert Reservation.objects.exists() is False
    assert all_of(ann) == (5_000, 0, 0)


def test_no_rate_for_the_currency_holds_nothing():
    open_shop(AT_ONCE, Rate(currency="EUR"))
    ann = make_member()
    give(ann, 5_000)

    with pytest.raises(NothingToRedeem):
        reserve(ann, 400, currency="PLN")

    assert Reservation.objects.exists() is False


def test_53_a_guest_with_a_members_address_holds_nothing_and_learns_nothing():
    # given
    open_shop()
    ann = make_member(email="ann@example.com")
    give(ann, 5_000)
    guest = make_profile(email="ann@example.com")

    # when
    with pytest.raises(GuestsNeverSpend) as refusal:
        reserve(guest, 100)
    quote = points_quote(
        profile_id=guest.pk,
        asked=100,
        order_minor=10_000,
        channel="default-channel",
        currency="EUR",
        at=NOON,
    )

    # then
    assert (quote.points, quote.amount_minor) == (0, 0)
    assert str(refusal.value) == "points can be spent after registering"
    assert (Reservation.objects.count(), LoyaltyAccount.objects.count()) == (0, 1)
    assert all_of(ann) == (5_000, 0, 0)


def test_37_a_frozen_account_holds_nothing_and_an_order_still_takes_what_was_held():
    open_shop()
    ann = make_member()
    give(ann, 500)
    hold = reserve(ann, 200)
    account_freeze(profile_id=ann.pk, actor="test", reason="fraud", at=NOON)

    with pytest.raises(AccountFrozen):
        reserve(ann, 100, checkout="2")
    commit(hold, at=minutes(1))

    assert all_of(ann, minutes(1)) == (300, 0, 0)


def test_holding_again_and_again_is_no_way_around_the_expiry():
    # given
    open_shop()
    ann = make_member()
    give(ann, 100, expires_at=minutes(40))
    reserve(ann, 80)

    # when: held again while the points live, and after they lapsed
    first = reserve(ann, 80, at=minutes(25))
    second = reserve(ann, 80, at=minutes(50))

    # then
    assert (first.held_until, second.held_until) == (minutes(55), minutes(55))
    assert all_of(ann, minutes(54)) == (0, 80, 0)
    assert all_of(ann, minutes(55)) == (0, 0, 0)


def test_a_hold_whose_time_was_over_begins_anew():
    open_shop()
    ann = make_member()
    give(ann, 100)
    first = reserve(ann, 80)

    second = reserve(ann, 90, at=minutes(31))

    assert first.reservation_id != second.reservation_id
    assert list(Reservation.objects.order_by("pk").values_list("state", flat=True)) == [
        "expired",
        "held",
    ]
    assert all_of(ann, minutes(31)) == (10, 90, 0)
    assert ledger_drift(at=minutes(31)) == []


def test_a_refused_change_leaves_the_cart_what_it_held():
    open_shop()
    ann = make_member()
    give(ann, 100)
    reserve(ann, 80)

    with pytest.raises(NotEnoughPoints) as refusal:
        reserve(ann, 101, at=minutes(1))

    assert (refusal.value.asked, refusal.value.balance) == (101, 100)
    assert Reservation.objects.get().asked_points == 80
    assert all_of(ann, minutes(1)) == (20, 80, 0)


def test_carts_keep_what_they_hold_through_a_merge():
    # given: both have a hold of their own, and one of the same cart
    open_shop()
    ann, anna = make_member(), make_member()
    give(ann, 100)
    give(anna, 200)
    reserve(ann, 60)
    mine = reserve(anna, 50, checkout="2")
    reserve(anna, 100)

    # when
    accounts_merge(survivor_id=ann.pk, absorbed_id=anna.pk, at=minutes(1))

    # then
    assert all_of(ann, minutes(1)) == (190, 110, 0)
    commit(mine, at=minutes(2))
    assert all_of(ann, minutes(2)) == (190, 60, 0)
    assert ledger_drift(at=minutes(2)) == []
    assert held(ann, minutes(31)) == (250, 0, 0)
