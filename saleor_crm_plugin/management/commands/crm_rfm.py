"""`crm_rfm`: shows the populations that are ranked, and ranks them anew."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from saleor_crm_plugin.segments.queries import RfmScopeCard, rfm_scopes
from saleor_crm_plugin.segments.services import rfm_recompute


class Command(BaseCommand):
    """Shows and recomputes RFM scores."""

    help = "Show the populations whose shoppers are compared, or recompute their RFM scores now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be asked."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser(
            "scopes", help="list channels and currencies with their last recomputation"
        )
        recompute = actions.add_parser("recompute", help="score every shopper anew")
        recompute.add_argument("--scope", type=int, help="the id of one scope; all when absent")
        recompute.add_argument(
            "--live", action="store_true", help="let automations act on shoppers who change groups"
        )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 Django's signature
        """Do what was asked."""
        if options["action"] == "scopes":
            self._list()
        else:
            self._recompute(scope=options["scope"], is_live=options["live"])

    def _list(self) -> None:
        for scope in rfm_scopes():
            self.stdout.write(_line(scope))

    def _recompute(self, *, scope: int | None, is_live: bool) -> None:
        if scope is not None and scope not in {known.scope_id for known in rfm_scopes()}:
            raise CommandError(f"there is no scope {scope}; crm_rfm scopes lists them")
        report = rfm_recompute(
            at=timezone.now(),  # noqa: TID251 a command reads the clock
            scope=scope,
            is_live=is_live,
            actor="command",
            progress=self._show,
        )
        self.stdout.write(
            f"{report.profiles_count} profiles in {report.scopes_count} scopes,"
            f" {report.moves_count} changed their group"
        )

    def _show(self, percent: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{percent:3d} % ", ending="")


def _line(scope: RfmScopeCard) -> str:
    computed = scope.computed_at and f"{scope.computed_at:%Y-%m-%d %H:%M} UTC"
    return (
        f"{scope.scope_id:>4}  {scope.channel or 'all channels':<24} {scope.currency}"
        f"  {computed or 'never'}"
    )
