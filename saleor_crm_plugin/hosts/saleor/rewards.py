"""Makes coupons work at Saleor's checkout: as codes of one voucher for all coupons of the same terms, or as gift cards."""

import hashlib
import json
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from saleor.account.models import User
from saleor.channel.models import Channel
from saleor.core.db.connection import allow_writer
from saleor.core.utils.events import call_event
from saleor.discount import DiscountValueType, VoucherType
from saleor.discount.models import Voucher, VoucherChannelListing, VoucherCode
from saleor.giftcard.events import gift_card_issued_event
from saleor.giftcard.models import GiftCard
from saleor.plugins.manager import get_plugins_manager

from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.hosts.saleor.names import HOST
from saleor_crm_plugin.loyalty.queries.carriers import CarrierRefused, CouponOrder
from saleor_crm_plugin.loyalty.rules.program import PERCENT
from saleor_crm_plugin.loyalty.rules.rewards import RewardKind, RewardValue, value_matching

_TERMS = "saleor_crm.terms"
_COUPON = "saleor_crm.coupon"
_LOCK_BYTES = 7


class SaleorCarrier:
    """
    Implements `RewardCarrier` in Saleor's own tables; every call is a few statements in one transaction.

    `host_reference` is the id of the voucher code, or that of the gift card, as order facts name it.
    """

    is_in_process = True

    def issue(self, coupon: CouponOrder) -> str:
        """Make the code work, once; Saleor's webhooks hear of it."""
        with allow_writer(), transaction.atomic():
            if coupon.terms.kind is RewardKind.GIFT_CARD:
                return _gift_card_issued(coupon)
            return _code_issued(coupon)

    def revoke(self, coupon: CouponOrder) -> bool:
        """
        Stop the code; False if it was used.

        A voucher code is deleted, so that a second call can tell a revoked code from a used one.
        """
        with allow_writer(), transaction.atomic():
            if coupon.terms.kind is RewardKind.GIFT_CARD:
                return _gift_card_revoked(coupon)
            return _code_revoked(coupon)


def _code_issued(coupon: CouponOrder) -> str:
    code = VoucherCode.objects.select_related("voucher").filter(code=coupon.code).first()
    if code is None:
        voucher = _voucher(coupon)
        code = VoucherCode.objects.create(voucher=voucher, code=coupon.code)
        call_event(get_plugins_manager(allow_replica=False).voucher_codes_created, [code])
    elif _TERMS not in code.voucher.private_metadata:
        raise CarrierRefused("another voucher of the shop has this code")
    return str(code.pk)


def _voucher(coupon: CouponOrder) -> Any:
    """
    Return the voucher whose codes have these terms; two workers never make two.

    A usage limit would count all codes of the voucher together, so that each code is for single use instead.
    """
    terms = _terms_key(coupon)
    _lock(terms)
    voucher = Voucher.objects.filter(private_metadata__contains={_TERMS: terms}).first()
    is_new = voucher is None
    if voucher is None:
        end = coupon.terms.expires_at
        voucher = Voucher.objects.create(
            name=coupon.reward_name,
            type=_voucher_type(coupon),
            discount_value_type=_value_type(coupon),
            single_use=True,
            start_date=coupon.issued_at,
            end_date=end and end - timedelta(microseconds=1),  # Saleor's end is part of the time
            private_metadata={_TERMS: terms},
        )
    _listings_add(voucher, coupon)
    if is_new:
        manager = get_plugins_manager(allow_replica=False)
        call_event(manager.voucher_created, voucher, coupon.code)
    return voucher


def _terms_key(coupon: CouponOrder) -> str:
    """Return what tells terms apart; a reward that was changed makes another voucher."""
    terms = coupon.terms
    values = sorted(
        (v.channel, v.currency, v.amount_minor, v.min_spent_minor) for v in terms.values
    )
    end = terms.expires_at.isoformat() if terms.expires_at else ""
    words = json.dumps([coupon.reward_slug, terms.kind.value, terms.percent, values, end])
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _lock(terms: str) -> None:
    key = int.from_bytes(hashlib.sha256(terms.encode()).digest()[:_LOCK_BYTES])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _voucher_type(coupon: CouponOrder) -> str:
    is_shipping = coupon.terms.kind is RewardKind.FREE_SHIPPING
    return str(VoucherType.SHIPPING if is_shipping else VoucherType.ENTIRE_ORDER)


def _value_type(coupon: CouponOrder) -> str:
    is_fixed = coupon.terms.kind is RewardKind.FIXED
    return str(DiscountValueType.FIXED if is_fixed else DiscountValueType.PERCENTAGE)


def _listings_add(voucher: Any, coupon: CouponOrder) -> None:
    """Let every channel that the reward is for take the voucher, those that are new since as well."""
    listed = set(voucher.channel_listings.values_list("channel_id", flat=True))
    fitting = [
        (channel, value)
        for channel in Channel.objects.order_by("pk")
        if (value := _value(coupon, channel.slug, channel.currency_code)) is not None
    ]
    if not fitting:
        raise CarrierRefused("no channel of the shop has a currency that the reward is for")
    VoucherChannelListing.objects.bulk_create(
        [
            VoucherChannelListing(
                voucher=voucher,
                channel=channel,
                currency=channel.currency_code,
                discount_value=_discount(coupon, value),
                min_spent_amount=_amount(value.min_spent_minor, value) or None,
            )
            for channel, value in fitting
            if channel.pk not in listed
        ]
    )


def _value(coupon: CouponOrder, channel: str, currency: str) -> RewardValue | None:
    return value_matching(coupon.terms.values, channel=channel, currency=currency)


def _discount(coupon: CouponOrder, value: RewardValue) -> Decimal:
    if coupon.terms.kind is RewardKind.FREE_SHIPPING:
        return Decimal(PERCENT)
    if coupon.terms.kind is RewardKind.PERCENT:
        return Decimal(coupon.terms.percent)
    return _amount(value.amount_minor, value)


def _amount(minor: int, value: RewardValue) -> Decimal:
    return Money.from_minor(minor, value.currency).amount


def _code_revoked(coupon: CouponOrder) -> bool:
    codes = VoucherCode.objects.select_for_update(of=("self",)).select_related("voucher")
    code = codes.filter(code=coupon.code).first()
    if code is None or _TERMS not in code.voucher.private_metadata:
        return True
    if not code.is_active or code.used:
        return False
    key = code.pk
    code.delete()
    code.pk = key
    call_event(get_plugins_manager(allow_replica=False).voucher_codes_deleted, [code])
    return True


def _gift_card_issued(coupon: CouponOrder) -> str:
    card = GiftCard.objects.filter(code=coupon.code).first()
    if card is None:
        card = _gift_card(coupon)
    elif card.private_metadata.get(_COUPON) != str(coupon.coupon_id):
        raise CarrierRefused("another gift card of the shop has this code")
    return str(card.pk)


def _gift_card(coupon: CouponOrder) -> Any:
    """
    Return a new gift card for the coupon's owner.

    Saleor 3.23 and later let nobody else use it. Saleor knows the last day only, in UTC: the card works to the end of the
    day in which the coupon ends, never shorter than printed and less than a day longer.
    """
    currencies = {value.currency for value in coupon.terms.values}
    if len(currencies) != 1:
        raise CarrierRefused("a gift card has one currency")
    owner = _owner(coupon)
    value = coupon.terms.values[0]
    amount, end = _amount(value.amount_minor, value), coupon.terms.expires_at
    card = GiftCard.objects.create(
        code=coupon.code,
        currency=value.currency,
        initial_balance_amount=amount,
        current_balance_amount=amount,
        expiry_date=end and (end - timedelta(microseconds=1)).astimezone(UTC).date(),
        private_metadata={_COUPON: str(coupon.coupon_id)},
        **_assignment(owner),
    )
    gift_card_issued_event(card, None, None)
    call_event(get_plugins_manager(allow_replica=False).gift_card_created, card)
    return card


def _owner(coupon: CouponOrder) -> Any:
    keys = [owner.id for owner in coupon.owners if owner.host == HOST]
    owner = User.objects.filter(pk__in=keys).order_by("pk").first()
    if owner is None:
        raise CarrierRefused("the shopper has no account in this shop")
    return owner


def _assignment(owner: Any) -> dict[str, Any]:
    """Return the columns that say whose the card is: it is Saleor's business to heed them, from 3.23 on."""
    if any(field.name == "assigned_to" for field in GiftCard._meta.get_fields()):  # noqa: SLF001 Django's documented model API
        return {"assigned_to": owner, "assigned_to_email": owner.email}
    return {"created_by": owner, "created_by_email": owner.email}


def _gift_card_revoked(coupon: CouponOrder) -> bool:
    cards = GiftCard.objects.select_for_update(of=("self",))
    card = cards.filter(code=coupon.code).first()
    if card is None or card.private_metadata.get(_COUPON) != str(coupon.coupon_id):
        return True
    if card.current_balance_amount != card.initial_balance_amount or card.last_used_on:
        return False
    if card.is_active:
        card.is_active = False
        card.save(update_fields=["is_active"])
        call_event(get_plugins_manager(allow_replica=False).gift_card_status_changed, card)
    return True
