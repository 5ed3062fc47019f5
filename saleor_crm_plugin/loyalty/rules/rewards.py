"""What points can be turned into, what a coupon takes off an order, and how coupons live; values only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from saleor_crm_plugin.loyalty.rules.expiry import expiry_of
from saleor_crm_plugin.loyalty.rules.program import PERCENT, ProgramConfig

# Neither 0 and O nor 1, I and L: codes are read aloud and typed.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_GROUPS = 3
CODE_GROUP_LENGTH = 4


class RewardKind(StrEnum):
    """What a shopper gets for points; each word is a stored value and never changes."""

    FIXED = "fixed"
    PERCENT = "percent"
    FREE_SHIPPING = "free_shipping"
    GIFT_CARD = "gift_card"


class CouponState(StrEnum):
    """
    Where a coupon is; each word is a stored value and never changes.

    `ISSUING` and `REVOKING` wait for the carrier; `FAILED` ones it refused wait for staff. `REFUNDED` is used in an
    order that was refunded in full: its points are back, its code stays dead.
    """

    ISSUING = "issuing"
    ACTIVE = "active"
    REVOKING = "revoking"
    USED = "used"
    REFUNDED = "refunded"
    EXPIRED = "expired"
    REVOKED = "revoked"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardValue:
    """
    What a reward is worth in one channel and currency, in minor units; an empty channel is any.

    `amount_minor` is 0 for kinds without an amount. Orders below `min_spent_minor` do not take it.
    """

    currency: str
    channel: str = ""
    amount_minor: int = 0
    min_spent_minor: int = 0

    def __post_init__(self) -> None:
        if min(self.amount_minor, self.min_spent_minor) < 0:
            raise ValueError("amounts cannot be negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponTerms:
    """What a code brings, frozen when it was issued; `percent` is 0 for kinds without one."""

    kind: RewardKind
    percent: int
    values: tuple[RewardValue, ...]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponDiscount:
    """What a coupon takes off an order, in minor units; `reason` says why nothing, or is empty."""

    amount_minor: int
    is_shipping_free: bool
    reason: str


def value_matching(
    values: Iterable[RewardValue], *, channel: str, currency: str
) -> RewardValue | None:
    """Return the value for an order, that of its channel before that of any; None if there is none."""
    fitting = [one for one in values if one.currency == currency and one.channel in ("", channel)]
    return max(fitting, key=lambda one: one.channel != "", default=None)


def coupon_discount(
    terms: CouponTerms, *, order_minor: int, channel: str, currency: str, at: datetime
) -> CouponDiscount:
    """
    Return what the coupon takes off an order of `order_minor` at `at`, never more than the order.

    A percentage is rounded down to whole minor units. A code stops at `expires_at`, swept or not.
    """
    value = value_matching(terms.values, channel=channel, currency=currency)
    if terms.expires_at is not None and terms.expires_at <= at:
        return _nothing("expired")
    if value is None:
        return _nothing("other_channel_or_currency")
    if order_minor < value.min_spent_minor:
        return _nothing("order_too_small")
    if terms.kind is RewardKind.FREE_SHIPPING:
        return CouponDiscount(amount_minor=0, is_shipping_free=True, reason="")
    amount = (
        order_minor * terms.percent // PERCENT
        if terms.kind is RewardKind.PERCENT
        else value.amount_minor
    )
    return CouponDiscount(amount_minor=min(amount, order_minor), is_shipping_free=False, reason="")


def _nothing(reason: str) -> CouponDiscount:
    return CouponDiscount(amount_minor=0, is_shipping_free=False, reason=reason)


def coupon_end(issued_at: datetime, *, days: int | None, zone: ZoneInfo) -> datetime | None:
    """Return the first local midnight after the last day, the day of issue being the first; None: never."""
    if days is None:
        return None
    return expiry_of(
        issued_at, config=ProgramConfig(lifetime_days=days, lifetime_months=None), zone=zone
    )


def reminder_of(
    issued_at: datetime, expires_at: datetime | None, *, days_before: int
) -> datetime | None:
    """Return when to remind of a coupon; None without an end, without a lead, or when it would be at once."""
    if expires_at is None or days_before <= 0:
        return None
    moment = expires_at - timedelta(days=days_before)
    return moment if moment > issued_at else None


def code_formatted(symbols: str) -> str:
    """Return drawn `symbols` in groups, such as `ABCD-EFGH-JKMN`: 14 characters, which a Saleor gift card can hold."""
    groups = range(0, CODE_GROUPS * CODE_GROUP_LENGTH, CODE_GROUP_LENGTH)
    return "-".join(symbols[start : start + CODE_GROUP_LENGTH] for start in groups)


def automatic_count(*, earned: int, converted: int, available: int, cost: int) -> int:
    """
    Return how many coupons of `cost` points are due by themselves.

    `earned` points became usable so far, net of claw-backs; `converted` went into such coupons before. What was
    imported or given is not earned and starts none, and nobody gets into debt.
    """
    return max(min((earned - converted) // cost, available // cost), 0)
