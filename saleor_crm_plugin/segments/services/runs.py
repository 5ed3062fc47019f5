"""Starts recomputations: asked for by staff, by the nightly task, or directly."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from saleor_crm_plugin import conf
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.segments.models import RfmDraft, RfmRun, RfmScope, RunStatus
from saleor_crm_plugin.segments.queries.scopes import RunReport, run_report
from saleor_crm_plugin.segments.rules.scores import bound_places
from saleor_crm_plugin.segments.services.moves import untold_moves_tell
from saleor_crm_plugin.segments.services.recompute import CLAIM_SECONDS, Progress, scope_recompute
from saleor_crm_plugin.segments.services.scopes import scopes_ensure
from saleor_crm_plugin.work import Work, wake


def rfm_run_request(
    *, at: datetime, actor: str, scope_id: int | None = None, is_live: bool = True
) -> RunReport:
    """
    Ask for a recomputation in the background and return the run, whose `percent` the asker may watch.

    While the same is already asked for and not begun, that run is returned. (Of two requests at the same
    moment both may stand; the second then finds nothing new.)

    :raises NotFound: there is no scope `scope_id`.
    """
    if scope_id is not None and not RfmScope.objects.filter(pk=scope_id).exists():
        raise NotFound(f"there is no RFM scope {scope_id}")
    pending = RfmRun.objects.filter(
        scope_id=scope_id, status=RunStatus.PENDING, is_live=is_live
    ).order_by("pk")
    run = pending.first() or RfmRun.objects.create(
        scope_id=scope_id, is_live=is_live, actor=actor, requested_at=at
    )
    wake(Work.RFM)
    return run_report(run)


def rfm_runs_process(*, at: datetime) -> list[RunReport]:
    """Do the recomputations that were asked for, oldest first; return those this call has done."""
    _clear_dead_runs(at)
    pending = RfmRun.objects.filter(status=RunStatus.PENDING)
    reports = []
    for run in list(pending.order_by("pk")[:20]):
        if pending.filter(pk=run.pk).update(status=RunStatus.RUNNING, started_at=at) == 1:
            run.refresh_from_db()
            reports.append(_execute(run=run, at=at, callback=None))
    return reports


def rfm_recompute(
    *,
    at: datetime,
    scope: int | None = None,
    is_live: bool = False,
    actor: str = "",
    progress: Callable[[int], None] | None = None,
) -> RunReport:
    """
    Score every shopper anew, in the scope of id `scope` or in all, and return what was done.

    Orders placed after `at` do not count. The first time a scope is computed nobody moves; later every
    change of group is noted and told to the timeline, to automation only if `is_live`. `progress` is
    called with the percentage done. A scope on which another run is at work is left to it.
    Repeating is harmless. Not one transaction: each scope is written at once and readable when done.

    :raises ValueError: the setting `rfm_bins` is not 3, 4 or 5.
    """
    _clear_dead_runs(at)
    run = RfmRun.objects.create(
        scope_id=scope,
        status=RunStatus.RUNNING,
        is_live=is_live,
        actor=actor,
        requested_at=at,
        started_at=at,
    )
    return _execute(run=run, at=at, callback=progress)


def _execute(*, run: RfmRun, at: datetime, callback: Callable[[int], None] | None) -> RunReport:
    try:
        _recompute_scopes(run=run, at=at, callback=callback)
    except Exception as error:
        run.status, run.error = RunStatus.FAILED, type(error).__name__
        run.save(update_fields=["status", "error"])
        raise
    run.status = RunStatus.DONE
    run.save(
        update_fields=[
            "status",
            "scopes_count",
            "scopes_busy_count",
            "profiles_count",
            "moves_count",
        ]
    )
    Progress(run=run, callback=callback, scopes_count=1).report(1, 0)
    return run_report(run)


def _recompute_scopes(*, run: RfmRun, at: datetime, callback: Callable[[int], None] | None) -> None:
    settings = conf.current()
    bound_places(population=0, bins=settings.rfm_bins)  # refuses a wrong number before any work
    scopes = scopes_ensure(is_across_channels=settings.rfm_is_across_channels, at=at)
    if run.scope_id is not None:
        scopes = [scope for scope in scopes if scope.pk == run.scope_id]
    run.scopes_count = len(scopes)
    progress = Progress(run=run, callback=callback, scopes_count=len(scopes))
    for done, scope in enumerate(scopes):
        progress.report(done, 0)
        result = scope_recompute(
            run=run,
            scope=scope,
            bins=settings.rfm_bins,
            window_days=settings.rfm_window_days,
            at=at,
            report=partial(progress.report, done),
        )
        if result is None:
            run.scopes_busy_count += 1
        else:
            run.profiles_count += result.profiles_count
            run.moves_count += result.moves_count


def _clear_dead_runs(at: datetime) -> None:
    """Mark runs whose process must have died, drop what they had read and tell what they had moved."""
    running = RfmRun.objects.filter(status=RunStatus.RUNNING)
    running.filter(started_at__lt=at - timedelta(seconds=CLAIM_SECONDS)).update(
        status=RunStatus.FAILED, error="Abandoned"
    )
    RfmDraft.objects.exclude(run_id__in=running.values("pk")).delete()
    untold_moves_tell(at=at)
