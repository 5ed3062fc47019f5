"""The tree is what the architecture says: each file has its place and a name that says what it holds."""

import ast
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "saleor_crm_plugin"
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if "migrations" not in path.relative_to(PACKAGE).parts
)
NOT_DOMAINS = {
    "hosts",
    "hooks",
    "web",
    "api",
    "facts",
    "management",
    "migrations",
    "templates",
    "locale",
}
DOMAINS = sorted(
    folder.name
    for folder in PACKAGE.iterdir()
    if (folder / "__init__.py").exists() and folder.name not in NOT_DOMAINS
)
COLUMNS = {"__init__", "rules", "models", "queries", "services", "tasks"}
COLUMNS_OF = {"ingest": COLUMNS | {"routing"}, "automation": COLUMNS | {"routing"}}
SAYS_NOTHING = {"util", "utils", "helper", "helpers", "common", "base", "misc", "manager", "core"}
LINES_MAX = 300


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def _classes(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    return [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def test_the_domains_are_the_ones_of_the_architecture():
    assert DOMAINS == [
        "analytics",
        "automation",
        "bulk",
        "extensions",
        "ingest",
        "loyalty",
        "mail",
        "orders",
        "profiles",
        "segments",
    ]


@pytest.mark.parametrize("domain", DOMAINS)
def test_a_domain_holds_only_the_agreed_modules(domain):
    held = {
        path.stem
        for path in (PACKAGE / domain).iterdir()
        if path.name != "__pycache__" and (path.is_dir() or path.suffix == ".py")
    }

    assert held - COLUMNS_OF.get(domain, COLUMNS) == set()


def test_no_module_is_longer_than_a_reader_can_hold():
    too_long = {
        str(path.relative_to(ROOT)): lines
        for path in MODULES
        if (lines := len(path.read_text().splitlines())) >= LINES_MAX
    }

    assert too_long == {}


def test_no_module_has_a_name_that_says_nothing():
    folders = {folder for path in MODULES for folder in path.relative_to(PACKAGE).parents}
    names = [path.relative_to(PACKAGE) for path in MODULES] + sorted(folders)

    assert [str(name) for name in names if _words(name.stem) & SAYS_NOTHING] == []


def test_no_class_has_a_name_that_says_nothing():
    named = [(path.name, name) for path in MODULES for name in _classes(path)]

    assert [pair for pair in named if _words(pair[1]) & SAYS_NOTHING] == []


def test_every_module_says_what_it_holds():
    silent = [
        str(path.relative_to(ROOT))
        for path in MODULES
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []


def test_the_migrations_link_points_at_the_real_folder():
    link = ROOT / "migrations"

    assert link.is_symlink() is True
    assert str(link.readlink()) == "saleor_crm_plugin/migrations"
    assert (PACKAGE / "migrations").is_symlink() is False
    assert (link / "0001_initial.py").is_file() is True


def test_the_graphql_folder_holds_no_python_and_shadows_nothing():
    assert [str(path) for path in (ROOT / "graphql").rglob("*.py*")] == []

    assert (
        Path(importlib.import_module("graphql").__file__).is_relative_to(ROOT / "graphql") is False
    )
