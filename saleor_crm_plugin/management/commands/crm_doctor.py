"""`crm_doctor`: follows one change through the whole chain inside Saleor, and prints what it saw."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Looks at everything that the CRM stands on inside Saleor."""

    help = "Check settings, tables, plugin, reading, broker, worker, sweep and mail server."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare how long a worker may take."""
        parser.add_argument("--wait", type=int, default=10, help="seconds to wait for a worker")

    def handle(self, *_: Any, **options: Any) -> None:
        """Print each finding; the exit status is 1 when one of them is bad."""
        if not apps.is_installed("saleor.core"):
            raise CommandError("this is not a Saleor; the standalone host has `saleor-crm doctor`")
        from saleor_crm_plugin.hosts.saleor.doctor import findings

        is_well = True
        for finding in findings(wait_seconds=options["wait"]):
            is_well &= finding.is_ok
            mark = "ok " if finding.is_ok else "bad"
            self.stdout.write(f"{mark}  {finding.name:<12} {finding.words}")
        if not is_well:
            sys.exit(1)
