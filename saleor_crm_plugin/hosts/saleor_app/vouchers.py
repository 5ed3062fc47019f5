"""
Coupons as Saleor's vouchers, one voucher for each coupon.

Over the API a voucher can be found by a code, but the codes of a voucher can only be paged through, a hundred at a time.
A voucher with the codes of all coupons of the same terms, as the plugin makes it, could be filled and never looked up.
"""

from datetime import datetime, timedelta
from typing import Any

from saleor_crm_plugin.api.ids import host_key, id_encode
from saleor_crm_plugin.hosts.saleor_app.answers import amount, check, is_gone, is_taken, nodes
from saleor_crm_plugin.hosts.saleor_app.client import SaleorApi
from saleor_crm_plugin.hosts.saleor_app.documents import (
    CHANNELS,
    VOUCHER_CREATE,
    VOUCHER_DELETE,
    VOUCHER_END,
    VOUCHER_LIST,
    VOUCHERS_FIND,
)
from saleor_crm_plugin.loyalty.queries.carriers import CarrierRefused, CouponOrder
from saleor_crm_plugin.loyalty.rules.program import PERCENT
from saleor_crm_plugin.loyalty.rules.rewards import RewardKind, RewardValue, value_matching

_TYPE = "Voucher"
_NAME_LENGTH = 255


def voucher_issued(api: SaleorApi, coupon: CouponOrder) -> str:
    """
    Return the key of the coupon's voucher, which works in every channel that the reward is for.

    It works nowhere before it is listed, which comes last: a call that was cut in between left nothing that pays.

    :raises CarrierRefused: no channel fits, the code is somebody else's, or Saleor does not take it.
    """
    listings = _listings(api, coupon)
    made = api.ask(VOUCHER_CREATE, input=_input(coupon))["voucherCreate"]
    if is_taken(made):
        voucher_id = _own(api, coupon)
        if voucher_id is None:
            raise CarrierRefused("another voucher or gift card of the shop has this code")
    else:
        voucher_id = str(check(made, "the voucher")["voucher"]["id"])
    listed = api.ask(VOUCHER_LIST, id=voucher_id, input={"addChannels": listings})
    check(listed["voucherChannelListingUpdate"], "the voucher's channels")
    return host_key(_TYPE, voucher_id)


def voucher_revoked(api: SaleorApi, coupon: CouponOrder) -> bool:
    """
    Delete the coupon's voucher; False if its code was used, and the voucher is then as it was.

    It is ended first. Whoever had it in a cart cannot complete that any more, and what was completed is seen.
    """
    known = coupon.host_reference.isdecimal()
    voucher_id = id_encode(_TYPE, coupon.host_reference) if known else _own(api, coupon)
    if voucher_id is None:
        return True
    ended = _end(api, voucher_id, coupon.issued_at)
    if is_gone(ended):
        return True
    codes = nodes(check(ended, "to end the voucher")["voucher"]["codes"])
    if any(code["used"] or not code["isActive"] for code in codes):
        check(_end(api, voucher_id, _last_moment(coupon)), "to reopen the voucher")
        return False
    deleted = api.ask(VOUCHER_DELETE, id=voucher_id)["voucherDelete"]
    if not is_gone(deleted):
        check(deleted, "to delete the voucher")
    return True


def _end(api: SaleorApi, voucher_id: str, at: datetime | None) -> dict[str, Any]:
    ended = api.ask(VOUCHER_END, id=voucher_id, input={"endDate": at and at.isoformat()})
    payload: dict[str, Any] = ended["voucherUpdate"]
    return payload


def _own(api: SaleorApi, coupon: CouponOrder) -> str | None:
    """Return the voucher that was made for this coupon; it is told by its only code and its start to the microsecond."""
    for voucher in nodes(api.ask(VOUCHERS_FIND, code=coupon.code)["vouchers"]):
        codes = [code["code"] for code in nodes(voucher["codes"])]
        starts_at = datetime.fromisoformat(voucher["startDate"])
        if codes == [coupon.code] and voucher["singleUse"] and starts_at == coupon.issued_at:
            return str(voucher["id"])
    return None


def _input(coupon: CouponOrder) -> dict[str, object]:
    """Return the voucher; a usage limit would come back to life with an order that expires, a code for single use does not."""
    kind, end = coupon.terms.kind, _last_moment(coupon)
    return {
        "name": coupon.reward_name[:_NAME_LENGTH],
        "type": "SHIPPING" if kind is RewardKind.FREE_SHIPPING else "ENTIRE_ORDER",
        "discountValueType": "FIXED" if kind is RewardKind.FIXED else "PERCENTAGE",
        "addCodes": [coupon.code],
        "singleUse": True,
        "startDate": coupon.issued_at.isoformat(),
        "endDate": end and end.isoformat(),
    }


def _last_moment(coupon: CouponOrder) -> datetime | None:
    end = coupon.terms.expires_at
    return end and end - timedelta(microseconds=1)  # Saleor's end is part of the time


def _listings(api: SaleorApi, coupon: CouponOrder) -> list[dict[str, object]]:
    listings = []
    for channel in api.ask(CHANNELS)["channels"]:
        value = value_matching(
            coupon.terms.values, channel=channel["slug"], currency=channel["currencyCode"]
        )
        if value is not None:
            listings.append({"channelId": channel["id"], **_listed(coupon, value)})
    if not listings:
        raise CarrierRefused("no channel of the shop has a currency that the reward is for")
    return listings


def _listed(coupon: CouponOrder, value: RewardValue) -> dict[str, object]:
    """Return what a code takes off in one channel; amounts are texts, so that no digit is lost on the way."""
    discounts = {
        RewardKind.FREE_SHIPPING: PERCENT,
        RewardKind.PERCENT: coupon.terms.percent,
        RewardKind.FIXED: amount(value.amount_minor, value),
    }
    spent = str(amount(value.min_spent_minor, value)) if value.min_spent_minor else None
    return {"discountValue": str(discounts[coupon.terms.kind]), "minAmountSpent": spent}
