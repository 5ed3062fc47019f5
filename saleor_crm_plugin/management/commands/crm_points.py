"""`crm_points`: proves the points ledger, rebuilds its caches, gives points to many, and tells what points cost."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.loyalty.queries import (
    DEFAULT_SLUG,
    BatchView,
    DriftReport,
    batch_found,
    batch_kind,
    cache_drift,
    liability,
    liability_rows,
    program_rules,
)
from saleor_crm_plugin.loyalty.rules.expiry import local_midnight
from saleor_crm_plugin.loyalty.services import (
    BatchOrder,
    BatchStep,
    batch_apply,
    batch_read,
    batch_revert,
    batches_process,
    caches_rebuild,
    ledger_prove,
    lots_expire,
)
from saleor_crm_plugin.management.progress import percent_shown

_BATCH_SIZE_ROWS = 500


class Command(BaseCommand):
    """Operates the points ledger."""

    help = (
        "Prove the points ledger, rebuild its caches, give points to many, tell what points cost."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be asked."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("prove", help="look for contradictions in the whole ledger")
        rebuild = actions.add_parser("rebuild", help="compute every cache from the entries")
        rebuild.add_argument("--dry-run", action="store_true", help="show what would change")
        give = actions.add_parser("give", help="give the points of a CSV file")
        give.add_argument("kind", choices=["opening", "grant"])
        give.add_argument("file", type=Path, help="CSV; see docs/points-operations.md")
        give.add_argument("--name", required=True, help="nobody gets points twice under a name")
        give.add_argument("--reason", default="", help="what every entry says")
        give.add_argument("--rows", type=int, help="refuse the file unless it has so many lines")
        give.add_argument("--points", type=int, help="refuse the file unless it gives so many")
        give.add_argument("--dry-run", action="store_true", help="show the totals, give nothing")
        liability = actions.add_parser("liability", help="write what points cost as CSV")
        liability.add_argument("--at", type=date.fromisoformat, required=True, help="2026-04-01")
        liability.add_argument("--since", type=date.fromisoformat, help="begin of the roll-forward")
        liability.add_argument("--program", default=DEFAULT_SLUG, help="the program's slug")
        revert = actions.add_parser("revert", help="take back what is left of a batch")
        revert.add_argument("batch", type=int)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 Django's signature
        """Do what was asked."""
        actions: dict[str, Callable[[dict[str, Any]], None]] = {
            "prove": self._prove,
            "rebuild": self._rebuild,
            "give": self._give,
            "revert": self._revert,
            "liability": self._liability,
        }
        try:
            actions[options["action"]](options)
        except (CrmError, OSError) as error:
            raise CommandError(str(error)) from error

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

    def _give(self, options: dict[str, Any]) -> None:
        order = BatchOrder(
            kind=batch_kind(options["kind"].upper()),
            name=options["name"],
            reason=options["reason"],
            rows_expected=options["rows"],
            points_expected=options["points"],
        )
        at = timezone.now()  # noqa: TID251 a command reads the clock
        content = options["file"].read_bytes()
        batch = batch_read(order=order, content=content, actor="command", at=at)
        self.stdout.write(
            f"batch {batch.batch_id}: {batch.points_total} points for {batch.rows_count} shoppers,"
            f" {batch.refused_count} lines left out"
        )
        if not options["dry_run"]:
            batch_apply(batch_id=batch.batch_id, at=at)
            done = self._work(batch)
            self.stdout.write(f"{done.posted_points} points were given to {done.posted_count}")

    def _revert(self, options: dict[str, Any]) -> None:
        at = timezone.now()  # noqa: TID251 a command reads the clock
        done = self._work(batch_revert(batch_id=options["batch"], at=at))
        self.stdout.write(
            f"{done.reverted_points} points were taken back, {done.short_points} were gone already"
        )

    def _liability(self, options: dict[str, Any]) -> None:
        rules = program_rules(options["program"])
        if rules is None:
            raise CommandError(f"there is no program {options['program']!r}")
        at = local_midnight(options["at"], rules.zone)
        since = local_midnight(options["since"] or options["at"], rules.zone)
        rows = liability_rows(liability(rules=rules, from_at=since, at=at))
        csv.writer(self.stdout, lineterminator="\n").writerows(rows)

    def _work(self, batch: BatchView) -> BatchView:
        with percent_shown(stream=sys.stderr, label=f"batch {batch.batch_id}") as show:

            def progress(step: BatchStep) -> None:
                if step.batch_id == batch.batch_id:
                    show(stage="points", percent=step.percent)

            batches_process(clock=timezone.now, progress=progress)  # noqa: TID251 a command reads the clock
        return batch_found(batch.batch_id) or batch
