"""The built Dashboard extension over HTTP: its files, its addresses, and nothing beside them."""

import pytest
from django.test import Client

from saleor_crm_plugin.web import dashboard

PAGE = "<!doctype html>\n<html>\n  <head>\n    <title>CRM</title>\n  </head>\n</html>\n"


@pytest.fixture
def bundle(tmp_path, monkeypatch):
    """A small bundle in place of the built one."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "assets" / "index-abc.js").write_text("export {};")
    (tmp_path.parent / "secret.txt").write_text("secret")
    monkeypatch.setattr(dashboard, "FOLDER", tmp_path)
    dashboard.bundle_files.cache_clear()
    yield tmp_path
    dashboard.bundle_files.cache_clear()


@pytest.mark.parametrize("path", ["", "customers", "customers/Q3JtUHJvZmlsZTox"])
def test_every_address_of_the_page_is_the_page_that_knows_where_it_is(bundle, path):
    response = Client().get(f"/dashboard/{path}")

    assert response.status_code == 200
    assert '<base href="/dashboard/" />' in response.content.decode()
    assert response["Cache-Control"] == "no-cache"
    assert "X-Frame-Options" not in response


def test_a_widget_is_a_page_of_its_own(bundle, settings):
    settings.SALEOR_CRM = {"dashboard_origins": "https://a.example.com"}
    (bundle / "customer.html").write_text(PAGE.replace("CRM", "Widget"))
    dashboard.bundle_files.cache_clear()

    response = Client().get("/dashboard/customer.html?customerId=VXNlcjox")

    assert "<title>Widget</title>" in response.content.decode()
    assert '<base href="/dashboard/" />' in response.content.decode()
    assert response["Content-Security-Policy"].endswith(
        "frame-ancestors 'self' https://a.example.com"
    )
    assert response["Cache-Control"] == "no-cache"


def test_a_file_is_served_for_a_year(bundle):
    response = Client().get("/dashboard/assets/index-abc.js")

    assert b"".join(response.streaming_content) == b"export {};"
    assert response["Content-Type"] == "text/javascript"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["assets/none.js", "../secret.txt", "..%2fsecret.txt", "%2e%2e/secret.txt", "/etc/passwd.txt"],
)
def test_nothing_beside_the_bundle_is_served(bundle, path):
    assert Client().get(f"/dashboard/{path}").status_code == 404


def test_only_the_configured_dashboards_may_frame_it(bundle, settings):
    settings.SALEOR_CRM = {"dashboard_origins": "https://a.example.com, https://b.example.com"}

    policy = Client().get("/dashboard/")["Content-Security-Policy"]

    assert policy.endswith("frame-ancestors 'self' https://a.example.com https://b.example.com")
    assert "script-src 'self';" in policy


def test_other_methods_are_refused(bundle):
    assert Client().post("/dashboard/").status_code == 405


def test_an_unbuilt_bundle_says_how_to_build_it(tmp_path, monkeypatch):
    monkeypatch.setattr(dashboard, "FOLDER", tmp_path / "none")
    dashboard.bundle_files.cache_clear()

    response = Client().get("/dashboard/")

    dashboard.bundle_files.cache_clear()
    assert response.status_code == 503
    assert b"make dashboard" in response.content
