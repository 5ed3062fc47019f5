"""The part of the table about who buys."""

from saleor_crm_plugin.api.fields.field import USERS, Field, Fields
from saleor_crm_plugin.api.queries import buyers

BUYER_FIELDS: Fields = {("Query", "crmBuyersByMonth"): Field(buyers.buyers_by_month, USERS)}
