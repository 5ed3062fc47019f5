"""Recomputes one scope: read into the draft, find the bounds, write what changed, note the moves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from saleor_crm_plugin.segments.models import RfmDraft, RfmRun, RfmScope, RfmScore
from saleor_crm_plugin.segments.rules.groups import RfmGroup
from saleor_crm_plugin.segments.rules.scores import (
    Bounds,
    bound_places,
    bounds_encode,
    day_bound,
)
from saleor_crm_plugin.segments.services import statements
from saleor_crm_plugin.segments.services.moves import run_moves_tell
from saleor_crm_plugin.segments.services.refresh import rfm_refresh

# After this time a run that still holds a scope is taken for dead.
CLAIM_SECONDS = 3600


class RunLostScope(Exception):
    """Another run took the scope over because this one was taken for dead; nothing was written."""


@dataclass(frozen=True, slots=True)
class ScopeResult:
    """How many shoppers one scope has and how many changed their group."""

    profiles_count: int
    moves_count: int


class Progress:
    """Tells a run's row, and whoever waits in this process, how far the run is."""

    def __init__(
        self, *, run: RfmRun, callback: Callable[[int], None] | None, scopes_count: int
    ) -> None:
        self._run = run
        self._callback = callback
        self._scopes_count = scopes_count

    def report(self, done: int, fraction: float) -> None:
        """Say that `done` scopes are finished, and of the next one the part `fraction`."""
        self._run.percent = int(100 * (done + fraction) / self._scopes_count)
        self._run.save(update_fields=["percent"])
        if self._callback is not None:
            self._callback(self._run.percent)


def scope_recompute(
    *,
    run: RfmRun,
    scope: RfmScope,
    bins: int,
    window_days: int,
    at: datetime,
    report: Callable[[float], None],
) -> ScopeResult | None:
    """
    Score every shopper of `scope` anew; absent when another run is at work on it.

    `report` is told the part that is done. A fixed number of statements, plus one per thousand moves.

    :raises RunLostScope: this run was taken for dead.
    """
    dead = Q(claimed_at__lt=at - timedelta(seconds=CLAIM_SECONDS))
    free = RfmScope.objects.filter(Q(claimed_by=None) | dead, pk=scope.pk)
    if free.update(claimed_by=run, claimed_at=at) != 1:
        return None
    try:
        scope.refresh_from_db()
        is_first = scope.computed_at is None
        scope.bins, scope.window_days, scope.computed_at = bins, window_days, at
        return _recompute(run=run, scope=scope, is_first=is_first, at=at, report=report)
    finally:
        RfmDraft.objects.filter(run_id=run.pk).delete()
        RfmScope.objects.filter(pk=scope.pk, claimed_by=run).update(
            claimed_by=None, claimed_at=None
        )


def _recompute(
    *, run: RfmRun, scope: RfmScope, is_first: bool, at: datetime, report: Callable[[float], None]
) -> ScopeResult:
    # Reading is the long part and stands outside the transaction: it keeps nobody from writing.
    statements.draft_insert(run=run, scope=scope, at=at)
    report(0.4)
    scope.population, bounds = _bounds(run=run, bins=scope.bins, at=at)
    scope.bounds = bounds_encode(bounds)
    report(0.5)
    moves_count, overtaken = _write(run=run, scope=scope, bounds=bounds, is_first=is_first, at=at)
    report(0.8)
    # Not under the scope's lock: these need the profiles', which a drain may hold while it waits for the scope.
    rfm_refresh(profile_ids=overtaken, at=at, is_live=run.is_live)
    remaining = moves_count

    def told(count: int) -> None:
        nonlocal remaining
        remaining -= count
        report(1 - 0.2 * remaining / moves_count)

    run_moves_tell(run=run, at=at, told=told)
    return ScopeResult(scope.population, moves_count)


@transaction.atomic
def _write(
    *, run: RfmRun, scope: RfmScope, bounds: Bounds, is_first: bool, at: datetime
) -> tuple[int, list[int]]:
    """Write bounds, scores and moves; return the number of moves and the profiles to look at again."""
    _scope_write(run=run, scope=scope)
    statements.memory_raise()
    statements.scores_upsert(run=run, scope=scope, at=at, bounds=bounds)
    statements.leavers_mark(run=run, scope=scope)
    moves_count = 0 if is_first else statements.moves_insert(run=run, scope=scope, at=at)
    RfmScore.objects.filter(scope=scope, group=RfmGroup.PROSPECTS).delete()
    return moves_count, statements.overtaken_profile_ids(run=run, scope=scope)


def _scope_write(*, run: RfmRun, scope: RfmScope) -> None:
    """
    Store the bounds, see by the same statement that the scope is still ours, and keep refreshes out.

    The update comes first, because SQLite takes its lock by writing; PostgreSQL's update alone would
    let refreshes through.
    """
    updated = RfmScope.objects.filter(pk=scope.pk, claimed_by=run).update(
        bins=scope.bins,
        window_days=scope.window_days,
        bounds=scope.bounds,
        population=scope.population,
        computed_at=scope.computed_at,
    )
    if updated != 1:
        raise RunLostScope(f"run {run.pk} took longer than {CLAIM_SECONDS} seconds")
    RfmScope.objects.select_for_update().get(pk=scope.pk)


def _bounds(*, run: RfmRun, bins: int, at: datetime) -> tuple[int, Bounds]:
    draft = RfmDraft.objects.filter(run_id=run.pk, orders_count__gt=0)
    population = draft.count()
    places = bound_places(population=population, bins=bins)
    return population, Bounds(
        last_ordered_at=tuple(
            day_bound(value, at=at) for value in _values_at(run, "last_ordered_at", places)
        ),
        orders_count=tuple(_values_at(run, "orders_count", places)),
        revenue_minor=tuple(_values_at(run, "revenue_minor", places)),
    )


def _values_at(run: RfmRun, field: str, places: list[int]) -> list[Any]:
    """Return the values of `field` that stand at `places` in ascending order."""
    rows = (
        RfmDraft.objects.filter(run_id=run.pk, orders_count__gt=0)
        .annotate(place=Window(RowNumber(), order_by=F(field).asc()))
        .filter(place__in=set(places))
        .values_list("place", field)
    )
    by_place = dict(rows)
    return [by_place[place] for place in places]
