"""Carries coupons to the host's checkout and back, outside any transaction, with bounded retries."""

import logging
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from saleor_crm_plugin.loyalty.models import IssuedCoupon
from saleor_crm_plugin.loyalty.queries.carriers import CarrierRefused, CouponOrder, RewardCarrier
from saleor_crm_plugin.loyalty.queries.rewards import coupon_rows, coupon_terms
from saleor_crm_plugin.loyalty.rules.rewards import CouponState
from saleor_crm_plugin.loyalty.services.redemptions import redemption_return
from saleor_crm_plugin.profiles.queries.identifiers import customers_of_profiles
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record

logger = logging.getLogger(__name__)

_WAITING = (CouponState.ISSUING, CouponState.REVOKING)
_CLAIM_SECONDS = 120
_ATTEMPTS_MAX = 8
_RETRY_SECONDS = 15


def coupons_carry(*, carrier: RewardCarrier, at: datetime, limit_rows: int) -> int:
    """Carry up to `limit_rows` coupons that wait, oldest first; return how many were tried, 0 when none waits."""
    due = IssuedCoupon.objects.filter(due_at__lte=at, state__in=_WAITING).order_by("due_at", "pk")
    tried = 0
    for coupon_id in list(due.values_list("pk", flat=True)[:limit_rows]):
        tried += coupon_carry(coupon_id=coupon_id, carrier=carrier, at=at)
    return tried


def coupon_carry(*, coupon_id: int, carrier: RewardCarrier, at: datetime) -> bool:
    """
    Ask the carrier about one coupon that waits; False if another worker has it, or it waits for nothing.

    A worker that dies leaves a claim that runs out; the carrier then finds its own work by the code.
    """
    token = secrets.token_hex(8)
    waiting = IssuedCoupon.objects.filter(pk=coupon_id, state__in=_WAITING, due_at__lte=at)
    claimed = waiting.update(
        claim_token=token,
        attempts=F("attempts") + 1,
        due_at=at + timedelta(seconds=_CLAIM_SECONDS),
    )
    if not claimed:
        return False
    coupon = coupon_rows().get(pk=coupon_id)
    try:
        _carried(coupon, carrier, at)
    except CarrierRefused as refusal:
        _failed(coupon, str(refusal), at, is_final=True)
    except Exception as error:  # noqa: BLE001 the next coupon deserves its turn; logged without the error's words
        logger.error("coupon %s was not carried: %s", coupon_id, type(error).__name__)  # noqa: TRY400
        _failed(coupon, type(error).__name__, at, is_final=coupon.attempts >= _ATTEMPTS_MAX)
    return True


def _carried(coupon: IssuedCoupon, carrier: RewardCarrier, at: datetime) -> None:
    order = _order(coupon)
    if coupon.state == CouponState.ISSUING:
        host_reference = carrier.issue(order)
        _settle(coupon, CouponState.ACTIVE, host_reference=host_reference)
    elif carrier.revoke(order):
        _taken_back(coupon, at)
    else:  # somebody was quicker with the code; its order will tell
        _settle(coupon, CouponState.ACTIVE, error="it was used before it could be revoked")


def _order(coupon: IssuedCoupon) -> CouponOrder:
    profile_id = coupon.redemption.account.profile_id
    owners = customers_of_profiles([profile_id]) if profile_id else {}
    return CouponOrder(
        coupon_id=coupon.pk,
        code=coupon.code,
        reward_slug=coupon.reward.slug,
        reward_name=coupon.reward.name,
        terms=coupon_terms(coupon),
        owners=owners.get(profile_id or 0, ()),
        issued_at=coupon.issued_at,
        host_reference=coupon.host_reference,
    )


def _settle(coupon: IssuedCoupon, state: CouponState, **columns: object) -> bool:
    """Move a coupon on if the claim is still ours; whoever lost it changes nothing."""
    mine = IssuedCoupon.objects.filter(
        pk=coupon.pk, state=coupon.state, claim_token=coupon.claim_token
    )
    values = {"error": "", "due_at": None, "claim_token": "", "attempts": 0, **columns}
    return mine.update(state=state, **values) == 1


@transaction.atomic
def _taken_back(coupon: IssuedCoupon, at: datetime) -> None:
    actor, _, reason = coupon.error.partition(": ")
    if not _settle(coupon, CouponState.REVOKED, remind_at=None, error=reason):
        return
    redemption_return(
        redemption_id=coupon.redemption_id, actor=actor or "system", reason=reason, at=at
    )
    profile_id = coupon.redemption.account.profile_id
    if profile_id is not None:
        event = NewEvent(
            profile_id=profile_id,
            type=EventType.COUPON_REVOKED,
            key=f"coupon:{coupon.pk}",
            occurred_at=at,
            is_live=True,
            details={"coupon_id": coupon.pk, "reward": coupon.reward.slug},
        )
        events_record(events=[event], at=at)


def _failed(coupon: IssuedCoupon, words: str, at: datetime, *, is_final: bool) -> None:
    """Try again later, with growing pauses; what failed too often waits for staff, who can revoke it."""
    mine = IssuedCoupon.objects.filter(pk=coupon.pk, claim_token=coupon.claim_token)
    if is_final:
        mine.update(state=CouponState.FAILED, error=words[:200], due_at=None, claim_token="")
        return
    pause = timedelta(seconds=_RETRY_SECONDS * 2 ** (coupon.attempts - 1))
    mine.update(due_at=at + pause, claim_token="")
