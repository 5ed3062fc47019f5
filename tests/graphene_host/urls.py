"""The standalone host's address and tokens, answered by the graphene binding."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from graphene_django.views import GraphQLView

from saleor_crm_plugin import conf
from saleor_crm_plugin.api.callers import Caller
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.hosts.saleor.schema.alone import contract_schema
from saleor_crm_plugin.hosts.saleor.schema.endpoint import CallerRefused, Recognition, respond
from saleor_crm_plugin.hosts.saleor.schema.inquiries import inquiry
from saleor_crm_plugin.hosts.standalone.auth import requests
from saleor_crm_plugin.hosts.standalone.auth.api_tokens import token_names
from saleor_crm_plugin.hosts.standalone.auth.refusals import TokenRefused
from tests.factories import HOST


def _caller(request: HttpRequest) -> Caller:
    from datetime import UTC, datetime

    try:
        return requests.request_caller(request, settings=conf.current(), at=datetime.now(tz=UTC))
    except TokenRefused as error:
        raise CallerRefused(str(error), error.name) from None


@csrf_exempt
def graphql(request: HttpRequest) -> HttpResponse:
    return respond(request, Recognition(caller_of=_caller, actor_names=token_names, host=HOST))


class DjangoView(GraphQLView):
    """What graphene-django serves of the same schema; it wants graphene's schema, which this is."""

    def get_context(self, request: HttpRequest) -> Inquiry:
        return inquiry(_caller(request), actor_names=token_names, host=HOST)


@csrf_exempt
def graphene_django(request: HttpRequest) -> HttpResponse:
    return DjangoView.as_view(schema=contract_schema())(request)


urlpatterns = [path("graphql/", graphql), path("graphene-django/", graphene_django)]
