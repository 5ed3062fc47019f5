"""Who may ask what about the CRM's own background work, and what answers."""

from saleor_crm_plugin.api.commands import system as commands
from saleor_crm_plugin.api.fields.field import SETTINGS, Field, Fields
from saleor_crm_plugin.api.queries import system as queries

SYSTEM_FIELDS: Fields = {
    ("Query", "crmSystem"): Field(queries.system, SETTINGS),
    ("Mutation", "crmReconcile"): Field(commands.reconcile_ask, SETTINGS),
}
