"""Bulk jobs as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.bulk.queries import BulkJobView, BulkRowView

JOB = "CrmBulkJob"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobNode:
    """One job and how far it is."""

    id: str
    action: str
    state: str
    percent: int
    rows_count: int
    done_count: int
    requested_count: int
    refused_count: int
    left_count: int
    actor: str
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]
    points: int | None
    reason: str | None
    created_at: datetime
    progressed_at: datetime
    finished_at: datetime | None


def bulk_job_node(job: BulkJobView) -> BulkJobNode:
    """Return a job as the contract shows it."""
    return BulkJobNode(
        id=id_encode(JOB, job.job_id),
        action=job.action.name,
        state=job.state.name,
        percent=job.percent,
        rows_count=job.rows_count,
        done_count=job.done_count,
        requested_count=job.requested_count,
        refused_count=job.refused_count,
        left_count=job.left_count,
        actor=job.actor,
        add_tags=job.add_tags,
        remove_tags=job.remove_tags,
        points=job.points or None,
        reason=job.reason or None,
        created_at=job.created_at,
        progressed_at=job.progressed_at,
        finished_at=job.finished_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRowNode:
    """What became of one profile."""

    profile_id: str
    state: str
    code: str | None


def bulk_row_node(row: BulkRowView) -> BulkRowNode:
    """Return a row as the contract shows it."""
    return BulkRowNode(
        profile_id=id_encode(PROFILE, row.profile_id),
        state=row.state.name,
        code=row.code or None,
    )
