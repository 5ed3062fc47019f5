"""What `run` says once everything is ready: the addresses, and two tokens to look around with."""

from django.conf import settings
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from saleor_crm_plugin import conf
from saleor_crm_plugin.hosts.standalone import environment
from saleor_crm_plugin.hosts.standalone.first_tokens import (
    shopper_token_of_most_points,
    staff_token_renewed,
)
from saleor_crm_plugin.web.dashboard import bundle_files


def addresses_show(console: Console, *, address: str, seconds: float) -> None:
    """Show where everything is, and after how many seconds it was there."""
    rows = {
        "Front page": f"{address}/",
        "Merchants' page": f"{address}/dashboard/",
        "GraphiQL": f"{address}/graphql/",
        "Caught mails": f"{address}/mail/",
        "Health": f"{address}/health/  {address}/ready/",
        "Data": str(environment.data_directory()),
    }
    if not bundle_files():
        rows["Merchants' page"] = "not built, it needs Node: make dashboard"
    if settings.MAIL_CATCHER_FILE is None:
        del rows["Caught mails"]
    if not conf.current().mail_is_enabled:
        rows["E-mail"] = "switched off; set SMTP_URL"
    table = Table.grid(padding=(0, 2))
    for name, value in rows.items():
        table.add_row(f"[bold]{name}[/]", value)
    console.print(
        Panel(
            table,
            title="[bold]Saleor CRM is running[/]",
            subtitle=f"ready after {seconds:.1f} s · Ctrl-C stops everything",
            border_style="green",
            padding=(1, 2),
            expand=False,
        )
    )


def tokens_show(console: Console) -> None:
    """Make two tokens and show each on a line of its own, so that it can be copied whole."""
    at = timezone.now()  # noqa: TID251 a host reads the clock
    staff, shopper = staff_token_renewed(at=at), shopper_token_of_most_points(at=at)
    connection.close()
    _token_show(console, "Staff token, every permission", staff)
    if shopper is not None:
        title = f"Shopper token, profile {shopper.profile_id} with {shopper.points} points"
        _token_show(console, title, shopper.secret)
    console.print('Headers in GraphiQL: {"Authorization": "Bearer TOKEN"}\n', style="dim")


def _token_show(console: Console, title: str, secret: str) -> None:
    console.print(f"[bold]{title}[/]")
    console.print(Text(secret, "green"), soft_wrap=True)
