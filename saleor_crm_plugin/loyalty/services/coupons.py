"""Turns points into coupons, and follows each until it is used, lapsed or taken back."""

import secrets
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import F, Q

from saleor_crm_plugin.errors import Conflict, CrmError, NotFound
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import IssuedCoupon, Redemption, Reward
from saleor_crm_plugin.loyalty.queries.carriers import RewardCarrier
from saleor_crm_plugin.loyalty.queries.programs import rules_of
from saleor_crm_plugin.loyalty.queries.rewards import (
    CouponView,
    coupon_rows,
    coupon_view,
    coupon_view_by_id,
)
from saleor_crm_plugin.loyalty.queries.tiers import tier_slugs_at
from saleor_crm_plugin.loyalty.rules.rewards import (
    CODE_ALPHABET,
    CODE_GROUP_LENGTH,
    CODE_GROUPS,
    CouponState,
    RewardKind,
    code_formatted,
    coupon_end,
    reminder_of,
)
from saleor_crm_plugin.loyalty.services.coupon_drain import coupon_carry
from saleor_crm_plugin.loyalty.services.points import Spending, points_redeem
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from saleor_crm_plugin.work import Work, wake


class RewardUnavailable(CrmError):
    """The reward cannot be had: it is switched off, sold out, or for other tiers; nothing was written."""

    code: ClassVar[str] = "REWARD_UNAVAILABLE"

    def __init__(self, slug: str, reason: str) -> None:
        super().__init__(f"reward {slug} cannot be had: {reason}")
        self.reason = reason


def reward_take(
    *,
    profile_id: int,
    reward: str,
    cause: str,
    actor: str,
    carrier: RewardCarrier,
    at: datetime,
) -> CouponView:
    """
    Turn points into a coupon, once per `cause`, and make its code work at once where that is quick.

    Where the carrier is another service, or fails, a worker does it later: the coupon is `issuing` until then.
    Raises what `coupon_issue` raises.
    """
    coupon = coupon_issue(profile_id=profile_id, reward=reward, cause=cause, actor=actor, at=at)
    if coupon.state is CouponState.ISSUING and carrier.is_in_process:
        coupon_carry(coupon_id=coupon.coupon_id, carrier=carrier, at=at)
        return coupon_view_by_id(coupon.coupon_id)
    return coupon


@transaction.atomic
def coupon_issue(
    *, profile_id: int, reward: str, cause: str, actor: str, at: datetime
) -> CouponView:
    """
    Take a reward's points from a profile and write its coupon, once per `cause`; the carrier is asked later.

    :raises RewardUnavailable: it is switched off, sold out, or for other tiers.
    :raises NotEnoughPoints, AccountFrozen, GuestsNeverSpend, NoProgram: the profile may not spend.
    :raises Conflict: `cause` was used for another reward.
    :raises NotFound: there is no such reward.
    """
    row = Reward.objects.select_related("program").filter(slug=reward).first()
    if row is None:
        raise NotFound(f"there is no reward {reward}")
    if already := _issued(profile_id, cause):
        return _same(already, row)
    _check_available(row, profile_id, at)
    entry = points_redeem(
        profile_id=profile_id,
        points=row.points,
        cause=f"coupon:{cause}",
        actor=actor,
        reason="",
        at=at,
        spending=Spending(carrier=_carrier_word(row)),
    )
    redemption = Redemption.objects.get(entry_id=entry.entry_id)
    already = IssuedCoupon.objects.filter(redemption=redemption).first()
    if already is not None:  # the same request was a moment quicker and held the account
        return _same(already, row)
    _stock_take(row)
    coupon = IssuedCoupon.objects.create(redemption=redemption, **_terms(row, at))
    events_record(events=[coupon_event(coupon, EventType.COUPON_ISSUED, at=at)], at=at)
    wake(Work.COUPONS)
    return coupon_view_by_id(coupon.pk)


def coupon_revoke(
    *, coupon_id: int, actor: str, reason: str, carrier: RewardCarrier, at: datetime
) -> CouponView:
    """
    Stop a code that was not used, and give its points back; repeated, it changes nothing more.

    :raises Conflict: it was used, or has lapsed.
    :raises NotFound: there is no such coupon.
    """
    coupon = _revoking(coupon_id=coupon_id, actor=actor, reason=reason, at=at)
    if coupon.state is CouponState.REVOKING and carrier.is_in_process:
        coupon_carry(coupon_id=coupon_id, carrier=carrier, at=at)
    return coupon_view_by_id(coupon_id)


@transaction.atomic
def _revoking(*, coupon_id: int, actor: str, reason: str, at: datetime) -> CouponView:
    row = coupon_rows().select_for_update(of=("self",)).filter(pk=coupon_id).first()
    if row is None:
        raise NotFound(f"there is no coupon {coupon_id}")
    if row.state in {CouponState.REVOKING, CouponState.REVOKED}:
        return coupon_view(row)
    if row.state not in {CouponState.ACTIVE, CouponState.ISSUING, CouponState.FAILED}:
        raise Conflict(f"coupon {coupon_id} is {row.state}")
    # a worker that is just making the code work ends first: what it makes could not be found yet
    row.due_at = max(row.due_at or at, at) if row.claim_token else at
    row.state, row.attempts = CouponState.REVOKING, 0
    row.error = f"{actor}: {reason}"[:200]
    row.save(update_fields=["state", "due_at", "attempts", "error"])
    wake(Work.COUPONS)
    return coupon_view(row)


def coupon_event(
    coupon: IssuedCoupon, kind: EventType, *, at: datetime, is_live: bool = True
) -> NewEvent:
    """Return the timeline event of what happened to a coupon; its code never stands on the timeline."""
    details: JsonObject = {
        "coupon_id": coupon.pk,
        "reward": coupon.reward.slug,
        "points": coupon.redemption.points,
        "expires_at": coupon.expires_at.isoformat() if coupon.expires_at else None,
        "order_reference": coupon.used_in or None,
    }
    return NewEvent(
        profile_id=coupon.redemption.account.profile_id or 0,
        type=kind,
        key=f"coupon:{coupon.pk}",
        occurred_at=at,
        is_live=is_live,
        details=details,
    )


def _issued(profile_id: int, cause: str) -> IssuedCoupon | None:
    rows = IssuedCoupon.objects.filter(
        redemption__account__profile_id=profile_id,
        redemption__entry__idempotency_key=f"redeem:coupon:{cause}",
    )
    return rows.order_by("pk").first()


def _same(coupon: IssuedCoupon, reward: Reward) -> CouponView:
    if coupon.reward_id != reward.pk:
        raise Conflict(f"this key was used before for reward {coupon.reward.slug}")
    return coupon_view_by_id(coupon.pk)


def _check_available(reward: Reward, profile_id: int, at: datetime) -> None:
    if not reward.is_active:
        raise RewardUnavailable(reward.slug, "it is switched off")
    if reward.tiers and not _is_in_tier(reward, profile_id, at):
        raise RewardUnavailable(reward.slug, f"it is for {', '.join(reward.tiers)}")


def _is_in_tier(reward: Reward, profile_id: int, at: datetime) -> bool:
    tiers = tier_slugs_at(program_id=reward.program_id, profile_ids=[profile_id], at=at)
    return tiers.get(profile_id) in reward.tiers


def _stock_take(reward: Reward) -> None:
    """Count one more, in one statement: two shoppers cannot both have the last one."""
    left = Q(stock__isnull=True) | Q(issued_count__lt=F("stock"))
    if not Reward.objects.filter(left, pk=reward.pk).update(issued_count=F("issued_count") + 1):
        raise RewardUnavailable(reward.slug, f"all {reward.stock} are gone")


def _carrier_word(reward: Reward) -> str:
    return "gift_card" if reward.kind == RewardKind.GIFT_CARD else "voucher"


def _terms(reward: Reward, at: datetime) -> dict[str, object]:
    zone = rules_of(reward.program).zone
    expires_at = coupon_end(at, days=reward.valid_days, zone=zone)
    drawn = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_GROUPS * CODE_GROUP_LENGTH))
    return {
        "reward": reward,
        "code": code_formatted(drawn),
        "kind": reward.kind,
        "percent": reward.percent,
        "values": reward.values,
        "state": CouponState.ISSUING,
        "issued_at": at,
        "due_at": at,
        "expires_at": expires_at,
        "remind_at": reminder_of(at, expires_at, days_before=reward.remind_days),
    }
