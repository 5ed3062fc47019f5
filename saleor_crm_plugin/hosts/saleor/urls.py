"""The addresses below `/plugins/saleor.crm/`: the contract, and what shoppers reach."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from saleor_crm_plugin.web import app_manifest
from saleor_crm_plugin.web.dashboard import dashboard


def graphql(request: HttpRequest) -> HttpResponse:
    """Answer one document of the contract, for whom Saleor recognizes."""
    # Imported when first asked: no worker needs the schema, and most API processes never serve it here.
    from saleor_crm_plugin.hosts.saleor.actors import actor_names
    from saleor_crm_plugin.hosts.saleor.schema.endpoint import Recognition, respond
    from saleor_crm_plugin.hosts.saleor.schema.recognizing import request_caller

    return respond(request, Recognition(caller_of=request_caller, actor_names=actor_names))


urlpatterns = [
    # without a final slash: Saleor follows no redirect of these
    path("manifest", app_manifest.manifest, name="manifest"),
    path("register", app_manifest.register, name="register"),
    path("dashboard", dashboard, name="dashboard_bare"),
    path("dashboard/", dashboard, name="dashboard"),
    path("dashboard/<path:path>", dashboard, name="dashboard_page"),
    path("graphql/", graphql, name="graphql"),
    path("", include("saleor_crm_plugin.web.urls")),
]
