"""Batches of points as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.loyalty.queries import BatchRowView, BatchView

BATCH = "CrmPointsBatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchNode:
    """One batch; its lines are asked for apart."""

    batch_id: int
    id: str
    kind: str
    name: str
    file_sha256: str
    reason: str
    actor: str
    state: str
    percent: int
    rows_count: int
    refused_count: int
    points_total: int
    posted_count: int
    posted_points: int
    reverted_points: int
    short_points: int
    created_at: datetime
    progressed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRowNode:
    """What became of one line."""

    line: int
    profile_id: str | None
    points: int
    state: str
    code: str | None


def batch_node(batch: BatchView) -> BatchNode:
    """Return a batch as the contract shows it."""
    return BatchNode(
        batch_id=batch.batch_id,
        id=id_encode(BATCH, batch.batch_id),
        kind=batch.kind.name,
        name=batch.name,
        file_sha256=batch.sha256,
        reason=batch.reason,
        actor=batch.actor,
        state=batch.state.name,
        percent=batch.percent,
        rows_count=batch.rows_count,
        refused_count=batch.refused_count,
        points_total=batch.points_total,
        posted_count=batch.posted_count,
        posted_points=batch.posted_points,
        reverted_points=batch.reverted_points,
        short_points=batch.short_points,
        created_at=batch.created_at,
        progressed_at=batch.progressed_at,
    )


def batch_row_node(row: BatchRowView) -> BatchRowNode:
    """Return a line as the contract shows it."""
    return BatchRowNode(
        line=row.line,
        profile_id=None if row.profile_id is None else id_encode(PROFILE, row.profile_id),
        points=row.points,
        state=row.state.name,
        code=row.code.upper() or None,
    )
