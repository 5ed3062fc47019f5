"""What points can be turned into in the demo shop, and what became of the coupons that regulars took."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from saleor_crm_plugin.facts import (
    Discount,
    Fact,
    Money,
    OrderSnapshot,
    OrderStatus,
    Reference,
    Refund,
    RefundKind,
)
from saleor_crm_plugin.hosts.standalone.demo.rhythm import HISTORY_DAYS
from saleor_crm_plugin.loyalty.queries.carriers import (
    CarrierRefused,
    CouponOrder,
    LocalCarrier,
    RewardCarrier,
)
from saleor_crm_plugin.loyalty.queries.rewards import CouponView
from saleor_crm_plugin.loyalty.rules.rewards import RewardKind, RewardValue
from saleor_crm_plugin.loyalty.services import (
    NotEnoughPoints,
    RewardTerms,
    coupon_revoke,
    coupons_expire,
    reward_activate,
    reward_create,
    reward_take,
)

_CURRENCIES = ("EUR", "PLN", "TWD")
_ANYWHERE = tuple(RewardValue(currency=currency) for currency in _CURRENCIES)


def _worth(*minors: int) -> tuple[RewardValue, ...]:
    pairs = zip(_CURRENCIES, minors, strict=True)
    return tuple(RewardValue(currency=currency, amount_minor=minor) for currency, minor in pairs)


_FIVE_EUROS = RewardTerms(
    name="5 euros off",
    kind=RewardKind.FIXED,
    points=100,
    values=_worth(500, 2000, 15000),
    valid_days=30,
    remind_days=7,
    returns_expired=True,
)
_REWARDS = {
    "five-euros": _FIVE_EUROS,
    "ten-percent": RewardTerms(
        name="A tenth off one order",
        kind=RewardKind.PERCENT,
        points=150,
        percent=10,
        values=_ANYWHERE,
        stock=500,
    ),
    "free-shipping": RewardTerms(
        name="Free shipping", kind=RewardKind.FREE_SHIPPING, points=80, values=_ANYWHERE
    ),
    "gift-card": RewardTerms(
        name="A gift card of 20 euros",
        kind=RewardKind.GIFT_CARD,
        points=400,
        values=_worth(2000, 8500, 70000),
    ),
}
# Not switched on: what a merchant may try out.
_SPRING_HARVEST = RewardTerms(
    name="Spring harvest, a quarter off",
    kind=RewardKind.PERCENT,
    points=200,
    percent=25,
    values=_ANYWHERE,
    valid_days=21,
    tiers=("gold",),
)


class _Refusing:
    """A checkout that does not know what it is asked for."""

    is_in_process = True

    def issue(self, coupon: CouponOrder) -> str:
        """Refuse."""
        raise CarrierRefused(f"the checkout knows no reward {coupon.reward_slug}")

    def revoke(self, coupon: CouponOrder) -> bool:  # noqa: ARG002 the port's signature
        """Do nothing: there is no code."""
        return True


def rewards_offered(*, at: datetime) -> None:
    """Offer rewards since the history began, and write one that is not offered yet."""
    begun = at - timedelta(days=HISTORY_DAYS)
    for slug, terms in _REWARDS.items():
        reward = reward_create(slug=slug, terms=terms, at=begun)
        reward_activate(reward_id=reward.reward_id, at=begun)
    reward_create(slug="spring-harvest", terms=_SPRING_HARVEST, at=at)


def coupons_taken(
    *, regulars: Mapping[Reference, int], history: Sequence[Fact], at: datetime
) -> list[Fact]:
    """
    Let regulars take coupons that end in every way a coupon can; return the orders that used one, as they are now.

    `regulars` are accounts with their profiles; who had too few points at the time takes none. None waits for the
    checkout: a worker would carry it within seconds.
    """
    able = dict(regulars)
    bought = _latest_orders(history, regulars)
    told: list[OrderSnapshot] = []
    for account, order in bought.items():
        if len(told) < _USED and (used := _with_coupon(order, able[account], at)):
            told.append(used)
            del able[account]
    if len(told) == _USED:
        told[-1] = _sent_back(told[-1], at)
    waiting = list(_OTHERS)
    for profile_id in able.values():
        if waiting and waiting[0](profile_id, at):
            waiting.pop(0)
    return list(told)


def _latest_orders(
    history: Sequence[Fact], accounts: Mapping[Reference, int]
) -> dict[Reference, OrderSnapshot]:
    """Return the newest order of each account that was delivered and kept, and used no voucher."""
    found: dict[Reference, OrderSnapshot] = {}
    for fact in history:
        if not isinstance(fact, OrderSnapshot) or fact.customer is None:
            continue
        is_kept = fact.status is OrderStatus.FULFILLED and not fact.refunds
        if fact.customer in accounts and is_kept and not fact.voucher_codes:
            found[fact.customer] = fact
    return found


def _with_coupon(order: OrderSnapshot, profile_id: int, at: datetime) -> OrderSnapshot | None:
    coupon = _take(profile_id, "ten-percent", order.placed_at - timedelta(hours=1))
    if coupon is None:
        return None
    code = coupon.code
    less = Money.from_minor(order.total.gross.minor // 10, order.currency)
    return replace(
        order,
        version_at=at,
        voucher_codes=(code,),
        discounts=(Discount(kind="voucher", amount=less, name=code, code=code),),
    )


def _sent_back(order: OrderSnapshot, at: datetime) -> OrderSnapshot:
    returned = tuple((line.id, line.total.gross) for line in order.lines)
    refund = Refund(
        id="1",
        kind=RefundKind.PAID,
        amount=order.total.gross,
        refunded_at=min(at, order.placed_at + timedelta(days=5)),
        lines=returned,
    )
    lines = tuple(replace(line, quantity_returned=line.quantity) for line in order.lines)
    return replace(order, status=OrderStatus.RETURNED, refunds=(refund,), lines=lines)


def _lapses(profile_id: int, at: datetime) -> bool:
    coupon = _take(profile_id, "five-euros", at - timedelta(days=45))
    coupons_expire(at=at, limit_rows=1)
    return coupon is not None


def _is_revoked(profile_id: int, at: datetime) -> bool:
    coupon = _take(profile_id, "free-shipping", at - timedelta(days=9))
    if coupon is None:
        return False
    coupon_revoke(
        coupon_id=coupon.coupon_id,
        actor="staff:2",
        reason="wanted the parcel picked up",
        carrier=LocalCarrier(),
        at=at - timedelta(days=8),
    )
    return True


def _is_refused(profile_id: int, at: datetime) -> bool:
    coupon = _take(profile_id, "free-shipping", at - timedelta(days=1), carrier=_Refusing())
    return coupon is not None


def _stays_good(profile_id: int, at: datetime) -> bool:
    return _take(profile_id, "five-euros", at - timedelta(days=3)) is not None


def _take(
    profile_id: int, reward: str, at: datetime, carrier: RewardCarrier | None = None
) -> CouponView | None:
    """Return the coupon, None for who had too few points then."""
    try:
        return reward_take(
            profile_id=profile_id,
            reward=reward,
            cause="demo",
            actor=f"profile:{profile_id}",
            carrier=carrier or LocalCarrier(),
            at=at,
        )
    except NotEnoughPoints:
        return None


_USED = 2
_OTHERS = (_lapses, _is_revoked, _is_refused, _stays_good, _stays_good)
