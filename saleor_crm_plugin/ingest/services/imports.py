"""Writes what becomes of an imported file: its run, its progress and the rows that were left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.ingest.models import ImportRowError, ImportRun, ImportState, ImportUpload

_COLUMN_LENGTH = 128
_MESSAGE_LENGTH = 200
_ERROR_LENGTH = 4000
CLAIM_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """Why one row was left out; `message` never repeats a cell."""

    line: int
    column: str
    code: str
    message: str


@transaction.atomic
def import_start(
    *,
    kind: str,
    host: str,
    file_name: str,
    file_sha256: str,
    mapping: JsonObject,
    at: datetime,
) -> int:
    """
    Note that an import begins, and return its id.

    An import of the same file that never ended is noted as interrupted. Should it still run after all, nothing
    breaks: both tell the same facts, and each fact is accepted once. An uploaded one is left alone: its claim
    says whether it still runs.
    """
    same = ImportRun.objects.filter(
        file_sha256=file_sha256, kind=kind, state=ImportState.RUNNING, upload=None
    )
    same.update(state=ImportState.INTERRUPTED, finished_at=at)
    run = ImportRun.objects.create(
        kind=kind,
        host=host,
        file_name=file_name,
        file_sha256=file_sha256,
        mapping=mapping,
        started_at=at,
        progressed_at=at,
    )
    return run.pk


def import_progress(*, import_id: int, percent: int, at: datetime) -> None:
    """Note how far a running import is, 0 to 100; the claim of an uploaded one lasts from here on."""
    running = ImportRun.objects.filter(pk=import_id, state=ImportState.RUNNING)
    running.update(percent=percent, progressed_at=at)
    claimed = ImportUpload.objects.filter(run_id=import_id, claimed_until__isnull=False)
    claimed.update(claimed_until=claim_end(at))


def claim_end(at: datetime) -> datetime:
    """Return until when an uploaded import belongs to the worker that was last heard of `at`."""
    return at + timedelta(seconds=CLAIM_SECONDS)


@transaction.atomic
def import_finish(
    *, import_id: int, counts: JsonObject, row_errors: Sequence[RowError], at: datetime
) -> None:
    """
    Note that an import came to its end, with its figures and the rows that were left out.

    The uploaded bytes are deleted. When two workers did the same import, the first to end is noted.
    """
    ended = ImportRun.objects.filter(pk=import_id).exclude(state=ImportState.DONE)
    if not ended.update(
        state=ImportState.DONE,
        percent=100,
        counts=counts,
        error="",
        progressed_at=at,
        finished_at=at,
    ):
        return
    ImportUpload.objects.filter(run_id=import_id).delete()
    ImportRowError.objects.bulk_create(
        [
            ImportRowError(
                run_id=import_id,
                line=error.line,
                column=error.column[:_COLUMN_LENGTH],
                code=error.code,
                message=error.message[:_MESSAGE_LENGTH],
            )
            for error in row_errors
        ],
        batch_size=1000,
    )


@transaction.atomic
def import_fail(*, import_id: int, error: str, at: datetime) -> None:
    """
    Note that an import stopped, and why; facts it told before stay and are not told again.

    The uploaded bytes are deleted.
    """
    ImportRun.objects.filter(pk=import_id).exclude(state=ImportState.DONE).update(
        state=ImportState.FAILED, error=error[:_ERROR_LENGTH], progressed_at=at, finished_at=at
    )
    ImportUpload.objects.filter(run_id=import_id).delete()
