"""Celery tasks of mail: each reads the clock and the settings and calls one service."""

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin import conf
from saleor_crm_plugin.mail import services
from saleor_crm_plugin.work import Work

_ROWS_PER_RUN = 5_000


@shared_task(name=Work.OUTBOX.value, ignore_result=True)
def deliver_outbox() -> None:
    """Send what is due; may run any number of times at once."""
    services.outbox_deliver(
        settings=conf.current(),
        clock=timezone.now,  # noqa: TID251 a task reads the clock
        limit_rows=_ROWS_PER_RUN,
    )
