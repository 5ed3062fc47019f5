"""Django's entry into the package."""

from django.apps import AppConfig, apps


class SaleorCrmConfig(AppConfig):
    """The one Django app of the CRM; its label is part of every table's name."""

    name = "saleor_crm_plugin"
    label = "saleor_crm"
    verbose_name = "Saleor CRM"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks; in Saleor, make ourselves at home there."""
        if apps.is_installed("saleor.core"):
            from saleor_crm_plugin.hosts.saleor.startup import start

            start()
            return
        from saleor_crm_plugin.checks import checks_register

        checks_register()
