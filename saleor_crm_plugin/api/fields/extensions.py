"""Who may ask what about extensions, and what answers."""

from saleor_crm_plugin.api.commands import extensions as commands
from saleor_crm_plugin.api.fields.field import SETTINGS, USERS, Field, Fields
from saleor_crm_plugin.api.queries import extensions as queries

FIELDS: Fields = {
    ("Query", "crmExtensions"): Field(queries.extensions, SETTINGS),
    ("Mutation", "crmExtensionReplay"): Field(commands.extension_replay, SETTINGS),
    ("CrmProfile", "extensionFields"): Field(queries.profile_fields, USERS),
}
