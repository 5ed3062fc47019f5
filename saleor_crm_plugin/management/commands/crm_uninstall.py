"""`crm_uninstall`: takes out of Saleor's tables what uninstalling the package would leave behind."""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Deletes the periodic tasks and the plugin's form, and on demand everything that the CRM knows."""

    help = "Before the package is uninstalled: delete beat's rows, the plugin's configuration and the bridge's values."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what must be asked for in so many words."""
        parser.add_argument(
            "--drop-tables",
            action="store_true",
            help="also drop all tables of the CRM, with every profile and every point; there is no way back",
        )

    def handle(self, *_: Any, **options: Any) -> None:
        """Delete, and tell what was deleted."""
        if not apps.is_installed("saleor.core"):
            raise CommandError("this is not a Saleor; stop the standalone host and delete its data")
        from saleor_crm_plugin.hosts.saleor.removal import tables_drop, traces_remove

        removed = traces_remove()
        self.stdout.write(
            f"{removed.periodic_tasks} periodic tasks and {removed.configurations} configurations deleted"
        )
        if removed.customers:
            self.stdout.write(f"the bridge's values taken back from {removed.customers} customers")
        if options["drop_tables"]:
            tables_drop()
            self.stdout.write("the CRM's tables are dropped")
        self.stdout.write("now uninstall the package and restart API, worker and beat")
