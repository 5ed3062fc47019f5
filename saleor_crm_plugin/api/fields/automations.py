"""The part of the table about automations and their mails."""

from saleor_crm_plugin.api.commands import automations as commands
from saleor_crm_plugin.api.fields.field import SETTINGS, USERS, Field, Fields
from saleor_crm_plugin.api.queries import automations

AUTOMATIONS: Fields = {
    ("Query", "crmAutomations"): Field(automations.automations, USERS + SETTINGS),
    ("Query", "crmMailPreview"): Field(automations.preview, USERS + SETTINGS),
    ("Mutation", "crmAutomationSwitch"): Field(commands.automation_switch, SETTINGS),
}
