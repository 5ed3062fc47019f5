"""Makes the CRM work in Saleor without a line in Saleor's settings; called once, when Django starts."""

from contextlib import ExitStack
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.conf import settings
from django.core.checks import register
from saleor.core.db.connection import allow_writer

from saleor_crm_plugin import schedule
from saleor_crm_plugin.hosts.saleor.checks import host_check
from saleor_crm_plugin.hosts.saleor.names import BEAT_PREFIX, HOST
from saleor_crm_plugin.hosts.saleor.schema.extension import schema_check, schema_extend

_TASKS = "saleor_crm_plugin."
_PACKAGE = "saleor_crm_plugin.hosts.saleor"
_open: dict[str, ExitStack] = {}


def start() -> None:
    """Fill in the settings, the schedule and the schema, and let our tasks write; what the operator set stays."""
    settings.SALEOR_CRM = {
        "host_name": HOST,
        "snapshot_source": f"{_PACKAGE}.source.SaleorSource",
        "reward_carrier": f"{_PACKAGE}.rewards.SaleorCarrier",
        "settings_source": f"{_PACKAGE}.configuration.settings_given",
        **getattr(settings, "SALEOR_CRM", {}),
    }
    for name, entry in schedule.entries(has_source=True).items():
        settings.CELERY_BEAT_SCHEDULE.setdefault(f"{BEAT_PREFIX}{name}", entry)
    task_prerun.connect(_allow, dispatch_uid="saleor_crm_allow_writer")
    task_postrun.connect(_forbid, dispatch_uid="saleor_crm_forbid_writer")
    register(schema_check)
    register(host_check)
    schema_extend()


def _allow(task_id: str, task: Any, **_: Any) -> None:
    """Open the writer for one of our tasks: Saleor's tasks have to say that they write, and all of ours do."""
    if task.name.startswith(_TASKS):
        _open[task_id] = stack = ExitStack()
        stack.enter_context(allow_writer())


def _forbid(task_id: str, **_: Any) -> None:
    if (stack := _open.pop(task_id, None)) is not None:
        stack.close()
