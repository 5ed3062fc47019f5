"""Arguments as a host hands them over (names to plain values) become typed, frozen values."""

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, auto
from functools import cache

from saleor_crm_plugin.errors import Invalid

Arguments = Mapping[str, object]


class Unset(Enum):
    """The one value of an argument that was not given, where leaving out differs from null."""

    UNSET = auto()


UNSET = Unset.UNSET
_PLAIN = (bool, int, float, str, Decimal, datetime, date)


def arguments_read(owner: type, given: Arguments) -> object:
    """
    Return an `owner` (a frozen dataclass) filled from `given`, by snake_case names.

    A field whose name ends in `_` takes the argument without it (`and_` takes `and`). What was not given
    keeps the field's default; null for a field that cannot be null does too.

    :raises Invalid: an instant without a zone.
    :raises TypeError: the host handed over something of another shape; its schema should not have.
    """
    values: dict[str, object] = {}
    for name, hint in _shape(owner):
        key = name.removesuffix("_")
        if key in given and (given[key] is not None or _is_nullable(hint)):
            values[name] = _value(hint, given[key], key)
    return owner(**values)


@cache
def _shape(owner: type) -> tuple[tuple[str, object], ...]:
    if not is_dataclass(owner):
        raise TypeError(f"{owner.__name__} is no dataclass")
    hints = typing.get_type_hints(owner)
    return tuple((field.name, hints[field.name]) for field in fields(owner))


def _members(hint: object) -> tuple[object, ...]:
    if typing.get_origin(hint) in {types.UnionType, typing.Union}:
        return typing.get_args(hint)
    return (hint,)


def _is_nullable(hint: object) -> bool:
    return type(None) in _members(hint)


def _value(hint: object, value: object, key: str) -> object:
    if value is None:
        return None
    inner = next(
        member for member in _members(hint) if member is not type(None) and member is not Unset
    )
    if typing.get_origin(inner) is tuple:
        if not isinstance(value, list | tuple):
            raise TypeError(f"{key} must be a list, got {type(value).__name__}")
        item = typing.get_args(inner)[0]
        return tuple(_value(item, element, key) for element in value)
    if isinstance(inner, type) and is_dataclass(inner):
        if not isinstance(value, Mapping):
            raise TypeError(f"{key} must be an object, got {type(value).__name__}")
        return arguments_read(inner, value)
    return _plain(value, key)


def _plain(value: object, key: str) -> object:
    if isinstance(value, datetime) and value.tzinfo is None:
        raise Invalid("an instant needs its zone, such as 2026-03-29T12:00:00Z", field=key)
    if isinstance(value, str) and "\x00" in value:
        raise Invalid("text cannot hold the null character", field=key)
    if not isinstance(value, _PLAIN):
        raise TypeError(f"{key} must be a plain value, got {type(value).__name__}")
    return value
