"""Reads of extensions: what is in force in this process, and what is remembered of all of them."""

from saleor_crm_plugin.extensions.queries.installed import (
    ALL,
    Absence,
    Absent,
    Installed,
    installed,
    installed_forget,
)
from saleor_crm_plugin.extensions.queries.records import (
    ACTIVE,
    GONE,
    ExtensionCard,
    extension_cards,
)

__all__ = [
    "ACTIVE",
    "ALL",
    "GONE",
    "Absence",
    "Absent",
    "ExtensionCard",
    "Installed",
    "extension_cards",
    "installed",
    "installed_forget",
]
