"""What every test gets: an engine it can run on, examples enough, and logs without addresses."""

import logging
import os
import pkgutil
import re
import shutil
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from saleor_crm_plugin import migrations

collect_ignore = ["saleor"]  # runs with Saleor's own interpreter: make test-saleor
if find_spec("graphene") is None:
    collect_ignore.append("graphene_host")  # has an environment of its own: make test-graphene

hypothesis_settings.register_profile("dev", max_examples=50, deadline=None)
hypothesis_settings.register_profile(
    "ci", max_examples=500, deadline=None, derandomize=True, print_blob=True
)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "dev")

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--with-database", action="store_true", help="only tests that open the database"
    )


def opens_database(item: pytest.Item) -> bool:
    """Return whether pytest-django lets a test into the database."""
    fixtures = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    case = getattr(item, "cls", None) or object
    return bool(item.get_closest_marker("django_db") or fixtures) or issubclass(
        case, TransactionTestCase
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """
    Leave out what this machine cannot show: real concurrency needs PostgreSQL, composition needs npm.

    `make test` on a developer's machine asks no registry but PyPI; CI, or `-m npm`, asks npm's too.
    """
    absent = set()
    if connection.vendor != "postgresql":
        absent.add("postgres")
    is_asked = bool(os.environ.get("CI")) or "npm" in config.option.markexpr
    if not is_asked or shutil.which("node") is None or shutil.which("npm") is None:
        absent.add("npm")
    left_out = {item for item in items if any(item.get_closest_marker(name) for name in absent)}
    if config.option.with_database:
        left_out |= {item for item in items if not opens_database(item)}
    if left_out:
        config.hook.pytest_deselected(items=list(left_out))
        items[:] = [item for item in items if item not in left_out]


def lines_with_an_address(records: Iterable[logging.LogRecord]) -> list[str]:
    """Return the log lines, tracebacks included, that hold an e-mail address."""
    formatter = logging.Formatter("%(name)s %(levelname)s %(message)s")
    return [line for record in records if _ADDRESS.search(line := formatter.format(record))]


@pytest.fixture(autouse=True)
def logs_hold_no_address(caplog: pytest.LogCaptureFixture):
    """Fail the test whose code under test logs an e-mail address at any level, tracebacks included."""
    caplog.set_level(logging.DEBUG, logger="saleor_crm_plugin")
    yield
    records = [record for phase in ("setup", "call") for record in caplog.get_records(phase)]
    assert lines_with_an_address(records) == []


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Where a test installs extensions of its own."""
    from tests.extensions import Shelf

    put_up = Shelf(tmp_path / "packages", monkeypatch)
    yield put_up
    put_up.uninstall()


@pytest.fixture(scope="session", autouse=True)
def ledger_can_be_flushed():
    """
    Let transactional tests empty their database on SQLite, where `flush` deletes rows one table at a time.

    The triggers that protect the ledger are dropped and created again around the deletions, in the
    same transaction. PostgreSQL truncates, which row triggers do not see.
    """
    if connection.vendor != "sqlite":
        yield
        return
    names = [module.name for module in pkgutil.iter_modules(migrations.__path__)]
    modules = [import_module(f"{migrations.__name__}.{name}") for name in names]
    protecting = [module for module in modules if hasattr(module, "drop_statements")]
    plain = connection.ops.sql_flush

    def around_triggers(*args, **kwargs) -> list[str]:
        deletions = plain(*args, **kwargs)
        drop = [line for module in protecting for line in module.drop_statements("sqlite")]
        create = [line for module in protecting for line in module.create_statements("sqlite")]
        return [*drop, *deletions, *create] if deletions else []

    connection.ops.sql_flush = around_triggers
    yield
    connection.ops.sql_flush = plain
