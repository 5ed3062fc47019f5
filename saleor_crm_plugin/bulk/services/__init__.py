"""Writes of bulk jobs: asking for them, doing them, leaving their rest."""

from saleor_crm_plugin.bulk.services.jobs import BulkOrder, bulk_job_cancel, bulk_job_create
from saleor_crm_plugin.bulk.services.work import bulk_jobs_process

__all__ = ["BulkOrder", "bulk_job_cancel", "bulk_job_create", "bulk_jobs_process"]
