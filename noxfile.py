"""The matrix: Python and Django versions, the lowest dependencies, the wheel, and a real Saleor."""

import os
import re
from pathlib import Path

import nox

nox.options.sessions = ["tests", "floor", "wheel"]
nox.options.default_venv_backend = "venv"

PYTHONS = ["3.11", "3.12", "3.13"]
DJANGOS = {"lts": "Django>=5.2,<5.3", "newest": "Django>=5.2,<6"}


@nox.session(python=PYTHONS)
@nox.parametrize("django", list(DJANGOS))
def tests(session: nox.Session, django: str) -> None:
    """Run the suite on SQLite, and on PostgreSQL when one answers."""
    session.install("-e", ".[dev]", DJANGOS[django])
    session.run("python", "-m", "tests.engines", *session.posargs)


@nox.session(python=PYTHONS[0])
def floor(session: nox.Session) -> None:
    """Run the suite on the lowest versions that pyproject.toml allows for what the package itself needs."""
    text = Path("pyproject.toml").read_text()
    block = re.search(r"^dependencies = \[(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    lowest = re.findall(r'"([\w-]+)>=([\d.]+)', block.group(1)) if block else []
    session.install("-e", ".[dev]", *(f"{name}=={version}" for name, version in lowest))
    session.run("python", "-m", "tests.engines", *session.posargs)


@nox.session(python=PYTHONS)
def wheel(session: nox.Session) -> None:
    """Build sdist and wheel, install the wheel alone, migrate, and load the entry points."""
    session.install("-e", ".[dev]")
    session.run("python", "-m", "pytest", ".ci/test_wheel.py", *session.posargs)


@nox.session(python=False)
def saleor(session: nox.Session) -> None:
    """Run the Saleor host's tests with SALEOR_PYTHON, the Python of a Saleor checkout."""
    if not os.environ.get("SALEOR_PYTHON"):
        session.error("SALEOR_PYTHON must name the Python that Saleor is installed in")
    session.run("make", "test-saleor", external=True)
