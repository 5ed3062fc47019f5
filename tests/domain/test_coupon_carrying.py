"""Coupons that another service makes work: each call takes its time, and staff revoke while one is under way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from saleor_crm_plugin.loyalty.models import IssuedCoupon
from saleor_crm_plugin.loyalty.rules.rewards import CouponState
from saleor_crm_plugin.loyalty.services import coupon_revoke, coupons_carry
from saleor_crm_plugin.loyalty.tasks import process_coupons
from tests.domain.test_coupons import LOCAL, Carrier, converge, make_reward, take, used_by
from tests.factories import NOON
from tests.points_shop import give, held, make_member, open_shop, sale

pytestmark = pytest.mark.django_db
CLAIM = timedelta(seconds=120)


class OvertakenCarrier(Carrier):
    """A host that takes so long to make a code work that staff revoke it meanwhile, and other workers look."""

    def issue(self, coupon):
        coupon_revoke(coupon_id=coupon.coupon_id, actor="staff", reason="", carrier=self, at=NOON)
        coupons_carry(carrier=self, at=NOON + CLAIM - timedelta(seconds=1), limit_rows=9)
        return super().issue(coupon)


class SlowCarrier(Carrier):
    """A host whose every call takes 100 seconds of the clock that the task reads."""

    def __init__(self) -> None:
        super().__init__()
        self.at, self.claims = NOON, []

    def issue(self, coupon):
        self.claims.append(IssuedCoupon.objects.get(pk=coupon.coupon_id).due_at - self.at)
        self.at += timedelta(seconds=100)
        return super().issue(coupon)


def test_a_coupon_that_is_revoked_while_it_is_carried_is_stopped_after_that():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    host = OvertakenCarrier()
    coupon = take(ann, carrier=host)

    # when
    coupons_carry(carrier=host, at=NOON, limit_rows=9)
    between = (IssuedCoupon.objects.get().state, list(host.revoked), held(ann))
    coupons_carry(carrier=host, at=NOON + CLAIM, limit_rows=9)

    # then
    assert (host.issued, between) == ([coupon.code], (CouponState.REVOKING, [], (0, 0, 0)))
    assert host.revoked == [coupon.code]
    assert (IssuedCoupon.objects.get().state, held(ann)) == (CouponState.REVOKED, (500, 0, 0))


def test_a_claim_starts_when_the_turn_of_its_coupon_comes(monkeypatch):
    # given
    open_shop()
    ann = make_member()
    give(ann, 1500)
    make_reward()
    host = SlowCarrier()
    for cause in ("one", "two", "three"):
        take(ann, cause=cause, carrier=host)
    monkeypatch.setattr(timezone, "now", lambda: host.at)
    monkeypatch.setattr("saleor_crm_plugin.loyalty.tasks.reward_carrier", lambda: host)

    # when
    tried = process_coupons()

    # then
    assert (tried, len(host.issued), host.claims) == (3, 3, [CLAIM] * 3)


def test_an_order_that_was_quicker_than_the_revoking_uses_its_coupon_and_takes_the_points_again():
    # given
    open_shop()
    ann = make_member()
    give(ann, 500)
    make_reward()
    coupon = take(ann)
    coupon_revoke(coupon_id=coupon.coupon_id, actor="staff", reason="", carrier=LOCAL, at=NOON)
    before = held(ann)

    # when
    converge(used_by(sale(ann, 4000), coupon))

    # then
    row = IssuedCoupon.objects.get()
    assert (before, held(ann)) == ((500, 0, 0), (40, 0, 0))
    assert (row.state, row.is_used_by_owner) == (CouponState.USED, True)
