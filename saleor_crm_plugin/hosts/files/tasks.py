"""Celery tasks of the files host: each reads the clock and the settings and calls one service."""

from celery import shared_task
from django.utils import timezone

from saleor_crm_plugin.hosts.files.uploads import uploads_import
from saleor_crm_plugin.ingest.services.sources import snapshot_source
from saleor_crm_plugin.work import Work


@shared_task(name=Work.IMPORT.value, ignore_result=True)
def process_imports() -> None:
    """Import the files that were uploaded, one after another."""
    uploads_import(clock=timezone.now, source=snapshot_source())  # noqa: TID251 a task reads the clock
