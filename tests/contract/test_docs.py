"""The documentation names everything an operator or a developer can meet, and says it right."""

import importlib
import pkgutil
import re
import typing
from dataclasses import fields
from pathlib import Path

import celery
import pytest

from saleor_crm_plugin import schedule
from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.facts import Fact
from saleor_crm_plugin.hosts.standalone import cli, environment
from saleor_crm_plugin.profiles.rules.timeline import EventType

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "saleor_crm_plugin"
PAGES = {path: path.read_text() for path in sorted(DOCS.rglob("*.md"))}
GUIDE = "\n".join(text for path, text in PAGES.items() if path.parent.name != "adr")


def _all_errors() -> set[type[CrmError]]:
    for module in pkgutil.walk_packages([str(PACKAGE)], "saleor_crm_plugin."):
        if not module.name.endswith("__main__") and ".hosts.saleor" not in module.name:
            importlib.import_module(module.name)
    found, waiting = set(), [CrmError]
    while waiting:
        error = waiting.pop()
        found.add(error)
        waiting += error.__subclasses__()
    return found


def _table(page: str) -> dict[str, str]:
    """The rows of a page's tables whose first cell is code: first cell to second."""
    rows = re.findall(r"^\| `([^`|]+)` \| ([^|]*?) \|", PAGES[DOCS / page], re.MULTILINE)
    return {name: value.strip("` ") for name, value in rows}


def test_every_setting_is_documented_with_its_default():
    documented = _table("configuration.md")
    defaults = {field.name: repr(field.default).replace("'", '"') for field in fields(CrmSettings)}

    assert {name: documented.get(name) for name in defaults} == defaults


def test_no_setting_is_documented_that_does_not_exist():
    named = set(_table("configuration.md"))

    assert named == {field.name for field in fields(CrmSettings)} | set(environment.VARIABLES)


def test_every_fact_is_documented():
    names = {fact.__name__ for fact in typing.get_args(Fact)}

    assert {name for name in names if f"`{name}`" not in GUIDE} == set()


def test_every_timeline_event_is_documented():
    assert [event.value for event in EventType if f"`{event.value}`" not in GUIDE] == []


def test_every_error_code_is_documented():
    codes = {error.code for error in _all_errors()}

    assert {code for code in codes if f"`{code}`" not in PAGES[DOCS / "codes.md"]} == set()


def test_every_system_check_is_documented():
    sources = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py"))
    ids = set(re.findall(r"saleor_crm(?:_\w+)?\.[EWI]\d{3}", sources))

    assert {check for check in ids if f"`{check}`" not in PAGES[DOCS / "codes.md"]} == set()


def test_every_task_and_every_period_is_documented():
    importlib.import_module("saleor_crm_plugin.tasks")
    tasks = {name for name in celery.current_app.tasks if name.startswith("saleor_crm_plugin.")}
    periodic = {str(entry["task"]) for entry in schedule.entries(has_source=True).values()}

    named = {name for name in tasks | periodic if f"`{name}`" in PAGES[DOCS / "operations.md"]}

    assert named == tasks | periodic


def test_every_command_is_documented_and_every_documented_command_exists():
    commands = set(cli.MANAGED) | set(cli.OWN)
    pages = GUIDE + (ROOT / "README.md").read_text()
    named = set(re.findall(r"(?:saleor-crm|python -m saleor_crm_plugin) ([a-z]+)\b", pages))

    assert named - commands == set()
    assert commands - set(_table("standalone.md")) == set()


@pytest.mark.parametrize("path", list(PAGES), ids=lambda path: str(path.relative_to(DOCS)))
def test_every_page_is_in_the_navigation(path):
    assert f" {path.relative_to(DOCS)}\n" in (ROOT / "mkdocs.yml").read_text()
