"""Answers one field for any host: checks the caller, reads the arguments, calls the table's function."""

import typing
from functools import cache

from saleor_crm_plugin.api.arguments import Arguments, arguments_read
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.errors import error_item
from saleor_crm_plugin.api.fields.field import Function
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.permissions import PermissionDenied, require
from saleor_crm_plugin.api.table import FIELDS
from saleor_crm_plugin.errors import CrmError


def answer(key: tuple[str, str], inquiry: Inquiry, source: object, given: Arguments) -> object:
    """
    Return the value of the field `key` of `source`; `given` holds the arguments in snake_case.

    What a mutation refuses is told in the payload's `errors`. Everything else that a caller may
    expect, and every lack of permission, is raised.

    :raises CrmError: what is to become a top-level error.
    """
    field = FIELDS[key]
    require(inquiry.caller, field.permissions)
    function = field.function
    if function is None:
        return getattr(source, _snake(key[1]))
    if key[0] == "Mutation":
        return _command(function, inquiry, given)
    sources = () if key[0] == "Query" else (source,)
    return function(inquiry, *sources, *_arguments(function, given))


def _command(function: Function, inquiry: Inquiry, given: Arguments) -> object:
    try:
        return function(inquiry, *_arguments(function, given))
    except PermissionDenied:
        raise
    except CrmError as error:
        payload_type: type[Payload] = _hints(function)["return"]
        return payload_type(errors=(error_item(error),))


def _arguments(function: Function, given: Arguments) -> tuple[object, ...]:
    owner = _hints(function).get("arguments")
    return () if owner is None else (arguments_read(owner, given),)


@cache
def _hints(function: Function) -> dict[str, typing.Any]:
    return typing.get_type_hints(function)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
