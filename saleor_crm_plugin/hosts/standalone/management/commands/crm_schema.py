"""Writes the GraphQL contract into the package, or says whether it is up to date."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saleor_crm_plugin import api
from saleor_crm_plugin.hosts.standalone.schema.subgraph import is_same_contract, sdl

FILE = Path(api.__file__).parent / "schema.graphql"


class Command(BaseCommand):
    """`crm_schema` writes `saleor_crm_plugin/api/schema.graphql`; `--check` only compares."""

    help = "Export the GraphQL schema as SDL."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--check", action="store_true", help="fail when the file differs")

    def handle(self, *args: object, **options: bool) -> None:  # noqa: ARG002 Django's signature
        """Write or compare."""
        text = sdl()
        if not options["check"]:
            FILE.write_text(text)
            self.stdout.write(f"wrote {FILE.name}, {len(text.splitlines())} lines")
        elif not FILE.exists() or not is_same_contract(FILE.read_text(), text):
            raise CommandError("the exported schema is out of date: run `make schema`")
        else:
            self.stdout.write("the exported schema is up to date")
