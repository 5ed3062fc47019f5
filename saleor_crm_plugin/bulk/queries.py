"""Reads of bulk jobs: how far they are, and what became of whom."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet

from saleor_crm_plugin.bulk.models import (
    BulkAction,
    BulkJob,
    BulkJobRow,
    BulkJobState,
    BulkRowState,
)
from saleor_crm_plugin.work import Waiting, rows_waiting

_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobView:
    """
    One job; its four counts add up to `rows_count`.

    `points` is 0 and `reason` empty for tags, and the tags are empty for points.
    """

    job_id: int
    action: BulkAction
    state: BulkJobState
    percent: int
    rows_count: int
    done_count: int
    requested_count: int
    refused_count: int
    left_count: int
    actor: str
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]
    points: int
    reason: str
    created_at: datetime
    progressed_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRowView:
    """What became of one profile; `code` says why it was refused, else it is empty."""

    profile_id: int
    state: BulkRowState
    code: str


def bulk_action(word: str) -> BulkAction:
    """Return the action that the contract calls `word`."""
    return BulkAction[word]


def bulk_jobs_listed() -> QuerySet[BulkJob]:
    """Return all jobs, in no order; for pages."""
    return BulkJob.objects.all()


def bulk_jobs_waiting() -> Waiting:
    """Return how many jobs are not over."""
    undone = BulkJob.objects.filter(state__in=[BulkJobState.QUEUED, BulkJobState.RUNNING])
    return rows_waiting(undone, since="progressed_at")


def bulk_job_found(job_id: int) -> BulkJobView | None:
    """Return one job, None if there is none of this number; two queries."""
    views = bulk_job_views(BulkJob.objects.filter(pk=job_id))
    return views[0] if views else None


def bulk_job_views(jobs: Iterable[BulkJob]) -> list[BulkJobView]:
    """Return the values of stored jobs; one query more whatever their number."""
    rows = list(jobs)
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    found = BulkJobRow.objects.filter(job__in=rows).order_by().values_list("job_id", "state")
    for job_id, state, count in found.annotate(count=Count("pk")):
        counts[job_id][state] = count
    return [_view(row, counts[row.pk]) for row in rows]


def bulk_rows(job_id: int, *, states: Collection[str] = ()) -> QuerySet[BulkJobRow]:
    """Return the rows of a job, in no order; no `states` means all."""
    rows = BulkJobRow.objects.filter(job_id=job_id)
    return rows.filter(state__in=states) if states else rows


def bulk_row_view(row: BulkJobRow) -> BulkRowView:
    """Return the value of a stored row."""
    return BulkRowView(profile_id=row.profile_id, state=BulkRowState(row.state), code=row.code)


def _view(row: BulkJob, counts: Counter[str]) -> BulkJobView:
    left = counts[BulkRowState.PENDING]
    return BulkJobView(
        job_id=row.pk,
        action=BulkAction(row.action),
        state=BulkJobState(row.state),
        percent=_PERCENT * (row.rows_count - left) // max(row.rows_count, 1),
        rows_count=row.rows_count,
        done_count=counts[BulkRowState.DONE],
        requested_count=counts[BulkRowState.REQUESTED],
        refused_count=counts[BulkRowState.REFUSED],
        left_count=left,
        actor=row.actor,
        add_tags=tuple(row.wish.get("add_tags", ())),
        remove_tags=tuple(row.wish.get("remove_tags", ())),
        points=row.wish.get("points", 0),
        reason=row.wish.get("reason", ""),
        created_at=row.created_at,
        progressed_at=row.progressed_at,
        finished_at=row.finished_at,
    )
