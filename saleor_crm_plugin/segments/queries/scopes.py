"""Reads of the scopes and of the recomputations that fill them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.segments.models import RfmRun, RfmScope, RunStatus
from saleor_crm_plugin.work import Waiting, rows_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmScopeCard:
    """One scope; an empty `channel` means all channels, `computed_at` is absent before the first run."""

    scope_id: int
    channel: str
    currency: str
    bins: int
    window_days: int
    population: int
    computed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """
    How far a recomputation is.

    `scopes_busy_count` scopes were left to another run that was at work on them. `error` is the name of the
    exception that stopped the run, else empty.
    """

    run_id: int
    status: str
    percent: int
    scopes_count: int
    scopes_busy_count: int
    profiles_count: int
    moves_count: int
    error: str
    actor: str
    requested_at: datetime
    started_at: datetime | None


def rfm_scopes() -> list[RfmScopeCard]:
    """Return every scope, the largest population first."""
    scopes = RfmScope.objects.order_by("-population", "pk")[:500]
    return [scope_card(scope) for scope in scopes]


def rfm_scope_default() -> RfmScopeCard | None:
    """Return the scope with most shoppers, absent while no order was ever seen."""
    scope = RfmScope.objects.order_by("-population", "pk").first()
    return scope_card(scope) if scope else None


def scope_card(scope: RfmScope) -> RfmScopeCard:
    """Return the values of `scope`."""
    return RfmScopeCard(
        scope_id=scope.pk,
        channel=scope.channel,
        currency=scope.currency,
        bins=scope.bins,
        window_days=scope.window_days,
        population=scope.population,
        computed_at=scope.computed_at,
    )


def rfm_run(run_id: int) -> RunReport | None:
    """Return one recomputation, absent if there is none of that id."""
    run = RfmRun.objects.filter(pk=run_id).first()
    return run_report(run) if run else None


def rfm_runs_waiting() -> Waiting:
    """Return how many recomputations were asked for and not begun."""
    return rows_waiting(RfmRun.objects.filter(status=RunStatus.PENDING), since="requested_at")


def rfm_runs(*, limit: int = 20) -> list[RunReport]:
    """Return the latest `limit` recomputations, newest first."""
    return [run_report(run) for run in RfmRun.objects.order_by("-pk")[:limit]]


def run_report(run: RfmRun) -> RunReport:
    """Return the values of `run`."""
    return RunReport(
        run_id=run.pk,
        status=run.status,
        percent=run.percent,
        scopes_count=run.scopes_count,
        scopes_busy_count=run.scopes_busy_count,
        profiles_count=run.profiles_count,
        moves_count=run.moves_count,
        error=run.error,
        actor=run.actor,
        requested_at=run.requested_at,
        started_at=run.started_at,
    )
