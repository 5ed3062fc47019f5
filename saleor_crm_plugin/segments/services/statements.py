"""
The SQL of a recomputation: one statement per step whatever the number of shoppers, the same text on both engines.

Written by hand because the ORM has no `INSERT … SELECT`. Every value is a parameter; nothing is put
together from input.
"""

from datetime import UTC, datetime, timedelta
from itertools import product

from django.db import connection, transaction

from saleor_crm_plugin.segments.models import RfmRun, RfmScope
from saleor_crm_plugin.segments.rules.groups import groups_by_scores
from saleor_crm_plugin.segments.rules.scores import BINS_MAX, Bounds, Value

Parameter = int | str | datetime | None

# Before every order.
_EVER = datetime(1900, 1, 1, tzinfo=UTC)

# Read from the orders themselves: the totals kept per shopper know neither a window nor an instant.
# The scores of shoppers without a remaining order are read too, to take them out of the scope.
# Both halves are one statement, so that they see the same moment.
_DRAFT = """
WITH totals AS (
    SELECT o.profile_id, MAX(o.placed_at) AS last_ordered_at, COUNT(*) AS orders_count,
           CAST(SUM(o.revenue_minor) AS BIGINT) AS revenue_minor
    FROM saleor_crm_order o
    WHERE o.currency = %(currency)s AND (%(channel)s = '' OR o.channel = %(channel)s)
      AND o.exclusion = '' AND o.placed_at >= %(from)s AND o.placed_at <= %(at)s
      AND o.profile_id IS NOT NULL
    GROUP BY o.profile_id
), living AS (
    SELECT t.* FROM totals t JOIN saleor_crm_profile p ON p.id = t.profile_id AND p.state = 'active'
)
INSERT INTO saleor_crm_rfm_draft
    (run_id, profile_id, last_ordered_at, orders_count, revenue_minor, old_group, version)
SELECT %(run)s, n.profile_id, n.last_ordered_at, n.orders_count, n.revenue_minor,
       COALESCE(s."group", 'prospects'), COALESCE(s.version, 0)
FROM living n
LEFT JOIN saleor_crm_rfm_score s ON s.profile_id = n.profile_id AND s.scope_id = %(scope)s
UNION ALL
SELECT %(run)s, s.profile_id, NULL, 0, 0, s."group", s.version
FROM saleor_crm_rfm_score s
LEFT JOIN living n ON n.profile_id = s.profile_id
WHERE s.scope_id = %(scope)s AND n.profile_id IS NULL
"""

# Always the rows of five bins, so that the text is constant; scores of fewer bins find theirs among them.
_CODES = [100 * r + 10 * f + m for r, f, m in product(range(1, BINS_MAX + 1), repeat=3)]
_GROUP_ROWS = ", ".join(f"({code}, %(group{code})s)" for code in _CODES)


def _score(column: str, axis: str) -> str:
    steps = (
        f"CASE WHEN d.{column} > %({axis}{score})s THEN 1 ELSE 0 END"
        for score in range(2, BINS_MAX + 1)
    )
    return f"1 + {' + '.join(steps)} AS {axis}"


# Rows that an order refreshed since they were read have another version and are left alone. Rows that
# say nothing new are not written.
_SCORES = f"""
WITH named (code, group_name) AS (VALUES {_GROUP_ROWS}), ranked AS (
    SELECT d.*, {_score("last_ordered_at", "r")}, {_score("orders_count", "f")},
           {_score("revenue_minor", "m")}
    FROM saleor_crm_rfm_draft d WHERE d.run_id = %(run)s AND d.orders_count > 0
), fresh AS (
    SELECT k.*, g.group_name FROM ranked k JOIN named g ON g.code = 100 * k.r + 10 * k.f + k.m
)
INSERT INTO saleor_crm_rfm_score
    (profile_id, scope_id, last_ordered_at, orders_count, revenue_minor, r, f, m, "group",
     group_since, version, run_id)
SELECT n.profile_id, %(scope)s, n.last_ordered_at, n.orders_count, n.revenue_minor, n.r, n.f, n.m,
       n.group_name, CASE WHEN s."group" = n.group_name THEN s.group_since ELSE %(at)s END,
       n.version + 1, %(run)s
FROM fresh n
LEFT JOIN saleor_crm_rfm_score s ON s.profile_id = n.profile_id AND s.scope_id = %(scope)s
WHERE COALESCE(s.version, 0) = n.version
  AND (s.id IS NULL OR s.r <> n.r OR s.f <> n.f OR s.m <> n.m OR s."group" <> n.group_name
       OR s.last_ordered_at <> n.last_ordered_at OR s.orders_count <> n.orders_count
       OR s.revenue_minor <> n.revenue_minor)
ON CONFLICT (profile_id, scope_id) DO UPDATE SET
    last_ordered_at = excluded.last_ordered_at, orders_count = excluded.orders_count,
    revenue_minor = excluded.revenue_minor, r = excluded.r, f = excluded.f, m = excluded.m,
    "group" = excluded."group", group_since = excluded.group_since,
    version = excluded.version, run_id = excluded.run_id
"""  # noqa: S608 the pieces are constants of this module

_LEAVERS = """
UPDATE saleor_crm_rfm_score
SET "group" = 'prospects', version = version + 1, run_id = %(run)s
WHERE scope_id = %(scope)s AND (profile_id, version) IN (
    SELECT profile_id, version FROM saleor_crm_rfm_draft
    WHERE run_id = %(run)s AND orders_count = 0
)
"""

# After the scores, and from the rows this run really wrote.
_MOVES = """
INSERT INTO saleor_crm_rfm_move
    (profile_id, scope_id, run_id, from_group, to_group, r, f, m, moved_at)
SELECT s.profile_id, s.scope_id, %(run)s, d.old_group, s."group",
       CASE WHEN d.orders_count = 0 THEN 0 ELSE s.r END,
       CASE WHEN d.orders_count = 0 THEN 0 ELSE s.f END,
       CASE WHEN d.orders_count = 0 THEN 0 ELSE s.m END, %(at)s
FROM saleor_crm_rfm_draft d
JOIN saleor_crm_rfm_score s ON s.profile_id = d.profile_id AND s.scope_id = %(scope)s
WHERE d.run_id = %(run)s AND s.run_id = %(run)s AND s.version = d.version + 1
  AND s."group" <> d.old_group
"""

_OVERTAKEN = """
SELECT s.profile_id
FROM saleor_crm_rfm_score s
LEFT JOIN saleor_crm_rfm_draft d ON d.profile_id = s.profile_id AND d.run_id = %(run)s
WHERE s.scope_id = %(scope)s AND s.run_id IS NULL AND COALESCE(d.version, 0) <> s.version
ORDER BY s.profile_id
"""


@transaction.atomic
def draft_insert(*, run: RfmRun, scope: RfmScope, at: datetime) -> int:
    """Read what every shopper bought in the scope until `at` into the draft of `run`; return the rows."""
    memory_raise()
    return _execute(
        _DRAFT,
        {
            "run": run.pk,
            "scope": scope.pk,
            "channel": scope.channel,
            "currency": scope.currency,
            "from": window_start(at=at, window_days=scope.window_days),
            "at": at,
        },
    )


def memory_raise() -> None:
    """
    Give PostgreSQL room to group and join in memory until the transaction ends, unless it has more.

    With its 4 MB it prefers to walk through the orders by an index, which is several times slower.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('work_mem', '64MB', true)"
                " WHERE pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('64MB')"
            )


def window_start(*, at: datetime, window_days: int) -> datetime:
    """Return the first instant that counts; 0 days means since ever."""
    return at - timedelta(days=window_days) if window_days else _EVER


def scores_upsert(*, run: RfmRun, scope: RfmScope, at: datetime, bounds: Bounds) -> None:
    """Score the draft of `run` by `bounds` and write the scores that changed."""
    never = datetime(9999, 1, 1, tzinfo=UTC)
    groups = groups_by_scores(scope.bins)
    _execute(
        _SCORES,
        {
            "run": run.pk,
            "scope": scope.pk,
            "at": at,
            **_padded("r", bounds.last_ordered_at, never),
            **_padded("f", bounds.orders_count, 2**31 - 1),
            **_padded("m", bounds.revenue_minor, 2**63 - 1),
            **{f"group{code}": "" for code in _CODES},
            **{f"group{100 * r + 10 * f + m}": str(name) for (r, f, m), name in groups.items()},
        },
    )


def leavers_mark(*, run: RfmRun, scope: RfmScope) -> None:
    """Make prospects of shoppers without an order that counts; the caller deletes these rows after the moves."""
    _execute(_LEAVERS, {"run": run.pk, "scope": scope.pk})


def moves_insert(*, run: RfmRun, scope: RfmScope, at: datetime) -> int:
    """Note every change of group that `run` wrote; return their number."""
    return _execute(_MOVES, {"run": run.pk, "scope": scope.pk, "at": at})


def overtaken_profile_ids(*, run: RfmRun, scope: RfmScope) -> list[int]:
    """Return the profiles that an order refreshed, by the former bounds, while `run` was at work."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, {"run": run.pk, "scope": scope.pk})
        return [profile_id for (profile_id,) in cursor.fetchall()]


def _padded(axis: str, bounds: tuple[Value, ...], never: Value) -> dict[str, Parameter]:
    padded = [*bounds, *[never] * BINS_MAX][: BINS_MAX - 1]
    return {f"{axis}{score}": bound for score, bound in enumerate(padded, start=2)}


def _execute(sql: str, parameters: dict[str, Parameter]) -> int:
    adapted = {
        name: connection.ops.adapt_datetimefield_value(value)
        if isinstance(value, datetime)
        else value
        for name, value in parameters.items()
    }
    with connection.cursor() as cursor:
        cursor.execute(sql, adapted)
        return int(cursor.rowcount)
