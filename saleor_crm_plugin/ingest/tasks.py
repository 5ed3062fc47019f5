"""Celery tasks of ingest: each reads the clock and the settings and calls one service."""

from time import monotonic

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.ingest.queries import sweep_is_due
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.reconcile import reconcile
from saleor_crm_plugin.ingest.services.replay import inbox_purge
from saleor_crm_plugin.ingest.services.sources import snapshot_source
from saleor_crm_plugin.work import Work

_SECONDS_MAX = 50.0


@shared_task(name=Work.INBOX.value, ignore_result=True)
def process_inbox() -> None:
    """Drain the inbox until it is empty or nearly a minute has passed; the next beat goes on."""
    source, limit_rows = snapshot_source(), current().inbox_batch_size_rows
    until = monotonic() + _SECONDS_MAX
    while monotonic() < until:
        report = inbox_drain(
            source=source,
            at=timezone.now(),  # noqa: TID251 a task reads the clock
            limit_rows=limit_rows,
        )
        if report.claimed == 0:
            return


@shared_task(name=Work.RECONCILE.value, ignore_result=True)
def run_reconcile() -> None:
    """Sweep the host, if this installation can read one and the last sweep is old enough, or staff asked for one."""
    source, settings = snapshot_source(), current()
    clock = timezone.now  # noqa: TID251 a task reads the clock
    if source is None or not sweep_is_due(
        host=source.host, at=clock(), interval_minutes=settings.reconcile_minutes
    ):
        return
    reconcile(source=source, clock=clock, overlap_seconds=settings.reconcile_overlap_seconds)


@shared_task(name="saleor_crm_plugin.purge_inbox", ignore_result=True)
def purge_inbox() -> None:
    """Delete done inbox rows that are older than the settings say."""
    inbox_purge(at=timezone.now(), kept_days=current().inbox_kept_days)  # noqa: TID251 a task reads the clock
