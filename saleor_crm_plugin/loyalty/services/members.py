"""Locks the account of a shopper who wants to spend, with what decides whether he may; one query."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db import connection

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.loyalty.models import (
    AccountStatus,
    LoyaltyAccount,
    LoyaltyProgram,
    ProgramStatus,
)
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.quotes import may_spend
from saleor_crm_plugin.loyalty.services.accounts import account_locked_of, open_required
from saleor_crm_plugin.loyalty.services.programs import NoProgram, program_required
from saleor_crm_plugin.profiles.queries.cards import live_profile_id

# By hand: Django takes longer to word such a query than the database to answer it, and every redemption asks it.
_ACCOUNT = """
SELECT account.*, profile.is_registered, program.status AS program_status, program.time_zone, program.idle_periods,
       (SELECT id FROM saleor_crm_program_revision
        WHERE program_id = account.program_id ORDER BY number DESC LIMIT 1) AS revision_id
FROM saleor_crm_loyalty_account account
JOIN saleor_crm_loyalty_program program ON program.id = account.program_id
JOIN saleor_crm_profile profile ON profile.id = account.profile_id
WHERE program.slug = %s AND account.profile_id = %s
"""


class AccountFrozen(CrmError):
    """The account may earn and not spend."""

    code: ClassVar[str] = "ACCOUNT_FROZEN"

    def __init__(self, account_id: int) -> None:
        super().__init__(f"account {account_id} is frozen")


class GuestsNeverSpend(CrmError):
    """Points are spent by members only; the message does not say whether there are any."""

    code: ClassVar[str] = "GUESTS_NEVER_SPEND"

    def __init__(self) -> None:
        super().__init__("points can be spent after registering")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A locked account that may spend unless it is frozen, and the revision of the program in force."""

    account: LoyaltyAccount
    revision_id: int

    def require_active(self) -> None:
        """
        Let only an account pass that may spend.

        :raises AccountFrozen, AccountClosed: it may not.
        """
        open_required(self.account)
        if self.account.status != AccountStatus.ACTIVE:
            raise AccountFrozen(self.account.pk)


def member_locked(*, profile_id: int, at: datetime, program: str = DEFAULT_SLUG) -> Member:
    """
    Lock the account of a profile that may spend, open one if it has none.

    A profile that another has absorbed, even while we waited for the lock, stands for that one.

    :raises GuestsNeverSpend, NoProgram: it may not.
    """
    account = _locked(profile_id, program)
    if account is None:
        rules = program_required(program)
        profile_id = live_profile_id(profile_id)
        account_locked_of(program_id=rules.program_id, profile_id=profile_id, at=at)
        account = _locked(profile_id, program)
    if account is None or account.program.status == ProgramStatus.DRAFT:
        raise NoProgram(program)
    told = vars(account)  # with what `_ACCOUNT` reads beside its columns
    if not told["is_registered"] and not may_spend(program_required(program), profile_id):
        raise GuestsNeverSpend
    return Member(account=account, revision_id=told["revision_id"])


def _locked(profile_id: int, program: str) -> LoyaltyAccount | None:
    lock = "FOR UPDATE OF account" if connection.features.has_select_for_update else ""
    for account in LoyaltyAccount.objects.raw(_ACCOUNT + lock, [program, profile_id]):
        account.program = _program(account)
        return account
    return None


def _program(account: LoyaltyAccount) -> LoyaltyProgram:
    """Return what was read of the program together with `account`."""
    told = vars(account)
    return LoyaltyProgram.from_db(
        account._state.db,  # noqa: SLF001 Django documents it for `from_db`
        ["id", "status", "time_zone", "idle_periods"],
        [
            account.program_id,
            told["program_status"],
            told["time_zone"],
            json.loads(told["idle_periods"]),
        ],
    )
