"""Celery tasks of mail: each reads the clock and the settings and calls one service."""

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin import conf
from saleor_crm_plugin.mail import services
from saleor_crm_plugin.work import Work

_ROWS_PER_RUN = 5_000
_CLICKS_PER_RUN = 1_000
_REPORTS_PER_RUN = 1_000


@shared_task(name=Work.OUTBOX.value, ignore_result=True)
def deliver_outbox() -> None:
    """Send what is due; may run any number of times at once."""
    services.outbox_deliver(
        settings=conf.current(),
        clock=timezone.now,  # noqa: TID251 a task reads the clock
        limit_rows=_ROWS_PER_RUN,
    )


@shared_task(name="saleor_crm_plugin.judge_clicks", ignore_result=True)
def judge_clicks() -> None:
    """Judge which clicks were people's, and put those on their timelines."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    while services.clicks_judge(at=at, limit_rows=_CLICKS_PER_RUN) == _CLICKS_PER_RUN:
        pass


@shared_task(name=Work.REPORTS.value, ignore_result=True)
def apply_reports() -> None:
    """Let what mail providers reported take effect."""
    at = timezone.now()  # noqa: TID251 a task reads the clock
    services.reports_apply(at=at, limit_rows=_REPORTS_PER_RUN)
