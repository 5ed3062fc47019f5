"""Referrals as clerks and advocates read them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from saleor_crm_plugin.loyalty.models import Referral, ReferralCode
from saleor_crm_plugin.loyalty.rules.fraud import Signal
from saleor_crm_plugin.loyalty.rules.referrals import ReferralState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralView:
    """One referral; `reason` is empty unless the state has one, `is_approved` is None while staff have not decided."""

    referral_id: int
    program: str
    advocate_id: int
    friend_id: int
    claimed_at: datetime
    state: ReferralState
    reason: str
    qualified_at: datetime | None
    advocate_points: int
    friend_points: int
    signals: tuple[tuple[Signal, datetime], ...]
    is_approved: bool | None
    decided_at: datetime | None
    decided_by: str
    decision_reason: str


def referral_rows(
    *, states: Collection[str] = (), advocate_id: int | None = None
) -> QuerySet[Referral]:
    """Return referrals with their programs and signals, in no order; for pages."""
    rows = Referral.objects.select_related("program").prefetch_related("signals")
    if states:
        rows = rows.filter(state__in=states)
    return rows if advocate_id is None else rows.filter(advocate_id=advocate_id)


def referral_view(row: Referral) -> ReferralView:
    """Return the value of a row of `referral_rows`."""
    signals = sorted(row.signals.all(), key=lambda signal: signal.pk)
    return ReferralView(
        referral_id=row.pk,
        program=row.program.slug,
        advocate_id=row.advocate_id,
        friend_id=row.friend_id,
        claimed_at=row.claimed_at,
        state=ReferralState(row.state),
        reason=row.reason,
        qualified_at=row.qualified_at,
        advocate_points=row.advocate_points,
        friend_points=row.friend_points,
        signals=tuple((Signal(signal.kind), signal.seen_at) for signal in signals),
        is_approved=row.staff_approved,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decision_reason=row.decision_reason,
    )


def referral_view_by_id(referral_id: int) -> ReferralView:
    """Return one referral that exists."""
    return referral_view(referral_rows().get(pk=referral_id))


def referral_code_of(*, profile_id: int, program_id: int) -> str | None:
    """Return a profile's code, its first one after a merge, or None if it has none yet."""
    codes = ReferralCode.objects.filter(
        profile_id=profile_id, program_id=program_id, is_active=True
    )
    return codes.order_by("pk").values_list("code", flat=True).first()


def rewarded_count(*, profile_id: int, program_id: int) -> int:
    """Return for how many friends a profile has its points."""
    return Referral.objects.filter(
        advocate_id=profile_id, program_id=program_id, state=ReferralState.REWARDED
    ).count()
