"""Celery tasks of the Saleor host: each reads the clock and calls one function."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="saleor_crm_plugin.bridge_customers", ignore_result=True)
def bridge_customers() -> None:
    """Write group, tier and points into Saleor's customers, if the form says so."""
    # Imported by who runs it only: it is no part of what a process of Saleor waits for when it starts.
    from saleor_crm_plugin.hosts.saleor.bridge import bridge_run

    bridge_run(at=timezone.now())  # noqa: TID251 a task reads the clock
