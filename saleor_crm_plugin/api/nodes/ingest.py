"""The inbox and the imports as the contract shows them; never what the facts say."""

import json
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.ingest.queries import (
    ImportRowProblem,
    ImportSummary,
    InboxCounts,
    InboxRow,
)

ITEM, IMPORT = "CrmInboxItem", "CrmImport"


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItemNode:
    """One row of the inbox."""

    id: str
    reference: str
    kind: str
    is_touch: bool
    state: str
    attempts: int
    error: str | None
    accepted_at: datetime
    due_at: datetime
    done_at: datetime | None


def inbox_item_node(row: InboxRow) -> InboxItemNode:
    """Return a row of the inbox as the contract shows it."""
    return InboxItemNode(
        id=id_encode(ITEM, row.item_id),
        reference=row.reference,
        kind=row.kind.upper(),
        is_touch=row.is_touch,
        state=row.state.name,
        attempts=row.attempts,
        error=row.error or None,
        accepted_at=row.accepted_at,
        due_at=row.due_at,
        done_at=row.done_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxNode:
    """How the inbox is; its rows are asked for apart."""

    pending: int
    claimed: int
    done: int
    dead: int
    oldest_pending_at: datetime | None


def inbox_node(counts: InboxCounts) -> InboxNode:
    """Return the inbox's figures as the contract shows them."""
    return InboxNode(
        pending=counts.pending,
        claimed=counts.claimed,
        done=counts.done,
        dead=counts.dead,
        oldest_pending_at=counts.oldest_pending_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNode:
    """One reading of one file."""

    id: str
    kind: str
    host: str
    file_name: str
    file_sha256: str
    state: str
    percent: int
    is_dry_run: bool
    counts: str
    error: str | None
    started_at: datetime
    finished_at: datetime | None


def import_node(summary: ImportSummary) -> ImportNode:
    """Return an import as the contract shows it; its figures are JSON in a string."""
    return ImportNode(
        id=id_encode(IMPORT, summary.import_id),
        kind=summary.kind,
        host=summary.host,
        file_name=summary.file_name,
        file_sha256=summary.file_sha256,
        state=summary.state.name,
        percent=summary.percent,
        is_dry_run=summary.is_dry_run,
        counts=json.dumps(summary.counts, sort_keys=True),
        error=summary.error or None,
        started_at=summary.started_at,
        finished_at=summary.finished_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowErrorNode:
    """Why one row of a file was left out."""

    line: int
    column: str | None
    code: str
    message: str


def row_error_node(problem: ImportRowProblem) -> RowErrorNode:
    """Return why a row was left out as the contract shows it."""
    return RowErrorNode(
        line=problem.line,
        column=problem.column or None,
        code=problem.code,
        message=problem.message,
    )
