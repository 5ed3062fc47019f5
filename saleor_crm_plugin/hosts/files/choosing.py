"""Puts what was chosen on a page into a mapping; what was not chosen stays."""

from collections.abc import Mapping as Entries
from dataclasses import replace
from typing import TypeVar

from saleor_crm_plugin.api.nodes.import_previews import ImportChoices
from saleor_crm_plugin.hosts.files.mapping import (
    Calendar,
    CustomerRules,
    FileFormat,
    Mapping,
    OrderRules,
)

_Value = TypeVar("_Value")


def mapping_choose(mapping: Mapping, choices: ImportChoices) -> Mapping:
    """Return the mapping with everything in it that was chosen, but for columns and the layout of rows."""
    return replace(
        mapping,
        host=_either(choices.host, mapping.host),
        phone_country=_either(choices.phone_country, mapping.phone_country),
        file=_file(mapping.file, choices),
        orders=_orders(mapping.orders, choices),
        customers=_customers(mapping.customers, choices),
        values=_values(mapping.values, choices),
    )


def _either(chosen: _Value | None, otherwise: _Value) -> _Value:
    return otherwise if chosen is None else chosen


def _file(file: FileFormat, choices: ImportChoices) -> FileFormat:
    return replace(
        file,
        decimal_separator=_either(choices.decimal_separator, file.decimal_separator),
        thousands_separator=_either(choices.thousands_separator, file.thousands_separator),
        date_formats=_either(choices.date_formats, file.date_formats),
        time_zone=_either(choices.time_zone, file.time_zone),
        calendar=file.calendar if choices.calendar is None else Calendar[choices.calendar],
    )


def _orders(rules: OrderRules, choices: ImportChoices) -> OrderRules:
    return replace(
        rules,
        channel=_either(choices.channel, rules.channel),
        currency=_either(choices.currency, rules.currency),
        is_paid=_either(choices.is_paid, rules.is_paid),
        prices_include_tax=_either(choices.prices_include_tax, rules.prices_include_tax),
        tax_percent=_either(choices.tax_percent, rules.tax_percent),
    )


def _customers(rules: CustomerRules, choices: ImportChoices) -> CustomerRules:
    return replace(
        rules,
        is_registered=_either(choices.is_registered, rules.is_registered),
        email_is_verified=_either(choices.email_is_verified, rules.email_is_verified),
    )


def _values(
    values: Entries[str, Entries[str, str]], choices: ImportChoices
) -> dict[str, dict[str, str]]:
    """Return the words with those that were chosen; an empty meaning takes one out."""
    translated = {name: dict(cells) for name, cells in values.items()}
    for word in choices.words or ():
        cells = translated.setdefault(word.field, {})
        if word.meaning:
            cells[word.cell] = word.meaning
        else:
            cells.pop(word.cell, None)
    return {name: cells for name, cells in translated.items() if cells}
