"""Asks for background work after commit; what the work is, is always derivable from tables."""

import logging
import os
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, partial
from time import monotonic
from typing import Any

from celery import current_app
from django.db import transaction
from django.db.models import Count, Min, QuerySet
from kombu.connection import ConnectionPool as Pool
from kombu.exceptions import KombuError

from saleor_crm_plugin.conf import celery_queue, queue_of

logger = logging.getLogger(__name__)


class Work(StrEnum):
    """The Celery tasks that can be woken; each value is the task's registered name."""

    INBOX = "saleor_crm_plugin.process_inbox"
    AUTOMATION = "saleor_crm_plugin.run_automations"
    OUTBOX = "saleor_crm_plugin.deliver_outbox"
    REPORTS = "saleor_crm_plugin.apply_reports"
    IMPORT = "saleor_crm_plugin.process_imports"
    RECONCILE = "saleor_crm_plugin.reconcile"
    COUPONS = "saleor_crm_plugin.process_coupons"
    POINTS_BATCHES = "saleor_crm_plugin.process_points_batches"
    BULK_JOBS = "saleor_crm_plugin.process_bulk_jobs"
    RFM = "saleor_crm_plugin.process_rfm_runs"
    REFERRALS = "saleor_crm_plugin.advance_referrals"
    TIERS = "saleor_crm_plugin.advance_tiers"
    EXTENSIONS = "saleor_crm_plugin.tell_extensions"
    FIELDS = "saleor_crm_plugin.compute_extension_fields"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many rows of a table a worker has still to look at, and since when the oldest waits."""

    count: int
    since: datetime | None


def rows_waiting(rows: QuerySet[Any, Any], *, since: str) -> Waiting:
    """Return how many `rows` there are and the least of their column `since`, in one query."""
    found = rows.order_by().aggregate(count=Count("pk"), since=Min(since))
    return Waiting(count=found["count"], since=found["since"])


def wake(work: Work) -> None:
    """
    Ask a worker to look at its table once the current transaction is committed.

    Nothing depends on it: the periodic beat looks at the same tables. One wake per kind and
    transaction is sent. Without a broker, or with Celery in eager mode, nothing runs: the caller's
    request is never the place for background work. A broker that does not answer costs a log line, and
    is left alone for half a minute: one request in a while waits for it, not each.
    """
    connection = transaction.get_connection()
    send = _Wake(work)
    if connection.in_atomic_block and any(send == hook[1] for hook in connection.run_on_commit):
        return
    transaction.on_commit(send)


class _Wake(partial[None]):
    """A call of `_send` that equals another call for the same work."""

    def __new__(cls, work: Work) -> "_Wake":
        return super().__new__(cls, _send, work)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Wake) and self.args == other.args

    def __hash__(self) -> int:
        return hash(self.args)


def wake_prepare() -> None:
    """
    Load what a wake needs and make its pool, without asking the broker anything.

    Else the first wake of a process does, inside a shopper's request: loading a transport takes longer than sending.
    """
    if has_broker():
        _connections(os.getpid())
        _ = current_app.amqp.send_task_message, current_app.amqp.queues


def has_broker() -> bool:
    """Return whether background work can be asked for: a broker is set and Celery is not eager."""
    return bool(current_app.conf.broker_url) and not current_app.conf.task_always_eager


@dataclass(slots=True)
class _Rest:
    """Until when (monotonic seconds) this process leaves a broker alone that did not answer."""

    until: float = 0.0


_REST_SECONDS = 30.0
_CONNECT_SECONDS = 1.0
_rest = _Rest()


def _send(work: Work) -> None:
    """Ask the broker; runs after the commit of whoever woke, whose request must not fail for it."""
    try:
        if not has_broker() or monotonic() < _rest.until:
            return
        with _connections(os.getpid()).acquire() as connection:
            current_app.send_task(
                work.value,
                queue=queue_of(work.value, celery_queue()),
                ignore_result=True,
                retry=False,
                connection=connection,
            )
    except (KombuError, OSError) as error:  # the periodic beat finds the row
        _rest.until = monotonic() + _REST_SECONDS
        logger.warning("could not wake %s: %s", work.name, type(error).__name__)
    except Exception as error:  # noqa: BLE001 logged without its message, which may hold the broker's password
        logger.error("could not wake %s: unforeseen %s", work.name, type(error).__name__)  # noqa: TRY400


@cache
def _connections(process_id: int) -> Pool:  # noqa: ARG001 a fork must not share its parent's sockets
    """
    Return our own connections to the broker, which give up at once.

    Celery's own pool tries a dead broker again for six seconds before a message is even made, whatever
    `retry` says, and its options are the host's.
    """
    options = {**(current_app.conf.broker_transport_options or {}), "max_retries": 0}
    if current_app.conf.broker_url.startswith("redis"):  # which knows no `connect_timeout`
        options["socket_connect_timeout"] = _CONNECT_SECONDS
    link = current_app.connection_for_write(
        connect_timeout=_CONNECT_SECONDS, transport_options=options
    )
    return link.Pool(limit=None)
