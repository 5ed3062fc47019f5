"""Issues, lists and revokes API tokens, and issues shopper tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from saleor_crm_plugin.api.permissions import MEANINGS, Permission
from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.hosts.standalone.auth.api_tokens import (
    TokenRow,
    token_create,
    token_revoke,
    tokens_list,
)
from saleor_crm_plugin.hosts.standalone.auth.shopper_tokens import shopper_token
from saleor_crm_plugin.profiles.queries.cards import live_profile_id, profile_cards
from saleor_crm_plugin.profiles.queries.search import profile_id_of_email

_LISTED_MAX = 1000


class Command(BaseCommand):
    """`crm_token create|list|revoke|shopper`."""

    help = "Issue, list and revoke API tokens."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the four actions."""
        actions = parser.add_subparsers(dest="action", required=True)
        create = actions.add_parser("create", help="make a token; it is shown once")
        create.add_argument("name", help="what it is for")
        create.add_argument(
            "--permission",
            dest="permissions",
            action="append",
            choices=[str(permission) for permission in Permission],
            help="may be repeated; all of them when left out. "
            + " ".join(f"{name}: {meaning}" for name, meaning in MEANINGS.items()),
        )
        create.add_argument("--days", type=int, help="how long it is valid; for ever when left out")
        actions.add_parser("list", help="show every token without its secret")
        revoke = actions.add_parser("revoke", help="make a token worthless at once")
        revoke.add_argument("token_id", type=int)
        shopper = actions.add_parser("shopper", help="sign a token for one shopper")
        who = shopper.add_mutually_exclusive_group(required=True)
        who.add_argument("--profile-id", type=int)
        who.add_argument("--profile-email")
        shopper.add_argument("--hours", type=int, default=24, help="how long it is valid (24)")

    def handle(self, *args: object, **options: Any) -> None:  # noqa: ARG002 Django's signature
        """Do what was asked."""
        at = datetime.now(tz=UTC)
        actions = {
            "create": self._create,
            "list": self._list,
            "revoke": self._revoke,
            "shopper": self._shopper,
        }
        try:
            actions[str(options["action"])](options, at)
        except CrmError as error:
            raise CommandError(str(error)) from error

    def _create(self, options: Any, at: datetime) -> None:
        days = options["days"]
        made = token_create(
            name=options["name"],
            permissions=options["permissions"] or list(Permission),
            expires_at=None if days is None else at + timedelta(days=days),
            at=at,
        )
        self.stdout.write(made.secret)
        self.stderr.write(f"token {made.token_id}; it cannot be shown again")

    def _list(self, options: Any, at: datetime) -> None:  # noqa: ARG002 the actions' signature
        for row in tokens_list(limit=_LISTED_MAX):
            self.stdout.write(_line(row, at))

    def _revoke(self, options: Any, at: datetime) -> None:
        token_revoke(token_id=options["token_id"], at=at)
        self.stdout.write(f"token {options['token_id']} is revoked")

    def _shopper(self, options: Any, at: datetime) -> None:
        profile_id = options["profile_id"]
        if profile_id is None:
            profile_id = profile_id_of_email(options["profile_email"])
        if profile_id is None or profile_id not in profile_cards([profile_id]):
            raise CommandError("there is no such profile")
        self.stdout.write(
            shopper_token(
                profile_id=live_profile_id(profile_id),
                at=at,
                lifetime=timedelta(hours=options["hours"]),
            )
        )


def _line(row: TokenRow, at: datetime) -> str:
    if row.revoked_at is not None:
        state = "revoked"
    else:
        state = "expired" if row.expires_at and row.expires_at <= at else "valid"
    used = f"{row.last_used_at:%Y-%m-%d %H:%M}" if row.last_used_at else "never"
    return (
        f"{row.token_id:>5}  {row.prefix}…  {state:<8} used {used:<16}  "
        f"{','.join(row.permissions)}  {row.name}"
    )
