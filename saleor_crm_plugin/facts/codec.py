"""Facts as JSON and back, with a schema number so that yesterday's rows stay readable."""

import hashlib
import json
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from functools import cache

from saleor_crm_plugin.facts.checkout import CheckoutSnapshot
from saleor_crm_plugin.facts.customer import CustomerErased, CustomerSnapshot
from saleor_crm_plugin.facts.order import OrderSnapshot

Fact = CustomerSnapshot | CustomerErased | OrderSnapshot | CheckoutSnapshot
JsonValue = None | bool | int | str | list["JsonValue"] | dict[str, "JsonValue"]
JsonObject = dict[str, JsonValue]

SCHEMA = 1
_FACTS: dict[str, type[Fact]] = {
    "customer": CustomerSnapshot,
    "customer_erased": CustomerErased,
    "order": OrderSnapshot,
    "checkout": CheckoutSnapshot,
}
_NAMES = {fact_type: name for name, fact_type in _FACTS.items()}

# From schema N to N+1: each takes the body of schema N of the named fact and returns that of N+1.
_UPGRADES: dict[int, Callable[[str, JsonObject], JsonObject]] = {}


class UnreadableFact(ValueError):
    """The JSON is not a fact, or one of a newer schema than this version reads."""


def fact_encode(fact: Fact) -> JsonObject:
    """Return `fact` as JSON values: amounts as strings, instants as ISO 8601, defaults left out."""
    return {"fact": _NAMES[type(fact)], "schema": SCHEMA, "body": _encode_object(fact)}


def fact_decode(document: JsonObject) -> Fact:
    """
    Return the fact that `document` holds; older schemas are upgraded, unknown keys are ignored.

    :raises UnreadableFact: not a fact, a newer schema, or a value of the wrong shape.
    """
    name, schema, body = document.get("fact"), document.get("schema"), document.get("body")
    if not isinstance(name, str) or name not in _FACTS or not isinstance(body, dict):
        raise UnreadableFact(f"expected one of {sorted(_FACTS)} with a body, got {name!r}")
    if not isinstance(schema, int) or schema > SCHEMA:
        raise UnreadableFact(f"schema {schema!r} is newer than {SCHEMA}, the newest known here")
    for step in range(schema, SCHEMA):
        body = _UPGRADES[step](name, body)
    try:
        fact: Fact = _decode_object(_FACTS[name], body)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise UnreadableFact(f"the {name} fact cannot be read: {type(error).__name__}") from error
    return fact


def fact_fingerprint(fact: Fact) -> str:
    """Return the SHA-256 (hex) of the fact's canonical JSON: equal facts, equal fingerprints."""
    canonical = json.dumps(fact_encode(fact), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _encode(value: object) -> JsonValue:
    if is_dataclass(value):
        return _encode_object(value)
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, bool | int | str):
        return value
    raise TypeError(f"a fact cannot hold a {type(value).__name__}")


def _encode_object(value: object) -> JsonObject:
    encoded: JsonObject = {}
    owner: typing.Any = type(value)
    for name, _, default in _shape(owner):
        item = getattr(value, name)
        if item != default:
            encoded[name] = _encode(item)
    return encoded


_REQUIRED = object()


@cache
def _shape(owner: typing.Any) -> tuple[tuple[str, typing.Any, object], ...]:
    hints = typing.get_type_hints(owner)
    return tuple(
        (
            field.name,
            hints[field.name],
            field.default if field.default is not field.default_factory else _REQUIRED,
        )
        for field in fields(owner)
    )


def _decode_object(owner: typing.Any, body: JsonObject) -> typing.Any:
    values: dict[str, object] = {}
    for name, hint, default in _shape(owner):
        if name in body:
            values[name] = _decode(hint, body[name])
        elif default is _REQUIRED:
            raise KeyError(name)
    return owner(**values)


def _decode(hint: typing.Any, value: JsonValue) -> object:
    origin = typing.get_origin(hint)
    if origin in {types.UnionType, typing.Union}:
        if value is None:
            return None
        inner = next(item for item in typing.get_args(hint) if item is not type(None))
        return _decode(inner, value)
    if origin is tuple:
        return _decode_tuple(typing.get_args(hint), value)
    return _decode_plain(hint, value)


def _decode_tuple(items: tuple[typing.Any, ...], value: JsonValue) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise TypeError(f"expected a list, got {type(value).__name__}")
    if items[-1] is Ellipsis:
        return tuple(_decode(items[0], item) for item in value)
    return tuple(_decode(hint, item) for hint, item in zip(items, value, strict=True))


def _decode_plain(hint: typing.Any, value: JsonValue) -> object:
    if is_dataclass(hint):
        if not isinstance(value, dict):
            raise TypeError(f"expected an object, got {type(value).__name__}")
        return _decode_object(hint, value)
    if hint is datetime:
        return datetime.fromisoformat(str(value))
    if hint is Decimal or issubclass(hint, Enum):
        return hint(value)
    if type(value) is not hint:
        raise TypeError(f"expected {hint.__name__}, got {type(value).__name__}")
    return value
