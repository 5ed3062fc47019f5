"""Writes a mapping as TOML: what `mapping_reading` reads of it is the same mapping."""

import json
import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as Entries
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from saleor_crm_plugin.hosts.files.mapping import (
    CellTest,
    Condition,
    CustomerRules,
    FileFormat,
    ImportKind,
    Mapping,
    OrderRules,
)

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_DELETE = "\x7f"  # TOML allows no control character in a string; JSON allows this one
_Value = str | bool | Decimal | datetime | Collection[str]


def mapping_write(mapping: Mapping) -> str:
    """Return `mapping` as text: what is as a mapping is without saying is left out."""
    return "\n".join(_lines(mapping)) + "\n"


def _lines(mapping: Mapping) -> Iterator[str]:
    yield _entry("kind", mapping.kind)
    yield _entry("host", mapping.host)
    if mapping.phone_country:
        yield _entry("phone_country", mapping.phone_country)
    yield from _table("columns", mapping.columns)
    yield from _table("file", _file(mapping.file))
    if mapping.kind is ImportKind.ORDERS or mapping.orders != OrderRules():
        yield from _table("orders", _orders(mapping.orders))
        yield from _returns(mapping.orders)
    yield from _table("customers", _customers(mapping.customers))
    for name, cells in mapping.values.items():
        yield from ("", f"[values.{_key(name)}]", *_entries(cells))
    yield from _table("strip_suffixes", mapping.strip_suffixes)
    for rule in mapping.skips:
        yield from ("", "[[skip]]", _entry("code", rule.code))
        yield from _conditions("skip.when", rule.when)


def _file(file: FileFormat) -> dict[str, _Value]:
    """Return what `file` says; the commonest parts always, so that a reader finds them."""
    values: dict[str, _Value] = {
        "rows": file.rows,
        "encoding": file.encoding,
        "delimiter": file.delimiter,
        "decimal_separator": file.decimal_separator,
        "date_formats": file.date_formats,
        "time_zone": file.time_zone,
    }
    if file.thousands_separator:
        values["thousands_separator"] = file.thousands_separator
    if file.calendar is not FileFormat().calendar:
        values["calendar"] = file.calendar
    if empty := sorted(file.empty_values - {""}):
        values["empty_values"] = empty
    return values


def _orders(rules: OrderRules) -> dict[str, _Value]:
    values: dict[str, _Value] = {
        "channel": rules.channel,
        "currency": rules.currency,
        "status": rules.status,
        "is_paid": rules.is_paid,
        "keeps_orders_without_customer": rules.keeps_orders_without_customer,
        "shipping_skus": sorted(rules.shipping_skus),
        "tax_percent": rules.tax_percent,
        "prices_include_tax": rules.prices_include_tax,
        "collection_separator": rules.collection_separator,
    }
    return _stated(values, OrderRules())


def _returns(rules: OrderRules) -> Iterator[str]:
    if rules.returns.amount_only_skus:
        skus: dict[str, _Value] = {"amount_only_skus": sorted(rules.returns.amount_only_skus)}
        yield from _table("orders.returns", skus)
    yield from _conditions("orders.returns.when", rules.returns.when)


def _customers(rules: CustomerRules) -> dict[str, _Value]:
    values: dict[str, _Value] = {
        "are_made_from_orders": rules.are_made_from_orders,
        "is_registered": rules.is_registered,
        "email_is_verified": rules.email_is_verified,
        "consent_channel": rules.consent_channel,
        "tag_separator": rules.tag_separator,
    }
    stated = _stated(values, CustomerRules())
    return stated if rules.version_at is None else stated | {"version_at": rules.version_at}


def _stated(values: dict[str, _Value], defaults: OrderRules | CustomerRules) -> dict[str, _Value]:
    return {
        name: value
        for name, value in values.items()
        if value != getattr(defaults, name) and value != []
    }


def _conditions(path: str, conditions: Collection[Condition]) -> Iterator[str]:
    for condition in conditions:
        yield from ("", f"[[{path}]]", _entry("column", condition.column))
        match condition.test:
            case CellTest.PREFIX | CellTest.EQUALS:
                yield _entry(condition.test.value, condition.texts)
            case CellTest.AT_MOST:
                yield _entry(condition.test.value, condition.limit)
            case CellTest.IS_EMPTY:
                yield _entry(condition.test.value, condition.is_empty)


def _table(path: str, values: Entries[str, _Value]) -> Iterator[str]:
    if values:
        yield from ("", f"[{path}]", *_entries(values))


def _entries(values: Entries[str, _Value]) -> Iterator[str]:
    return (_entry(name, value) for name, value in values.items())


def _entry(name: str, value: _Value) -> str:
    return f"{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _text(name)


def _value(value: _Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case StrEnum():
            return _text(value.value)
        case str():
            return _text(value)
        case Decimal():
            return _text(str(value))
        case datetime():
            return value.isoformat()
        case _:
            return f"[{', '.join(map(_text, value))}]"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace(_DELETE, "\\u007f")
