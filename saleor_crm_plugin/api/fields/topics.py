"""Who may ask what about topics, choices, clicks and reports, and what answers."""

from saleor_crm_plugin.api.commands import topics as commands
from saleor_crm_plugin.api.fields.field import SETTINGS, SHOPPER, USERS, Field, Fields
from saleor_crm_plugin.api.queries import clicks, reports
from saleor_crm_plugin.api.queries import topics as queries

FIELDS: Fields = {
    ("Query", "crmTopics"): Field(queries.topics, USERS + SETTINGS),
    ("Query", "crmDeliveryReportCounts"): Field(reports.report_counts, SETTINGS),
    ("Mutation", "crmTopicSave"): Field(commands.topic_save, SETTINGS),
    ("Mutation", "crmTopicDelete"): Field(commands.topic_delete, SETTINGS),
    ("CrmMessage", "clicks"): Field(clicks.message_clicks, USERS),
    ("CrmProfile", "preferences"): Field(queries.profile_preferences, USERS),
    ("CrmMe", "preferences"): Field(queries.profile_preferences, SHOPPER),
}
