"""Every command in the README is executed, and every target in the other pages exists."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READY_SECONDS_MAX = 300
STOP_SECONDS_MAX = 30
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]


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


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """`make run` as a stranger starts it, in its own session, with an empty home and no data yet."""
    folder = tmp_path_factory.mktemp("run")
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "CELERY_BROKER_URL"}
    }
    environment |= {"SALEOR_CRM_DATA": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            ["make", "run"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process, folder / "output"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
