"""Writes of automation: react to events, tell extensions, switch, move."""

from saleor_crm_plugin.automation.services.deliveries import (
    deliveries_erase,
    deliveries_replay,
)
from saleor_crm_plugin.automation.services.extended import AutomationState, automation_states
from saleor_crm_plugin.automation.services.running import (
    automation_switch,
    automations_run,
    runs_merge,
    runs_unmerge,
)
from saleor_crm_plugin.automation.services.telling import TellReport, extensions_tell

__all__ = [
    "AutomationState",
    "TellReport",
    "automation_states",
    "automation_switch",
    "automations_run",
    "deliveries_erase",
    "deliveries_replay",
    "extensions_tell",
    "runs_merge",
    "runs_unmerge",
]
