"""Tiers as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.loyalty.queries.tier_history import ProgramTiers
from saleor_crm_plugin.loyalty.queries.tier_views import StandingView, StayView
from saleor_crm_plugin.loyalty.rules.tier_policy import TierRule


@dataclass(frozen=True, slots=True, kw_only=True)
class TierNode:
    """One tier of one program."""

    slug: str
    name: str
    threshold: int
    amount: MoneyNode | None
    earn_percent: int
    benefits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TierProgramNode:
    """The tiers and policies of a program in force."""

    program: str
    revision: int
    valid_from: datetime
    metric: str
    currency: str | None
    window: str
    window_length: int | None
    keeps_next_year: bool
    downgrade: str
    grace_days: int
    refunds: str
    tiers: tuple[TierNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierStayNode:
    """A tier that a shopper has or had."""

    tier: str | None
    from_at: datetime
    until_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TierStandingNode:
    """Where a shopper stands in one program."""

    program: str
    currency: str | None
    metric: int
    metric_amount: MoneyNode | None
    tier: TierNode | None
    kept_until: datetime | None
    missing_to_keep: int
    missing_to_keep_amount: MoneyNode | None
    next_tier: TierNode | None
    missing: int | None
    missing_amount: MoneyNode | None
    deadline_at: datetime | None
    history: tuple[TierStayNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierMemberNode:
    """A shopper in a tier; the profile and the standing are loaded in batches."""

    profile_id: int
    program: str
    from_at: datetime
    until_at: datetime | None
    reason: str


def tier_program_node(program: ProgramTiers) -> TierProgramNode:
    """Return a program's tiers as the contract shows them."""
    config = program.current.config
    return TierProgramNode(
        program=program.program_slug,
        revision=program.number,
        valid_from=program.current.valid_from,
        metric=config.metric.name,
        currency=config.currency or None,
        window=config.window.name,
        window_length=config.window_length,
        keeps_next_year=config.keeps_next_year,
        downgrade=config.downgrade.name,
        grace_days=config.grace_days,
        refunds=config.refunds.name,
        tiers=tuple(_tier(tier, config.currency) for tier in program.current.tiers),
    )


def tier_standing_node(view: StandingView) -> TierStandingNode:
    """Return a shopper's standing as the contract shows it."""
    progress = view.progress
    currency = view.program.current.config.currency
    held, following = view.tier(progress.slug), view.tier(progress.next_slug)
    return TierStandingNode(
        program=view.program.program_slug,
        currency=currency or None,
        metric=progress.metric,
        metric_amount=_amount(progress.metric, currency),
        tier=None if held is None else _tier(held, currency),
        kept_until=progress.kept_until,
        missing_to_keep=progress.missing_to_keep,
        missing_to_keep_amount=_amount(progress.missing_to_keep, currency),
        next_tier=None if following is None else _tier(following, currency),
        missing=progress.missing,
        missing_amount=_amount(progress.missing, currency),
        deadline_at=progress.deadline_at,
        history=tuple(_stay(stay) for stay in view.history),
    )


def tier_member_node(profile_id: int, program: str, stay: StayView) -> TierMemberNode:
    """Return a member of a tier as the contract shows him."""
    return TierMemberNode(
        profile_id=profile_id,
        program=program,
        from_at=stay.from_at,
        until_at=stay.until_at,
        reason=stay.reason.name,
    )


def _stay(stay: StayView) -> TierStayNode:
    return TierStayNode(
        tier=stay.slug or None,
        from_at=stay.from_at,
        until_at=stay.until_at,
        reason=stay.reason.name,
    )


def _amount(minor: int | None, currency: str) -> MoneyNode | None:
    return None if minor is None or not currency else money_node(minor, currency)


def _tier(tier: TierRule, currency: str) -> TierNode:
    return TierNode(
        slug=tier.slug,
        name=tier.name,
        threshold=tier.threshold,
        amount=_amount(tier.threshold, currency),
        earn_percent=tier.earn_percent,
        benefits=tier.benefits,
    )
