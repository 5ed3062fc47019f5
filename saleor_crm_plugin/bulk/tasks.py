"""Celery tasks of bulk jobs: each reads the clock and the settings and calls one service."""

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin.bulk.services import bulk_jobs_process
from saleor_crm_plugin.conf import current
from saleor_crm_plugin.loyalty.services import ApprovalPolicy
from saleor_crm_plugin.work import Work

_ROWS_PER_RUN = 5_000


@shared_task(name=Work.BULK_JOBS.value, ignore_result=True)
def process_bulk_jobs() -> None:
    """Do what staff asked for many profiles; the next run goes on."""
    settings = current()
    bulk_jobs_process(
        clock=timezone.now,  # noqa: TID251 a task reads the clock
        policy=ApprovalPolicy(
            alone_points_max=settings.points_alone_max, open_days=settings.points_request_days
        ),
        limit_rows=_ROWS_PER_RUN,
    )
