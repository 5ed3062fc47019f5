"""
Records how Saleor's plugins manager calls the hooks of plugins, by reading its source, never running it.

    python -m tests.payloads.saleor_hooks /srv/saleor/3.21 /srv/saleor/3.22 …

writes `tests/payloads/saleor/hooks.json` anew from those checkouts.
"""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

FILE = Path(__file__).parent / "saleor" / "hooks.json"
# The objects that the CRM keeps; a new hook of theirs is one to think about.
OBJECTS = ("account", "address", "checkout", "customer", "fulfillment", "order", "staff")
# What the manager keeps for itself when it calls a plugin.
ITS_OWN = {"channel_slug", "plugin_ids"}


def hooks(checkout: Path) -> dict[str, dict[str, list[str]]]:
    """Return, for each hook about one of our objects, what plugins are given by place and by name."""
    manager = ast.parse((checkout / "saleor/plugins/manager.py").read_text())
    found = {}
    for node in ast.walk(manager):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            "__run_method_on_plugins"
        ):
            name = ast.literal_eval(node.args[0]) if isinstance(node.args[0], ast.Constant) else ""
            if name.partition("_")[0] in OBJECTS:
                found[name] = {
                    "positional": [ast.unparse(argument) for argument in node.args[2:]],
                    "keywords": sorted({word.arg for word in node.keywords} - ITS_OWN),
                }
    return dict(sorted(found.items()))


def recorded(checkout: Path) -> tuple[str, dict]:
    """Return a checkout's version, and its commit with its hooks."""
    version = re.search(r'__version__ = "(.+)"', (checkout / "saleor/__init__.py").read_text())[1]
    commit = subprocess.check_output(["git", "-C", checkout, "rev-parse", "HEAD"], text=True)
    return version, {"commit": commit.strip(), "hooks": hooks(checkout)}


if __name__ == "__main__":
    document = dict(recorded(Path(checkout)) for checkout in sys.argv[1:])
    FILE.write_text(json.dumps(document, indent=1) + "\n")
