"""The addresses that shoppers reach; a host includes them at the root of its public URL."""

from django.urls import path

from saleor_crm_plugin.web import clicks, views

app_name = "saleor_crm_web"
urlpatterns = [
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("c/<str:token>", clicks.click, name="click"),
    path("p/<str:token>", views.preferences, name="preferences"),
]
