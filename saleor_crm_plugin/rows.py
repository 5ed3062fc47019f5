"""
Writes rows of one table in the cheapest way that there is for so many.

Django's `bulk_create` and `save` build each statement anew: for one row that takes several times as long as the database
needs to run it, and many rows take PostgreSQL less time as a file. What is written has a value for every column: no
expressions and no defaults of the database.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from django.db import connection
from django.db.models import Field, JSONField, Model

BATCH_SIZE_ROWS = 1000
# For fewer the two round trips more of a file cost what it saves.
_FILE_ROWS_MIN = 50
_Row = TypeVar("_Row", bound=Model)
_Columns: TypeAlias = "tuple[Field[Any, Any], ...]"


def rows_insert(rows: Sequence[Model]) -> None:
    """Insert `rows` of one table and give each the key it got; a handful of statements per thousand."""
    for batch in _batches(rows):
        if connection.vendor == "postgresql" and len(batch) == 1:
            _keyed(batch, _inserted(batch[0], "RETURNING id"))
        elif connection.vendor == "postgresql" and len(batch) >= _FILE_ROWS_MIN:
            _copy(batch)
        else:
            _manager(batch).bulk_create(batch)


def rows_insert_new(rows: Sequence[Model]) -> None:
    """Insert those of `rows` that meet no unique constraint, and give no row a key; one statement per thousand."""
    for batch in _batches(rows):
        if connection.vendor == "postgresql" and len(batch) == 1:
            _inserted(batch[0], "ON CONFLICT DO NOTHING")
        else:
            _manager(batch).bulk_create(batch, ignore_conflicts=True)


def rows_update(rows: Sequence[Model], names: Sequence[str]) -> None:
    """
    Write the columns `names` of `rows` that exist; one statement per thousand.

    The caller holds a lock that whoever else changes the rows takes, too.
    """
    for batch in _batches(rows):
        model, columns = type(batch[0]), _named(type(batch[0]), tuple(names))
        if len(batch) == 1:
            _run(_change_of_one(model, columns), _values(batch[0], columns))
        elif connection.vendor == "postgresql":
            arrays = zip(*(_values(row, columns) for row in batch), strict=True)
            _run(_change_of_many(model, columns), list(map(list, arrays)))
        else:
            _manager(batch).bulk_create(
                batch, update_conflicts=True, unique_fields=["id"], update_fields=names
            )


def _batches(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    for start in range(0, len(rows), BATCH_SIZE_ROWS):
        yield rows[start : start + BATCH_SIZE_ROWS]


def _manager(batch: Sequence[Model]) -> Any:
    return type(batch[0])._default_manager  # noqa: SLF001 Django documents it


def _keyed(batch: Sequence[Model], keys: list[tuple[int]]) -> None:
    for row, (key,) in zip(batch, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 Django documents it


def _inserted(row: Model, ending: str) -> list[tuple[int]]:
    model = type(row)
    return _run(_insertion(model, ending), _values(row, _written(model)))


def _copy(batch: Sequence[Model]) -> None:
    """Draw the keys, and send the rows as a file."""
    model = type(batch[0])
    _keyed(batch, _run(_KEYS, [model._meta.db_table, len(batch)]))  # noqa: SLF001 Django's documented model API
    plain, encoded = _columns_of_file(model)
    values = attrgetter(*(column.attname for column in plain))
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(_copying(model)) as file,
    ):
        for row in batch:
            file.write_row((*values(row), *_values(row, encoded)))


def _run(statement: str, parameters: list[Any]) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def _values(row: Model, columns: _Columns) -> list[Any]:
    return [column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns]


_KEYS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


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
def _columns_of_file(model: type[Model]) -> tuple[_Columns, _Columns]:
    """Return the columns whose values are sent as they are, the key among them, and those that have to be encoded."""
    encoded = tuple(column for column in _columns(model) if isinstance(column, JSONField))
    return tuple(column for column in _columns(model) if column not in encoded), encoded


@cache
def _insertion(model: type[Model], ending: str) -> str:
    columns = _written(model)
    marks = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {_table(model)} ({_list(columns)}) VALUES ({marks}) {ending}"  # noqa: S608 names are the model's


@cache
def _copying(model: type[Model]) -> str:
    plain, encoded = _columns_of_file(model)
    return f"COPY {_table(model)} ({_list(plain + encoded)}) FROM STDIN"


@cache
def _change_of_one(model: type[Model], columns: _Columns) -> str:
    changes = ", ".join(f"{_quoted(column)} = %s" for column in columns[:-1])
    return f"UPDATE {_table(model)} SET {changes} WHERE id = %s"  # noqa: S608 names are the model's


@cache
def _change_of_many(model: type[Model], columns: _Columns) -> str:
    """Return PostgreSQL's way: an array per column is sent; texts without their length, so that a long one is refused, not cut."""
    changes = ", ".join(f"{_quoted(column)} = told.{_quoted(column)}" for column in columns[:-1])
    types = (str(column.db_type(connection)).split("(")[0] for column in columns)
    arrays = ", ".join(f"%s::{name}[]" for name in types)
    told = f"unnest({arrays}) AS told ({_list(columns)})"
    return f"UPDATE {_table(model)} AS kept SET {changes} FROM {told} WHERE kept.id = told.id"  # noqa: S608 names are the model's


def _columns(model: type[Model]) -> _Columns:
    return tuple(model._meta.concrete_fields)  # noqa: SLF001 Django's documented model API


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 Django's documented model API


def _list(columns: _Columns) -> str:
    return ", ".join(map(_quoted, columns))


def _quoted(column: "Field[Any, Any]") -> str:
    return connection.ops.quote_name(str(column.column))
