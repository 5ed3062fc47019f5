"""Checks that the ledger is sound, set-based: every cache against the rows it caches, and the rules between them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Model, QuerySet, Sum

from saleor_crm_plugin.loyalty.models import (
    Absorption,
    Allocation,
    LoyaltyEntry,
    PointsDecision,
    PointsRequest,
    ProgramChannel,
    ProgramRevision,
)
from saleor_crm_plugin.loyalty.queries.drift_checks import CHECKS, LedgerCheck

UNPROTECTED = "I5 the database refuses to change the ledger"
_APPEND_ONLY: tuple[type[Model], ...] = (
    LoyaltyEntry,
    Allocation,
    Absorption,
    ProgramRevision,
    ProgramChannel,
    PointsRequest,
    PointsDecision,
)
_WRONG = """
SELECT id, expected, found, COUNT(*) OVER () FROM (CHECKED) checked
WHERE expected <> found ORDER BY id LIMIT %(limit_rows)s
"""
_WRONG_ACCOUNTS = """
SELECT DISTINCT account_id FROM (CHECKED) checked
WHERE expected <> found ORDER BY account_id LIMIT %(limit_rows)s
"""
_TRIGGERS = {
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A contradiction within the ledger: the invariant it breaks, the row, the number it should have and the one it has."""

    invariant: str
    row_id: int
    expected: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftReport:
    """How many contradictions there are, and the first of each invariant."""

    drift_count: int
    drifts: tuple[Drift, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RollForward:
    """A period of a program: opening plus the movements by kind is closing."""

    opening: int
    by_kind: dict[str, int]
    closing: int


def ledger_drift(*, at: datetime, limit_rows: int = 100) -> list[Drift]:
    """Return at most `limit_rows` contradictions per invariant, none in a sound ledger; see `drift_report`."""
    return list(drift_report(at=at, limit_rows=limit_rows).drifts)


def drift_report(*, at: datetime, limit_rows: int = 100) -> DriftReport:
    """
    Return the contradictions of the ledger, at most `limit_rows` of each invariant; one query each.

    I4 (nothing is owed while points could pay it) holds once time was written down up to `at`, so run
    `lots_expire` first. The rest holds at any moment. Each statement sees one moment of the database, so that
    movements meanwhile are no contradiction.
    """
    drifts = _unprotected()
    count = len(drifts)
    for check in CHECKS:
        found, total = _wrong(check, at=at, limit_rows=limit_rows)
        drifts += found
        count += total
    return DriftReport(drift_count=count, drifts=tuple(drifts))


def cache_drift(*, at: datetime, limit_rows: int = 100) -> DriftReport:
    """Return what a rebuild of the caches would change, at most `limit_rows` numbers of each kind."""
    drifts: list[Drift] = []
    count = 0
    for check in CHECKS:
        if check.is_cache:
            found, total = _wrong(check, at=at, limit_rows=limit_rows)
            drifts += found
            count += total
    return DriftReport(drift_count=count, drifts=tuple(drifts))


def account_ids_of_wrong_caches(*, at: datetime, limit_rows: int) -> list[int]:
    """Return at most `limit_rows` accounts per kind of cache whose caches contradict their entries."""
    found: set[int] = set()
    for check in CHECKS:
        if check.is_cache:
            found.update(row[0] for row in _rows(_WRONG_ACCOUNTS, check, at, limit_rows))
    return sorted(found)


def roll_forward(*, program_id: int, from_at: datetime, until_at: datetime) -> RollForward:
    """Return how the points of a program moved in `[from_at, until_at)`, by the instants at which movements became true."""
    entries = LoyaltyEntry.objects.filter(account__program_id=program_id)
    moved = (
        entries.filter(effective_at__gte=from_at, effective_at__lt=until_at)
        .values_list("kind")
        .annotate(points=Sum("points"))
        .order_by("kind")
    )
    return RollForward(
        opening=_sum_of(entries.filter(effective_at__lt=from_at)),
        by_kind=dict(moved),
        closing=_sum_of(entries.filter(effective_at__lt=until_at)),
    )


def _sum_of(entries: QuerySet[LoyaltyEntry]) -> int:
    total: int | None = entries.aggregate(total=Sum("points"))["total"]
    return total or 0


def _wrong(check: LedgerCheck, *, at: datetime, limit_rows: int) -> tuple[list[Drift], int]:
    rows = _rows(_WRONG, check, at, limit_rows)
    drifts = [
        Drift(invariant=check.invariant, row_id=row_id, expected=int(expected), found=int(found))
        for row_id, expected, found, _ in rows
    ]
    return drifts, rows[0][3] if rows else 0


def _rows(
    statement: str, check: LedgerCheck, at: datetime, limit_rows: int
) -> list[tuple[int, ...]]:
    values = {"at": connection.ops.adapt_datetimefield_value(at), "limit_rows": limit_rows}
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("CHECKED", check.sql), values)
        return list(cursor.fetchall())


def _unprotected() -> list[Drift]:
    """Return the append-only tables whose triggers are missing; the row's number is the table's place in the list."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIGGERS[connection.vendor])
        triggers = {name for (name,) in cursor.fetchall()}
    endings = (
        ("is_append_only",) if connection.vendor == "postgresql" else ("no_update", "no_delete")
    )
    return [
        Drift(invariant=UNPROTECTED, row_id=number, expected=1, found=0)
        for number, model in enumerate(_APPEND_ONLY, start=1)
        if any(f"{model._meta.db_table}_{ending}" not in triggers for ending in endings)  # noqa: SLF001 Django documents it
    ]
