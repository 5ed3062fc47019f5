"""
Makes the CRM work in Saleor without a line in Saleor's settings; called once, when Django starts.

Each step imports what it needs and fails alone: a part of ours that cannot be loaded must not keep Saleor from starting.
"""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from celery.signals import task_postrun, task_prerun
from django.conf import settings
from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Caution
from saleor.core.db.connection import allow_writer

logger = logging.getLogger(__name__)

_TASKS = "saleor_crm_plugin."
_PACKAGE = "saleor_crm_plugin.hosts.saleor"
_BRIDGE_SECONDS = 60
_open: dict[str, ExitStack] = {}
_failed: list[str] = []


def start() -> None:
    """Fill in the settings, the schedule and the schema, and let our tasks write; what the operator set stays."""
    _failed.clear()
    register(start_check)
    steps: tuple[Callable[[], None], ...] = (_configure, _plan, _bridge, _guard, _check, _extend)
    for step in steps:
        try:
            step()
        except Exception as error:  # an error here would keep the shop from starting
            logger.exception("the CRM could not do a part of its start: %s", step.__name__)
            _failed.append(f"{step.__name__.strip('_')}: {type(error).__name__}")


def start_check(**_: Any) -> list[CheckMessage]:
    """Return which parts of the start did not work."""
    return [
        Caution(
            f"A part of the CRM's start failed: {failure}",
            hint="The log of the start says why. Saleor runs without it.",
            id="saleor_crm.W011",
        )
        for failure in _failed
    ]


def _configure() -> None:
    from saleor_crm_plugin.hosts.saleor.names import HOST

    settings.SALEOR_CRM = {
        "host_name": HOST,
        "snapshot_source": f"{_PACKAGE}.source.SaleorSource",
        "reward_carrier": f"{_PACKAGE}.rewards.SaleorCarrier",
        "catalogue": f"{_PACKAGE}.catalogue.SaleorCatalogue",
        "settings_source": f"{_PACKAGE}.configuration.settings_given",
        **getattr(settings, "SALEOR_CRM", {}),
    }


def _plan() -> None:
    from saleor_crm_plugin import schedule
    from saleor_crm_plugin.conf import celery_queue
    from saleor_crm_plugin.hosts.saleor.names import BEAT_PREFIX

    entries = schedule.entries(has_source=True, queues=celery_queue())
    for name, entry in entries.items():
        settings.CELERY_BEAT_SCHEDULE.setdefault(f"{BEAT_PREFIX}{name}", entry)


def _bridge() -> None:
    from saleor_crm_plugin.hosts.saleor.names import BEAT_PREFIX
    from saleor_crm_plugin.hosts.saleor.tasks import bridge_customers

    entry = {
        "task": bridge_customers.name,
        "schedule": timedelta(seconds=_BRIDGE_SECONDS),
        "options": {"expires": _BRIDGE_SECONDS},
    }
    settings.CELERY_BEAT_SCHEDULE.setdefault(f"{BEAT_PREFIX}bridge_customers", entry)


def _guard() -> None:
    task_prerun.connect(_allow, dispatch_uid="saleor_crm_allow_writer")
    task_postrun.connect(_forbid, dispatch_uid="saleor_crm_forbid_writer")


def _check() -> None:
    from saleor_crm_plugin.checks import checks_register
    from saleor_crm_plugin.hosts.saleor.checks import host_check

    checks_register()
    register(host_check)


def _extend() -> None:
    from saleor_crm_plugin.hosts.saleor.schema.extension import schema_check, schema_extend

    register(schema_check)
    schema_extend()


def _allow(task_id: str, task: Any, **_: Any) -> None:
    """Open the writer for one of our tasks: Saleor's tasks have to say that they write, and all of ours do."""
    if task.name.startswith(_TASKS):
        _open[task_id] = stack = ExitStack()
        stack.enter_context(allow_writer())


def _forbid(task_id: str, **_: Any) -> None:
    if (stack := _open.pop(task_id, None)) is not None:
        stack.close()
