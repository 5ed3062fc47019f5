"""Imports one file: reads and checks all of it, then tells the inbox its facts and has them applied."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.facts import Fact, JsonObject
from saleor_crm_plugin.hosts.files.mapping import Mapping
from saleor_crm_plugin.hosts.files.reading import FileCounts, FileReading
from saleor_crm_plugin.hosts.files.row_errors import row_errors_write
from saleor_crm_plugin.hosts.files.rows import file_sha256
from saleor_crm_plugin.hosts.files.staging import staging_open
from saleor_crm_plugin.ingest.queries import SnapshotSource
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.imports import (
    RowError,
    import_fail,
    import_finish,
    import_progress,
    import_start,
)
from saleor_crm_plugin.ingest.services.inbox import facts_accept

FACTS_PER_BATCH = 500
_READING_PERCENT = 20
_ROW_ERRORS_STORED = 1000

Clock = Callable[[], datetime]


class Progress(Protocol):
    """Shows how far an import is."""

    def __call__(self, *, stage: str, percent: int) -> None:
        """Show `percent`, 0 to 100, of the whole import."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRequest:
    """What to import and how; `mapping_text` is kept with the run so that it can be repeated."""

    path: Path
    mapping: Mapping
    mapping_text: str
    errors_path: Path | None = None
    source: SnapshotSource | None = None

    def opened(self) -> BinaryIO:
        """Return the file, open to be read from its beginning."""
        return self.path.open("rb")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """
    What came of an import: what the file holds, and how many of its facts were new.

    `facts_failed` wait in the inbox to be tried again, or are dead there. `row_errors` are the first thousand.
    """

    import_id: int | None
    file: FileCounts
    facts: int
    facts_new: int
    facts_failed: int
    row_errors: tuple[RowError, ...] = ()


def file_check(*, request: ImportRequest, progress: Progress) -> ImportReport:
    """
    Read and check the whole file as an import would, and write nothing but the error file.

    :raises FileUnreadable: the file as a whole cannot be read.
    """
    with staging_open() as staging:
        reading = FileReading(request.opened, request.mapping, staging)
        reading.read(lambda percent: progress(stage="reading", percent=percent // 2))
        facts = 0
        for _ in reading.facts():
            facts += 1
        errors = row_errors_write(reading=reading, path=request.errors_path)
        progress(stage="done", percent=100)
        return ImportReport(
            import_id=None,
            file=reading.counts,
            facts=facts,
            facts_new=0,
            facts_failed=0,
            row_errors=tuple(islice(errors, _ROW_ERRORS_STORED)),
        )


def file_import(*, request: ImportRequest, clock: Clock, progress: Progress) -> ImportReport:
    """
    Import one file; the same file again changes nothing.

    Nothing is told before the whole file has been read, so that a file in the wrong encoding leaves no
    trace. Killed and started again it goes on where the facts are not known yet.

    :raises FileUnreadable: the file as a whole cannot be read.
    """
    import_id = import_start(
        kind=request.mapping.kind.value,
        host=request.mapping.host,
        file_name=request.path.name,
        file_sha256=file_sha256(request.path),
        mapping={"toml": request.mapping_text},
        at=clock(),
    )
    try:
        return _Importing(import_id, request, clock, progress).run()
    except BaseException as error:
        reason = str(error) if isinstance(error, CrmError) else type(error).__name__
        import_fail(import_id=import_id, error=reason, at=clock())
        raise


def upload_import(
    *, import_id: int, request: ImportRequest, is_dry_run: bool, clock: Clock
) -> ImportReport:
    """
    Do an import that was asked for before; a dry run stores its figures and refused rows, and no fact.

    :raises FileUnreadable: the file as a whole cannot be read.
    """
    importing = _Importing(import_id, request, clock, _unseen)
    return importing.check() if is_dry_run else importing.run()


def _unseen(*, stage: str, percent: int) -> None:
    """Show nothing: the percentage stands in the import's row."""


class _Importing:
    """One import under way."""

    def __init__(
        self, import_id: int, request: ImportRequest, clock: Clock, progress: Progress
    ) -> None:
        self._import_id = import_id
        self._request = request
        self._clock = clock
        self._progress = progress
        self._percent = -1
        self._failed = 0

    def check(self) -> ImportReport:
        """Read, and write down what would come of it."""
        report = file_check(request=self._request, progress=self._show)
        self._finish(report)
        return report

    def run(self) -> ImportReport:
        """Read, tell, apply, and write down what came of it."""
        with staging_open() as staging:
            reading = FileReading(self._request.opened, self._request.mapping, staging)
            reading.read(
                lambda percent: self._show(
                    stage="reading", percent=percent * _READING_PERCENT // 100
                )
            )
            expected = reading.counts.customers + reading.counts.orders
            told = new = 0
            for batch in _batches(reading.facts()):
                new += facts_accept(facts=batch, is_live=False, at=self._clock())
                self._drain()
                told += len(batch)
                share = (100 - _READING_PERCENT) * told // max(expected, told)
                self._show(stage="importing", percent=_READING_PERCENT + share)
            errors = row_errors_write(reading=reading, path=self._request.errors_path)
            report = ImportReport(
                import_id=self._import_id,
                file=reading.counts,
                facts=told,
                facts_new=new,
                facts_failed=self._failed,
                row_errors=tuple(islice(errors, _ROW_ERRORS_STORED)),
            )
            self._finish(report)
        return report

    def _drain(self) -> None:
        while True:
            report = inbox_drain(
                source=self._request.source, at=self._clock(), limit_rows=FACTS_PER_BATCH
            )
            self._failed += report.retried + report.dead
            if report.claimed == 0:
                return

    def _show(self, *, stage: str, percent: int) -> None:
        self._progress(stage=stage, percent=percent)
        if percent != self._percent:
            self._percent = percent
            import_progress(import_id=self._import_id, percent=percent, at=self._clock())

    def _finish(self, report: ImportReport) -> None:
        import_finish(
            import_id=self._import_id,
            counts=report_counts(report),
            row_errors=report.row_errors,
            at=self._clock(),
        )
        self._progress(stage="done", percent=100)


def report_counts(report: ImportReport) -> JsonObject:
    """Return the figures of an import as JSON, for its row and for the operator."""
    file = report.file
    return {
        "rows": file.rows,
        "customers": file.customers,
        "orders": file.orders,
        "order_lines": file.order_lines,
        "rows_skipped": dict(file.skipped),
        "rows_refused": dict(file.problems),
        "returns_matched_rows": file.returns.rows_matched,
        "returns_unmatched_rows": file.returns.rows_unmatched,
        "returns_matched_minor": dict(file.returns.matched_minor),
        "returns_unmatched_minor": dict(file.returns.unmatched_minor),
        "facts": report.facts,
        "facts_new": report.facts_new,
        "facts_failed": report.facts_failed,
    }


def _batches(facts: Iterator[Fact]) -> Iterator[list[Fact]]:
    while batch := list(islice(facts, FACTS_PER_BATCH)):
        yield batch
