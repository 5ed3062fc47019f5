"""Answers one field for any host: checks the caller, reads the arguments, calls the table's function."""

import typing
from functools import cache

from saleor_crm_plugin.api.arguments import Arguments, arguments_read
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.errors import error_item
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.permissions import PermissionDenied, require
from saleor_crm_plugin.api.table import FIELDS, Field
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
    if key[0] == "Mutation":
        return _command(field, inquiry, given)
    if field.function is None:
        return getattr(source, _snake(key[1]))
    sources = () if key[0] == "Query" else (source,)
    return field.function(inquiry, *sources, *_arguments(field, given))


def _command(field: Field, inquiry: Inquiry, given: Arguments) -> object:
    if field.function is None:
        raise LookupError("a mutation needs a function")
    try:
        return field.function(inquiry, *_arguments(field, given))
    except PermissionDenied:
        raise
    except CrmError as error:
        return _payload_type(field)(errors=(error_item(error),))


def _arguments(field: Field, given: Arguments) -> tuple[object, ...]:
    owner = _hints(field).get("arguments")
    return () if owner is None else (arguments_read(owner, given),)


def _payload_type(field: Field) -> type[Payload]:
    payload = _hints(field)["return"]
    if not issubclass(payload, Payload):
        raise TypeError(f"{payload.__name__} is no payload")
    return payload


@cache
def _hints(field: Field) -> dict[str, type]:
    return typing.get_type_hints(field.function)


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
