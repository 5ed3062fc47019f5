"""Writes the rows that were left out to a file beside the reason, so that they can be corrected and imported again."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

from saleor_crm_plugin.hosts.files.reading import FileReading
from saleor_crm_plugin.hosts.files.rows import SourceRow
from saleor_crm_plugin.hosts.files.staged import Problem
from saleor_crm_plugin.ingest.services.imports import RowError

_REASON = ("line", "column", "code", "message")


def row_errors_write(*, reading: FileReading, path: Path | None) -> Iterator[RowError]:
    """
    Write one line per refused row to `path`: where, why, and the row as it was; return the reasons.

    The file is written even when it has no rows, so that nobody takes yesterday's for today's.
    """
    if path is not None:
        with path.open("w", encoding="utf-8", newline="") as file:
            columns = list(reading.columns)
            writer = csv.writer(file)
            writer.writerow([*_REASON, *columns])
            for problem, row in _with_rows(reading):
                cells = [row.cells.get(name, "") for name in columns]
                if not columns:
                    cells = [json.dumps(row.cells, ensure_ascii=False)]
                reason = [problem.line, problem.field, problem.code, problem.message]
                writer.writerow([*reason, *cells])
    return (
        RowError(
            line=problem.line, column=problem.field, code=problem.code, message=problem.message
        )
        for problem in reading.problems()
    )


def _with_rows(reading: FileReading) -> Iterator[tuple[Problem, SourceRow]]:
    problems = reading.problems()
    problem = next(problems, None)
    if problem is None:
        return
    for row in reading.rows():
        while problem is not None and problem.line == row.line:
            yield problem, row
            problem = next(problems, None)
        if problem is None:
            return
