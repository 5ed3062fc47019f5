"""`crm_points`: proves the points ledger, and rebuilds its caches."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from saleor_crm_plugin.loyalty.queries import DriftReport, cache_drift
from saleor_crm_plugin.loyalty.services import caches_rebuild, ledger_prove, lots_expire

_BATCH_SIZE_ROWS = 500


class Command(BaseCommand):
    """Operates the points ledger."""

    help = "Prove the points ledger, or rebuild its caches from the entries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be asked."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("prove", help="look for contradictions in the whole ledger")
        rebuild = actions.add_parser("rebuild", help="compute every cache from the entries")
        rebuild.add_argument("--dry-run", action="store_true", help="show what would change")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 Django's signature
        """Do what was asked."""
        actions: dict[str, Callable[[dict[str, Any]], None]] = {
            "prove": self._prove,
            "rebuild": self._rebuild,
        }
        actions[options["action"]](options)

    def _prove(self, _options: dict[str, Any]) -> None:
        at = timezone.now()  # noqa: TID251 a command reads the clock
        while lots_expire(at=at, limit_rows=_BATCH_SIZE_ROWS):
            pass
        proof = ledger_prove(at=at)
        for drift in proof.findings:
            self.stdout.write(
                f"{drift.invariant}: row {drift.row_id} should have {drift.expected}, has {drift.found}"
            )
        self.stdout.write(f"{proof.drift_count} contradictions in {proof.entries_count} entries")
        if proof.drift_count:
            raise CommandError("the ledger contradicts itself; crm_points rebuild mends caches")

    def _rebuild(self, options: dict[str, Any]) -> None:
        at = timezone.now()  # noqa: TID251 a command reads the clock
        self._tell(cache_drift(at=at))
        if options["dry_run"]:
            return
        mended = 0
        while count := caches_rebuild(at=at, limit_rows=_BATCH_SIZE_ROWS):
            mended += count
        self.stdout.write(f"{mended} accounts were rebuilt")

    def _tell(self, report: DriftReport) -> None:
        for drift in report.drifts:
            self.stdout.write(
                f"{drift.invariant}: row {drift.row_id} has {drift.found}, its entries make {drift.expected}"
            )
        self.stdout.write(f"{report.drift_count} cached numbers differ from the entries")
