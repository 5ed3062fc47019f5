"""Celery finds every task through this module; each stands in its domain or host."""

from saleor_crm_plugin.automation import tasks as automation
from saleor_crm_plugin.bulk import tasks as bulk
from saleor_crm_plugin.hosts.files import tasks as files
from saleor_crm_plugin.ingest import tasks as ingest
from saleor_crm_plugin.loyalty import tasks as loyalty
from saleor_crm_plugin.mail import tasks as mail
from saleor_crm_plugin.segments import tasks as segments

__all__ = ["automation", "bulk", "files", "ingest", "loyalty", "mail", "segments"]
