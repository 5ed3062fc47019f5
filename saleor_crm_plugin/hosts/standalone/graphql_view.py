"""The GraphQL endpoint over HTTP: one JSON document in, one out; a browser gets GraphiQL."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from saleor_crm_plugin import conf
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.hosts.files.mapping_reading import mapping_host
from saleor_crm_plugin.hosts.files.previews import file_preview
from saleor_crm_plugin.hosts.standalone import graphiql
from saleor_crm_plugin.hosts.standalone.auth.api_tokens import token_names
from saleor_crm_plugin.hosts.standalone.auth.refusals import KeysUnavailable, TokenRefused
from saleor_crm_plugin.hosts.standalone.auth.requests import request_caller
from saleor_crm_plugin.hosts.standalone.graphql_errors import formatted
from saleor_crm_plugin.hosts.standalone.schema.subgraph import schema
from saleor_crm_plugin.web.graphql_documents import Document, Unreadable, document_read
from saleor_crm_plugin.web.graphql_errors import masked, refusal

METHODS = "GET, POST, OPTIONS"
HEADERS = "content-type, authorization, authorization-bearer, saleor-api-url"


@csrf_exempt  # there are no cookies to ride on: every right comes with a header
def graphql(request: HttpRequest) -> HttpResponse:
    """Answer one GraphQL document."""
    settings = conf.current()
    if request.method == "POST":
        response: HttpResponse = _post(request, settings)
        response["Cache-Control"] = "no-store"
    elif request.method == "GET":
        response = graphiql.page(request)
    else:
        response = HttpResponse(status=204 if request.method == "OPTIONS" else 405)
        response["Allow"] = METHODS
    return _shared(response, request.headers.get("Origin", ""), settings)


def _post(request: HttpRequest, settings: conf.CrmSettings) -> JsonResponse:
    at = datetime.now(tz=UTC)
    try:
        document = document_read(request, bytes_max=settings.graphql_body_bytes_max)
        caller = request_caller(request, settings=settings, at=at)
    except Unreadable as error:
        return JsonResponse(refusal(str(error), "BadRequest"), status=error.status)
    except TokenRefused as error:
        return JsonResponse(refusal(str(error), error.name), status=401)
    except KeysUnavailable:
        return JsonResponse(
            refusal("Saleor's public keys cannot be read now", "KeysUnavailable"), status=503
        )
    inquiry = Inquiry(
        caller=caller,
        at=at,
        host=settings.host_name,
        mapping_check=mapping_host,
        file_preview=file_preview,
        actor_names=token_names,
    )
    return _answer(document, inquiry)


def _answer(document: Document, inquiry: Inquiry) -> JsonResponse:
    try:
        result = schema.execute_sync(
            document.query,
            variable_values=document.variables,
            context_value=inquiry,
            operation_name=document.operation_name,
        )
    except (CannotGetOperationTypeError, InvalidOperationTypeError):
        return JsonResponse(
            refusal("name one query or mutation of the document", "BadRequest"), status=400
        )
    except RecursionError:
        return JsonResponse(refusal("the request nests too deep", "BadRequest"), status=400)
    except Exception as error:  # noqa: BLE001 masked() logs it
        return JsonResponse({"errors": [masked(error)]}, status=500)
    body: dict[str, object] = {}
    if result.errors:
        body["errors"] = [formatted(error) for error in result.errors]
    # An error with a path comes from a field: the document itself was run.
    if not result.errors or result.data is not None or any(error.path for error in result.errors):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return JsonResponse(body, status=200 if "data" in body else 400)


def _shared(response: HttpResponse, origin: str, settings: conf.CrmSettings) -> HttpResponse:
    """Let the configured origins read the answer; without credentials, because there are none."""
    allowed = {name.strip() for name in settings.graphql_origins.split(",") if name.strip()}
    if not allowed:
        return response
    patch_vary_headers(response, ["Origin"])
    if origin and (origin in allowed or "*" in allowed):
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Methods"] = METHODS
        response["Access-Control-Allow-Headers"] = HEADERS
        response["Access-Control-Max-Age"] = "600"
    return response
