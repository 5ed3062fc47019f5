"""Points become coupons: issued, carried, used, lapsed, taken back; cases C1 to C5 of the loyalty domain."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from saleor_crm_plugin.errors import Conflict, Invalid, NotFound
from saleor_crm_plugin.loyalty.models import IssuedCoupon, LoyaltyEntry, Reward
from saleor_crm_plugin.loyalty.queries import ledger_drift
from saleor_crm_plugin.loyalty.queries.carriers import CarrierRefused, LocalCarrier
from saleor_crm_plugin.loyalty.queries.coupons import coupon_quote
from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate
from saleor_crm_plugin.loyalty.rules.rewards import CouponState, RewardKind, RewardValue
from saleor_crm_plugin.loyalty.services import (
    RewardTerms,
    RewardUnavailable,
    coupon_issue,
    coupon_revoke,
    coupon_use,
    coupons_automatic,
    coupons_carry,
    coupons_converge,
    coupons_expire,
    coupons_remind,
    lots_expire,
    orders_lock,
    reward_activate,
    reward_close,
    reward_create,
    reward_revise,
    reward_take,
)
from saleor_crm_plugin.profiles.models import TimelineEvent
from tests.factories import NOON
from tests.points_shop import (
    AT_ONCE,
    canceled,
    days_later,
    give,
    held,
    line,
    make_member,
    open_shop,
    refunded,
    sale,
    tell,
)

pytestmark = pytest.mark.django_db
LOCAL = LocalCarrier()
FIVE = (RewardValue(currency="EUR", amount_minor=500),)


def make_reward(slug: str = "five-off", *, points: int = 500, is_active: bool = True, **values):
    terms = RewardTerms(
        **{"name": "5.00 off", "kind": RewardKind.FIXED, "points": points, "values": FIVE} | values
    )
    reward = reward_create(slug=slug, terms=terms, at=NOON)
    return reward_activate(reward_id=reward.reward_id, at=NOON) if is_active else reward


def take(profile, reward: str = "five-off", *, cause: str = "click-1", carrier=LOCAL, at=NOON):
    return reward_take(
        profile_id=profile.pk, reward=reward, cause=cause, actor="test", carrier=carrier, at=at
    )


def quote(code: str, profile_id: int | None, order_minor: int = 2000, at=NOON):
    return coupon_quote(
        code=code,
        profile_id=profile_id,
        order_minor=order_minor,
        channel="default-channel",
        currency="EUR",
        at=at,
    )


def used_by(order, *coupons):
    return replace(order, voucher_codes=tuple(coupon.code for coupon in coupons))


def converge(*orders, at=NOON):
    tell(*coupons_converge(orders=orders, at=at), at=at)


class Carrier:
    """A host that notes what it was asked, and fails as often as it is told to."""

    is_in_process = False

    def __init__(self, failures: int = 0, refusal: str = "", is_used: bool = False) -> None:
        self.failures, self.refusal, self.is_used = failures, refusal, is_used
        self.issued: list[str] = []
        self.revoked: list[str] = []

    def issue(self, coupon):
        self._fail()
        self.issued.append(coupon.code)
        return f"host-{coupon.coupon_id}"

    def revoke(self, coupon):
        self._fail()
        if not self.is_used:
            self.revoked.append(coupon.code)
        return not self.is_used

    def _fail(self):
        if self.refusal:
            raise CarrierRefused(self.refusal)
        if self.failures:
            self.failures -= 1
            raise TimeoutError("the host does not answer")


def test_500_points_become_a_voucher_of_5_for_its_owner_only_and_once():  # C1
    # given
    open_shop()
    ann, bob = make_member(), make_member()
    give(ann, 500)
    make_reward()

    # when
    coupon = take(ann)

    # then
    assert (coupon.state, held(ann)) == (CouponState.ACTIVE, (0, 0, 0))
    assert quote(coupon.code, bob.pk).amount_minor == 0
    assert quote(coupon.code, None).amount_minor == 0
    assert quote(coupon.code, ann.pk).amount_minor == 500
    used = coupon_use(code=coupon.code, profile_id=ann.pk, order_reference="shop:order:7", at=NOON)
    again = coupon_use(code=coupon.code, profile_id=ann.pk, order_reference="shop:order:7", at=NOON)
    assert (used.state, again) == (CouponState.USED, used)
    assert quote(coupon.code, ann.pk).amount_minor == 0
    with pytest.raises(Conflict):
        coupon_use(code=coupon.code, profile_id=ann.pk, order_reference="shop:order:8", at=NOON)
    assert IssuedCoupon.objects.get().used_in == "shop:order:7"


def test_a_strangers_code_is_as_unknown_as_one_that_does_not_exist():
    open_shop()
    ann, bob = make_member(), make_member()
    give(ann, 500)
    make_reward()
    coupon = take(ann)

    for code in (coupon.code, "NONE-NONE-NONE"):
        with pytest.raises(NotFound, match="there is no such code for this shopper"):
            coupon_use(code=code, profile_id=bob.pk, order_reference="shop:order:7", at=NOON)

    assert quote(coupon.code, bob.pk) == quote("NONE-NONE-NONE", bob.pk)
    assert IssuedCoupon.objects.get().state == CouponState.ACTIVE


def test_codes_that_were_issued_keep_their_terms():  # C2
    # given
    open_shop()
    ann = make_member()
    give(ann, 1000)
    terms = {"kind": RewardKind.PERCENT, "percent": 10, "values": (RewardValue(currency="EUR"),)}
    reward = make_reward("share", **terms)
    before = take(ann, "share", cause="1")

    # when
    reward_revise(
        reward_id=reward.reward_id,
        terms=RewardTerms(name="15 %", points=500, **(terms | {"percent": 15})),
        at=NOON,
    )
    after = take(ann, "share", cause="2")

    # then
    assert quote(before.code, ann.pk, 1999).amount_minor == 199
    assert quote(after.code, ann.pk, 1999).amount_minor == 299


def test_a_lapsed_code_takes_nothing_off_before_any_sweep():  # C3
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward(valid_days=2)
    coupon = take(ann)
    end = coupon.terms.expires_at

    # then
    assert end == NOON.replace(hour=0) + timedelta(days=2)
    assert quote(coupon.code, ann.pk, at=end - timedelta(seconds=1)).amount_minor == 500
    assert quote(coupon.code, ann.pk, at=end).reason == "expired"
    with pytest.raises(Conflict, match="expired"):
        coupon_use(code=coupon.code, profile_id=ann.pk, order_reference="shop:order:7", at=end)
    assert coupons_expire(at=end, limit_rows=100) == 1
    assert coupons_expire(at=end, limit_rows=100) == 0
    assert (IssuedCoupon.objects.get().state, held(ann, end)) == (CouponState.EXPIRED, (0, 0, 0))


def test_points_of_a_lapsed_code_come_back_where_the_reward_says_so():
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward(valid_days=2, returns_expired=True)
    take(ann)

    coupons_expire(at=days_later(3), limit_rows=100)
    coupons_expire(at=days_later(4), limit_rows=100)

    assert held(ann, days_later(4)) == (500, 0, 0)


def test_an_order_told_after_its_code_lapsed_uses_it_and_takes_the_points_again():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward(valid_days=2, returns_expired=True)
    coupon = take(ann)
    order = used_by(sale(ann, 4000), coupon)
    coupons_expire(at=days_later(3), limit_rows=100)
    assert held(ann, days_later(3)) == (500, 0, 0)

    # when
    converge(order, at=days_later(4))
    converge(order, at=days_later(5))

    # then: 40 earned, the 500 are spent again
    assert held(ann, days_later(5)) == (40, 0, 0)
    assert IssuedCoupon.objects.get().state == CouponState.USED


def test_every_50_points_become_a_coupon_by_themselves():  # C4
    # given
    open_shop(ProgramConfig(hold_days=14, lifetime_months=None))
    ann = make_member()
    make_reward("auto", points=50, is_automatic=True)
    tell(sale(ann, 12000))
    assert coupons_automatic(at=NOON, limit_rows=100) == 0
    assert held(ann) == (0, 120, 0)

    # when the hold is over
    issued = coupons_automatic(at=days_later(14), limit_rows=100)
    again = coupons_automatic(at=days_later(15), limit_rows=100)

    # then
    assert (issued, again) == (2, 0)
    assert held(ann, days_later(15)) == (20, 0, 0)


def test_imported_points_start_no_coupon():  # C4
    open_shop()
    ann = make_member()
    make_reward("auto", points=50, is_automatic=True)
    give(ann, 500)

    assert coupons_automatic(at=NOON, limit_rows=100) == 0
    assert (held(ann), IssuedCoupon.objects.count()) == ((500, 0, 0), 0)


def test_a_coupon_is_reminded_of_once():  # C5
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward(valid_days=30, remind_days=7)
    take(ann)

    # when
    early = coupons_remind(at=days_later(20), limit_rows=100)
    counts = [coupons_remind(at=days_later(25), limit_rows=100) for _ in range(2)]

    # then
    assert (early, counts) == (0, [1, 0])
    assert TimelineEvent.objects.filter(type="coupon_expiring").count() == 1


def test_a_used_coupon_is_not_reminded_of():
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward(valid_days=30, remind_days=7)
    coupon = take(ann)
    coupon_use(code=coupon.code, profile_id=ann.pk, order_reference="shop:order:7", at=NOON)

    assert coupons_remind(at=days_later(25), limit_rows=100) == 0


def test_the_same_click_twice_is_one_coupon():
    # given
    open_shop()
    ann = make_member()
    give(ann, 1000)
    make_reward()

    # when
    first, second = take(ann), take(ann)

    # then
    assert first == second
    assert (held(ann), IssuedCoupon.objects.count()) == ((500, 0, 0), 1)
    assert Reward.objects.get().issued_count == 1


def test_the_same_key_for_another_reward_is_a_conflict():
    open_shop()
    ann = make_member()
    give(ann, 1000)
    make_reward()
    make_reward("other")
    take(ann)

    with pytest.raises(Conflict):
        take(ann, "other")

    assert held(ann) == (500, 0, 0)


def refusals():
    return {
        "too_few_points": (NotEnoughPoints, {}, 499),
        "switched_off": (RewardUnavailable, {"is_active": False}, 500),
        "sold_out": (RewardUnavailable, {"stock": 0}, 500),
        "for_gold_only": (RewardUnavailable, {"tiers": ("gold",)}, 500),
    }


@pytest.mark.parametrize("_case", refusals())
def test_a_reward_that_cannot_be_had_costs_nothing(_case):
    # given
    error, values, points = refusals()[_case]
    open_shop()
    ann = make_member()
    give(ann, points)
    make_reward(**values)

    # when
    with pytest.raises(error):
        take(ann)

    # then
    assert (held(ann), IssuedCoupon.objects.count()) == ((points, 0, 0), 0)
    assert LoyaltyEntry.objects.filter(kind="redeem").count() == 0
    assert Reward.objects.get().issued_count == 0


def test_the_last_one_in_stock_is_given_once():
    open_shop()
    ann, bob = make_member(), make_member()
    give(ann, 500)
    give(bob, 500)
    make_reward(stock=1)
    take(ann)

    with pytest.raises(RewardUnavailable, match="all 1 are gone"):
        take(bob)

    assert (held(ann), held(bob)) == ((0, 0, 0), (500, 0, 0))


def test_a_host_that_fails_is_asked_again_with_the_same_code():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    host = Carrier(failures=2)
    coupon = take(ann, carrier=host)
    assert coupon.state == CouponState.ISSUING

    # when
    tried = [
        coupons_carry(carrier=host, at=NOON + timedelta(minutes=n), limit_rows=9) for n in range(5)
    ]

    # then
    assert tried == [1, 1, 1, 0, 0]
    assert host.issued == [coupon.code]
    row = IssuedCoupon.objects.get()
    assert (row.state, row.host_reference) == (CouponState.ACTIVE, f"host-{row.pk}")


def test_a_coupon_that_failed_eight_times_waits_for_staff_who_give_the_points_back():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    host = Carrier(failures=8)
    coupon = take(ann, carrier=host)
    for hours in range(9):
        coupons_carry(carrier=host, at=NOON + timedelta(hours=hours), limit_rows=9)
    failed = IssuedCoupon.objects.get()
    assert (failed.state, failed.error) == (CouponState.FAILED, "TimeoutError")
    assert held(ann) == (0, 0, 0)

    # when
    revoked = coupon_revoke(
        coupon_id=coupon.coupon_id, actor="staff", reason="the host is gone", carrier=LOCAL,
        at=days_later(1),
    )  # fmt: skip

    # then
    assert (revoked.state, held(ann, days_later(1))) == (CouponState.REVOKED, (500, 0, 0))


def test_what_the_carrier_refuses_is_not_tried_again():
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    take(ann, carrier=Carrier())

    assert coupons_carry(carrier=Carrier(refusal="no channel"), at=NOON, limit_rows=9) == 1
    assert coupons_carry(carrier=Carrier(), at=days_later(1), limit_rows=9) == 0
    assert IssuedCoupon.objects.get().error == "no channel"


def test_a_revoked_coupon_gives_its_points_back_once():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    coupon = take(ann)

    # when
    for _ in range(2):
        revoked = coupon_revoke(
            coupon_id=coupon.coupon_id, actor="staff", reason="by mistake", carrier=LOCAL, at=NOON
        )

    # then
    assert (revoked.state, held(ann)) == (CouponState.REVOKED, (500, 0, 0))
    assert quote(coupon.code, ann.pk).amount_minor == 0


def test_a_code_that_was_used_before_it_could_be_revoked_stays_used():
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    coupon = take(ann)
    host = Carrier(is_used=True)
    coupon_revoke(coupon_id=coupon.coupon_id, actor="staff", reason="", carrier=host, at=NOON)

    coupons_carry(carrier=host, at=NOON, limit_rows=9)

    assert (IssuedCoupon.objects.get().state, held(ann)) == (CouponState.ACTIVE, (0, 0, 0))


def test_a_used_coupon_cannot_be_revoked():
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    coupon = take(ann)
    converge(used_by(sale(ann, 4000), coupon))

    with pytest.raises(Conflict):
        coupon_revoke(coupon_id=coupon.coupon_id, actor="s", reason="", carrier=LOCAL, at=NOON)

    assert held(ann) == (40, 0, 0)


def test_a_voucher_used_in_an_order_follows_the_orders_refunds():
    # given: 50.00 of goods, 5.00 off, 45.00 paid
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    coupon = take(ann)
    order = used_by(sale(ann, 4500), coupon)
    converge(order)
    assert held(ann) == (45, 0, 0)

    # when a third of it goes back, and then all
    part = refunded(order, 1500)
    converge(part)
    converge(part)
    after_part = held(ann)
    converge(refunded(part, 3000))

    # then: 500 / 3 = 166 come back, 15 are clawed
    assert after_part == (30 + 166, 0, 0)
    assert held(ann) == (500, 0, 0)
    row = IssuedCoupon.objects.get()
    assert (row.state, row.used_in, row.is_used_by_owner) == ("refunded", order.reference, True)
    assert quote(coupon.code, ann.pk).amount_minor == 0
    assert TimelineEvent.objects.filter(type="coupon_used").count() == 1


def test_what_a_code_from_points_took_off_earns_nothing_where_discounts_count():
    # given: 50.00 of goods, 3.00 off by the shop, 5.00 off by a code from points
    open_shop(AT_ONCE, Rate(basis_has_discounts=True))
    ann = make_member()
    give(ann, 500)
    make_reward()
    coupon = take(ann)
    tea = line("1", 4200, undiscounted_gross_minor=5000, undiscounted_net_minor=5000)
    order = replace(
        used_by(sale(ann, tea), coupon), code_discounts=((coupon.code, 500), ("SPRING", 300))
    )

    # when
    converge(order)
    converge(order)

    # then
    assert held(ann) == (45, 0, 0)


def test_a_canceled_order_gives_the_vouchers_points_back():
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    order = used_by(sale(ann, 4500), take(ann))

    converge(canceled(order))

    assert (held(ann), IssuedCoupon.objects.get().state) == ((500, 0, 0), "refunded")


def test_a_code_that_a_stranger_used_is_noted_and_its_points_stay_its_owners_affair():
    open_shop()
    ann, bob = make_member(), make_member()
    give(ann, 500)
    make_reward()
    order = used_by(sale(bob, 4500), take(ann))

    converge(order)
    converge(refunded(order, 4500))

    row = IssuedCoupon.objects.get()
    assert (row.is_used_by_owner, held(ann), held(bob)) == (False, (500, 0, 0), (0, 0, 0))


def test_what_a_gift_card_from_points_paid_earns_nothing():  # case 55
    # given: 50.00 of goods, 10.00 of them by a card that cost points
    open_shop()
    ann = make_member()
    give(ann, 1000)
    ten = (RewardValue(currency="EUR", amount_minor=1000),)
    make_reward("card", points=1000, kind=RewardKind.GIFT_CARD, values=ten)
    host = Carrier()
    take(ann, "card", carrier=host)
    coupons_carry(carrier=host, at=NOON, limit_rows=9)
    card = IssuedCoupon.objects.get()
    order = replace(sale(ann, 5000), gift_cards=((card.host_reference, 1000), ("99", 500)))

    # when
    converge(order)

    # then
    assert held(ann) == (40, 0, 0)
    assert IssuedCoupon.objects.get().state == CouponState.USED


def test_what_orders_may_move_is_locked_in_few_statements(django_assert_num_queries):
    # given 5 orders, one of which used a code
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    orders = [used_by(sale(ann, 4500), take(ann)), *(sale(ann, 1000) for _ in range(4))]

    # then
    with transaction.atomic(), django_assert_num_queries(5):
        orders_lock(orders=orders)
    with transaction.atomic(), django_assert_num_queries(4):
        orders_lock(orders=orders[1:])


def test_orders_without_codes_cost_no_query(django_assert_num_queries):
    open_shop()
    order = sale(make_member(), 5000)

    with django_assert_num_queries(0, exact=False):
        pass
    with django_assert_num_queries(2):  # the savepoint's two
        assert coupons_converge(orders=[order], at=NOON) == [order]


def bad_terms():
    return {
        "no_value": {"values": ()},
        "no_amount": {"values": (RewardValue(currency="EUR"),)},
        "two_values_for_one_currency": {"values": FIVE + FIVE},
        "percent_without_kind": {"percent": 5},
        "free": {"points": 0},
        "no_day": {"valid_days": 0},
        "negative_stock": {"stock": -1},
        "nameless": {"name": " "},
    }


@pytest.mark.parametrize("_case", bad_terms())
def test_contradictory_rewards_are_refused(_case):
    with pytest.raises(Invalid):
        make_reward(**bad_terms()[_case])

    assert Reward.objects.exists() is False


def test_a_closed_reward_leaves_its_coupons_good():
    open_shop()
    ann = make_member()
    give(ann, 1000)
    reward = make_reward()
    coupon = take(ann)

    reward_close(reward_id=reward.reward_id, at=NOON)

    assert quote(coupon.code, ann.pk).amount_minor == 500
    with pytest.raises(RewardUnavailable):
        take(ann, cause="2")


def test_points_come_back_with_a_grace_after_their_lot_lapsed():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500, expires_at=days_later(1))
    make_reward()
    coupon = take(ann)
    lots_expire(at=days_later(2), limit_rows=10)

    # when
    coupon_revoke(
        coupon_id=coupon.coupon_id, actor="staff", reason="", carrier=LOCAL, at=days_later(2)
    )

    # then
    assert held(ann, days_later(2)) == (500, 0, 0)
    assert held(ann, days_later(40)) == (0, 0, 0)


def test_issuing_never_needs_the_carrier():
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()

    coupon = coupon_issue(profile_id=ann.pk, reward="five-off", cause="1", actor="test", at=NOON)

    assert (coupon.state, held(ann)) == (CouponState.ISSUING, (0, 0, 0))
    assert quote(coupon.code, ann.pk).reason == "not_active"


def test_points_of_two_lapsed_lots_come_back_together():
    # given
    open_shop()
    ann = make_member()
    give(ann, 200, expires_at=days_later(1))
    give(ann, 300, expires_at=days_later(2))
    make_reward()
    coupon = take(ann)

    # when
    coupon_revoke(
        coupon_id=coupon.coupon_id, actor="staff", reason="", carrier=LOCAL, at=days_later(3)
    )

    # then
    assert held(ann, days_later(3)) == (500, 0, 0)
    assert held(ann, days_later(40)) == (0, 0, 0)
    assert ledger_drift(at=days_later(40)) == []
