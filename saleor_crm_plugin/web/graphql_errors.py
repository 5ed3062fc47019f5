"""Errors as a client of any GraphQL host sees them: what he may know, and a number for what only the log knows."""

import logging
import secrets
import traceback

from saleor_crm_plugin.api.errors import error_name
from saleor_crm_plugin.errors import CrmError

logger = logging.getLogger(__name__)

Formatted = dict[str, object]


class Masked(Exception):
    """An unforeseen error that is logged already; `shown` is what a client is told of it."""

    def __init__(self, shown: Formatted) -> None:
        super().__init__(str(shown["message"]))
        self.shown = shown


def told(message: str, cause: BaseException | None) -> Formatted:
    """
    Return an error of an answer: Saleor's shape, never a stack trace.

    `cause` is what really went wrong, None when it is the client's document or variables. An unforeseen
    one becomes a number.
    """
    if cause is None:
        return {"message": message, "extensions": {"exception": {"code": "GraphQLError"}}}
    if isinstance(cause, CrmError):
        extensions = {"code": cause.code, "exception": {"code": error_name(cause)}}
        return {"message": str(cause), "extensions": extensions}
    return cause.shown if isinstance(cause, Masked) else masked(cause)


def masked(error: BaseException) -> Formatted:
    """
    Log an unforeseen error without its message, and return what a client is told of it.

    The log holds the number, the kind of the error and where it happened; its message may hold personal data.
    """
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
