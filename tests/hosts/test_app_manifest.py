"""What Saleor reads when the CRM is installed as an app."""

import json

import pytest
from django.test import Client


def manifest(version: str | None) -> dict:
    headers = {} if version is None else {"Saleor-Schema-Version": version}
    return Client().get("/manifest", headers=headers).json()


OLD = [
    ("NAVIGATION_CUSTOMERS", "APP_PAGE", "/customers"),
    ("CUSTOMER_DETAILS_MORE_ACTIONS", "POPUP", "/customer.html"),
    ("ORDER_DETAILS_MORE_ACTIONS", "POPUP", "/order.html"),
]
WIDGETS = [
    ("NAVIGATION_CUSTOMERS", "APP_PAGE", "/customers"),
    ("CUSTOMER_DETAILS_WIDGETS", "WIDGET", "/customer.html"),
    ("ORDER_DETAILS_WIDGETS", "WIDGET", "/order.html"),
]
HOME = [*WIDGETS, ("HOMEPAGE_WIDGETS", "WIDGET", "/home.html")]


@pytest.mark.parametrize(
    ("version", "places", "is_identified"),
    [
        ("3.21", OLD, False),
        ("3.22", WIDGETS, False),
        ("3.23", HOME, True),
        ("3.24", HOME, True),
        (None, OLD, False),
        ("x.y", OLD, False),
    ],
)
def test_the_manifest_names_only_what_the_version_knows(settings, version, places, is_identified):
    settings.SALEOR_CRM = {"public_url": "https://crm.example.com"}

    found = manifest(version)

    extensions = found["extensions"]
    assert [(one["mount"], one["target"], one["url"]) for one in extensions] == places
    assert {("identifier" in one) for one in extensions} == {is_identified}
    assert all(set(one["permissions"]) <= set(found["permissions"]) for one in extensions)
    assert found["appUrl"] == "https://crm.example.com/dashboard"
    assert found["tokenTargetUrl"] == "https://crm.example.com/register"


def test_widgets_are_asked_for_so_that_they_can_speak_with_the_dashboard():
    options = {one["identifier"]: one.get("options") for one in manifest("3.23")["extensions"]}

    assert options == {
        "customers": None,
        "customer": {"widgetTarget": {"method": "GET"}},
        "order": {"widgetTarget": {"method": "GET"}},
        "home": {"homeWidgetTarget": {"method": "GET", "fullscreen": False}},
    }
    assert "options" not in manifest("3.21")["extensions"][1]


def test_an_installation_is_answered_and_its_token_is_not_kept():
    answer = Client().post(
        "/register", json.dumps({"auth_token": "a" * 30}), content_type="application/json"
    )

    assert (answer.status_code, answer.json()) == (200, {"success": True})


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"auth_token": 7}', "x"])
def test_another_body_is_refused_with_words_that_saleor_shows(body):
    answer = Client().post("/register", body, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "the body holds no auth_token"


def test_other_methods_and_long_bodies_are_refused():
    assert Client().post("/manifest").status_code == 405
    assert Client().get("/register").status_code == 405
    long = Client().post("/register", "x" * 70_000, content_type="application/json")
    assert long.status_code == 413


def test_the_page_without_a_final_slash_is_no_redirect(tmp_path, monkeypatch):
    from saleor_crm_plugin.web import dashboard

    (tmp_path / "index.html").write_text("<html><head></head></html>")
    monkeypatch.setattr(dashboard, "FOLDER", tmp_path)
    dashboard.bundle_files.cache_clear()

    answer = Client().get("/dashboard")

    dashboard.bundle_files.cache_clear()
    assert (answer.status_code, '<base href="/dashboard/"' in answer.content.decode()) == (
        200,
        True,
    )
