"""The Celery app of the standalone host; its settings are Django's, prefixed `CELERY_`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "saleor_crm_plugin.hosts.standalone.settings")

app = Celery("saleor_crm_plugin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["saleor_crm_plugin"])
