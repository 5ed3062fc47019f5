"""What Saleor loads of ours before any request, seen in a process of its own with a few of Saleor's names put in."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PREPARE = """
import sys
from types import ModuleType, SimpleNamespace
for name in ("saleor", "saleor.core", "saleor.core.db", "saleor.core.db.connection", "saleor.plugins",
             "saleor.plugins.base_plugin"):
    sys.modules[name] = ModuleType(name)
sys.modules["saleor.core.db.connection"].allow_writer = None
sys.modules["saleor.plugins.base_plugin"].BasePlugin = type("BasePlugin", (), {})
from django.conf import settings
settings.configure(SECRET_KEY="x", CELERY_BEAT_SCHEDULE={})
"""
SHOW = "\nprint(*sorted(name for name in sys.modules if name.startswith('saleor_crm_plugin')))"


def run(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return done.stdout + done.stderr


def test_the_plugins_module_loads_nothing_that_could_break_and_take_saleor_along():
    shown = run("import saleor_crm_plugin.hosts.saleor.plugin" + SHOW)
    loaded = shown.splitlines()[0].split()

    ours = [name.removeprefix("saleor_crm_plugin.") for name in loaded if ".facts" not in name]
    assert ours == [
        "saleor_crm_plugin",
        "hosts",
        "hosts.saleor",
        "hosts.saleor.form",
        "hosts.saleor.hooks",
        "hosts.saleor.names",
        "hosts.saleor.plugin",
        "hosts.saleor.touching",
    ]


def test_a_plugin_whose_hooks_cannot_be_loaded_loads_without_them():
    shown = run(
        """
sys.modules["saleor_crm_plugin.hosts.saleor.hooks"] = None
from saleor_crm_plugin.hosts.saleor.plugin import CrmPlugin
print(hasattr(CrmPlugin, "order_created"), CrmPlugin.PLUGIN_ID)
"""
    )

    assert "False saleor.crm" in shown
    assert "the CRM's hooks are not ready" in shown


@pytest.mark.parametrize(
    ("missing", "failed"),
    [
        ("saleor_crm_plugin.schedule", "plan"),
        ("saleor_crm_plugin.hosts.saleor.names", "configure"),
        ("saleor_crm_plugin.checks", "check"),
        ("saleor_crm_plugin.hosts.saleor.schema.extension", "extend"),
    ],
)
def test_a_part_that_cannot_be_loaded_does_not_keep_saleor_from_starting(missing, failed):
    shown = run(
        f"""
sys.modules["{missing}"] = None
from saleor_crm_plugin.hosts.saleor import startup
startup.start()
print([(message.id, message.msg) for message in startup.start_check()])
"""
    )

    assert "saleor_crm.W011" in shown
    assert f"A part of the CRM's start failed: {failed}: ModuleNotFoundError" in shown
