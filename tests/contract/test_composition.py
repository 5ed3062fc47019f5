"""The subgraph composes with Saleor's into one API, by the library that Apollo's gateway uses."""

import fcntl
import gzip
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from saleor_crm_plugin.hosts.standalone.schema.subgraph import schema

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "composition"
SERVICE = ROOT.parent / "shared" / "data" / "saleor-3.23.28-service.graphql.gz"

pytestmark = [pytest.mark.slow, pytest.mark.npm]


@pytest.fixture(scope="module")
def library() -> Path:
    """The folder with the library, installed once and kept; processes that test at once agree on one."""
    folder = ROOT / ".var" / "composition"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = (FOLDER / "package.json").read_text()
    installed = folder / "package.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.exists() or installed.read_text() != wanted:
            (folder / "new").mkdir(exist_ok=True)
            shutil.copy(FOLDER / "package.json", folder / "new")
            subprocess.run(
                ["npm", "install", "--no-audit", "--no-fund", "--silent"],
                cwd=folder / "new",
                check=True,
                timeout=300,
            )
            shutil.rmtree(folder / "node_modules", ignore_errors=True)
            shutil.move(folder / "new" / "node_modules", folder)
            installed.write_text(wanted)
    return folder


@pytest.fixture
def workshop(library, tmp_path) -> Path:
    """A folder of this test's own in which the library is found."""
    (tmp_path / "node_modules").symlink_to(library / "node_modules")
    shutil.copy(FOLDER / "compose.mjs", tmp_path)
    return tmp_path


def compose(workshop: Path, saleor: str, crm: str) -> dict:
    (workshop / "saleor.graphql").write_text(saleor)
    (workshop / "crm.graphql").write_text(crm)
    run = subprocess.run(
        ["node", "compose.mjs", "saleor=saleor.graphql", "crm=crm.graphql"],
        cwd=workshop,
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return json.loads(run.stdout)


def sdl() -> str:
    """Return what a gateway is told when it asks the subgraph for its schema."""
    return schema.execute_sync("{ _service { sdl } }").data["_service"]["sdl"]


def saleor_sdls() -> list:
    """Return what to compose with: always the part we meet, and the whole of a real Saleor where it is."""
    given = [pytest.param(FOLDER / "saleor.graphql", id="the part we meet")]
    return given + ([pytest.param(SERVICE, id="the whole of 3.23.28")] if SERVICE.exists() else [])


def read(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()


@pytest.mark.parametrize("saleor", saleor_sdls())
def test_the_subgraph_composes_with_saleors(saleor, workshop):
    # when
    merged = compose(workshop, read(saleor), sdl())

    # then
    assert merged["errors"] == []
    assert {"id", "email", "crm"} <= set(merged["fields"]["User"])
    assert {"id", "number", "crm"} <= set(merged["fields"]["Order"])
    assert {"me", "crmMe", "crmProfiles"} <= set(merged["fields"]["Query"])
    assert {"accountUpdate", "crmPointsAdjust"} <= set(merged["fields"]["Mutation"])


def test_a_name_that_is_saleors_would_be_found(workshop):
    clash = sdl().replace("type CrmMoney ", "type Money ").replace("CrmMoney", "Money")

    merged = compose(workshop, (FOLDER / "saleor.graphql").read_text(), clash)

    assert [message for message in merged["errors"] if 'field "Money' in message] != []
