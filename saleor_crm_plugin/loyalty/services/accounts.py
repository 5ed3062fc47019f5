"""Opens, locks, freezes and detaches accounts."""

from collections.abc import Collection
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.loyalty.models import AccountStatus, LoyaltyAccount
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from saleor_crm_plugin.rows import rows_insert_new


def accounts_locked(*, account_ids: Collection[int]) -> list[LoyaltyAccount]:
    """Lock the accounts until the transaction ends, always in the same order, and read them anew with their programs."""
    rows = LoyaltyAccount.objects.select_for_update(of=("self",)).filter(pk__in=account_ids)
    # Of many accounts the program is read once and shared.
    one = len(account_ids) == 1
    rows = rows.select_related("program") if one else rows.prefetch_related("program")
    return list(rows.order_by("pk"))


def accounts_of_profiles_lock(*, profile_ids: Collection[int]) -> None:
    """Lock every account of the profiles, in all programs, until the transaction ends."""
    held = LoyaltyAccount.objects.filter(profile_id__in=profile_ids)
    accounts_locked(account_ids=list(held.values_list("pk", flat=True)))


def accounts_ensure(
    *, program_id: int, profile_ids: Collection[int], at: datetime
) -> dict[int, int]:
    """Open an account for each profile that has none, and return the account ids by profile id."""
    found = _account_ids(program_id, profile_ids)
    missing = {profile_id for profile_id in profile_ids if profile_id not in found}
    if not missing:
        return found
    rows_insert_new(
        [
            LoyaltyAccount(program_id=program_id, profile_id=profile_id, created_at=at)
            for profile_id in sorted(missing)
        ]
    )
    return found | _account_ids(program_id, missing)


def account_locked_of(*, program_id: int, profile_id: int, at: datetime) -> LoyaltyAccount:
    """Open the profile's account if needed and lock it, or the one it was merged into while we waited."""
    ids = accounts_ensure(program_id=program_id, profile_ids=[profile_id], at=at)
    account = accounts_locked(account_ids=ids.values())[0]
    while account.merged_into_id is not None:
        account = accounts_locked(account_ids=[account.merged_into_id])[0]
    return account


class AccountClosed(CrmError):
    """The shopper left the program: the account neither earns nor spends."""

    code: ClassVar[str] = "ACCOUNT_CLOSED"

    def __init__(self, account_id: int) -> None:
        super().__init__(f"account {account_id} is closed")


def open_required(account: LoyaltyAccount) -> None:
    """
    Let only an account pass that points may be given to.

    :raises AccountClosed: its owner left the program.
    """
    if account.status == AccountStatus.CLOSED:
        raise AccountClosed(account.pk)


def may_earn(account: LoyaltyAccount, *, paid_at: datetime) -> bool:
    """Return whether an order paid at `paid_at` that has not earned yet may; not while its shopper was out of the program."""
    has_left = account.closed_at is not None
    return not has_left and (account.earns_from is None or paid_at >= account.earns_from)


@transaction.atomic
def account_freeze(
    *, profile_id: int, actor: str, reason: str, at: datetime, program: str = DEFAULT_SLUG
) -> bool:
    """Stop a profile from spending points, not from earning; True if it could spend before. The timeline says why."""
    accounts = _accounts_of(program, profile_id, AccountStatus.ACTIVE)
    return _move(accounts, AccountStatus.FROZEN, actor=actor, reason=reason, at=at)


@transaction.atomic
def account_unfreeze(
    *, profile_id: int, actor: str, reason: str, at: datetime, program: str = DEFAULT_SLUG
) -> bool:
    """Let a frozen profile spend again; True if it was frozen. The timeline says why."""
    accounts = _accounts_of(program, profile_id, AccountStatus.FROZEN)
    return _move(accounts, AccountStatus.ACTIVE, actor=actor, reason=reason, at=at)


@transaction.atomic
def account_detach(*, profile_id: int) -> int:
    """Close the accounts of an erased profile and forget whose they were; entries and totals stay."""
    return LoyaltyAccount.objects.filter(profile_id=profile_id).update(
        profile=None, status=AccountStatus.CLOSED
    )


def _accounts_of(program: str, profile_id: int, status: AccountStatus) -> QuerySet[LoyaltyAccount]:
    return LoyaltyAccount.objects.filter(
        program__slug=program, profile_id=profile_id, status=status
    )


def _move(
    accounts: QuerySet[LoyaltyAccount],
    status: AccountStatus,
    *,
    actor: str,
    reason: str,
    at: datetime,
) -> bool:
    account = (
        accounts.select_for_update(of=("self",)).select_related("program").order_by("pk").first()
    )
    if account is None or account.profile_id is None:
        return False
    account.status = status
    account.save(update_fields=["status"])
    is_frozen = status is AccountStatus.FROZEN
    events_record(
        events=[
            NewEvent(
                profile_id=account.profile_id,
                type=EventType.ACCOUNT_FROZEN if is_frozen else EventType.ACCOUNT_UNFROZEN,
                key=f"{account.pk}:{actor}:{at.isoformat()}",
                occurred_at=at,
                is_live=True,
                details={"actor": actor, "reason": reason, "program": account.program.slug},
            )
        ],
        at=at,
    )
    return True


def _account_ids(program_id: int, profile_ids: Collection[int]) -> dict[int, int]:
    rows = LoyaltyAccount.objects.filter(program_id=program_id, profile_id__in=profile_ids)
    return {profile_id or 0: pk for pk, profile_id in rows.values_list("pk", "profile_id")}
