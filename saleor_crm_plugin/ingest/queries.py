"""Reads of the inbox, and the port through which it reads the host."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Protocol

from django.db.models import Count, F, Min, Q, QuerySet

from saleor_crm_plugin.facts import Fact, JsonObject, Kind, Reference
from saleor_crm_plugin.ingest.models import (
    ImportRowError,
    ImportRun,
    ImportState,
    InboxItem,
    InboxState,
    ReconcileMark,
)
from saleor_crm_plugin.work import Waiting, rows_waiting

# A sweep that began before somebody asked does not answer it.
_IS_ASKED = Q(asked_at__isnull=False) & (Q(finished_at=None) | Q(finished_at__lt=F("asked_at")))

__all__ = [
    "InboxCounts",
    "InboxRow",
    "InboxState",
    "SnapshotSource",
    "inbox_counts",
    "inbox_page",
    "inbox_total",
    "inbox_waiting",
    "reconcile_marks",
    "sweep_is_due",
]


class SnapshotSource(Protocol):
    """What each host implements so that touches can be read and the sweep can heal."""

    host: str

    def read(self, references: Sequence[Reference]) -> dict[Reference, Fact | None]:
        """
        Return the present state of each object; None: the host has it no longer.

        What cannot be read or translated is left out; it is tried again later.
        """

    def changed(self, kind: Kind, since: datetime | None) -> Iterator[Fact]:
        """
        Return every object of `kind` changed at or after `since` (None: all), oldest change first.

        Must stream: a first sweep reads the whole shop.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """One row of the inbox as an operator sees it; never the payload, which is personal."""

    item_id: int
    reference: str
    kind: str
    is_touch: bool
    state: InboxState
    attempts: int
    error: str
    accepted_at: datetime
    due_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxCounts:
    """How many rows are in each state, and since when the oldest undone one waits."""

    pending: int
    claimed: int
    done: int
    dead: int
    oldest_pending_at: datetime | None


def inbox_counts() -> InboxCounts:
    """Return the inbox's figures, in two queries."""
    rows = InboxItem.objects.order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(rows)
    return InboxCounts(
        pending=counts.get(InboxState.PENDING, 0),
        claimed=counts.get(InboxState.CLAIMED, 0),
        done=counts.get(InboxState.DONE, 0),
        dead=counts.get(InboxState.DEAD, 0),
        oldest_pending_at=inbox_waits_since(),
    )


def inbox_waits_since() -> datetime | None:
    """Return when the oldest undone row was accepted; none waits: None. Reads waiting rows only."""
    waiting = InboxItem.objects.filter(state__in=[InboxState.PENDING, InboxState.CLAIMED])
    oldest: datetime | None = waiting.aggregate(oldest=Min("accepted_at"))["oldest"]
    return oldest


def inbox_waiting() -> Waiting:
    """Return how many facts are not applied yet."""
    waiting = InboxItem.objects.filter(state__in=[InboxState.PENDING, InboxState.CLAIMED])
    return rows_waiting(waiting, since="accepted_at")


def inbox_page(*, state: InboxState | None, before_id: int | None, limit: int) -> list[InboxRow]:
    """Return up to `limit` rows with ids below `before_id`, newest first."""
    rows = InboxItem.objects.defer("payload").order_by("-pk")
    if state is not None:
        rows = rows.filter(state=state)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return [inbox_row(item) for item in rows[:limit]]


def inbox_items(*, states: Collection[str]) -> QuerySet[InboxItem]:
    """Return the rows in `states`, all if there are none, without payloads and in no order."""
    rows = InboxItem.objects.defer("payload")
    return rows.filter(state__in=states) if states else rows


def inbox_total(*, state: InboxState | None) -> int:
    """Return how many rows the inbox has, in one state or in all."""
    rows = InboxItem.objects.all()
    return rows.count() if state is None else rows.filter(state=state).count()


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepMark:
    """
    How far the sweep has read one kind of object of one host.

    `asked_at` is when staff last asked for it, answered or not; a worker has it until `claimed_until`.
    """

    host: str
    kind: str
    changed_until: datetime | None
    finished_at: datetime | None
    asked_at: datetime | None
    claimed_until: datetime | None
    facts_read: int
    facts_repaired: int


def reconcile_marks() -> list[SweepMark]:
    """Return how far the sweep has come, by host and kind."""
    names = [field.name for field in fields(SweepMark)]
    rows = ReconcileMark.objects.order_by("host", "kind").values(*names)
    return [SweepMark(**row) for row in rows]


def sweep_is_due(*, host: str, at: datetime, interval_minutes: int) -> bool:
    """
    Return whether `host` should be swept at `at`; an interval of 0 says: only when staff asked.

    A minute of grace keeps a beat of the same interval from finding each second sweep too early.
    """
    marks = ReconcileMark.objects.filter(host=host)
    if marks.filter(_IS_ASKED).exists():
        return True
    if interval_minutes <= 0:
        return False
    young = at - timedelta(minutes=interval_minutes) + timedelta(minutes=1)
    return marks.filter(finished_at__gt=young).count() < len(Kind)


def inbox_row(item: InboxItem) -> InboxRow:
    """Return what an operator sees of a row that is already loaded."""
    return InboxRow(
        item_id=item.pk,
        reference=f"{item.host}:{item.kind}:{item.external_id}",
        kind=item.kind,
        is_touch=item.is_touch,
        state=InboxState(item.state),
        attempts=item.attempts,
        error=item.error,
        accepted_at=item.accepted_at,
        due_at=item.due_at,
        done_at=item.done_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSummary:
    """One import as an operator sees it; `counts` are the figures that the command prints."""

    import_id: int
    kind: str
    host: str
    file_name: str
    file_sha256: str
    state: ImportState
    percent: int
    is_dry_run: bool
    counts: JsonObject
    error: str
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRowProblem:
    """Why one row of an imported file was left out."""

    line: int
    column: str
    code: str
    message: str


def imports_page(*, before_id: int | None, limit: int) -> list[ImportSummary]:
    """Return up to `limit` imports with ids below `before_id`, newest first."""
    runs = ImportRun.objects.order_by("-pk")
    if before_id is not None:
        runs = runs.filter(pk__lt=before_id)
    return [import_of_row(run) for run in runs[:limit]]


def imports_waiting() -> Waiting:
    """Return how many uploaded files no worker has begun yet."""
    return rows_waiting(ImportRun.objects.filter(state=ImportState.QUEUED), since="started_at")


def import_runs() -> QuerySet[ImportRun]:
    """Return all imports, in no order; for pages."""
    return ImportRun.objects.all()


def import_mappings(*, kind: str, limit: int) -> tuple[str, ...]:
    """Return the mappings of the newest `limit` imports of `kind` that came to their end, each once."""
    done = ImportRun.objects.filter(kind=kind, state=ImportState.DONE, is_dry_run=False)
    texts = (run.mapping.get("toml") for run in done.order_by("-pk")[:limit])
    return tuple(dict.fromkeys(text for text in texts if isinstance(text, str)))


def imports_total() -> int:
    """Return how many imports there were."""
    return ImportRun.objects.count()


def import_summary(*, import_id: int) -> ImportSummary | None:
    """Return one import, None if there is none of this id."""
    run = ImportRun.objects.filter(pk=import_id).order_by("pk").first()
    return None if run is None else import_of_row(run)


def import_row_problems(*, import_id: int, limit: int) -> list[ImportRowProblem]:
    """Return the first `limit` refused rows of an import, in the order of its file."""
    errors = import_error_rows(import_id=import_id).order_by("line", "pk")
    return [row_problem(error) for error in errors[:limit]]


def import_error_rows(*, import_id: int) -> QuerySet[ImportRowError]:
    """Return the refused rows of an import, in no order; for pages."""
    return ImportRowError.objects.filter(run_id=import_id)


def row_problem(error: ImportRowError) -> ImportRowProblem:
    """Return why a row was refused, from a row that is already loaded."""
    return ImportRowProblem(
        line=error.line, column=error.column, code=error.code, message=error.message
    )


def import_of_row(run: ImportRun) -> ImportSummary:
    """Return what an operator sees of an import that is already loaded."""
    return ImportSummary(
        import_id=run.pk,
        kind=run.kind,
        host=run.host,
        file_name=run.file_name,
        file_sha256=run.file_sha256,
        state=ImportState(run.state),
        percent=run.percent,
        is_dry_run=run.is_dry_run,
        counts=run.counts,
        error=run.error,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )
