"""Errors of graphql-core 3 as a client sees them."""

from graphql import GraphQLError

from saleor_crm_plugin.web.graphql_errors import Formatted, told


def formatted(error: GraphQLError) -> Formatted:
    """Return an error of an answer: Saleor's shape, with where in the document and in the answer it is."""
    shown = told(error.message, _cause(error))
    if error.locations:
        shown["locations"] = [location.formatted for location in error.locations]
    if error.path:
        shown["path"] = error.path
    return shown


def _cause(error: BaseException) -> BaseException | None:
    """Return what really went wrong; None when it is the client's document or variables."""
    while isinstance(error, GraphQLError):
        if error.original_error is None:
            return None
        error = error.original_error
    return error
