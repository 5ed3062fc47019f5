"""Django's entry into the package."""

from django.apps import AppConfig, apps
from django.core.checks import register


class SaleorCrmConfig(AppConfig):
    """The one Django app of the CRM; its label is part of every table's name."""

    name = "saleor_crm_plugin"
    label = "saleor_crm"
    verbose_name = "Saleor CRM"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks, and make ourselves at home in Saleor if this is one."""
        from saleor_crm_plugin.checks import extensions_check, settings_check

        register(settings_check)
        register(extensions_check)
        if apps.is_installed("saleor.core"):
            from saleor_crm_plugin.hosts.saleor.startup import start

            start()
