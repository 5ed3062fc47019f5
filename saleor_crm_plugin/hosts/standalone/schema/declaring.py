"""How the schema's fields are declared: shown as they are, or asked from the contract's table."""

import dataclasses
import inspect
from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from saleor_crm_plugin.api.answers import answer
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.permissions import sentence
from saleor_crm_plugin.api.table import FIELDS

Declared = Mapping[str, tuple[Any, str]]

ERRORS = "Why nothing was written; empty after success."
PAGE: Declared = {
    "first": (int | None, "The number of elements from the start, at most 100."),
    "after": (str | None, "The cursor to start behind."),
    "last": (int | None, "The number of elements from the end, at most 100."),
    "before": (str | None, "The cursor to end before."),
}


def shown(description: str) -> Any:
    """Return a field that is an attribute of its source."""
    return strawberry.field(description=description)


def given(description: str) -> Any:
    """Return a field of an input that may be left out."""
    return strawberry.field(default=strawberry.UNSET, description=description)


def asked(key: str, description: str, arguments: Declared | None = None) -> Any:
    """
    Return a field that the contract's table answers; `key` is `Type.fieldName`.

    Its description ends with who may ask, from the same table that the check uses.
    """
    owner, _, name = key.partition(".")
    field = FIELDS[owner, name]
    if field.permissions:
        description = f"{description}\n\n{sentence(field.permissions)}"

    def resolve(root: Any, info: Info[Inquiry, Any], **values: Any) -> object:
        return answer((owner, name), info.context, root, plain(values))

    resolve.__signature__ = _signature(arguments or {})  # type: ignore[attr-defined]  # Strawberry reads it
    resolve.__annotations__ = {"info": Info}
    return strawberry.field(resolver=resolve, description=description)


def _signature(arguments: Declared) -> inspect.Signature:
    empty: Any = inspect.Parameter.empty
    named = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=strawberry.UNSET if _may_be_left_out(annotation) else empty,
            annotation=Annotated[annotation, strawberry.argument(description=description)],
        )
        for name, (annotation, description) in arguments.items()
    ]
    positional = inspect.Parameter.POSITIONAL_OR_KEYWORD
    root = inspect.Parameter("root", positional)
    info = inspect.Parameter("info", positional, annotation=Info)
    return inspect.Signature([root, info, *named])


def _may_be_left_out(annotation: Any) -> bool:
    return type(None) in getattr(annotation, "__args__", ())


def plain(value: Any) -> Any:
    """Return arguments as the contract takes them: inputs as dictionaries, enums as names, nothing unset."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if item is not strawberry.UNSET}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = dataclasses.fields(value)
        return plain({field.name.removesuffix("_"): getattr(value, field.name) for field in fields})
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.name if isinstance(value, Enum) else value
