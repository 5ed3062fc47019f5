"""Coupons as Saleor's gift cards."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from saleor_crm_plugin.api.ids import host_key, id_encode
from saleor_crm_plugin.conf import current
from saleor_crm_plugin.hosts.saleor_app.answers import amount, check, is_gone, is_taken, nodes
from saleor_crm_plugin.hosts.saleor_app.client import SaleorApi
from saleor_crm_plugin.hosts.saleor_app.documents import (
    GIFT_CARD_CLOSE,
    GIFT_CARD_CREATE,
    GIFT_CARD_REOPEN,
    GIFT_CARDS_FIND,
    SHOP_VERSION,
)
from saleor_crm_plugin.loyalty.queries.carriers import CarrierRefused, CouponOrder

_TYPE = "GiftCard"
_COUPON, _REVOKING = "saleor_crm.coupon", "saleor_crm.revoking"
_KNOWS_OWNERS = (3, 23)
_KEY = re.compile(r"[1-9][0-9]{0,18}")
_EXPIRED = "EXPIRED_GIFT_CARD"

Card = dict[str, Any]


def gift_card_issued(api: SaleorApi, coupon: CouponOrder) -> str:
    """
    Return the key of the coupon's gift card; Saleor 3.23 and later let nobody but the owner use it.

    No e-mail goes out from Saleor.

    :raises CarrierRefused: there are several currencies, the code is somebody else's, the owner has no account, or
        Saleor does not take it.
    """
    if len({value.currency for value in coupon.terms.values}) != 1:
        raise CarrierRefused("a gift card has one currency")
    for owner in _owners(api, coupon):
        made = api.ask(GIFT_CARD_CREATE, input=_input(coupon) | owner)["giftCardCreate"]
        if is_taken(made):
            return _own_key(api, coupon)
        if not (owner and is_gone(made)):
            return host_key(_TYPE, str(check(made, "the gift card")["giftCard"]["id"]))
    raise CarrierRefused("the shopper has no account in this shop")


def gift_card_revoked(api: SaleorApi, coupon: CouponOrder) -> bool:
    """
    Switch the coupon's gift card off; False if something was paid with it, and it is then as it was.

    A card that was closed by a call that was cut, and paid a moment before, is opened again.
    """
    card = _found(api, coupon)
    if card is None and not coupon.host_reference.isdecimal():
        return True
    if card is not None and not _is_of(card, coupon):
        return True
    card_id = card["id"] if card else id_encode(_TYPE, coupon.host_reference)
    if card is not None and _is_used(card):
        if card["revoking"] and not card["isActive"]:
            _reopen(api, card_id)
        return False
    mark = [{"key": _REVOKING, "value": "1"}]
    closed = api.ask(GIFT_CARD_CLOSE, id=card_id, mark=mark)
    if is_gone(closed["giftCardDeactivate"]):
        return True
    check(closed["giftCardDeactivate"], "to deactivate the gift card")
    if not _is_used(check(closed["updatePrivateMetadata"], "the gift card's metadata")["item"]):
        return True
    _reopen(api, card_id)
    return False


def _reopen(api: SaleorApi, card_id: str) -> None:
    opened = api.ask(GIFT_CARD_REOPEN, id=card_id, keys=[_REVOKING])
    if all(error["code"] != _EXPIRED for error in opened["giftCardActivate"]["errors"]):
        check(opened["giftCardActivate"], "to activate the gift card")
    check(opened["deletePrivateMetadata"], "the gift card's metadata")


def _found(api: SaleorApi, coupon: CouponOrder) -> Card | None:
    found = api.ask(GIFT_CARDS_FIND, code=coupon.code, couponKey=_COUPON, revokingKey=_REVOKING)
    return next(iter(nodes(found["giftCards"])), None)


def _own_key(api: SaleorApi, coupon: CouponOrder) -> str:
    card = _found(api, coupon)
    if card is None or not _is_of(card, coupon):
        raise CarrierRefused("another voucher or gift card of the shop has this code")
    return host_key(_TYPE, str(card["id"]))


def _is_of(card: Card, coupon: CouponOrder) -> bool:
    return bool(card["coupon"] == str(coupon.coupon_id))


def _is_used(card: Card) -> bool:
    return bool(card["lastUsedOn"] or card["currentBalance"] != card["initialBalance"])


def _owners(api: SaleorApi, coupon: CouponOrder) -> list[dict[str, str]]:
    """Return the accounts that the card may be for, the oldest first; one that is nobody's where Saleor binds no cards."""
    version = str(api.ask(SHOP_VERSION)["shop"]["schemaVersion"])
    if tuple(int(part) for part in version.split(".")[:2]) < _KNOWS_OWNERS:
        return [{}]
    host = current().host_name
    keys = {int(one.id) for one in coupon.owners if one.host == host and _KEY.fullmatch(one.id)}
    return [{"assignedTo": id_encode("User", key)} for key in sorted(keys)]


def _input(coupon: CouponOrder) -> dict[str, object]:
    value = coupon.terms.values[0]
    balance = {"amount": str(amount(value.amount_minor, value)), "currency": value.currency}
    now = timezone.now()  # noqa: TID251 a host reads the clock
    last_day = _last_day(coupon.terms.expires_at, now.astimezone(UTC).date())
    return {
        "code": coupon.code,
        "balance": balance,
        "isActive": True,
        "expiryDate": last_day and last_day.isoformat(),
        "privateMetadata": [{"key": _COUPON, "value": str(coupon.coupon_id)}],
    }


def _last_day(end: datetime | None, today: date) -> date | None:
    """
    Return the last day of the card in UTC, which is all that Saleor knows: never shorter than printed.

    Saleor's API takes no card that ends today; it works to the end of tomorrow then.
    """
    if end is None:
        return None
    last_day = (end - timedelta(microseconds=1)).astimezone(UTC).date()
    return max(last_day, today + timedelta(days=1))
