"""`crm_demo`: fills an empty database with a believable shop."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from saleor_crm_plugin.hosts.standalone.demo import demo_load
from saleor_crm_plugin.ingest.queries import imports_total, inbox_total
from saleor_crm_plugin.management.progress import percent_shown
from saleor_crm_plugin.profiles.queries.cards import profiles_exist


class Command(BaseCommand):
    """Load the demo shop."""

    help = "Fill an empty database with a believable shop: two years of orders, points and scores."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("--shoppers", type=int, default=2000, help="how many (%(default)s)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, another shop")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there is data already"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 Django's signature
        """Load the shop, unless the database holds one."""
        if options["shoppers"] < 1:
            raise CommandError("a shop needs at least one shopper")
        if profiles_exist() or inbox_total(state=None) or imports_total():
            if options["if_empty"]:
                return
            raise CommandError("the database is not empty: the demo never mixes with real shoppers")
        with percent_shown(stream=sys.stderr, label="demo shop") as show:
            report = demo_load(
                shoppers=options["shoppers"],
                seed=options["seed"],
                at=timezone.now(),  # noqa: TID251 a command reads the clock
                progress=lambda percent: show(stage="loading", percent=percent),
            )
        self.stdout.write(
            f"{report.history} facts of the past and {report.today} of today; {report.failed} failed"
        )
