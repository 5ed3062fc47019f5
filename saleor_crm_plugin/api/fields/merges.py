"""The part of the table about merges of profiles."""

from saleor_crm_plugin.api.commands import merges as commands
from saleor_crm_plugin.api.fields.field import USERS, Field, Fields, counted
from saleor_crm_plugin.api.queries import merges

MERGES: Fields = {
    ("Query", "crmProfileMerges"): Field(merges.merge_page, USERS),
    ("Mutation", "crmProfileMerge"): Field(commands.profile_merge, USERS),
    ("Mutation", "crmProfileUnmerge"): Field(commands.profile_unmerge, USERS),
} | counted("CrmProfileMergeRecord")
