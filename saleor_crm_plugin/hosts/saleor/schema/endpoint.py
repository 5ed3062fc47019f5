"""The contract alone over HTTP: one JSON document in, one out, for whom the host recognizes."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse

from saleor_crm_plugin import conf
from saleor_crm_plugin.api.callers import Caller
from saleor_crm_plugin.api.inquiry import ActorNames
from saleor_crm_plugin.hosts.saleor.names import HOST
from saleor_crm_plugin.hosts.saleor.schema.alone import contract_schema
from saleor_crm_plugin.hosts.saleor.schema.executing import Answer, document_answer
from saleor_crm_plugin.hosts.saleor.schema.inquiries import inquiry
from saleor_crm_plugin.web.graphql_documents import Unreadable, document_read
from saleor_crm_plugin.web.graphql_errors import masked, refusal

METHODS = "POST, OPTIONS"
CallerOf = Callable[[HttpRequest], Caller]


class CallerRefused(Exception):
    """The request's token is not accepted; `name` is the error's in Saleor's words."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """
    How a host recognizes who asks, and who did something.

    `caller_of` says who asks, or raises `CallerRefused`; `host` is the one that ids of entities come from.
    """

    caller_of: CallerOf
    actor_names: ActorNames
    host: str = HOST


def respond(request: HttpRequest, recognition: Recognition) -> HttpResponse:
    """
    Answer one GraphQL document of a `POST`.

    There are no cookies to ride on, and who may read the answer from another origin is the host's business.
    """
    response: HttpResponse
    if request.method == "POST":
        response = _post(request, recognition)
        response["Cache-Control"] = "no-store"
        return response
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
    else:
        message = "this is the CRM's GraphQL endpoint: POST a document as application/json"
        response = JsonResponse(refusal(message, "BadRequest"), status=405)
    response["Allow"] = METHODS
    return response


def _post(request: HttpRequest, recognition: Recognition) -> JsonResponse:
    try:
        answer = _answer(request, recognition)
    except Unreadable as error:
        return JsonResponse(refusal(str(error), "BadRequest"), status=error.status)
    except CallerRefused as error:
        return JsonResponse(refusal(str(error), error.name), status=401)
    except Exception as error:  # noqa: BLE001 masked() logs it
        return JsonResponse({"errors": [masked(error)]}, status=500)
    return JsonResponse(answer, status=200 if "data" in answer else 400)


def _answer(request: HttpRequest, recognition: Recognition) -> Answer:
    settings = conf.current()
    document = document_read(request, bytes_max=settings.graphql_body_bytes_max)
    asked = inquiry(
        recognition.caller_of(request),
        actor_names=recognition.actor_names,
        host=recognition.host,
    )
    return document_answer(contract_schema(), document, asked, settings)
