"""The part of the table about work on many profiles in the background."""

from saleor_crm_plugin.api.commands import bulk as commands
from saleor_crm_plugin.api.fields.field import USERS, Field, Fields, counted
from saleor_crm_plugin.api.queries import bulk

BULK_FIELDS: Fields = {
    ("Query", "crmBulkJobs"): Field(bulk.bulk_job_page, USERS),
    ("Query", "crmBulkJob"): Field(bulk.bulk_job, USERS),
    ("Query", "crmBulkJobRows"): Field(bulk.bulk_row_page, USERS),
    ("Mutation", "crmBulkJobCreate"): Field(commands.job_create, USERS),
    ("Mutation", "crmBulkJobCancel"): Field(commands.job_cancel, USERS),
} | counted("CrmBulkJob", "CrmBulkJobRow")
