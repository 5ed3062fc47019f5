"""Errors as a client sees them: what he may know, and a number for what only the log knows."""

import logging
import secrets
import traceback

from graphql import GraphQLError

from saleor_crm_plugin.api.errors import error_name
from saleor_crm_plugin.errors import CrmError

logger = logging.getLogger(__name__)

Formatted = dict[str, object]


def formatted(error: GraphQLError) -> Formatted:
    """
    Return an error of an answer: Saleor's shape, never a stack trace.

    An unforeseen one becomes a number; the log holds the number, the kind of the error and where it happened,
    without its message, which may hold personal data.
    """
    cause = _cause(error)
    shown: Formatted = {"message": error.message}
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations]
    if error.path:
        shown["path"] = error.path
    if cause is None:
        shown["extensions"] = {"exception": {"code": "GraphQLError"}}
    elif isinstance(cause, CrmError):
        shown["message"] = str(cause)
        shown["extensions"] = {"code": cause.code, "exception": {"code": error_name(cause)}}
    else:
        shown |= masked(cause)
    return shown


def masked(error: BaseException) -> Formatted:
    """Log an unforeseen error without its message, and return what a client is told of it."""
    number = secrets.token_hex(8)
    # Lines of source are left out too: they may hold what the message holds.
    frames = traceback.extract_tb(error.__traceback__)
    places = "\n".join(f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
    logger.error("unforeseen error %s: %s at\n%s", number, type(error).__name__, places)
    return {
        "message": f"Internal Server Error ({number})",
        "extensions": {"id": number, "exception": {"code": "InternalServerError"}},
    }


def refusal(message: str, name: str) -> Formatted:
    """Return the body of a request that was not even read."""
    error = {"message": message, "extensions": {"exception": {"code": name}}}
    return {"errors": [error]}


def _cause(error: BaseException) -> BaseException | None:
    """Return what really went wrong; None when it is the client's document or variables."""
    while isinstance(error, GraphQLError):
        if error.original_error is None:
            return None
        error = error.original_error
    return error
