"""The architecture in setup.cfg holds, and its linter really finds what breaks it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLANTED = {
    "orders/queries.py": "from saleor_crm_plugin.mail import models as planted_upward",
    "profiles/rules/timeline.py": "import django.db as planted_impurity",
    "segments/models.py": "from saleor_crm_plugin.loyalty import models as planted_ledger",
    "mail/models/messages.py": "import celery as planted_celery",
}


def _broken_contracts(folder: Path) -> tuple[int, list[str]]:
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, re.findall(r"^(.*\S)\s+BROKEN\b", run.stdout, re.MULTILINE)


def test_the_package_keeps_every_contract():
    assert _broken_contracts(ROOT) == (0, [])


def test_planted_imports_are_found_and_the_contract_is_named(tmp_path):
    # given
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    shutil.copytree(
        ROOT / "saleor_crm_plugin",
        tmp_path / "saleor_crm_plugin",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    for name, line in PLANTED.items():
        module = tmp_path / "saleor_crm_plugin" / name
        module.write_text(f"{module.read_text()}\n{line}\n")

    # when
    code, broken = _broken_contracts(tmp_path)

    # then
    assert code == 1
    assert broken == [
        "Data flows one way: hosts, contract, ingest, domains, facts",
        "Facts and rules are pure Python",
        "Celery only in tasks, work and the standalone host",
        "Only loyalty and read models touch the ledger's tables",
    ]
