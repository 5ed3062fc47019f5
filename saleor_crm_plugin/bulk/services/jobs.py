"""Asks for something to be done with many profiles in the background, and takes the rest of it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q

from saleor_crm_plugin.bulk.models import BulkAction, BulkJob, BulkJobState
from saleor_crm_plugin.errors import Conflict, Invalid, NotFound
from saleor_crm_plugin.facts import JsonValue
from saleor_crm_plugin.profiles.queries.search import profiles_listed
from saleor_crm_plugin.work import Work, wake

KEY_LENGTH_MAX = 64
_WAITING = (BulkJobState.QUEUED, BulkJobState.RUNNING)
# By hand, because the ORM has no `INSERT … SELECT`; the inner statement is the ORM's.
_CHOOSE = """
INSERT INTO saleor_crm_bulk_job_row (job_id, profile_id, state, code)
SELECT %s, chosen.id, 'pending', '' FROM ({chosen}) chosen ORDER BY chosen.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOrder:
    """
    What is to be done with whom.

    `wish` holds `add_tags` and `remove_tags`, or `points` and `reason`. `fingerprint` is of everything that was
    asked, `chosen` included.
    """

    action: BulkAction
    wish: Mapping[str, JsonValue]
    chosen: Q
    key: str
    fingerprint: str


@transaction.atomic
def bulk_job_create(*, order: BulkOrder, actor: str, at: datetime) -> int:
    """
    Keep whom an order is for, let a worker do it, and return the job's number; once per `actor` and key.

    Who comes into the list later is not reached, who leaves it is. A fixed number of statements.

    :raises Invalid: the key is empty or too long, or nobody is chosen.
    :raises Conflict: the key was used before for something else.
    """
    if not 0 < len(order.key) <= KEY_LENGTH_MAX:
        raise Invalid(f"a key has from 1 to {KEY_LENGTH_MAX} characters", field="key")
    job, is_new = BulkJob.objects.get_or_create(
        actor=actor,
        key=order.key,
        defaults={
            "action": order.action,
            "wish": dict(order.wish),
            "fingerprint": order.fingerprint,
            "created_at": at,
            "progressed_at": at,
        },
    )
    if job.fingerprint != order.fingerprint:
        raise Conflict(f"the key was used before for something else, bulk job {job.pk}")
    if is_new:
        job.rows_count = _choose(job, order.chosen)
        if not job.rows_count:
            raise Invalid("there is nobody to do this with", field="where")
        job.save(update_fields=["rows_count"])
    wake(Work.BULK_JOBS)
    return job.pk


@transaction.atomic
def bulk_job_cancel(*, job_id: int, at: datetime) -> None:
    """
    Leave the rest of a job undone; what is done stays, and a job that is over stays as it is.

    A worker that is in the middle of it ends the rows it has begun, a few dozen at most.

    :raises NotFound: there is no such job.
    """
    waiting = BulkJob.objects.filter(pk=job_id, state__in=_WAITING)
    canceled = waiting.update(
        state=BulkJobState.CANCELED, claimed_until=None, progressed_at=at, finished_at=at
    )
    if not canceled and not BulkJob.objects.filter(pk=job_id).exists():
        raise NotFound(f"there is no bulk job {job_id}")


def _choose(job: BulkJob, chosen: Q) -> int:
    rows = profiles_listed().filter(chosen).order_by().values("id")
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:  # the ORM knows without asking
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE.format(chosen=sql), [job.pk, *parameters])
        return int(cursor.rowcount)
