"""The addresses of the standalone host."""

from django.urls import URLPattern, URLResolver, path

from saleor_crm_plugin.hosts.standalone import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health.live, name="health"),
]
