"""Celery tasks of segments: each reads the clock and the settings and calls one service."""

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin.segments import services
from saleor_crm_plugin.work import Work

_ROWS_PER_RUN = 10_000


@shared_task(name="saleor_crm_plugin.recompute_rfm", ignore_result=True)
def recompute_rfm() -> None:
    """Score every shopper anew; runs nightly, because recency ages without any order."""
    services.rfm_recompute(at=timezone.now(), is_live=True)  # noqa: TID251 a task reads the clock


@shared_task(name="saleor_crm_plugin.process_rfm_runs", ignore_result=True)
def process_rfm_runs() -> None:
    """Do the recomputations that staff asked for."""
    services.rfm_runs_process(at=timezone.now())  # noqa: TID251 a task reads the clock


@shared_task(name=Work.FIELDS.value, ignore_result=True)
def compute_extension_fields() -> None:
    """Compute what extensions say about changed profiles; may run any number of times at once."""
    services.extension_fields_compute(
        clock=timezone.now,  # noqa: TID251 a task reads the clock
        limit_rows=_ROWS_PER_RUN,
    )


@shared_task(name="saleor_crm_plugin.recompute_extension_fields", ignore_result=True)
def recompute_extension_fields() -> None:
    """Mark every profile; runs nightly, because what a field says may change without any event."""
    services.extension_fields_mark_all(at=timezone.now())  # noqa: TID251 a task reads the clock
