"""Celery tasks of loyalty: each reads the clock and the settings and calls one service."""

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin.loyalty.services import ledger_prove, lots_expire

_BATCH_SIZE_ROWS = 500


@shared_task(name="saleor_crm_plugin.expire_points", ignore_result=True)
def expire_points() -> int:
    """Write down every expiry that is due, batch by batch; returns how many movements were written."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    written = 0
    while batch := lots_expire(at=at, limit_rows=_BATCH_SIZE_ROWS):
        written += batch
    return written


@shared_task(name="saleor_crm_plugin.prove_ledger", ignore_result=True)
def prove_ledger() -> int:
    """Prove the whole ledger once time is written down; returns how many contradictions there are, which must be 0."""
    expire_points()
    return ledger_prove(at=timezone.now()).drift_count  # noqa: TID251 a task reads the clock
