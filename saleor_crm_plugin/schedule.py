"""When the periodic tasks run, in every host; the frequent ones only catch what a lost wake left behind."""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

from saleor_crm_plugin.conf import queue_of

DRAIN_SECONDS = 5


def _drain(task: str) -> dict[str, object]:
    """Return an entry for a frequent look at a table; an alarm that nobody heard in time is worthless."""
    return {
        "task": task,
        "schedule": timedelta(seconds=DRAIN_SECONDS),
        "options": {"expires": 2 * DRAIN_SECONDS},
    }


def entries(*, has_source: bool, queues: str = "") -> dict[str, dict[str, object]]:
    """
    Return the schedule for Celery's beat; only a host that can be read is swept.

    `queues` is the setting `celery_queue`.
    """
    chosen = _ALWAYS | (_WITH_SOURCE if has_source else {})
    return {name: _queued(entry, queues) for name, entry in chosen.items()}


def _queued(entry: dict[str, Any], queues: str) -> dict[str, object]:
    queue = queue_of(entry["task"], queues)
    return {**entry, "options": {**entry.get("options", {}), "queue": queue}} if queue else entry


_ALWAYS: dict[str, dict[str, object]] = {
    "process_inbox": _drain("saleor_crm_plugin.process_inbox"),
    "run_automations": _drain("saleor_crm_plugin.run_automations"),
    "deliver_outbox": _drain("saleor_crm_plugin.deliver_outbox"),
    "apply_reports": _drain("saleor_crm_plugin.apply_reports"),
    "judge_clicks": _drain("saleor_crm_plugin.judge_clicks"),
    "process_imports": _drain("saleor_crm_plugin.process_imports"),
    "process_rfm_runs": _drain("saleor_crm_plugin.process_rfm_runs"),
    "process_coupons": _drain("saleor_crm_plugin.process_coupons"),
    "age_coupons": {
        "task": "saleor_crm_plugin.age_coupons",
        "schedule": crontab(minute="*/10"),
    },
    "process_points_batches": _drain("saleor_crm_plugin.process_points_batches"),
    "process_bulk_jobs": _drain("saleor_crm_plugin.process_bulk_jobs"),
    "tell_extensions": _drain("saleor_crm_plugin.tell_extensions"),
    "compute_extension_fields": _drain("saleor_crm_plugin.compute_extension_fields"),
    "recompute_extension_fields": {
        "task": "saleor_crm_plugin.recompute_extension_fields",
        "schedule": crontab(minute="10", hour="4"),
    },
    "reward_actions": {
        "task": "saleor_crm_plugin.reward_actions",
        "schedule": crontab(minute="*/10"),
    },
    "advance_referrals": {
        "task": "saleor_crm_plugin.advance_referrals",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
    "expire_points": {
        "task": "saleor_crm_plugin.expire_points",
        "schedule": crontab(minute="7"),
    },
    "advance_tiers": {
        "task": "saleor_crm_plugin.advance_tiers",
        "schedule": crontab(minute="12"),
    },
    "warn_points": {
        "task": "saleor_crm_plugin.warn_points",
        "schedule": crontab(minute="40", hour="6"),
    },
    "recompute_rfm": {
        "task": "saleor_crm_plugin.recompute_rfm",
        "schedule": crontab(minute="20", hour="2"),
    },
    "snapshot_liability": {
        "task": "saleor_crm_plugin.snapshot_liability",
        "schedule": crontab(minute="50", hour="3"),
    },
    "prove_ledger": {
        "task": "saleor_crm_plugin.prove_ledger",
        "schedule": crontab(minute="10", hour="4"),
    },
    "purge_inbox": {
        "task": "saleor_crm_plugin.purge_inbox",
        "schedule": crontab(minute="40", hour="3"),
    },
}
_WITH_SOURCE: dict[str, dict[str, object]] = {
    "reconcile": {
        "task": "saleor_crm_plugin.reconcile",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 60},
    },
}
