"""Every command in the README is executed, and every target in the other pages exists."""

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READY_SECONDS_MAX = 300
MAIL_SECONDS_MAX = 60
SHOPPERS_MIN = 2_000
STOP_SECONDS_MAX = 30
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]


_NOT_A_STRANGERS = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "CELERY_BROKER_URL", "SMTP_URL"}


@dataclass(frozen=True)
class Run:
    """A `make run` in progress."""

    process: subprocess.Popen
    output: Path
    address: str

    def await_welcome(self) -> None:
        until = time.monotonic() + READY_SECONDS_MAX
        while "Saleor CRM is running" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < until, self.output.read_text()
            time.sleep(0.2)

    def get(self, path: str) -> tuple[int, str]:
        request = urllib.request.Request(self.address + path, headers={"Accept": "text/html"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()

    def ask(self, query: str, *, token: str) -> dict:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        body = json.dumps({"query": query}).encode()
        request = urllib.request.Request(f"{self.address}/graphql/", data=body, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def token(self, prefix: str) -> str:
        """Return the token that the welcome shows, alone on its line so that it can be copied."""
        return re.search(rf"^{prefix}\S+$", self.output.read_text(), re.MULTILINE)[0]

    def await_mail(self) -> None:
        until = time.monotonic() + MAIL_SECONDS_MAX
        while "@example.com" not in self.get("/mail/")[1]:
            assert time.monotonic() < until, self.output.read_text()
            time.sleep(0.5)


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def commands_of(page: Path) -> list[str]:
    """Return the lines of the page's shell blocks, without comments."""
    blocks = re.findall(
        r"^```(?:sh|bash|shell|console)\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL
    )
    lines = [line.partition("  #")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def test_the_readme_has_the_two_commands_and_each_is_executed_here_or_by_the_run():
    executed_by_run = re.findall(r"^make .*$", (ROOT / ".ci" / "run").read_text(), re.MULTILINE)

    assert commands_of(ROOT / "README.md") == ["make run", "make test"]
    assert "make test" in executed_by_run


def test_every_make_target_that_a_page_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = {
        (page.name, word)
        for page in PAGES
        for command in commands_of(page)
        if command.startswith("make ")
        for word in command.split()[1:]
        if "=" not in word
    }

    assert {name for name in named if name[1] not in targets} == set()
    assert ("CONTRIBUTING.md", "check") in named


@contextmanager
def make_run(folder: Path):
    """Start `make run` as a stranger does, without data yet; only the ports are ours to choose."""
    web, smtp = _free_ports(2)
    environment = {
        name: value for name, value in os.environ.items() if name not in _NOT_A_STRANGERS
    }
    environment |= {"SALEOR_CRM_DATA": str(folder / "data"), "HOME": str(folder)}
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            ["make", "run", f"ARGS=--port {web} --smtp-port {smtp}"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a terminal's Ctrl-C reaches its whole foreground group
        )
        run = Run(process, folder / "output", f"http://127.0.0.1:{web}")
        try:
            run.await_welcome()
            yield run
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def test_make_run_starts_a_shop_with_data_answers_mails_and_ends_with_ctrl_c(tmp_path):
    with make_run(tmp_path) as run:
        said = run.output.read_text()
        for path in ("/", "/health/", "/ready/", "/graphql/", "/mail/"):
            assert f"{run.address}{path}" in said
            assert run.get(path)[0] == 200
        assert json.loads(run.get("/ready/")[1])["status"] == "ready"

        shop = run.ask("{ crmProfiles(first: 1) { totalCount } }", token=run.token("crm_"))
        me = run.ask("{ crmMe { email points { available } } }", token=run.token("crms_"))
        assert shop["data"]["crmProfiles"]["totalCount"] >= SHOPPERS_MIN
        assert me["data"]["crmMe"]["points"]["available"] > 0
        run.await_mail()

        os.killpg(run.process.pid, signal.SIGINT)
        run.process.wait(STOP_SECONDS_MAX)

    assert "Traceback" not in run.output.read_text()
    assert "stopping" in run.output.read_text()
    with pytest.raises(urllib.error.URLError):
        run.get("/health/")
