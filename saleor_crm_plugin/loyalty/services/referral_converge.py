"""Brings the referrals of advocates to the state that orders, signals, decisions and the clock imply."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.loyalty.models import FraudSignal, Referral, ReferralCode
from saleor_crm_plugin.loyalty.queries.referrals import (
    FriendHistory,
    Standing,
    friend_histories,
    people_of,
    standings_of,
    terms_of,
)
from saleor_crm_plugin.loyalty.rules.fraud import Person, Signal, signals_between
from saleor_crm_plugin.loyalty.rules.referrals import (
    ReferralCase,
    ReferralOutcome,
    ReferralReason,
    ReferralState,
    is_crowded,
    referral_config_decoded,
    referral_outcomes,
)
from saleor_crm_plugin.loyalty.services.referral_points import RewardMove, rewards_post

_STORED = [
    "advocate_id",
    "friend_id",
    "state",
    "reason",
    "order_id",
    "qualified_at",
    "due_at",
    "is_superseded",
    "advocate_points",
    "friend_points",
    "moves_count",
]


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read about both sides of some referrals."""

    people: Mapping[int, Person]
    histories: Mapping[int, FriendHistory]
    standings: Mapping[int, Standing]


@transaction.atomic
def referrals_converge(*, advocate_ids: Collection[int], at: datetime) -> None:
    """
    Work out every referral of advocates, and give or take back the points that differ.

    Told twice, late or in another order, it ends the same. The advocates' codes are locked first and then all
    accounts, each in order, so that two workers never give the same points or overrun a limit.
    """
    advocates = _families_moved(advocate_ids)
    rows = list(
        Referral.objects.select_related("revision__program")
        .filter(advocate_id__in=advocates)
        .order_by("claimed_at", "pk")
    )
    if not rows:
        return
    standings = standings_of({side for row in rows for side in (row.advocate_id, row.friend_id)})
    before = {row.pk: [getattr(row, name) for name in _STORED] for row in rows}
    _friends_moved(rows, standings)
    friends = {row.friend_id for row in rows}
    known = _Known(people_of(friends | set(advocates)), friend_histories(friends), standings)
    signals = _signals_noted(rows, known, at)
    outcomes = _outcomes(rows, known, signals, at)
    for row in rows:
        _stamp(row, outcomes[row.pk])
    rewards_post(moves=_moves(rows, known, outcomes), at=at)
    for row in rows:
        if [getattr(row, name) for name in _STORED] != before[row.pk]:
            row.save(update_fields=_STORED)


def _families_moved(advocate_ids: Collection[int]) -> list[int]:
    """Give codes and referrals of merged advocates to who stands for them; returns the advocates, locked."""
    standings = standings_of(advocate_ids)
    live_ids = sorted({standing.live_id for standing in standings.values()})
    ids = set(advocate_ids) | set(live_ids)
    codes = ReferralCode.objects.select_for_update().filter(profile_id__in=ids)
    for code in codes.order_by("pk"):
        standing = standings.get(code.profile_id)
        if standing and (code.profile_id != standing.live_id or standing.is_erased):
            code.profile_id, code.is_active = standing.live_id, not standing.is_erased
            code.save(update_fields=["profile_id", "is_active"])
    for old_id, standing in standings.items():
        if old_id != standing.live_id:
            Referral.objects.filter(advocate_id=old_id).update(advocate_id=standing.live_id)
    return live_ids


def _friends_moved(rows: Collection[Referral], standings: Mapping[int, Standing]) -> None:
    """Let referrals follow their friends through merges; whoever was referred twice keeps the first referral."""
    for row in rows:
        row.friend_id = standings[row.friend_id].live_id
    friends = {row.friend_id for row in rows}
    elsewhere = Referral.objects.filter(friend_id__in=friends, is_superseded=False).exclude(
        pk__in=[row.pk for row in rows]
    )
    held: dict[tuple[int, int], list[Referral]] = defaultdict(list)
    for row in [*rows, *elsewhere]:
        if not row.is_superseded:
            held[row.program_id, row.friend_id].append(row)
    for group in held.values():
        for row in sorted(group, key=lambda one: (one.claimed_at, one.pk))[1:]:
            row.is_superseded = True
            Referral.objects.filter(pk=row.pk).update(is_superseded=True, due_at=row.claimed_at)


def _signals_noted(
    rows: Collection[Referral], known: _Known, at: datetime
) -> dict[int, frozenset[Signal]]:
    """Return what was ever noticed about each referral, and write down what is new."""
    found: dict[int, set[Signal]] = {row.pk: set() for row in rows}
    for referral_id, kind in FraudSignal.objects.filter(referral__in=rows).values_list(
        "referral_id", "kind"
    ):
        found[referral_id].add(Signal(kind))
    fresh = []
    for row in rows:
        for kind in sorted(_signals(row, rows, known) - found[row.pk]):
            fresh.append(FraudSignal(referral=row, kind=kind, seen_at=at))
            found[row.pk].add(kind)
    FraudSignal.objects.bulk_create(fresh, ignore_conflicts=True)
    return {referral_id: frozenset(kinds) for referral_id, kinds in found.items()}


def _signals(row: Referral, rows: Collection[Referral], known: _Known) -> set[Signal]:
    if row.friend_id == row.advocate_id:
        return set()
    found = signals_between(known.people[row.advocate_id], known.people[row.friend_id])
    first = known.histories[row.friend_id].first_ordered_at
    if first is not None and first < row.claimed_at:
        found.add(Signal.NOT_NEW)
    others = [one.claimed_at for one in rows if one.advocate_id == row.advocate_id]
    config = referral_config_decoded(row.revision.config)
    if is_crowded(row.claimed_at, others, config=config):
        found.add(Signal.VOLUME)
    return found


def _outcomes(
    rows: Collection[Referral],
    known: _Known,
    signals: Mapping[int, frozenset[Signal]],
    at: datetime,
) -> dict[int, ReferralOutcome]:
    found: dict[int, ReferralOutcome] = {}
    groups = {(row.advocate_id, row.program_id) for row in rows}
    for group in sorted(groups):
        mine = [row for row in rows if (row.advocate_id, row.program_id) == group]
        cases = [
            ReferralCase(
                referral_id=row.pk,
                claimed_at=row.claimed_at,
                config=referral_config_decoded(row.revision.config),
                orders=known.histories[row.friend_id].orders,
                signals=signals[row.pk],
                staff_approved=row.staff_approved,
                ended=_ended(row, known.standings),
                was_rewarded=row.state in (ReferralState.REWARDED, ReferralState.REVERSED),
            )
            for row in mine
        ]
        found |= referral_outcomes(cases, zone=terms_of(mine[0].revision).zone, at=at)
    return found


def _ended(row: Referral, standings: Mapping[int, Standing]) -> ReferralReason | None:
    if row.is_superseded:
        return ReferralReason.ALREADY_REFERRED
    if row.advocate_id == row.friend_id:
        return ReferralReason.SAME_PERSON
    sides = (row.advocate_id, row.friend_id)
    if any(standings[side].is_erased for side in sides if side in standings):
        return ReferralReason.ERASED
    return None


def _stamp(row: Referral, outcome: ReferralOutcome) -> None:
    row.state, row.reason = outcome.state.value, outcome.reason
    row.order_id, row.qualified_at = outcome.order_id, outcome.qualified_at
    row.due_at = outcome.due_at


def _moves(
    rows: Collection[Referral], known: _Known, outcomes: Mapping[int, ReferralOutcome]
) -> list[RewardMove]:
    """Return what each referral must have, of those that have something else."""
    moves = []
    for row in rows:
        config = referral_config_decoded(row.revision.config)
        is_rewarded = outcomes[row.pk].is_rewarded
        target = (config.advocate_points, config.friend_points) if is_rewarded else (0, 0)
        if (row.advocate_points, row.friend_points) != target:
            live = known.histories[row.friend_id].live_order_ids
            moves.append(
                RewardMove(
                    referral=row,
                    advocate_points=target[0],
                    friend_points=target[1],
                    is_live=not is_rewarded or row.order_id in live,
                )
            )
    return moves
