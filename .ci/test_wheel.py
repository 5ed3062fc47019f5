"""sdist, wheel from the sdist, a bare environment: what a stranger installs is complete."""

import os
import re
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BARE_SETTINGS = """
SECRET_KEY = "bare"
USE_TZ = True
INSTALLED_APPS = ["saleor_crm_plugin"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "bare.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
"""
LOAD_ENTRY_POINTS = """
from importlib.metadata import distribution
for point in distribution("saleor-crm-plugin").entry_points:
    if point.group != "saleor.plugins":  # needs a Saleor, which this environment is not
        point.load()
    print(point.group, point.name, point.value)
"""


def run(*command: object, **options) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, Path]:
    """The sdist of what Git tracks, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("build")
    source, out = folder / "source", folder / "dist"
    source.mkdir()
    names = run("git", "ls-files", "-z", cwd=ROOT)
    run("tar", "-cf", folder / "tree.tar", "--null", "-T", "-", cwd=ROOT, input=names)
    run("tar", "-xf", folder / "tree.tar", "-C", source)
    run(sys.executable, "-m", "build", "--outdir", out, source)
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def bare(built, tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """An environment with the wheel and what it requires, without extras, in an empty folder."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", built[1], cwd=folder)
    (folder / "bare_settings.py").write_text(BARE_SETTINGS)
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONPATH", "DJANGO_SETTINGS_MODULE", "DATABASE_URL"}
    }
    return python, environment | {"PYTHONPATH": str(folder)}


def test_the_wheel_holds_the_package_and_nothing_else(built):
    names = zipfile.ZipFile(built[1]).namelist()

    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"saleor_crm_plugin"}
    tracked = run("git", "ls-files", "saleor_crm_plugin", cwd=ROOT).split()
    shipped = [name for name in tracked if not name.endswith((".po", ".gitkeep"))]
    assert [name for name in shipped if name not in names] == []


def test_the_sdist_holds_the_package_its_tests_and_its_pages(built):
    with tarfile.open(built[0]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}

    folders = ["saleor_crm_plugin", "tests", "docs", "graphql"]
    tracked = run("git", "ls-files", *folders, cwd=ROOT).split()
    files = ["pyproject.toml", "setup.cfg", "README.md", "LICENSE", "CHANGELOG.md", "Makefile"]
    assert [name for name in [*files, *tracked] if name not in names] == []


def test_a_bare_environment_migrates_and_checks(bare):
    python, environment = bare
    django = [python, "-W", "error::DeprecationWarning:saleor_crm_plugin", "-m", "django"]
    settings = environment | {"DJANGO_SETTINGS_MODULE": "bare_settings"}
    folder = python.parents[2]

    run(*django, "migrate", "--verbosity=0", env=settings, cwd=folder)
    run(*django, "check", env=settings, cwd=folder)
    plan = run(*django, "showmigrations", "saleor_crm", env=settings, cwd=folder)

    assert re.findall(r"\[( |X)\] (\d{4})", plan)[0] == ("X", "0001")
    assert "[ ]" not in plan


def test_with_the_standalone_extra_every_entry_point_loads_and_migrates(bare, built):
    python, environment = bare
    folder = python.parents[2]
    environment = environment | {"SALEOR_CRM_DATA": str(folder / "data")}
    run(python, "-m", "pip", "install", "--quiet", f"{built[1]}[standalone]", cwd=folder)

    points = run(python, "-c", LOAD_ENTRY_POINTS, env=environment, cwd=folder).splitlines()
    run(python.parent / "saleor-crm", "migrate", "--verbosity=0", env=environment, cwd=folder)
    run(python.parent / "saleor-crm", "manage", "check", env=environment, cwd=folder)

    assert "console_scripts saleor-crm saleor_crm_plugin.__main__:main" in points
    plugin = "saleor_crm_plugin.hosts.saleor.plugin:CrmPlugin"
    assert f"saleor.plugins saleor_crm_plugin {plugin}" in points


def test_the_example_extension_satisfies_mypy_against_the_installed_package(bare):
    """As its author runs it: the types come from the wheel's `py.typed`."""
    python, environment = bare
    example = ROOT / "docs" / "examples" / "loyal-weather"
    options = ["--strict", "--config-file=", "--cache-dir=/dev/null", "--follow-imports=silent"]
    target = ["--python-executable", python, example / "loyal_weather"]

    run(
        sys.executable, "-m", "mypy", *options, *target,
        cwd=python.parents[2], env=environment | {"MYPYPATH": str(example)},
    )  # fmt: skip
