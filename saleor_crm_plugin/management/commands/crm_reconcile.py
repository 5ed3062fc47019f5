"""`crm_reconcile`: reads again from the shop what changed; the first run is the backfill."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.facts import Kind
from saleor_crm_plugin.ingest.services.reconcile import reconcile
from saleor_crm_plugin.ingest.services.sources import snapshot_source
from saleor_crm_plugin.management.progress import ProgressLine


class Command(BaseCommand):
    """Sweeps the host once."""

    help = "Read again everything that changed in the shop since the last sweep."

    def handle(self, *_: Any, **__: Any) -> None:
        """Sweep, and tell how many facts had been missed."""
        source = snapshot_source()
        if source is None:
            raise CommandError(
                "this installation gets its facts by file and API; there is no shop to read "
                "(SALEOR_CRM['snapshot_source'] is empty)"
            )
        lines = {kind: ProgressLine(sys.stderr, kind.value) for kind in Kind}
        reports = reconcile(
            source=source,
            clock=timezone.now,  # noqa: TID251 a command reads the clock
            overlap_seconds=current().reconcile_overlap_seconds,
            progress=lambda kind, read: lines[kind].show(read),
        )
        swept = {report.kind for report in reports}
        for kind in Kind:
            if kind not in swept:
                self.stdout.write(f"{kind.value}: another worker reads them at this moment")
        for report in reports:
            self.stdout.write(
                f"{report.kind.value}: {report.facts_read} read, {report.facts_repaired} had been missed"
            )
