"""The addresses that shoppers reach; a host includes them at the root of its public URL."""

from django.urls import path

from saleor_crm_plugin.web import clicks, reports, views

app_name = "saleor_crm_web"
urlpatterns = [
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("c/<str:token>", clicks.click, name="click"),
    path("p/<str:token>", views.preferences, name="preferences"),
    path("reports/<slug:provider>", reports.reports, name="reports_signed"),
    path("reports/<slug:provider>/<str:secret>", reports.reports, name="reports"),
]
