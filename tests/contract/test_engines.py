"""`make test` finds the PostgreSQL that is there, and says what it found."""

import socket
import struct
import threading
from contextlib import contextmanager

import pytest
from django.test import TransactionTestCase

from tests import engines
from tests.conftest import opens_database

_PLAIN = "?sslmode=disable&gssencmode=disable"


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def _server_that_refuses(message: str):
    """Speak just enough of PostgreSQL's protocol to turn the first client away."""
    fields = f"SFATAL\0VFATAL\0C28P01\0M{message}\0\0".encode()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse():
            client, _ = server.accept()
            with client:
                client.recv(4096)
                client.sendall(b"E" + struct.pack("!i", len(fields) + 4) + fields)

        thread = threading.Thread(target=refuse)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def test_nobody_on_the_standard_port_is_no_error(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    url = f"postgres://postgres@127.0.0.1:{_closed_port()}/postgres{_PLAIN}"
    monkeypatch.setattr(engines, "STANDARD_URL", url)

    assert engines.postgres_url() == ("", "no PostgreSQL answers at 127.0.0.1:5432")


def test_a_server_on_the_standard_port_that_refuses_us_is_named_and_left_alone(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    with _server_that_refuses("password authentication failed") as port:
        url = f"postgres://postgres@127.0.0.1:{port}/postgres{_PLAIN}"
        monkeypatch.setattr(engines, "STANDARD_URL", url)

        address, found = engines.postgres_url()

    assert address == ""
    assert found.startswith("a PostgreSQL answers at 127.0.0.1:5432 and does not let us in (")
    assert "password authentication failed" in found


def test_a_server_that_was_named_and_does_not_answer_stops_the_run(monkeypatch):
    url = f"postgres://postgres@127.0.0.1:{_closed_port()}/postgres{_PLAIN}"
    monkeypatch.setenv("TEST_DATABASE_URL", url)

    with pytest.raises(SystemExit) as stop:
        engines.postgres_url()

    assert str(stop.value).startswith("PostgreSQL at TEST_DATABASE_URL cannot be used: ")


@pytest.mark.parametrize(
    ("_case", "codes", "expected"),
    [
        ("both passed", [0, 0], 0),
        ("one had nothing to run", [0, engines.NO_TESTS_COLLECTED], 1),
        ("one failed", [0, 1], 1),
    ],
)
def test_the_exit_code_covers_every_engine(_case, codes, expected, monkeypatch, capsys):
    # given
    answers = iter(codes)
    monkeypatch.setattr(engines, "postgres_url", lambda: ("postgres://x", "PostgreSQL 15.1 here"))
    monkeypatch.setattr(engines, "run_suite", lambda *_: next(answers))

    # when
    code = engines.main([])

    # then
    assert code == expected
    assert capsys.readouterr().out.count("PostgreSQL 15.1 here: ") == 1


def test_what_opens_no_database_runs_once_unless_it_is_asked_for(monkeypatch):
    runs = []
    monkeypatch.setattr(engines, "postgres_url", lambda: ("postgres://x", "PostgreSQL"))
    monkeypatch.setattr(engines, "run_suite", lambda *run: runs.append(run) or 0)

    engines.main([])
    engines.main(["tests/rules"])

    assert runs == [
        ("SQLite", "", []),
        ("PostgreSQL", "postgres://x", ["--with-database"]),
        ("SQLite", "", ["tests/rules"]),
        ("PostgreSQL", "postgres://x", ["tests/rules"]),
    ]


@pytest.fixture
def something_stored(db): ...


@pytest.mark.parametrize("_case", [pytest.param("marked", marks=pytest.mark.django_db)])
def test_a_marked_test_opens_the_database(_case, request):
    assert opens_database(request.node)


def test_a_test_whose_fixture_needs_it_opens_the_database(something_stored, request):
    assert opens_database(request.node)


def test_any_other_test_does_not_open_the_database(request):
    assert not opens_database(request.node)


class TestOfACase(TransactionTestCase):
    @pytest.fixture(autouse=True)
    def _known(self, request):
        self.item = request.node

    def test_a_case_opens_the_database(self):
        assert opens_database(self.item)
