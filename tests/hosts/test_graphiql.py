"""The standalone host's endpoint beside its answers: GraphiQL without any other server, methods and CORS."""

import gzip
import re

import pytest
from django.test import Client

from saleor_crm_plugin.hosts.standalone import graphiql
from tests.hosts.graphql_client import post, staff_token
from tests.hosts.small_shop import make_shop

pytestmark = pytest.mark.django_db


def test_a_browser_gets_graphiql_with_everything_from_here():
    # when
    response = Client().get("/graphql/")

    # then
    page = response.content.decode()
    addresses = [name for name in re.findall(r'(?:src|href)="([^"]+)"', page) if name != "data:,"]
    assert len(addresses) == 6
    assert [address for address in addresses if not address.startswith("/graphql/assets/")] == []
    assert "script-src 'self';" in response["Content-Security-Policy"]
    for address in addresses:
        assert Client().get(address).status_code == 200


def test_the_files_of_graphiql_are_packed_for_browsers_that_can_unpack_them():
    packed = Client().get(
        "/graphql/assets/graphiql.min.js", headers={"Accept-Encoding": "br, gzip"}
    )
    plain = Client().get("/graphql/assets/graphiql.min.js")

    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Type"] == "text/javascript; charset=utf-8"
    assert gzip.decompress(packed.content) == plain.content
    assert "GraphiQL" in plain.content.decode()


def test_the_style_of_graphiql_brings_no_fonts_and_asks_nobody_for_any():
    style = Client().get("/graphql/assets/graphiql.min.css").content.decode()

    assert "@font-face" not in style
    assert re.findall(r"url\((?!data:)[^)]*\)", style) == []


@pytest.mark.parametrize("name", ["LICENSE.react.txt", "..", "graphiql.min.js.gz", "x"])
def test_only_the_files_of_the_page_are_served(name):
    assert Client().get(f"/graphql/assets/{name}").status_code == 404


def test_the_example_of_graphiql_is_a_valid_query():
    make_shop()

    assert "errors" not in post(graphiql._QUERY, token=staff_token()).json()


def test_other_methods_are_refused():
    response = Client().put("/graphql/", "{}", content_type="application/json")

    assert (response.status_code, response["Allow"]) == (405, "GET, POST, OPTIONS")


@pytest.mark.parametrize(
    ("allowed", "origin", "answer"),
    [
        ("https://shop.example.com", "https://shop.example.com", "https://shop.example.com"),
        (
            "https://a.example.com, https://b.example.com",
            "https://b.example.com",
            "https://b.example.com",
        ),
        ("*", "https://any.example.com", "https://any.example.com"),
        ("https://shop.example.com", "https://evil.example.com", None),
        ("https://shop.example.com", "null", None),
        ("", "https://shop.example.com", None),
    ],
)
def test_only_configured_origins_may_read_answers(settings, allowed, origin, answer):
    settings.SALEOR_CRM = {"graphql_origins": allowed}

    for method in ("options", "post"):
        response = getattr(Client(), method)(
            "/graphql/",
            {"query": "{ __typename }"},
            content_type="application/json",
            headers={"Origin": origin},
        )
        assert response.get("Access-Control-Allow-Origin") == answer
        assert "Access-Control-Allow-Credentials" not in response
        if answer:
            assert "authorization-bearer" in response["Access-Control-Allow-Headers"]
            assert "Origin" in response["Vary"]
