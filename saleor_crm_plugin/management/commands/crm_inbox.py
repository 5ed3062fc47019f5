"""`crm_inbox`: counts what waits, lists what failed, replays it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from saleor_crm_plugin.conf import current
from saleor_crm_plugin.ingest.queries import InboxState, inbox_counts, inbox_page
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.replay import dead_replay
from saleor_crm_plugin.ingest.services.sources import snapshot_source
from saleor_crm_plugin.management.progress import ProgressLine


class Command(BaseCommand):
    """Shows the inbox and gives dead rows another life."""

    help = "Count the inbox's rows, list the dead ones, replay them, or drain it here and now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what can be asked for."""
        actions = parser.add_subparsers(dest="action")
        actions.add_parser("status", help="count the rows in each state (the default)")
        listing = actions.add_parser("dead", help="list rows that failed too often, newest first")
        listing.add_argument("--limit", type=int, default=50)
        replay = actions.add_parser("replay", help="put dead rows back into the inbox")
        replay.add_argument("ids", nargs="*", type=int, help="rows to replay; none: every dead row")
        actions.add_parser("drain", help="apply everything that is due, in this process")

    def handle(self, *_: Any, **options: Any) -> None:
        """Do what was asked for."""
        action = options["action"] or "status"
        if action == "status":
            self._status()
        elif action == "dead":
            self._dead(options["limit"])
        elif action == "replay":
            at = timezone.now()  # noqa: TID251 a command reads the clock
            count = dead_replay(item_ids=options["ids"] or None, at=at)
            self.stdout.write(f"{count} rows will be tried again")
        else:
            self._drain()

    def _status(self) -> None:
        counts = inbox_counts()
        for name in ("pending", "claimed", "done", "dead"):
            self.stdout.write(f"{name:<8} {getattr(counts, name)}")
        if counts.oldest_pending_at:
            self.stdout.write(f"oldest   {counts.oldest_pending_at.isoformat()}")

    def _dead(self, limit: int) -> None:
        for row in inbox_page(state=InboxState.DEAD, before_id=None, limit=limit):
            self.stdout.write(
                f"{row.item_id}  {row.reference}  {row.attempts} attempts  {row.error}"
            )

    def _drain(self) -> None:
        waiting = inbox_counts()
        line = ProgressLine(sys.stderr, "draining", waiting.pending + waiting.claimed)
        applied = dead = 0
        while True:
            at = timezone.now()  # noqa: TID251 a command reads the clock
            report = inbox_drain(
                source=snapshot_source(), at=at, limit_rows=current().inbox_batch_size_rows
            )
            if report.claimed == 0:
                break
            applied, dead = applied + report.applied, dead + report.dead
            line.show(applied)
        line.finish()
        self.stdout.write(f"{applied} rows applied, {dead} dead")
