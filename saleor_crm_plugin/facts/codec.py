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
    return {"fact": _NAMES[type(fact)], "schema": SCHEMA, "body": _encode(fact)}


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
        kind: typing.Any = _FACTS[name]
        fact: Fact = _decoder(kind)(body)
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise UnreadableFact(f"the {name} fact cannot be read: {type(error).__name__}") from error
    return fact


def fact_fingerprint(fact: Fact) -> str:
    """Return the SHA-256 (hex) of the fact's canonical JSON: equal facts, equal fingerprints."""
    return document_fingerprint(fact_encode(fact))


def document_fingerprint(document: JsonObject) -> str:
    """Return the fingerprint of the fact that `fact_encode` made this document of."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


# A fact of a large order has thousands of values: what to do with a value is found out once per type.


def _encode(value: typing.Any) -> JsonValue:
    kind: typing.Any = type(value)
    return _encoder(kind)(value)


@cache
def _encoder(kind: typing.Any) -> Callable[[typing.Any], JsonValue]:
    if is_dataclass(kind):
        owner: typing.Any = kind
        return _object_encoder(owner)
    if issubclass(kind, tuple):
        return lambda value: [_encode(item) for item in value]
    if issubclass(kind, datetime):
        return lambda value: str(value.astimezone(UTC).isoformat())
    if issubclass(kind, Decimal):
        return lambda value: format(value.normalize(), "f")
    if issubclass(kind, Enum):
        return lambda value: str(value.value)
    if issubclass(kind, bool | int | str | types.NoneType):
        return _unchanged
    raise TypeError(f"a fact cannot hold a {kind.__name__}")


def _unchanged(value: JsonValue) -> JsonValue:
    return value


def _object_encoder(owner: type) -> Callable[[typing.Any], JsonValue]:
    shape = _shape(owner)

    def encode(value: object) -> JsonObject:
        encoded: JsonObject = {}
        for name, _, default in shape:
            item = getattr(value, name)
            if item is not default and (default is _REQUIRED or item != default):
                encoded[name] = _encode(item)
        return encoded

    return encode


_REQUIRED = object()


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


@cache
def _decoder(hint: typing.Any) -> Callable[[JsonValue], typing.Any]:
    origin = typing.get_origin(hint)
    if origin in {types.UnionType, typing.Union}:
        (inner,) = (item for item in typing.get_args(hint) if item is not types.NoneType)
        decode = _decoder(inner)
        return lambda value: None if value is None else decode(value)
    if origin is tuple:
        return _tuple_decoder(typing.get_args(hint))
    if is_dataclass(hint):
        return _object_decoder(hint)
    if hint is datetime:
        return lambda value: datetime.fromisoformat(str(value))
    if hint is Decimal or issubclass(hint, Enum):
        return hint  # type: ignore[no-any-return]  # a class takes its value
    return _plain_decoder(hint)


def _object_decoder(owner: typing.Any) -> Callable[[JsonValue], typing.Any]:
    plan = tuple(
        (name, _decoder(hint), default is _REQUIRED) for name, hint, default in _shape(owner)
    )

    def decode(value: JsonValue) -> typing.Any:
        if not isinstance(value, dict):
            raise TypeError(f"expected an object, got {type(value).__name__}")
        values: dict[str, object] = {}
        for name, decode_item, is_required in plan:
            if name in value:
                values[name] = decode_item(value[name])
            elif is_required:
                raise KeyError(name)
        return owner(**values)

    return decode


def _tuple_decoder(hints: tuple[typing.Any, ...]) -> Callable[[JsonValue], typing.Any]:
    is_endless = hints[-1] is Ellipsis
    decoders = [_decoder(hint) for hint in (hints[:1] if is_endless else hints)]

    def decode(value: JsonValue) -> tuple[object, ...]:
        if not isinstance(value, list):
            raise TypeError(f"expected a list, got {type(value).__name__}")
        if is_endless:
            return tuple(map(decoders[0], value))
        return tuple(decode(item) for decode, item in zip(decoders, value, strict=True))

    return decode


def _plain_decoder(hint: type) -> Callable[[JsonValue], typing.Any]:
    def decode(value: JsonValue) -> JsonValue:
        if type(value) is not hint:
            raise TypeError(f"expected {hint.__name__}, got {type(value).__name__}")
        return value

    return decode
