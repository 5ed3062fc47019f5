"""Asks the endpoint as clients do: documents of `graphql/`, tokens in headers, JSON over HTTP."""

import re
from pathlib import Path

from django.test import Client

from saleor_crm_plugin.api.permissions import Permission
from saleor_crm_plugin.hosts.standalone.auth.api_tokens import token_create
from saleor_crm_plugin.hosts.standalone.auth.shopper_tokens import shopper_token
from tests.factories import NOON

FOLDER = Path(__file__).parents[2] / "graphql"
DOCUMENTS = {
    path.stem: path.read_text()
    for folder in ("queries", "mutations", "fragments")
    for path in sorted((FOLDER / folder).glob("*.graphql"))
}


def document(name: str) -> str:
    """Return an operation with every fragment it needs, each once."""
    needed = {name: DOCUMENTS[name]}
    waiting = [name]
    while waiting:
        for fragment in re.findall(r"\.\.\.(\w+)", DOCUMENTS[waiting.pop()]):
            if fragment not in needed:
                needed[fragment] = DOCUMENTS[fragment]
                waiting.append(fragment)
    return "\n".join(needed.values())


def staff_token(*permissions: str) -> str:
    """Return a token with `permissions`, by default with all."""
    return token_create(
        name="test", permissions=permissions or list(Permission), expires_at=None, at=NOON
    ).secret


def token_of(profile) -> str:
    """Return a token of the shopper of `profile`, valid when the test runs."""
    from datetime import UTC, datetime

    return shopper_token(profile_id=profile.pk, at=datetime.now(tz=UTC))


def post(query: str, variables: dict | None = None, token: str = "", **body):
    """Send a document and return the response."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post(
        "/graphql/",
        {"query": query, "variables": variables or {}} | body,
        content_type="application/json",
        headers=headers,
    )


def ask(name: str, token: str = "", **variables):
    """Run a documented operation that must succeed, and return its one field."""
    answer = post(document(name), variables, token).json()
    assert "errors" not in answer, answer["errors"]
    (value,) = answer["data"].values()
    return value


def refused(query: str, token: str = "", **variables) -> list[str]:
    """Run a document that must not be answered, and return the names of its errors."""
    answer = post(query, variables, token).json()
    assert not any((answer.get("data") or {}).values()), answer
    return [error["extensions"]["exception"]["code"] for error in answer["errors"]]
