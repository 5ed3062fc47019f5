"""What a code would take off an order; nothing is used here."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.loyalty.models import IssuedCoupon
from saleor_crm_plugin.loyalty.queries.rewards import coupon_rows, coupon_terms
from saleor_crm_plugin.loyalty.rules.rewards import CouponDiscount, CouponState, coupon_discount

_UNKNOWN = CouponDiscount(amount_minor=0, is_shipping_free=False, reason="unknown")


def coupon_quote(
    *,
    code: str,
    profile_id: int | None,
    order_minor: int,
    channel: str,
    currency: str,
    at: datetime,
) -> CouponDiscount:
    """
    Return what a code takes off an order of `order_minor` for a shopper; nothing for anybody but its owner.

    A stranger's code is as unknown as one that does not exist. None is a guest.
    """
    coupon = coupon_rows().filter(code=code).first()
    if coupon is None or profile_id is None:
        return _UNKNOWN
    if coupon.redemption.account.profile_id != profile_id:
        return _UNKNOWN
    if coupon.state == CouponState.EXPIRED:
        return CouponDiscount(amount_minor=0, is_shipping_free=False, reason="expired")
    if coupon.state != CouponState.ACTIVE:
        reason = "used" if coupon.used_in else "not_active"
        return CouponDiscount(amount_minor=0, is_shipping_free=False, reason=reason)
    return coupon_discount(
        coupon_terms(coupon), order_minor=order_minor, channel=channel, currency=currency, at=at
    )


@dataclass(frozen=True, slots=True)
class CouponOwner:
    """Whose a coupon is; None: of an erased shopper."""

    profile_id: int | None


def coupon_owner(*, code: str) -> CouponOwner | None:
    """Return whose coupon has this code, None if no coupon has; one query."""
    rows = IssuedCoupon.objects.filter(code=code)
    found = rows.values_list("redemption__account__profile_id").order_by("pk").first()
    return None if found is None else CouponOwner(found[0])
