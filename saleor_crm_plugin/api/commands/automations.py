"""Switching automations."""

from dataclasses import dataclass

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.automations import AutomationNode, automation_node
from saleor_crm_plugin.automation.services import automation_states
from saleor_crm_plugin.automation.services import automation_switch as switch


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationSwitchInput:
    """Which automation, and whether it shall be on."""

    slug: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationSwitchArguments:
    """The arguments of `crmAutomationSwitch`."""

    input: AutomationSwitchInput


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationPayload(Payload):
    """The automation as it is now; none for one that sends no messages."""

    automation: AutomationNode | None = None


def automation_switch(inquiry: Inquiry, arguments: AutomationSwitchArguments) -> AutomationPayload:
    """
    Switch an automation on or off; what happens while it is off stays unanswered.

    :raises NotFound: there is no such automation.
    """
    wanted = arguments.input
    switch(slug=wanted.slug, is_active=wanted.is_active, at=inquiry.at)
    found = [automation_node(state) for state in automation_states() if state.slug == wanted.slug]
    return AutomationPayload(automation=found[0] if found else None)
