"""Django's entry into the standalone host: the app beside the CRM's own one."""

from django.apps import AppConfig

from saleor_crm_plugin.hosts.standalone.celery import app as celery_app


class StandaloneConfig(AppConfig):
    """The host's own Django app; importing it makes its Celery app the current one."""

    name = "saleor_crm_plugin.hosts.standalone"
    label = "saleor_crm_standalone"
    verbose_name = "Saleor CRM, standalone"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make Celery's `current_app`, which `work.wake` uses, this host's in every thread."""
        celery_app.set_default()
