"""`python -m saleor_crm_plugin run` as real processes on free ports: start, mail, crash, end."""

import contextlib
import json
import os
import re
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from email.message import EmailMessage
from pathlib import Path

import pytest

from saleor_crm_plugin.hosts.standalone import cli, supervisor

PROJECT = Path(__file__).parents[2]
WAIT_SECONDS = 40


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        servers = [
            stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)
        ]
        return [server.getsockname()[1] for server in servers]


def wait_for(condition, what: str) -> object:
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


class Run:
    """One `run` in a process of its own, with what it said."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self.port, self.smtp_port = free_ports(2)
        self.said: list[str] = []
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG"}}
        self.environment = kept | {"SALEOR_CRM_DATA": str(directory), "PYTHONPATH": str(PROJECT)}
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "saleor_crm_plugin",
                "run",
                f"--port={self.port}",
                f"--smtp-port={self.smtp_port}",
                *arguments,
            ],
            env=self.environment,
            cwd=directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.said.append(line.rstrip())

    @property
    def output(self) -> str:
        return "\n".join(self.said)

    def children(self) -> dict[str, int]:
        """Return the process ids of the children by name."""
        listing = subprocess.run(
            ["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True
        ).stdout
        pattern = rf"^\s*(\d+) .*standalone\.children (\w+) --parent={self.process.pid} "
        return {name: int(pid) for pid, name in re.findall(pattern, listing, re.MULTILINE)}

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}{path}", timeout=10
            ) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""
        except OSError:
            return 0, ""

    def asks(self, query: str) -> dict:
        """Return what GraphQL answers to the staff token that was shown."""
        token = self.said[self.said.index("Staff token, every permission") + 1]
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql/",
            data=json.dumps({"query": query}).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read())

    def wait_until_it_runs(self) -> None:
        wait_for(
            lambda: "Headers in GraphiQL" in self.output or self.process.poll() is not None,
            "the start",
        )
        assert self.process.poll() is None, self.output

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._reader.join(10)
        self.process.stdout.close()


@pytest.fixture
def run(tmp_path):
    started = Run(tmp_path, "--no-demo")
    yield started
    children = started.children()
    started.close()
    wait_for(lambda: not started.children(), f"the end of {children}")


@pytest.mark.slow
def test_everything_runs_in_one_terminal_until_it_is_told_to_stop(run, tmp_path) -> None:
    # when
    run.wait_until_it_runs()

    # then
    assert sorted(run.children()) == ["beat", "mail", "web", "worker"]
    status, ready = run.get("/ready/")
    assert (status, json.loads(ready)["status"]) == (200, "ready")
    assert f"http://127.0.0.1:{run.port}/graphql/" in run.output
    shop = run.asks("{ crmProfiles(first: 1) { totalCount } }")
    assert shop["data"] == {"crmProfiles": {"totalCount": 0}}
    assert f"http://127.0.0.1:{run.port}/mail/" in run.output
    assert (tmp_path / "crm.sqlite3").exists()

    # when
    message = EmailMessage()
    message["Subject"] = "Points for you"
    message["To"] = "shopper@example.com"
    message.set_content("40 points")
    with smtplib.SMTP("127.0.0.1", run.smtp_port, timeout=10) as server:
        server.send_message(message, from_addr="shop@example.com")

    # then
    assert "Points for you" in run.get("/mail/")[1]
    assert "40 points" in run.get("/mail/1/")[1]
    assert run.get("/pages.css")[0] == 200

    # when
    second = subprocess.run(
        [sys.executable, "-m", "saleor_crm_plugin", "run", f"--port={free_ports(1)[0]}"],
        env=run.environment | {"SMTP_URL": "smtp://127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )

    # then
    assert second.returncode == 1
    assert "another run already uses" in second.stdout

    # when
    run.process.send_signal(signal.SIGINT)

    # then
    assert run.process.wait(WAIT_SECONDS) == 0
    assert run.children() == {}
    assert run.get("/health/") == (0, "")


REQUEST = """
import django
django.setup()
from django.utils import timezone
from saleor_crm_plugin.segments.services import rfm_run_request
rfm_run_request(at=timezone.now(), actor="test")
"""


@pytest.mark.slow
def test_a_wake_of_another_process_reaches_the_worker_without_the_beat(run, tmp_path) -> None:
    # given
    run.wait_until_it_runs()
    beat = run.children()["beat"]
    os.kill(beat, signal.SIGSTOP)
    wait_for(lambda: not list((tmp_path / "broker").glob("*.message")), "an empty broker")

    # when
    subprocess.run(
        [sys.executable, "-c", REQUEST],
        env=run.environment | {"DJANGO_SETTINGS_MODULE": cli.SETTINGS},
        check=True,
    )

    # then
    with contextlib.closing(sqlite3.connect(tmp_path / "crm.sqlite3")) as database:
        wait_for(
            lambda: (
                database.execute("SELECT status FROM saleor_crm_rfm_run").fetchall() == [("done",)]
            ),
            "the worker",
        )
    os.kill(beat, signal.SIGCONT)


@pytest.mark.slow
def test_a_killed_child_starts_again_and_a_killed_parent_takes_its_children_along(run) -> None:
    # given
    run.wait_until_it_runs()
    before = run.children()

    # when
    for name in ("web", "worker"):
        os.kill(before[name], signal.SIGKILL)

    # then
    wait_for(lambda: set(run.children().values()) >= {before["mail"], before["beat"]}, "the rest")
    wait_for(
        lambda: len(run.children()) == 4 and run.children()["web"] != before["web"], "a new web"
    )
    wait_for(lambda: run.get("/health/")[0] == 200, "the web server")
    after = run.children()
    assert after["worker"] != before["worker"]
    assert (after["mail"], after["beat"]) == (before["mail"], before["beat"])
    assert "web │ ended with status -9, starts again in 0.5 s" in run.output

    # when
    run.process.kill()

    # then
    wait_for(lambda: run.children() == {}, "the children's end")


def test_a_child_that_cannot_start_ends_the_run_with_a_reason(monkeypatch) -> None:
    # given
    said = []
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", cli.SETTINGS)
    supervised = supervisor.Supervisor(
        [supervisor.Child("web", ("--port=nonsense",))], say=lambda *line: said.append(line)
    )

    # when
    try:
        with pytest.raises(supervisor.ChildFailed) as failure:
            supervised.start()
    finally:
        supervised.close()

    # then
    assert str(failure.value) == "web ended before it was ready"
    wait_for(lambda: any("invalid int value" in line for _, line in said), "the reason")


def test_a_child_that_crashes_again_and_again_is_given_up(monkeypatch) -> None:
    # given
    monkeypatch.setattr(supervisor, "BACK_OFF_SECONDS", 0.001)
    monkeypatch.setattr(supervisor, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(supervisor, "RESTARTS_MAX", 2)
    supervised = supervisor.Supervisor([supervisor.Child("nobody")], say=lambda *_: None)
    supervised.children[0].process = subprocess.Popen(
        [sys.executable, "-c", ""], start_new_session=True
    )

    # when
    try:
        with pytest.raises(supervisor.ChildFailed) as failure:
            supervised.watch()
    finally:
        supervised.close()

    # then
    assert str(failure.value) == "nobody ended 3 times within a minute"
