"""Gives points to many as one unit: reads the lines, shows their totals, lets a worker give them, takes them back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction

from saleor_crm_plugin.errors import CrmError, Invalid, NotFound
from saleor_crm_plugin.loyalty.models import (
    BatchKind,
    BatchRowState,
    BatchState,
    PointsBatch,
    PointsBatchRow,
)
from saleor_crm_plugin.loyalty.queries.batches import BatchView, batch_view, profiles_named
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules
from saleor_crm_plugin.loyalty.rules.batches import (
    BatchLine,
    ColumnsMissing,
    LineProblem,
    batch_lines,
    total_points,
)
from saleor_crm_plugin.loyalty.rules.expiry import local_midnight
from saleor_crm_plugin.loyalty.services.programs import program_required
from saleor_crm_plugin.rows import rows_insert
from saleor_crm_plugin.work import Work, wake

_NAME_LENGTH_MAX = 64
_REASON_LENGTH_MAX = 200


class TotalsDiffer(CrmError):
    """The file does not hold what the merchant said it would; nothing was given."""

    code: ClassVar[str] = "BATCH_TOTALS_DIFFER"


class BatchNotReady(CrmError):
    """The batch is not in a state in which this can be asked of it."""

    code: ClassVar[str] = "BATCH_NOT_READY"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOrder:
    """
    What is to be given: `name` is the gift's own, `reason` is shown on every entry.

    `rows_expected` and `points_expected` are control totals: the batch is refused when the lines make others.
    """

    kind: BatchKind
    name: str
    reason: str = ""
    rows_expected: int | None = None
    points_expected: int | None = None


def batch_read(*, order: BatchOrder, content: bytes, actor: str, at: datetime) -> BatchView:
    """
    Read a CSV file into a batch that waits in preview, once per file and name.

    Lines that cannot be given are kept with the reason and give nothing.

    :raises Invalid: the file as a whole cannot be read.
    :raises TotalsDiffer: its totals are not those that `order` expects; nothing was written.
    """
    try:
        lines = list(batch_lines(content.decode("utf-8-sig")))
    except UnicodeDecodeError:
        raise Invalid("the file is not UTF-8", field="content") from None
    except ColumnsMissing as problem:
        raise Invalid(str(problem), field="content") from None
    return batch_create(order=order, lines=lines, sha256=_sha256(content), actor=actor, at=at)


@transaction.atomic
def batch_create(
    *, order: BatchOrder, lines: Sequence[BatchLine], sha256: str, actor: str, at: datetime
) -> BatchView:
    """
    Keep a batch in preview, once per content and name; `sha256` is the content's.

    :raises Invalid: there are no lines, or the name or the reason is too long or missing.
    :raises TotalsDiffer: the totals are not those that `order` expects; nothing was written.
    """
    _check(order, lines)
    rules = program_required()
    same = PointsBatch.objects.filter(
        program_id=rules.program_id, kind=order.kind, name=order.name, sha256=sha256
    )
    if already := same.exclude(state=BatchState.REVERTED).order_by("pk").first():
        return batch_view(already)
    rows = _rows(lines, rules, at)
    good = [row for row in rows if row.state == BatchRowState.PENDING]
    batch = PointsBatch(
        program_id=rules.program_id,
        kind=order.kind,
        name=order.name,
        sha256=sha256,
        reason=order.reason,
        actor=actor,
        rows_count=len(good),
        refused_count=len(rows) - len(good),
        points_total=sum(row.points for row in good),
        created_at=at,
        progressed_at=at,
    )
    _compare(order, lines)
    batch.save()
    for row in rows:
        row.batch_id = batch.pk
    rows_insert(rows)
    return batch_view(batch)


@transaction.atomic
def batch_apply(*, batch_id: int, at: datetime) -> BatchView:
    """
    Let a worker give a batch; asked again, nothing more happens.

    :raises NotFound: there is no such batch.
    :raises BatchNotReady: it is being taken back or was.
    """
    batch = _locked(batch_id)
    if batch.state == BatchState.PREVIEW:
        _move(batch, BatchState.QUEUED, at)
    elif batch.state in {BatchState.REVERTING, BatchState.REVERTED}:
        raise BatchNotReady(f"batch {batch_id} is {batch.state}")
    return batch_view(batch)


@transaction.atomic
def batch_revert(*, batch_id: int, at: datetime) -> BatchView:
    """
    Let a worker take back what is left of everything a batch gave; a preview is closed at once.

    What was spent or lapsed since is counted as short. Asked again, nothing more happens.

    :raises NotFound: there is no such batch.
    :raises BatchNotReady: it is still being given.
    """
    batch = _locked(batch_id)
    if batch.state == BatchState.PREVIEW:
        _move(batch, BatchState.REVERTED, at)
    elif batch.state == BatchState.DONE:
        batch.done_count = 0
        _move(batch, BatchState.REVERTING, at)
    elif batch.state in {BatchState.QUEUED, BatchState.RUNNING}:
        raise BatchNotReady(f"batch {batch_id} is {batch.state}")
    return batch_view(batch)


def _locked(batch_id: int) -> PointsBatch:
    batch = PointsBatch.objects.select_for_update().filter(pk=batch_id).first()
    if batch is None:
        raise NotFound(f"there is no batch {batch_id}")
    return batch


def _move(batch: PointsBatch, state: BatchState, at: datetime) -> None:
    batch.state = state
    batch.progressed_at = at
    batch.save(update_fields=["state", "progressed_at", "done_count"])
    wake(Work.POINTS_BATCHES)


def _check(order: BatchOrder, lines: Sequence[BatchLine]) -> None:
    if not 0 < len(order.name) <= _NAME_LENGTH_MAX or ":" in order.name:
        raise Invalid(f"a name has 1 to {_NAME_LENGTH_MAX} characters and no colon", field="name")
    if len(order.reason) > _REASON_LENGTH_MAX:
        raise Invalid(f"a reason has at most {_REASON_LENGTH_MAX} characters", field="reason")
    if not lines:
        raise Invalid("there is no line with points", field="content")


def _compare(order: BatchOrder, lines: Sequence[BatchLine]) -> None:
    """Compare with everything that the file says, lines that cannot be given included."""
    if order.rows_expected is not None and order.rows_expected != len(lines):
        raise TotalsDiffer(f"expected {order.rows_expected} lines, the file has {len(lines)}")
    total = total_points(lines)
    if order.points_expected is not None and order.points_expected != total:
        raise TotalsDiffer(f"expected {order.points_expected} points, the file gives {total}")


def _rows(lines: Sequence[BatchLine], rules: ProgramRules, at: datetime) -> list[PointsBatchRow]:
    named = profiles_named(lines)
    given: set[int] = set()
    rows = []
    for line in lines:
        profile_id = None if line.named_by is None else named.get((line.named_by, line.name))
        row = PointsBatchRow(line=line.line, profile_id=profile_id, points=line.points)
        if line.expires_on is not None:
            row.expires_at = local_midnight(line.expires_on + timedelta(days=1), rules.zone)
        problem = line.problem
        if problem is None and profile_id is None:
            problem = LineProblem.UNKNOWN_PROFILE
        elif problem is None and profile_id in given:
            problem = LineProblem.GIVEN_TWICE
        elif problem is None and row.expires_at is not None and row.expires_at <= at:
            problem = LineProblem.DATE_IN_PAST
        if problem is not None:
            row.state, row.code = BatchRowState.REFUSED, problem
        elif profile_id is not None:
            given.add(profile_id)
        rows.append(row)
    return rows


def lines_of_profiles(profile_ids: Sequence[int], *, points: int) -> list[BatchLine]:
    """Return the lines that give every one of `profile_ids` the same points."""
    lines = batch_lines("\n".join(["profile,points", *(f"{one},{points}" for one in profile_ids)]))
    return [replace(line, line=number) for number, line in enumerate(lines, start=1)]


def content_hash(lines: Sequence[BatchLine]) -> str:
    """Return a fingerprint of lines that did not come in a file."""
    return _sha256("\n".join(f"{one.name},{one.points}" for one in lines).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
