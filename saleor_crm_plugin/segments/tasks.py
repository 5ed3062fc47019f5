"""Celery tasks of segments: each reads the clock and the settings and calls one service."""

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin.segments import services


@shared_task(name="saleor_crm_plugin.recompute_rfm", ignore_result=True)
def recompute_rfm() -> None:
    """Score every shopper anew; runs nightly, because recency ages without any order."""
    services.rfm_recompute(at=timezone.now(), is_live=True)  # noqa: TID251 a task reads the clock


@shared_task(name="saleor_crm_plugin.process_rfm_runs", ignore_result=True)
def process_rfm_runs() -> None:
    """Do the recomputations that staff asked for."""
    services.rfm_runs_process(at=timezone.now())  # noqa: TID251 a task reads the clock
