"""
A pytest plugin: what one GraphQL host answered to the tests, kept in a file or held against it.

`--answers-kept FILE` writes every answer that `tests.hosts.graphql_client` got; `--answers-same FILE` runs the same
tests against another host, fails at the first other answer, and at the end names the documents that no test asked.
"""

import base64
import json
import random
import re
import secrets
from collections import Counter
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client

FOLDER = Path(__file__).parents[2] / "graphql"

# Drawn anew in each run: numbers of unforeseen errors, codes, keys, and instants that are read from the clock.
_DRAWN = {
    "<number>": re.compile(r"\b[0-9a-f]{16}\b"),
    "<code>": re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){1,3}\b"),
    "<uuid>": re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
    "<now>": re.compile(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00"
        rf"|{datetime.now(tz=UTC):%Y-%m-%d}T\d\d:\d\d:\d\d\+00:00"
    ),
}
_CURSOR = re.compile(r"\bW1s[A-Za-z0-9+/]+={0,2}")
_NEVER_ASKED_HERE = ("_entities", "_service")  # a subgraph's, for gateways
_ITS_OWN = ("__schema", "__type(")  # each library describes itself
# graphql-core 2 reads any value of JSON as a String, so that a wrong one is looked for and not refused.
_LENIENT = "test_personal_data_of_a_request_are_in_no_log"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--answers-kept", metavar="FILE", type=Path)
    parser.addoption("--answers-same", metavar="FILE", type=Path)


def pytest_configure(config: pytest.Config) -> None:
    for option, kind in (("answers_kept", Kept), ("answers_same", Compared)):
        if path := config.getoption(option):
            config.pluginmanager.register(kind(path), kind.__name__)


def documents() -> set[str]:
    """Return the names of all documented operations."""
    return {path.stem for path in FOLDER.glob("[qm]*/*.graphql")}


def _operation(body: dict) -> str:
    found = re.search(r"(?:query|mutation)\s+(\w+)", body["query"])
    return found[1] if found else ""


def _opened(cursor: re.Match[str]) -> str:
    """Return what a cursor says, so that an instant in it is seen."""
    return base64.b64decode(cursor[0]).decode().replace('"', "'")


def _comparable(response) -> dict:
    """
    Return what must be equal in all hosts: status and body, without what is drawn anew.

    Why a document was not even run is told in the words of the host's library.
    """
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        return {"status": response.status_code}
    text = _CURSOR.sub(_opened, response.content.decode())
    for word, drawn in _DRAWN.items():
        text = drawn.sub(word, text)
    return {"status": response.status_code, "body": json.loads(text)}


class _Listening:
    """Puts a client of its own between the tests and the endpoint, and knows which test asks."""

    def __init__(self, path: Path) -> None:
        self.path, self.node_id, self.number = path, "", 0

        self.chance = random.Random()

    def pytest_collection_finish(self) -> None:
        from tests.hosts import graphql_client  # which needs Django's apps

        # Codes and tokens are drawn alike in both runs, wherever our code asks the module for them.
        secrets.choice = self.chance.choice
        secrets.randbelow = self.chance.randrange
        secrets.token_bytes = lambda count=32: self.chance.randbytes(count)
        secrets.token_hex = lambda count=32: self.chance.randbytes(count).hex()
        listener = self

        class ListeningClient(Client):
            def post(self, path, body=None, *args, **options):
                listener.before(body)
                response = super().post(path, body, *args, **options)
                listener.after(body, response)
                return response

        graphql_client.Client = ListeningClient

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.node_id, self.number = item.nodeid, 0
        self.chance.seed(item.nodeid)

    def before(self, body: dict) -> None:
        """Look at what is asked."""

    def after(self, body: dict, response) -> None:
        """Look at what is answered."""


class Kept(_Listening):
    """Keeps every answer."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.answers: dict[str, list] = {}

    def after(self, body: dict, response) -> None:
        self.answers.setdefault(self.node_id, []).append(_comparable(response))

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(json.dumps(self.answers))


class Compared(_Listening):
    """Compares every answer with the kept one of the same test."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.kept = json.loads(path.read_text())
        self.same: Counter[str] = Counter()

    def before(self, body: dict) -> None:
        if any(name in body["query"] for name in _NEVER_ASKED_HERE):
            pytest.skip("gateways ask the standalone host only")

    def after(self, body: dict, response) -> None:
        if self.node_id not in self.kept:  # a test of this host only
            return
        kept = self.kept[self.node_id][self.number]
        self.number += 1
        if any(name in body["query"] for name in _ITS_OWN) or self.node_id.endswith(_LENIENT):
            return
        assert _comparable(response) == kept, f"another answer to {_operation(body)}"
        if "body" in kept and "errors" not in kept["body"]:
            self.same[_operation(body)] += 1

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if documents() - set(self.same):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter) -> None:
        terminalreporter.write_line(
            f"{self.same.total()} answers to {len(documents() & set(self.same))} documented operations "
            "are the same in both hosts"
        )
        for name in sorted(documents() - set(self.same)):
            terminalreporter.write_line(f"never compared: {name}")
