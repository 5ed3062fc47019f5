"""Runs one document against a graphene schema within the contract's limits, and words the answer."""

from typing import Any

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.limits import (
    INTROSPECTION_LISTS_MAX,
    TOKENS_MAX,
    Scale,
    Weight,
    cost_told,
    excesses,
)
from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.hosts.saleor.schema.graphql2 import (
    END,
    WHOLE_NUMBER,
    GraphQLError,
    Lexer,
    Schema,
    Source,
    execute,
    get_operation_ast,
    parse,
    validate,
)
from saleor_crm_plugin.web.graphql_documents import Document, Unreadable
from saleor_crm_plugin.web.graphql_errors import Formatted, told

_DIGITS_MAX = 20
Answer = dict[str, object]


def document_answer(
    schema: Schema, document: Document, inquiry: Inquiry, settings: CrmSettings
) -> Answer:
    """
    Return what a document answers; without `data` when it could not be run at all.

    :raises Unreadable: it has no operation of the asked name, or nests deeper than Python can follow.
    """
    try:
        return _answer(schema, document, inquiry, settings)
    except RecursionError:
        raise Unreadable(400, "the request nests too deep") from None


def _answer(schema: Schema, document: Document, inquiry: Inquiry, settings: CrmSettings) -> Answer:
    try:
        _require_readable(document.query)
        parsed = parse(document.query)
    except GraphQLError as error:
        return {"errors": [_told(error)]}
    operation = get_operation_ast(parsed, document.operation_name)
    if operation is None or operation.operation == "subscription":
        raise Unreadable(400, "name one query or mutation of the document")
    weight = Scale(parsed, operation, document.variables).weigh()
    answer: Answer = {"extensions": cost_told(weight, cost_max=settings.graphql_cost_max)}
    if problems := [*validate(schema, parsed), *_excesses(weight, settings)]:
        return {"errors": [_told(error) for error in problems], **answer}
    return {**_run(schema, parsed, document, inquiry), **answer}


def _run(schema: Schema, parsed: Any, document: Document, inquiry: Inquiry) -> Answer:
    try:
        result = execute(
            schema,
            parsed,
            context_value=inquiry,
            variable_values=document.variables,
            operation_name=document.operation_name,
        )
    except GraphQLError as error:  # the variables are not what the document declares
        return {"errors": [_told(error)]}
    errors = {"errors": [_told(error) for error in result.errors]} if result.errors else {}
    return {**errors, "data": result.data}


def _require_readable(text: str) -> None:
    """
    Let only a document of so many words pass, and numbers that Python reads: the parser has no limits of its own.

    :raises GraphQLError: it is longer, or not even words.
    """
    lexer = Lexer(Source(text))
    for _ in range(TOKENS_MAX + 1):
        token = lexer.next_token()
        if token.kind == END:
            return
        if token.kind == WHOLE_NUMBER and len(token.value) > _DIGITS_MAX:
            raise GraphQLError(f"a number has more than {_DIGITS_MAX} digits")
    raise GraphQLError(f"Document contains more than {TOKENS_MAX} tokens. Parsing aborted.")


def _excesses(weight: Weight, settings: CrmSettings) -> list[GraphQLError]:
    problems = list(
        excesses(weight, depth_max=settings.graphql_depth_max, cost_max=settings.graphql_cost_max)
    )
    if weight.introspection > INTROSPECTION_LISTS_MAX:
        problems.append("Maximum introspection depth exceeded")
    return [GraphQLError(problem) for problem in problems]


def _told(error: Exception) -> Formatted:
    shown = told(str(error), _cause(error))
    if locations := getattr(error, "locations", None):
        shown["locations"] = [{"line": one.line, "column": one.column} for one in locations]
    if path := getattr(error, "path", None):
        shown["path"] = path
    return shown


def _cause(error: BaseException) -> BaseException | None:
    """Return what really went wrong; None when it is the client's document or variables."""
    while isinstance(error, GraphQLError):
        original = getattr(error, "original_error", None)
        if original is None:
            return None
        error = original
    return error
