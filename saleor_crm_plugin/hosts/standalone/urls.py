"""The addresses of the standalone host."""

from django.urls import URLPattern, URLResolver, include, path

from saleor_crm_plugin.hosts.standalone import graphiql, graphql_view, health, pages
from saleor_crm_plugin.web import app_manifest
from saleor_crm_plugin.web.dashboard import dashboard

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.front, name="front"),
    path("", include("saleor_crm_plugin.web.urls")),
    path("graphql/", graphql_view.graphql, name="graphql"),
    path("graphql/assets/<str:name>", graphiql.asset, name="graphql_asset"),
    # without a final slash: Saleor follows no redirect of these
    path("manifest", app_manifest.manifest, name="manifest"),
    path("register", app_manifest.register, name="register"),
    path("dashboard", dashboard, name="dashboard_bare"),
    path("dashboard/", dashboard, name="dashboard"),
    path("dashboard/<path:path>", dashboard, name="dashboard_page"),
    path("health/", health.live, name="health"),
    path("ready/", health.ready, name="ready"),
    path("pages.css", pages.stylesheet, name="stylesheet"),
    path("mail/", pages.mails, name="mails"),
    path("mail/<int:mail_id>/", pages.mail, name="mail"),
    path("mail/<int:mail_id>/html/", pages.mail_html, name="mail_html"),
]
