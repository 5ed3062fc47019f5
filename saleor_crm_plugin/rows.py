"""
Writes rows of one table in the cheapest way that there is for so many.

Django's `bulk_create` and `save` build each statement anew, which takes several times as long as PostgreSQL needs to run
it. Here the text is made once per table, and many rows are one parameter, a JSON document. SQLite keeps Django's way. What
is written has a value for every column: no expressions and no defaults of the database.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from django.db import connection
from django.db.models import Field, Model

BATCH_SIZE_ROWS = 1000
# Of more rows PostgreSQL reads a document faster than the values of a statement.
_FEW_ROWS = 20
_Row = TypeVar("_Row", bound=Model)
_Columns: TypeAlias = "tuple[Field[Any, Any], ...]"


class Writes:
    """
    Rows to write whose keys nobody needs, sent to PostgreSQL together: a round trip costs it as much as a short statement.

    On SQLite, and where more than a thousand rows are written, it happens at once, so the order among tables is open.
    """

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._parameters: list[list[Any]] = []

    def insert(self, rows: Sequence[Model]) -> None:
        """Insert `rows` of one table."""
        if _may_wait(rows):
            self._add(*_insert_of(rows, ""))
        else:
            rows_insert(rows)

    def insert_new(self, rows: Sequence[Model]) -> None:
        """Insert those of `rows` that meet no unique constraint."""
        if _may_wait(rows):
            self._add(*_insert_of(rows, "ON CONFLICT DO NOTHING"))
        else:
            rows_insert_new(rows)

    def update(self, rows: Sequence[Model], names: Sequence[str]) -> None:
        """Write the columns `names` of `rows`, as `rows_update` does."""
        if _may_wait(rows):
            self._add(*_update_of(rows, tuple(names)))
        else:
            rows_update(rows, names)

    def send(self) -> None:
        """Write what waits, in the caller's transaction."""
        if connection.settings_dict["OPTIONS"].get("server_side_binding"):
            for statement, parameters in zip(self._statements, self._parameters, strict=True):
                _run(statement, parameters)
        elif self._statements:
            _run(";\n".join(self._statements), [one for many in self._parameters for one in many])
        self._statements, self._parameters = [], []

    def _add(self, statement: str, parameters: list[Any]) -> None:
        self._statements.append(statement)
        self._parameters.append(parameters)


def rows_insert(rows: Sequence[Model]) -> None:
    """Insert `rows` of one table and give each the key it got; one statement per thousand."""
    for batch in _batches(rows):
        if connection.vendor == "postgresql":
            keys = _run(*_insert_of(batch, "RETURNING id"))
            for row, (key,) in zip(batch, keys, strict=True):
                row.pk = key
                row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 Django documents it
        else:
            _manager(batch).bulk_create(batch)


def rows_insert_new(rows: Sequence[Model]) -> None:
    """Insert those of `rows` that meet no unique constraint, and give no row a key; one statement per thousand."""
    for batch in _batches(rows):
        if connection.vendor == "postgresql":
            _run(*_insert_of(batch, "ON CONFLICT DO NOTHING"))
        else:
            _manager(batch).bulk_create(batch, ignore_conflicts=True)


def rows_update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """
    Write the columns `names` of `rows` that exist; one statement per thousand.

    The caller holds a lock that whoever else changes the rows takes, too.
    """
    for batch in _batches(rows):
        if connection.vendor == "postgresql" or len(batch) == 1:
            _run(*_update_of(batch, tuple(names)))
        else:
            _manager(batch).bulk_create(
                batch, update_conflicts=True, unique_fields=["id"], update_fields=names
            )


def _may_wait(rows: Sequence[Model]) -> bool:
    return connection.vendor == "postgresql" and 0 < len(rows) <= BATCH_SIZE_ROWS


def _insert_of(rows: Sequence[Model], ending: str) -> tuple[str, list[Any]]:
    model = type(rows[0])
    columns = _written(model)
    if len(rows) > _FEW_ROWS:
        return _insertion_of_many(model, ending), [_document(rows, columns)]
    values = [value for row in rows for value in _values(row, columns)]
    return _insertion_of_few(model, len(rows), ending), values


def _update_of(rows: Sequence[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    model = type(rows[0])
    columns = _named(model, names)
    if len(rows) == 1:
        return _change_of_one(model, columns), _values(rows[0], columns)
    return _change_of_many(model, columns), [_document(rows, columns)]


def _batches(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    for start in range(0, len(rows), BATCH_SIZE_ROWS):
        yield rows[start : start + BATCH_SIZE_ROWS]


def _manager(batch: Sequence[Model]) -> Any:
    return type(batch[0])._default_manager  # noqa: SLF001 Django documents it


def _run(statement: str, parameters: list[Any]) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def _values(row: Model, columns: _Columns) -> list[Any]:
    return [column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns]


def _document(rows: Sequence[Model], columns: _Columns) -> str:
    """Return `rows` as JSON objects, one key per column."""
    names = [column.column for column in columns]
    values = attrgetter(*(column.attname for column in columns))
    objects = [dict(zip(names, values(row), strict=True)) for row in rows]
    return json.dumps(objects, default=_text)


def _text(value: object) -> str:
    """Return what JSON has no word for, an instant or a day, as the database reads it."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no column holds a {type(value).__name__}")


@cache
def _written(model: type[Model]) -> _Columns:
    """Return every column but the key, which the database counts."""
    return tuple(column for column in _columns(model) if not column.primary_key)


@cache
def _named(model: type[Model], names: tuple[str, ...]) -> _Columns:
    """Return the columns `names`, then the key."""
    columns = {column.attname: column for column in _columns(model)}
    return *(columns[name] for name in names), columns["id"]


@cache
def _insertion_of_few(model: type[Model], count: int, ending: str) -> str:
    columns = _written(model)
    marks = f"({', '.join(['%s'] * len(columns))})"
    rows = ", ".join([marks] * count)
    return f"INSERT INTO {_table(model)} ({_list(columns)}) VALUES {rows} {ending}"  # noqa: S608 names are the model's


@cache
def _insertion_of_many(model: type[Model], ending: str) -> str:
    columns = _written(model)
    return f"INSERT INTO {_table(model)} ({_list(columns)}) SELECT * FROM {_told(columns)} {ending}"  # noqa: S608 names are the model's


@cache
def _change_of_one(model: type[Model], columns: _Columns) -> str:
    changes = ", ".join(f"{_quoted(column)} = %s" for column in columns[:-1])
    return f"UPDATE {_table(model)} SET {changes} WHERE id = %s"  # noqa: S608 names are the model's


@cache
def _change_of_many(model: type[Model], columns: _Columns) -> str:
    changes = ", ".join(f"{_quoted(column)} = told.{_quoted(column)}" for column in columns[:-1])
    return (
        f"UPDATE {_table(model)} AS kept SET {changes} FROM {_told(columns)} "  # noqa: S608 names are the model's
        "WHERE kept.id = told.id"
    )


def _told(columns: _Columns) -> str:
    """Return the rows of a document; texts without their length, so that a long one is refused and not cut."""
    types = (str(column.db_type(connection)).split("(")[0] for column in columns)
    typed = (f"{_quoted(column)} {name}" for column, name in zip(columns, types, strict=True))
    return f"jsonb_to_recordset(%s::jsonb) AS told ({', '.join(typed)})"


def _columns(model: type[Model]) -> _Columns:
    return tuple(model._meta.concrete_fields)  # noqa: SLF001 Django's documented model API


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 Django's documented model API


def _list(columns: _Columns) -> str:
    return ", ".join(map(_quoted, columns))


def _quoted(column: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(column.column))
