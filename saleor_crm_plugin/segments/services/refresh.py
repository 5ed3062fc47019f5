"""Brings single shoppers' scores up to date at once, by the bounds of the last recomputation."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Count, Max, Sum

from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import Profile, ProfileState
from saleor_crm_plugin.segments.models import RfmMove, RfmScope, RfmScore
from saleor_crm_plugin.segments.rules.groups import RfmGroup, group_of
from saleor_crm_plugin.segments.rules.scores import bounds_decode, score_of
from saleor_crm_plugin.segments.services.moves import moves_tell
from saleor_crm_plugin.segments.services.scopes import scopes_hold
from saleor_crm_plugin.segments.services.statements import window_start

# Below every engine's limit of parameters in one statement.
_BATCH_SIZE_PROFILES = 1000

_VALUES = ("last_ordered_at", "orders_count", "revenue_minor", "r", "f", "m", "group")
_WRITTEN = (*_VALUES, "group_since", "version", "run_id")


@dataclass(frozen=True, slots=True)
class _Totals:
    last_ordered_at: datetime
    orders_count: int
    revenue_minor: int

    def plus(self, other: "_Totals") -> "_Totals":
        return _Totals(
            max(self.last_ordered_at, other.last_ordered_at),
            self.orders_count + other.orders_count,
            self.revenue_minor + other.revenue_minor,
        )


_Key = tuple[int, int]


@transaction.atomic
def rfm_refresh(*, profile_ids: Collection[int], at: datetime, is_live: bool) -> None:
    """
    Score the named profiles from their orders as they stand, by the stored bounds of every scope.

    The yardstick is the last recomputation's: recency, the window and the other shoppers are as they were then.
    A scope that was never recomputed has none, so its shoppers wait for the first run. A profile without an
    order that counts leaves its scopes. A fixed number of statements per thousand profiles; nothing is
    written when nothing changed. Moves are `is_live` for automation if the caller says so.
    """
    if not profile_ids:
        return
    scopes = scopes_hold()
    if not scopes:
        return
    for chunk in _chunks(sorted(set(profile_ids))):
        _refresh(scopes=scopes, profile_ids=chunk, at=at, is_live=is_live)


def _chunks(profile_ids: Iterable[int]) -> Iterator[list[int]]:
    remaining = iter(profile_ids)
    while chunk := list(islice(remaining, _BATCH_SIZE_PROFILES)):
        yield chunk


def _refresh(
    *, scopes: Sequence[RfmScope], profile_ids: list[int], at: datetime, is_live: bool
) -> None:
    # Locked before the orders are read: of two refreshes of one shopper, the second sees the first's order.
    living = list(
        Profile.objects.select_for_update(no_key=True)
        .filter(pk__in=profile_ids, state=ProfileState.ACTIVE)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    stored = {
        (score.scope_id, score.profile_id): score
        for score in RfmScore.objects.select_for_update()
        .filter(profile_id__in=profile_ids)
        .order_by("scope_id", "profile_id")
    }
    totals = _totals(scopes=scopes, profile_ids=living, at=at)
    by_id = {scope.pk: scope for scope in scopes}
    fresh = {key: _score(by_id[key[0]], key[1], totals[key], at) for key in sorted(totals)}
    gone = [score for key, score in stored.items() if key[0] in by_id and key not in fresh]
    changed = [
        _succeed(score, stored.get(key))
        for key, score in fresh.items()
        if _differs(score, stored.get(key))
    ]
    moves = [
        _move(score, stored.get((score.scope_id, score.profile_id)), at) for score in changed
    ] + [_departure(score, at) for score in gone]
    _write(changed=changed, gone=gone)
    real_moves = [move for move in moves if move.from_group != move.to_group]
    RfmMove.objects.bulk_create(real_moves)
    moves_tell(moves=real_moves, scopes=by_id, is_live=is_live, at=at)


def _write(*, changed: Sequence[RfmScore], gone: Sequence[RfmScore]) -> None:
    if changed:
        RfmScore.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["profile", "scope"],
            update_fields=_WRITTEN,
        )
    if gone:
        RfmScore.objects.filter(pk__in=[score.pk for score in gone]).delete()


def _totals(
    *, scopes: Sequence[RfmScope], profile_ids: list[int], at: datetime
) -> dict[_Key, _Totals]:
    """Return what each profile bought in each scope: one query, more only if scopes have different windows."""
    by_window: defaultdict[datetime, list[RfmScope]] = defaultdict(list)
    for scope in scopes:
        computed_at = scope.computed_at or at
        by_window[window_start(at=computed_at, window_days=scope.window_days)].append(scope)
    found: dict[_Key, _Totals] = {}
    for start, peers in by_window.items():
        rows = (
            Order.objects.filter(
                profile_id__in=profile_ids, exclusion="", placed_at__gte=start, placed_at__lte=at
            )
            .values_list("profile_id", "channel", "currency")
            .annotate(Max("placed_at"), Count("pk"), Sum("revenue_minor"))
            .order_by("profile_id", "channel", "currency")
        )
        for profile_id, channel, currency, last_ordered_at, orders_count, revenue_minor in rows:
            bought = _Totals(last_ordered_at, orders_count, revenue_minor)
            for scope in peers:
                if scope.currency == currency and scope.channel in {"", channel}:
                    key = (scope.pk, profile_id)
                    found[key] = found[key].plus(bought) if key in found else bought
    return found


def _score(scope: RfmScope, profile_id: int, totals: _Totals, at: datetime) -> RfmScore:
    bounds = bounds_decode(scope.bounds)
    r = score_of(totals.last_ordered_at, bounds.last_ordered_at)
    f = score_of(totals.orders_count, bounds.orders_count)
    m = score_of(totals.revenue_minor, bounds.revenue_minor)
    return RfmScore(
        profile_id=profile_id,
        scope=scope,
        last_ordered_at=totals.last_ordered_at,
        orders_count=totals.orders_count,
        revenue_minor=totals.revenue_minor,
        r=r,
        f=f,
        m=m,
        group=group_of(r=r, f=f, m=m, bins=scope.bins),
        group_since=at,
    )


def _differs(score: RfmScore, old: RfmScore | None) -> bool:
    return old is None or any(getattr(score, name) != getattr(old, name) for name in _VALUES)


def _succeed(score: RfmScore, old: RfmScore | None) -> RfmScore:
    if old is not None:
        score.version = old.version + 1
        if score.group == old.group:
            score.group_since = old.group_since
    return score


def _move(score: RfmScore, old: RfmScore | None, at: datetime) -> RfmMove:
    return RfmMove(
        profile_id=score.profile_id,
        scope_id=score.scope_id,
        from_group=old.group if old else RfmGroup.PROSPECTS,
        to_group=score.group,
        r=score.r,
        f=score.f,
        m=score.m,
        moved_at=at,
    )


def _departure(score: RfmScore, at: datetime) -> RfmMove:
    return RfmMove(
        profile_id=score.profile_id,
        scope_id=score.scope_id,
        from_group=score.group,
        to_group=RfmGroup.PROSPECTS,
        r=0,
        f=0,
        m=0,
        moved_at=at,
    )
