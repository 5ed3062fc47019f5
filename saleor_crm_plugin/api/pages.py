"""Relay connections over query sets: cursors, at most 100 rows, and always an order that ends uniquely."""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Model, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from saleor_crm_plugin.errors import Invalid

PAGE_SIZE_MAX = 100
Row = TypeVar("Row", bound=Model)
Node = TypeVar("Node")
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageArguments:
    """Which part of a list is wanted; one of `first` and `last` is required."""

    first: int | None = None
    after: str | None = None
    last: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInfo:
    """Where a page lies in its list."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge(Generic[Node]):
    """One row of a page with the cursor to go on from."""

    node: Node
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection(Generic[Node]):
    """One page; `count` asks for the length of the whole list and is called only when somebody wants it."""

    page_info: PageInfo
    edges: tuple[Edge[Node], ...]
    count: Callable[[], int] = field(repr=False, compare=False)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return the rows of the page without their cursors."""
        return tuple(edge.node for edge in self.edges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """
    The order of a list: column names, each with `-` in front when it falls; none may hold NULL.

    The last column is unique, so that pages neither repeat nor lose a row.
    """

    columns: tuple[str, ...]

    def turned(self) -> "Order":
        """Return the same order from the other end."""
        return Order(
            columns=tuple(name[1:] if name[0] == "-" else f"-{name}" for name in self.columns)
        )

    def key(self, row: Model) -> Key:
        """Return the position of a row, as a cursor keeps it."""
        return tuple(_plain(getattr(row, name.lstrip("-"))) for name in self.columns)

    def beyond(self, key: Key) -> Q:
        """Return the condition of the rows that follow `key`."""
        condition, same = Q(), Q()
        for name, value in zip(self.columns, key, strict=True):
            column, sign = name.lstrip("-"), "lt" if name[0] == "-" else "gt"
            condition |= same & Q(**{f"{column}__{sign}": value})
            same &= Q(**{column: value})
        return condition


def page(
    rows: QuerySet[Row],
    *,
    order: Order,
    arguments: PageArguments,
    nodes: Callable[[Sequence[Row]], Sequence[Node]],
) -> Connection[Node]:
    """
    Return the wanted page of `rows`, in one query; `nodes` turns its rows into what the contract shows.

    :raises Invalid: neither or both of `first` and `last`, more than 100 rows, or a broken cursor.
    """
    size = _size(arguments)
    is_backward = arguments.last is not None
    direction = order.turned() if is_backward else order
    found = list(_between(rows, order, arguments).order_by(*direction.columns)[: size + 1])
    return _connection(found, size, order, arguments, nodes, rows.count)


def pages_by_profile(
    rows: QuerySet[Row],
    *,
    profile_ids: Collection[int],
    order: Order,
    arguments: PageArguments,
    nodes: Callable[[Sequence[Row]], Sequence[Node]],
) -> dict[int, Connection[Node]]:
    """
    Return the wanted page of every profile's own rows, in one query whatever their number.

    `rows` has the columns of `order` and `profile_id`. The same cursor applies to every profile.

    :raises Invalid: as in `page`.
    """
    size = _size(arguments)
    direction = order.turned() if arguments.last is not None else order
    of_profiles = rows.filter(profile_id__in=profile_ids)
    numbered = _between(of_profiles, order, arguments).annotate(
        row_in_profile=Window(
            RowNumber(), partition_by=[F("profile_id")], order_by=list(direction.columns)
        )
    )
    groups: dict[int, list[Row]] = {profile_id: [] for profile_id in profile_ids}
    for row in numbered.filter(row_in_profile__lte=size + 1).order_by(*direction.columns):
        groups[getattr(row, "profile_id")].append(row)  # noqa: B009 every model has its own `profile_id`
    counts = _Counts(partial(_counted, of_profiles))
    return {
        profile_id: _connection(
            found, size, order, arguments, nodes, partial(counts.of, profile_id)
        )
        for profile_id, found in groups.items()
    }


class _Counts:
    """The lengths of all profiles' lists, counted at once when the first is wanted."""

    def __init__(self, count: Callable[[], dict[int, int]]) -> None:
        self._count = count
        self._counts: dict[int, int] | None = None

    def of(self, profile_id: int) -> int:
        if self._counts is None:
            self._counts = self._count()
        return self._counts.get(profile_id, 0)


def _counted(rows: QuerySet[Row]) -> dict[int, int]:
    lengths = rows.order_by().values("profile_id").annotate(length=Count("pk"))
    return dict(lengths.values_list("profile_id", "length"))


def _size(arguments: PageArguments) -> int:
    if arguments.first is not None and arguments.last is not None:
        raise Invalid("ask for `first` or for `last`, not for both", field="first")
    name, size = (
        ("last", arguments.last) if arguments.last is not None else ("first", arguments.first)
    )
    if size is None:
        raise Invalid("a `first` or `last` value is needed to page through a list", field="first")
    if not 0 < size <= PAGE_SIZE_MAX:
        raise Invalid(f"`{name}` must be from 1 to {PAGE_SIZE_MAX}, got {size}", field=name)
    return size


def _between(rows: QuerySet[Row], order: Order, arguments: PageArguments) -> QuerySet[Row]:
    if arguments.after:
        rows = _beyond(rows, order, arguments.after, order, "after")
    if arguments.before:
        rows = _beyond(rows, order, arguments.before, order.turned(), "before")
    return rows


def _beyond(
    rows: QuerySet[Row], order: Order, cursor: str, direction: Order, name: str
) -> QuerySet[Row]:
    try:
        return rows.filter(direction.beyond(_cursor_read(cursor, order)))
    except (binascii.Error, ValueError, TypeError, ValidationError):
        raise Invalid(f"`{name}` is not a cursor of this list", field=name) from None


def _connection(
    found: list[Row],
    size: int,
    order: Order,
    arguments: PageArguments,
    nodes: Callable[[Sequence[Row]], Sequence[Node]],
    count: Callable[[], int],
) -> Connection[Node]:
    has_more, found = len(found) > size, found[:size]
    is_backward = arguments.last is not None
    if is_backward:
        found.reverse()
    cursors = [_cursor(order, order.key(row)) for row in found]
    return Connection(
        page_info=PageInfo(
            has_next_page=bool(arguments.before) if is_backward else has_more,
            has_previous_page=has_more if is_backward else bool(arguments.after),
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        ),
        edges=tuple(
            Edge(node=node, cursor=cursor)
            for node, cursor in zip(nodes(found), cursors, strict=True)
        ),
        count=count,
    )


def _plain(value: object) -> str | int:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str | int):
        return value
    raise TypeError(f"a list cannot be ordered by a {type(value).__name__}")


def _cursor(order: Order, key: Key) -> str:
    position = json.dumps([order.columns, key], separators=(",", ":"))
    return base64.urlsafe_b64encode(position.encode()).decode()


def _cursor_read(cursor: str, order: Order) -> Key:
    columns, key = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    if columns != list(order.columns) or not all(_is_plain(value) for value in key):
        raise ValueError("the cursor is one of another list or order")
    return tuple(key)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) or (type(value) is int and abs(value) < _INTEGER_END)


_INTEGER_END = 2**63
