"""Celery tasks of automation: each reads the clock and the settings and calls one service."""

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin import conf
from saleor_crm_plugin.automation import services
from saleor_crm_plugin.work import Work

_ROWS_PER_RUN = 10_000


@shared_task(name=Work.AUTOMATION.value, ignore_result=True)
def run_automations() -> None:
    """React to what happened; may run any number of times at once."""
    services.automations_run(
        at=timezone.now(),  # noqa: TID251 a task reads the clock
        limit_rows=_ROWS_PER_RUN,
        event_age_days_max=conf.current().automation_event_age_days_max,
    )


@shared_task(name=Work.EXTENSIONS.value, ignore_result=True)
def tell_extensions() -> None:
    """Tell extensions what happened; may run any number of times at once."""
    services.extensions_tell(
        clock=timezone.now,  # noqa: TID251 a task reads the clock
        limit_rows=_ROWS_PER_RUN,
    )
