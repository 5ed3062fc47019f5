"""The part of the table about what can be done with a whole list of profiles."""

from saleor_crm_plugin.api.commands import profiles_bulk
from saleor_crm_plugin.api.fields.field import DISCOUNTS, USERS, Field, Fields
from saleor_crm_plugin.api.queries import profile_export

PROFILE_LISTS: Fields = {
    ("Query", "crmProfileExport"): Field(profile_export.profile_export, USERS),
    ("Mutation", "crmProfilesTag"): Field(profiles_bulk.profiles_tag, USERS),
    ("Mutation", "crmProfilesAdjust"): Field(profiles_bulk.profiles_adjust, DISCOUNTS),
}
