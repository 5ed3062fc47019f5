"""Locks the account of a shopper who wants to spend, with what decides whether he may; one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import OuterRef, Subquery

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.loyalty.models import (
    AccountStatus,
    LoyaltyAccount,
    ProgramRevision,
    ProgramStatus,
)
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.quotes import may_spend
from saleor_crm_plugin.loyalty.services.accounts import account_locked_of, open_required
from saleor_crm_plugin.loyalty.services.programs import NoProgram, program_required
from saleor_crm_plugin.profiles.queries.cards import live_profile_id

_ACCOUNT_COLUMNS = [field.attname for field in LoyaltyAccount._meta.concrete_fields]  # noqa: SLF001 Django's documented model API
_PROGRAM_COLUMNS = ("program__status", "program__time_zone", "program__idle_periods")


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
    is_registered = account.profile is not None and account.profile.is_registered
    if not is_registered and not may_spend(program_required(program), profile_id):
        raise GuestsNeverSpend
    return Member(
        account=account, revision_id=vars(account)["revision_id"]
    )  # annotated by `_locked`


def _locked(profile_id: int, program: str) -> LoyaltyAccount | None:
    newest = ProgramRevision.objects.filter(program=OuterRef("program")).order_by("-number")
    return (
        LoyaltyAccount.objects.select_for_update(of=("self",))
        .select_related("profile", "program")
        .only(*_ACCOUNT_COLUMNS, "profile__is_registered", *_PROGRAM_COLUMNS)
        .annotate(revision_id=Subquery(newest.values("pk")[:1]))
        .filter(program__slug=program, profile_id=profile_id)
        .order_by("pk")
        .first()
    )
