"""How expected errors look in an answer; every code is a promise to clients."""

from dataclasses import dataclass

from saleor_crm_plugin.api.names import camel
from saleor_crm_plugin.errors import CrmError, Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorItem:
    """One entry of a payload's `errors`; `field` names the argument at fault in camelCase."""

    field: str | None
    message: str
    code: str


def error_item(error: CrmError) -> ErrorItem:
    """Return `error` as a payload shows it."""
    field = error.at_field if isinstance(error, Invalid) else error.field
    return ErrorItem(field=field and camel(field), message=str(error), code=error.code)


def error_name(error: CrmError) -> str:
    """Return the name that a top-level error carries in `extensions.exception.code`, as Saleor's do."""
    return type(error).__name__
