"""Rewards and coupons as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.loyalty.queries.rewards import CouponView, RewardView
from saleor_crm_plugin.loyalty.rules.rewards import RewardValue

REWARD = "CrmReward"
COUPON = "CrmCoupon"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardValueNode:
    """What a reward is worth in one channel and currency."""

    channel: str | None
    currency: str
    amount: MoneyNode | None
    min_spent: MoneyNode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardNode:
    """What points can be turned into."""

    id: str
    program: str
    slug: str
    name: str
    kind: str
    points: int
    percent: int | None
    values: tuple[RewardValueNode, ...]
    valid_days: int | None
    remind_days: int
    tiers: tuple[str, ...]
    stock: int | None
    issued_count: int
    left: int | None
    is_active: bool
    is_automatic: bool
    returns_expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponNode:
    """One code of one shopper."""

    profile_id: int | None
    id: str
    reward: RewardNode
    code: str
    kind: str
    percent: int | None
    values: tuple[RewardValueNode, ...]
    points: int
    state: str
    issued_at: datetime
    expires_at: datetime | None
    used_in: str | None
    used_at: datetime | None
    is_used_by_owner: bool
    error: str | None


def reward_node(view: RewardView) -> RewardNode:
    """Return a reward as the contract shows it."""
    return RewardNode(
        id=id_encode(REWARD, view.reward_id),
        program=view.program,
        slug=view.slug,
        name=view.name,
        kind=view.kind.name,
        points=view.points,
        percent=view.percent or None,
        values=_values(view.values),
        valid_days=view.valid_days,
        remind_days=view.remind_days,
        tiers=view.tiers,
        stock=view.stock,
        issued_count=view.issued_count,
        left=view.left,
        is_active=view.is_active,
        is_automatic=view.is_automatic,
        returns_expired=view.returns_expired,
    )


def coupon_node(view: CouponView) -> CouponNode:
    """Return a coupon as the contract shows it."""
    return CouponNode(
        profile_id=view.profile_id,
        id=id_encode(COUPON, view.coupon_id),
        reward=reward_node(view.reward),
        code=view.code,
        kind=view.terms.kind.name,
        percent=view.terms.percent or None,
        values=_values(view.terms.values),
        points=view.points,
        state=view.state.name,
        issued_at=view.issued_at,
        expires_at=view.terms.expires_at,
        used_in=view.used_in or None,
        used_at=view.used_at,
        is_used_by_owner=view.is_used_by_owner,
        error=view.error or None,
    )


def _values(values: tuple[RewardValue, ...]) -> tuple[RewardValueNode, ...]:
    return tuple(
        RewardValueNode(
            channel=value.channel or None,
            currency=value.currency,
            amount=_money(value.amount_minor, value.currency),
            min_spent=_money(value.min_spent_minor, value.currency),
        )
        for value in values
    )


def _money(minor: int, currency: str) -> MoneyNode | None:
    return money_node(minor, currency) if minor else None
