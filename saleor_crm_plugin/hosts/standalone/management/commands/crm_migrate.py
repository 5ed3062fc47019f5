"""Creates or updates the tables, as `migrate` does, and leaves a new installation with what it starts from."""

from typing import Any

from django.core.management.commands import migrate
from django.utils import timezone

from saleor_crm_plugin.loyalty.services import program_ensure

# With these the tables are not brought up to date, or not touched.
_PARTIAL = ("app_label", "migration_name", "plan", "check_unapplied", "fake", "prune")


class Command(migrate.Command):
    """Django's `migrate`; after all of it the points program is there, as a draft that pays nothing."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, and make the program where there is none."""
        super().handle(*args, **options)
        if not any(options.get(name) for name in _PARTIAL):
            program_ensure(at=timezone.now())  # noqa: TID251 a command reads the clock
