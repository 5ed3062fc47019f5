"""What the timeline is told about tiers: what it does not know yet, and as news only what is new to the shopper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.loyalty.queries.tier_history import ProgramTiers
from saleor_crm_plugin.loyalty.rules.tiers import NO_TIER, Stay, stay_at
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent


@dataclass(frozen=True, slots=True)
class Told:
    """A stay that the timeline knows of."""

    slug: str
    from_at: datetime
    until_at: datetime | None


def tier_news(
    *,
    program: ProgramTiers,
    profile_id: int,
    stays: Sequence[Stay],
    told: Sequence[Told],
    news_since: datetime | None,
    at: datetime,
) -> list[NewEvent]:
    """
    Return the events of stays that began by `at` and were not told, and one if the tier differs from what was told.

    Only the tier held at `at` can be news, if it began at `news_since` or later: who went up and down between two
    looks is not greeted. None makes everything history. A stay that merely began earlier or later than was
    told is told no more, the tier that costs nothing greets nobody, and what a new revision brings is no news.
    """
    current = stay_at(stays, at)
    believed = _believed(program, told, at)
    events, previous = [], NO_TIER
    for stay in stays:
        if stay.from_at > at:
            break
        is_corrected = stay is current and believed not in (None, stay.slug)
        if is_corrected or not any(_is_same(stay, one) for one in told):
            came_from = believed if stay is current and believed is not None else previous
            is_news = stay is current and _is_news(stay, program, news_since)
            if event := _event(program, profile_id, stay, came_from, is_live=is_news):
                events.append(event)
        previous = stay.slug
    return events


def _believed(program: ProgramTiers, told: Sequence[Told], at: datetime) -> str | None:
    """Return the tier that the timeline believes the profile has, None if it was told of none."""
    begun = [one for one in told if one.from_at <= at]
    lasting = [one for one in begun if one.until_at is None or at < one.until_at]
    if lasting:
        return max(lasting, key=lambda one: _rank(program, one.slug)).slug
    return max(begun, key=lambda one: one.from_at).slug if begun else None


def _is_same(stay: Stay, told: Told) -> bool:
    """Return whether both are the same tier at some common moment."""
    starts_in_time = told.until_at is None or stay.from_at < told.until_at
    ends_in_time = stay.until_at is None or told.from_at < stay.until_at
    return stay.slug == told.slug and starts_in_time and ends_in_time


def _is_news(stay: Stay, program: ProgramTiers, news_since: datetime | None) -> bool:
    is_of_revision = any(stay.from_at == ladder.valid_from for ladder in program.ladders)
    return news_since is not None and stay.from_at >= news_since and not is_of_revision


def _event(
    program: ProgramTiers, profile_id: int, stay: Stay, came_from: str, *, is_live: bool
) -> NewEvent | None:
    rank, before = _rank(program, stay.slug), _rank(program, came_from)
    if rank == before or (came_from == NO_TIER and _is_free(program, stay.slug)):
        return None
    return NewEvent(
        profile_id=profile_id,
        type=EventType.TIER_REACHED if rank > before else EventType.TIER_LOST,
        key=f"{program.program_id}:{stay.slug}:{stay.from_at.isoformat()}",
        occurred_at=stay.from_at,
        is_live=is_live,
        details={
            "program": program.program_slug,
            "tier": stay.slug or None,
            "previous_tier": came_from or None,
            "reason": stay.reason.value,
            "kept_until": stay.until_at.isoformat() if stay.until_at else None,
        },
    )


def _rank(program: ProgramTiers, slug: str) -> int:
    rank = program.current.rank_of(slug)
    return -1 if rank is None else rank


def _is_free(program: ProgramTiers, slug: str) -> bool:
    return any(tier.slug == slug and tier.threshold == 0 for tier in program.current.tiers)
