"""Saleor's settings as they are when the plugin is not installed, for comparison."""

from saleor.settings import *  # noqa: F403 every setting
from saleor.settings import INSTALLED_APPS, PLUGINS

INSTALLED_APPS = [name for name in INSTALLED_APPS if name != "saleor_crm_plugin"]
PLUGINS = [path for path in PLUGINS if not path.startswith("saleor_crm_plugin.")]
