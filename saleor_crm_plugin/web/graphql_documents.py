"""A GraphQL document as it comes over HTTP: one JSON object in the body, nothing else."""

import json
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a client asks."""

    query: str
    variables: dict[str, object]
    operation_name: str | None


class Unreadable(Exception):
    """The request holds nothing that could be answered; `status` says why to machines."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def document_read(request: HttpRequest, *, bytes_max: int) -> Document:
    """
    Return the document of a request whose body nobody has read yet.

    :raises Unreadable: another type, more than `bytes_max` bytes, several documents, or none.
    """
    body = _body(request, bytes_max)
    query, variables = body.get("query"), body.get("variables") or {}
    name = body.get("operationName") or None
    if not isinstance(query, str) or not query.strip():
        raise Unreadable(400, "the body needs a `query`")
    if not isinstance(variables, dict) or not isinstance(name, str | None):
        raise Unreadable(400, "`variables` must be an object and `operationName` a string")
    return Document(query=query, variables=variables, operation_name=name)


def _body(request: HttpRequest, bytes_max: int) -> dict[str, object]:
    if request.content_type != "application/json":
        raise Unreadable(415, "send application/json")
    length = request.headers.get("Content-Length") or "0"
    if length.isdigit() and int(length) > bytes_max:
        raise Unreadable(413, f"the body is longer than {bytes_max} bytes")
    content = request.read(bytes_max + 1)
    if len(content) > bytes_max:
        raise Unreadable(413, f"the body is longer than {bytes_max} bytes")
    try:
        body: object = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable(400, "the body is not JSON") from None
    if not isinstance(body, dict):
        raise Unreadable(400, "send one document; batches are not answered")
    return body
