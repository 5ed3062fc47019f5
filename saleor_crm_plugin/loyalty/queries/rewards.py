"""Reads of rewards and coupons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from saleor_crm_plugin.loyalty.models import IssuedCoupon, Reward
from saleor_crm_plugin.loyalty.rules.rewards import (
    CouponState,
    CouponTerms,
    RewardKind,
    RewardValue,
)
from saleor_crm_plugin.work import Waiting, rows_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardView:
    """One reward; `left` is how many can still be issued, None without a limit."""

    reward_id: int
    program: str
    slug: str
    name: str
    kind: RewardKind
    points: int
    percent: int
    values: tuple[RewardValue, ...]
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
class CouponView:
    """One coupon; `error` says why the carrier has not taken it, `used_in` names the order."""

    coupon_id: int
    profile_id: int | None
    reward: RewardView
    code: str
    points: int
    terms: CouponTerms
    state: CouponState
    issued_at: datetime
    used_in: str
    used_at: datetime | None
    is_used_by_owner: bool
    error: str


def values_stored(values: Collection[RewardValue]) -> list[list[str | int]]:
    """Return `values` as a row keeps them."""
    return [[one.channel, one.currency, one.amount_minor, one.min_spent_minor] for one in values]


def values_read(stored: list[tuple[str, str, int, int]]) -> tuple[RewardValue, ...]:
    """Return what `values_stored` wrote."""
    return tuple(
        RewardValue(channel=channel, currency=currency, amount_minor=amount, min_spent_minor=least)
        for channel, currency, amount, least in stored
    )


def reward_rows(*, program: str | None = None, is_active: bool | None = None) -> QuerySet[Reward]:
    """Return rewards with their programs, in no order; for pages."""
    rows = Reward.objects.select_related("program")
    if program is not None:
        rows = rows.filter(program__slug=program)
    return rows if is_active is None else rows.filter(is_active=is_active)


def reward_view(row: Reward) -> RewardView:
    """Return a reward of a row that is loaded with its program."""
    return RewardView(
        reward_id=row.pk,
        program=row.program.slug,
        slug=row.slug,
        name=row.name,
        kind=RewardKind(row.kind),
        points=row.points,
        percent=row.percent,
        values=values_read(row.values),
        valid_days=row.valid_days,
        remind_days=row.remind_days,
        tiers=tuple(row.tiers),
        stock=row.stock,
        issued_count=row.issued_count,
        left=None if row.stock is None else row.stock - row.issued_count,
        is_active=row.is_active,
        is_automatic=row.is_automatic,
        returns_expired=row.returns_expired,
    )


def coupon_rows(
    *, profile_id: int | None = None, states: Collection[str] = ()
) -> QuerySet[IssuedCoupon]:
    """Return coupons with what shows them, of one profile or of all, in no order; for pages."""
    rows = IssuedCoupon.objects.select_related("reward__program", "redemption__account")
    if profile_id is not None:
        rows = rows.filter(redemption__account__profile_id=profile_id)
    return rows.filter(state__in=states) if states else rows


def coupons_waiting(*, at: datetime) -> Waiting:
    """Return how many coupons are due to be carried to the host or back."""
    undone = IssuedCoupon.objects.filter(state__in=[CouponState.ISSUING, CouponState.REVOKING])
    return rows_waiting(undone.filter(due_at__lte=at), since="due_at")


def coupon_view(row: IssuedCoupon) -> CouponView:
    """Return a coupon of a row that `coupon_rows` loaded."""
    return CouponView(
        coupon_id=row.pk,
        profile_id=row.redemption.account.profile_id,
        reward=reward_view(row.reward),
        code=row.code,
        points=row.redemption.points,
        terms=coupon_terms(row),
        state=CouponState(row.state),
        issued_at=row.issued_at,
        used_in=row.used_in,
        used_at=row.used_at,
        is_used_by_owner=row.is_used_by_owner,
        error=row.error,
    )


def coupon_view_by_id(coupon_id: int) -> CouponView:
    """Return a coupon that is known to exist."""
    return coupon_view(coupon_rows().get(pk=coupon_id))


def coupon_terms(row: IssuedCoupon) -> CouponTerms:
    """Return what a code brings."""
    return CouponTerms(
        kind=RewardKind(row.kind),
        percent=row.percent,
        values=values_read(row.values),
        expires_at=row.expires_at,
    )
