"""Brings memberships in tiers to what orders and time imply, in batches, and tells the timeline what is news."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from saleor_crm_plugin.loyalty.models import (
    LoyaltyAccount,
    TierMembership,
    TierStanding,
)
from saleor_crm_plugin.loyalty.queries.tier_history import (
    ProgramTiers,
    programs_with_tiers,
    tier_changes,
)
from saleor_crm_plugin.loyalty.rules.tiers import Stay, tier_stays
from saleor_crm_plugin.loyalty.services.tier_events import Told, tier_news
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from saleor_crm_plugin.rows import rows_insert, rows_insert_new, rows_update

# What time did longer ago than this is history and announces nothing.
_NEWS_AGE = timedelta(days=1)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Looks:
    """Whose memberships to work out; since when what began is news, by profile; and what else was told to whom."""

    profile_ids: Collection[int]
    news_since: dict[int, datetime]
    also_told: dict[int, list[Told]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Move:
    """What the memberships of one profile lack: rows to drop, rows to add, and what to tell."""

    dropped: list[int]
    added: list[TierMembership]
    events: list[NewEvent]


@transaction.atomic
def tiers_converge(
    *, profile_ids: Collection[int], live_profile_ids: Collection[int], at: datetime
) -> None:
    """
    Bring the memberships of profiles, in every program with tiers, to what their orders imply.

    Nothing is kept from earlier answers but what the timeline was told, so doing it twice, late or in another order
    ends in the same memberships. Changes are news for `live_profile_ids` only.
    """
    if not profile_ids:
        return
    news = dict.fromkeys(live_profile_ids, _EVER)
    for program in programs_with_tiers():
        _converge(program, _Looks(profile_ids, news), at)


@transaction.atomic
def tiers_advance(*, at: datetime, limit_rows: int) -> int:
    """
    Tell the timeline what time did to at most `limit_rows` profiles, and work out who was never looked at.

    Returns how many profiles it looked at, 0 when nothing is left. Memberships do not depend on it.
    """
    looked_at = 0
    for program in programs_with_tiers():
        room = limit_rows - looked_at
        profile_ids = set([*_moved(program, at, room), *_unseen(program, room)][:room])
        if profile_ids:
            news = dict.fromkeys(profile_ids, at - _NEWS_AGE)
            _converge(program, _Looks(profile_ids, news), at)
            looked_at += len(profile_ids)
    return looked_at


@transaction.atomic
def tiers_merge(*, survivor_id: int, absorbed_id: int, at: datetime) -> None:
    """Give the survivor of a merge the tiers that both together reached; what either was told is not told again."""
    told = list(TierMembership.objects.filter(profile_id=absorbed_id, is_told=True))
    tiers_erase(profile_id=absorbed_id)
    for program in programs_with_tiers():
        also = [_told(row) for row in told if row.program_id == program.program_id]
        looks = _Looks([survivor_id], {survivor_id: _EVER}, {survivor_id: also})
        _converge(program, looks, at)


@transaction.atomic
def tiers_erase(*, profile_id: int) -> None:
    """Forget the tiers of an erased profile."""
    TierStanding.objects.filter(profile_id=profile_id).delete()
    TierMembership.objects.filter(profile_id=profile_id).delete()


def _moved(program: ProgramTiers, at: datetime, limit_rows: int) -> list[int]:
    rows = TierMembership.objects.filter(
        program_id=program.program_id, is_told=False, from_at__lte=at
    )
    return list(rows.order_by("from_at", "pk").values_list("profile_id", flat=True)[:limit_rows])


def _unseen(program: ProgramTiers, limit_rows: int) -> list[int]:
    seen = TierStanding.objects.filter(
        program_id=program.program_id,
        profile_id=OuterRef("profile_id"),
        revision_id=program.revision_id,
    )
    accounts = LoyaltyAccount.objects.filter(
        ~Exists(seen), program_id=program.program_id, profile__isnull=False
    )
    return list(accounts.order_by("pk").values_list("profile_id", flat=True)[:limit_rows])


def _converge(program: ProgramTiers, looks: _Looks, at: datetime) -> None:
    _standings_lock(program, looks.profile_ids, at)
    changes = tier_changes(program=program, profile_ids=looks.profile_ids)
    rows: dict[int, list[TierMembership]] = {profile_id: [] for profile_id in looks.profile_ids}
    memberships = TierMembership.objects.filter(
        program_id=program.program_id, profile_id__in=looks.profile_ids
    )
    for row in memberships.order_by("from_at", "pk"):
        rows[row.profile_id].append(row)
    moves = []
    for profile_id in sorted(rows):
        stays = tier_stays(ladders=program.ladders, changes=changes[profile_id], zone=program.zone)
        events = tier_news(
            program=program,
            profile_id=profile_id,
            stays=stays,
            told=[_told(row) for row in rows[profile_id] if row.is_told]
            + looks.also_told.get(profile_id, []),
            news_since=looks.news_since.get(profile_id),
            at=at,
        )
        moves.append(_move(program, profile_id, stays, rows[profile_id], events, at))
    TierMembership.objects.filter(pk__in=[pk for move in moves for pk in move.dropped]).delete()
    rows_insert([row for move in moves for row in move.added])
    events_record(events=[event for move in moves for event in move.events], at=at)


def _standings_lock(program: ProgramTiers, profile_ids: Collection[int], at: datetime) -> None:
    """Lock one row per profile, making those that are missing, and note by which revision it is looked at."""
    rows_insert_new(
        [
            TierStanding(
                program_id=program.program_id,
                profile_id=profile_id,
                revision_id=program.revision_id,
                evaluated_at=at,
            )
            for profile_id in sorted(profile_ids)
        ]
    )
    standings = TierStanding.objects.select_for_update().filter(
        program_id=program.program_id, profile_id__in=profile_ids
    )
    rows = list(standings.order_by("pk"))
    for row in rows:
        row.revision_id, row.evaluated_at = program.revision_id, at
    rows_update(rows, ["revision_id", "evaluated_at"])


def _move(
    program: ProgramTiers,
    profile_id: int,
    stays: Sequence[Stay],
    rows: Sequence[TierMembership],
    events: list[NewEvent],
    at: datetime,
) -> _Move:
    wanted = {
        (stay.slug, stay.from_at, stay.until_at, stay.reason.value, stay.from_at <= at)
        for stay in stays
    }
    found = {(row.slug, row.from_at, row.until_at, row.reason, row.is_told): row for row in rows}
    return _Move(
        dropped=[row.pk for key, row in found.items() if key not in wanted],
        added=[
            TierMembership(
                program_id=program.program_id,
                profile_id=profile_id,
                slug=slug,
                from_at=from_at,
                until_at=until_at,
                reason=reason,
                is_told=is_told,
            )
            for slug, from_at, until_at, reason, is_told in sorted(
                wanted - found.keys(), key=lambda key: key[1]
            )
        ],
        events=events,
    )


def _told(row: TierMembership) -> Told:
    return Told(row.slug, row.from_at, row.until_at)
