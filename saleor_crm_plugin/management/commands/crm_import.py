"""`crm_import customers|orders FILE --mapping MAPPING`: reads a file of a POS, an ERP or a spreadsheet."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.hosts.files.importing import (
    ImportReport,
    ImportRequest,
    file_check,
    file_import,
    report_counts,
)
from saleor_crm_plugin.hosts.files.mapping import ImportKind, MappingInvalid
from saleor_crm_plugin.hosts.files.mapping_reading import mapping_read
from saleor_crm_plugin.ingest.services.sources import snapshot_source
from saleor_crm_plugin.management.progress import percent_shown


class Command(BaseCommand):
    """Import customers or orders from CSV or JSON lines."""

    help = "Import customers or orders from a CSV or JSON lines file, plain or gzip-compressed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be asked for."""
        parser.add_argument("kind", choices=[kind.value for kind in ImportKind])
        parser.add_argument("file", type=Path, help="CSV or JSON lines, plain or .gz")
        parser.add_argument("--mapping", type=Path, required=True, help="TOML; see docs/import.md")
        parser.add_argument("--errors", type=Path, help="where to write the rows that were refused")
        parser.add_argument("--dry-run", action="store_true", help="read and check, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 Django's signature
        """Import the file and print its figures."""
        try:
            report = _run(options)
        except MappingInvalid as error:
            raise CommandError(
                "\n".join(["The mapping cannot be used:", *error.problems])
            ) from error
        except (CrmError, OSError) as error:
            raise CommandError(str(error)) from error
        for line in _lines(report):
            self.stdout.write(line)


def _run(options: dict[str, Any]) -> ImportReport:
    text = options["mapping"].read_text(encoding="utf-8")
    request = ImportRequest(
        path=options["file"],
        mapping=mapping_read(text=text, kind=ImportKind(options["kind"])),
        mapping_text=text,
        errors_path=options["errors"],
        source=snapshot_source(),
    )
    with percent_shown(stream=sys.stderr, label=request.path.name) as progress:
        if options["dry_run"]:
            return file_check(request=request, progress=progress)
        return file_import(request=request, clock=timezone.now, progress=progress)  # noqa: TID251 a command reads the clock


def _lines(report: ImportReport) -> list[str]:
    lines = []
    for name, value in report_counts(report).items():
        words = name.replace("_", " ")
        if isinstance(value, dict):
            lines += [f"{words}: {code} {count}" for code, count in value.items()]
        else:
            lines.append(f"{words}: {value}")
    return lines
