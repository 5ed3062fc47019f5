"""Tiers as shoppers and clerks read them: where a profile stands in each program, its history, who is in a tier."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from saleor_crm_plugin.loyalty.models import TierMembership
from saleor_crm_plugin.loyalty.queries.tier_history import (
    ProgramTiers,
    programs_with_tiers,
    tier_changes,
)
from saleor_crm_plugin.loyalty.rules.tier_policy import TierRule
from saleor_crm_plugin.loyalty.rules.tier_windows import Change
from saleor_crm_plugin.loyalty.rules.tiers import StayReason, TierProgress, tier_progress

HISTORY_ROWS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StayView:
    """A tier that a profile has or had, `slug` empty for none, since when, until when, and why it began."""

    slug: str
    from_at: datetime
    until_at: datetime | None
    reason: StayReason


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingView:
    """Where a profile stands in one program at `at`; `history` is newest first."""

    program: ProgramTiers
    progress: TierProgress
    history: tuple[StayView, ...]

    def tier(self, slug: str | None) -> TierRule | None:
        """Return the tier of that name in the revision in force, None for none."""
        return next((tier for tier in self.program.current.tiers if tier.slug == slug), None)


def tier_standings(*, profile_id: int, at: datetime) -> list[StandingView]:
    """Return where a profile stands in every program with tiers; at most four queries per program."""
    return [
        standing
        for program in programs_with_tiers()
        for standing in _standings(program, [profile_id], at).values()
    ]


def standings_of_members(
    *, members: Collection[tuple[str, int]], at: datetime
) -> dict[tuple[str, int], StandingView]:
    """Return where each member stands, given and returned as program and profile; four queries per program."""
    of_programs: defaultdict[str, list[int]] = defaultdict(list)
    for slug, profile_id in members:
        of_programs[slug].append(profile_id)
    programs = [one for one in programs_with_tiers() if one.program_slug in of_programs]
    return {
        (program.program_slug, profile_id): standing
        for program in programs
        for profile_id, standing in _standings(
            program, of_programs[program.program_slug], at
        ).items()
    }


def tier_member_rows(*, program: str, slug: str, at: datetime) -> QuerySet[TierMembership]:
    """Return who earned a tier and has it at `at`, in no order; for pages."""
    return TierMembership.objects.filter(
        Q(until_at__isnull=True) | Q(until_at__gt=at),
        program__slug=program,
        slug=slug,
        from_at__lte=at,
    )


def stay_view(row: TierMembership) -> StayView:
    """Return the value of a stored stay."""
    return StayView(
        slug=row.slug,
        from_at=row.from_at,
        until_at=row.until_at,
        reason=StayReason(row.reason),
    )


def _standings(
    program: ProgramTiers, profile_ids: Collection[int], at: datetime
) -> dict[int, StandingView]:
    rows = TierMembership.objects.filter(
        program_id=program.program_id, profile_id__in=profile_ids, from_at__lte=at
    )
    stays: defaultdict[int, list[StayView]] = defaultdict(list)
    for row in rows.order_by("-from_at", "-pk"):
        stays[row.profile_id].append(stay_view(row))
    changes = tier_changes(program=program, profile_ids=profile_ids)
    return {
        profile_id: _standing(program, changes[profile_id], stays[profile_id], at)
        for profile_id in profile_ids
    }


def _standing(
    program: ProgramTiers, changes: list[Change], stays: list[StayView], at: datetime
) -> StandingView:
    return StandingView(
        program=program,
        progress=tier_progress(ladders=program.ladders, changes=changes, zone=program.zone, at=at),
        history=tuple(stays[:HISTORY_ROWS_MAX]),
    )
