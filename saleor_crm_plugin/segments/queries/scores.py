"""Reads of single shoppers' scores and moves, and of the members of a group."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from saleor_crm_plugin.segments.models import RfmMove, RfmScore
from saleor_crm_plugin.segments.rules.groups import RfmGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmScoreCard:
    """Where a shopper stands in one scope; revenue in minor units of `currency`."""

    profile_id: int
    scope_id: int
    channel: str
    currency: str
    last_ordered_at: datetime
    orders_count: int
    revenue_minor: int
    r: int
    f: int
    m: int
    group: RfmGroup
    group_since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmMoveCard:
    """A shopper's change of group; the scores are those after it, 0 for a shopper who left the scope."""

    move_id: int
    scope_id: int
    channel: str
    currency: str
    from_group: RfmGroup
    to_group: RfmGroup
    r: int
    f: int
    m: int
    moved_at: datetime


def rfm_scores(profile_ids: Collection[int]) -> dict[int, tuple[RfmScoreCard, ...]]:
    """Return the scores of the named profiles, most orders first; one query; profiles without any are absent."""
    found: defaultdict[int, list[RfmScoreCard]] = defaultdict(list)
    scores = (
        RfmScore.objects.filter(profile_id__in=profile_ids)
        .select_related("scope")
        .order_by("-orders_count", "scope_id")
    )
    for score in scores:
        found[score.profile_id].append(_score_card(score))
    return {profile_id: tuple(cards) for profile_id, cards in found.items()}


def rfm_moves(
    profile_id: int, *, limit: int = 50, before_id: int | None = None
) -> list[RfmMoveCard]:
    """Return a page of a profile's moves, newest first: at most `limit`, older than the move `before_id`."""
    moves = RfmMove.objects.filter(profile_id=profile_id)
    if before_id is not None:
        moves = moves.filter(pk__lt=before_id)
    return [rfm_move_card(move) for move in moves.select_related("scope").order_by("-pk")[:limit]]


def rfm_moves_count(profile_id: int) -> int:
    """Return how often a profile changed its group."""
    return RfmMove.objects.filter(profile_id=profile_id).count()


def rfm_move_rows() -> QuerySet[RfmMove]:
    """Return all moves with their scopes, in no order; pages of them come by profile."""
    return RfmMove.objects.select_related("scope")


def rfm_members(
    *,
    groups: Collection[str] | None = None,
    recency: Collection[int] | None = None,
    frequency: Collection[int] | None = None,
    scope_id: int | None = None,
) -> QuerySet[RfmScore, int]:
    """
    Return the profile ids in any of `groups` with any of these scores, for use as a subquery.

    None is any; without `scope_id`, in any scope.
    """
    members = RfmScore.objects.all()
    if groups is not None:
        members = members.filter(group__in=groups)
    if recency is not None:
        members = members.filter(r__in=recency)
    if frequency is not None:
        members = members.filter(f__in=frequency)
    if scope_id is not None:
        members = members.filter(scope_id=scope_id)
    return members.values_list("profile_id", flat=True)


def rfm_scored(*, scope_id: int | None = None) -> QuerySet[RfmScore, int]:
    """Return the profile ids that have a score, for use as a subquery; without `scope_id`, in any scope."""
    scores = RfmScore.objects.all()
    if scope_id is not None:
        scores = scores.filter(scope_id=scope_id)
    return scores.values_list("profile_id", flat=True)


def _score_card(score: RfmScore) -> RfmScoreCard:
    return RfmScoreCard(
        profile_id=score.profile_id,
        scope_id=score.scope_id,
        channel=score.scope.channel,
        currency=score.scope.currency,
        last_ordered_at=score.last_ordered_at,
        orders_count=score.orders_count,
        revenue_minor=score.revenue_minor,
        r=score.r,
        f=score.f,
        m=score.m,
        group=RfmGroup(score.group),
        group_since=score.group_since,
    )


def rfm_move_card(move: RfmMove) -> RfmMoveCard:
    """Return what a row says that is already loaded with its scope."""
    return RfmMoveCard(
        move_id=move.pk,
        scope_id=move.scope_id,
        channel=move.scope.channel,
        currency=move.scope.currency,
        from_group=RfmGroup(move.from_group),
        to_group=RfmGroup(move.to_group),
        r=move.r,
        f=move.f,
        m=move.m,
        moved_at=move.moved_at,
    )
