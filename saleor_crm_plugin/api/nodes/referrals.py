"""Referrals as the contract shows them: to staff in full, to shoppers without a word about their friends."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.loyalty.queries.referral_views import ReferralView
from saleor_crm_plugin.loyalty.queries.referrals import ReferralTerms
from saleor_crm_plugin.loyalty.rules.referrals import ReferralState

REFERRAL = "CrmReferral"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralTermsNode:
    """The terms of a program's referrals."""

    program: str
    revision: int
    valid_from: datetime
    is_active: bool
    advocate_points: int
    friend_points: int
    minimums: tuple[MoneyNode, ...]
    hold_days: int
    claim_days: int
    monthly_max: int | None
    daily_max: int
    reverses: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSignalNode:
    """Something noticed about a referral."""

    kind: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralNode:
    """One referral; its profiles are loaded in batches."""

    id: str
    program: str
    advocate_id: int
    friend_id: int
    claimed_at: datetime
    state: str
    reason: str | None
    qualified_at: datetime | None
    advocate_points: int
    friend_points: int
    signals: tuple[ReferralSignalNode, ...]
    is_approved: bool | None
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReferralNode:
    """One friend of a shopper, without who it is."""

    claimed_at: datetime
    state: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReferralLinkNode:
    """What a shopper needs to share his link."""

    code: str | None
    rewarded_count: int
    terms: ReferralTermsNode


def referral_terms_node(terms: ReferralTerms) -> ReferralTermsNode:
    """Return terms as the contract shows them."""
    config = terms.config
    return ReferralTermsNode(
        program=terms.program_slug,
        revision=terms.number,
        valid_from=terms.valid_from,
        is_active=config.is_active,
        advocate_points=config.advocate_points,
        friend_points=config.friend_points,
        minimums=tuple(money_node(minor, currency) for currency, minor in config.minimums),
        hold_days=config.hold_days,
        claim_days=config.claim_days,
        monthly_max=config.monthly_max,
        daily_max=config.daily_max,
        reverses=config.reverses,
    )


def referral_node(view: ReferralView) -> ReferralNode:
    """Return a referral as staff see it."""
    return ReferralNode(
        id=id_encode(REFERRAL, view.referral_id),
        program=view.program,
        advocate_id=view.advocate_id,
        friend_id=view.friend_id,
        claimed_at=view.claimed_at,
        state=view.state.name,
        reason=view.reason.upper() or None,
        qualified_at=view.qualified_at,
        advocate_points=view.advocate_points,
        friend_points=view.friend_points,
        signals=tuple(
            ReferralSignalNode(kind=kind.name, seen_at=seen_at) for kind, seen_at in view.signals
        ),
        is_approved=view.is_approved,
        decided_at=view.decided_at,
        decided_by=view.decided_by or None,
        decision_reason=view.decision_reason or None,
    )


def my_referral_node(view: ReferralView) -> MyReferralNode:
    """Return a referral as its advocate sees it; that staff look at it is not told."""
    is_watched = view.state is ReferralState.REVIEW
    return MyReferralNode(
        claimed_at=view.claimed_at,
        state=ReferralState.PENDING.name if is_watched else view.state.name,
        points=view.advocate_points,
    )
