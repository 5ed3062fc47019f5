"""Closes the account of a shopper who leaves the program, and opens it again."""

from datetime import datetime
from typing import ClassVar

from django.db import transaction

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import AccountStatus, LoyaltyAccount, LoyaltyEntry, PointLot
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.sheets import books_loaded
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Source
from saleor_crm_plugin.loyalty.rules.movements import points_forfeit, sheet_advance
from saleor_crm_plugin.loyalty.services.accounts import account_locked_of, accounts_locked
from saleor_crm_plugin.loyalty.services.postings import books_store
from saleor_crm_plugin.loyalty.services.programs import program_required
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record


class PointsHeld(CrmError):
    """Carts hold points of the account, which may become orders at any moment."""

    code: ClassVar[str] = "POINTS_HELD"

    def __init__(self, points: int) -> None:
        super().__init__(f"carts hold {points} points of the account")
        self.points = points


@transaction.atomic
def account_close(
    *, profile_id: int, actor: str, reason: str, at: datetime, program: str = DEFAULT_SLUG
) -> bool:
    """
    Take a profile out of a program: what it holds is forfeited, and it neither earns nor spends; False if it was out.

    Points owed stay owed. Later refunds of its orders converge as before, and what they bring back is forfeited at once.

    :raises PointsHeld: a cart holds points; nothing was written.
    :raises NoProgram: the program was never activated.
    """
    rules = program_required(program)
    account = account_locked_of(program_id=rules.program_id, profile_id=profile_id, at=at)
    if account.status == AccountStatus.CLOSED:
        return False
    book = books_loaded([account], full_ids=[account.pk])[account.pk]
    sheet_advance(book.sheet, at=at)
    if book.sheet.reserved:
        raise PointsHeld(book.sheet.reserved)
    earlier = LoyaltyEntry.objects.filter(
        account=account, kind=EntryKind.FORFEIT, idempotency_key__startswith="close:"
    ).count()
    source = Source(actor=actor, reason=reason, revision_id=rules.current.revision_id)
    forfeited = points_forfeit(book.sheet, key=f"close:{earlier + 1}", source=source, at=at)
    books_store([book], at=at)
    # Lots that were spent are over as well: what a refund brings back to them does not stay.
    PointLot.objects.filter(account=account, forfeited_at__isnull=True).update(forfeited_at=at)
    account.status, account.closed_at = AccountStatus.CLOSED, at
    account.save(update_fields=["status", "closed_at"])
    details: JsonObject = {"forfeited": forfeited, "owed": book.sheet.debt}
    _note(account, EventType.ACCOUNT_CLOSED, actor=actor, reason=reason, at=at, details=details)
    return True


@transaction.atomic
def account_reopen(
    *, profile_id: int, actor: str, reason: str, at: datetime, program: str = DEFAULT_SLUG
) -> bool:
    """
    Let a profile take part again, with what it owes and no points; False if its account was not closed.

    Orders paid before this moment that had not earned never do.
    """
    ids = LoyaltyAccount.objects.filter(
        program__slug=program, profile_id=profile_id, status=AccountStatus.CLOSED
    )
    for account in accounts_locked(account_ids=list(ids.values_list("pk", flat=True))):
        if account.status == AccountStatus.CLOSED:
            account.status, account.closed_at = AccountStatus.ACTIVE, None
            account.earns_from = at
            account.save(update_fields=["status", "closed_at", "earns_from"])
            _note(account, EventType.ACCOUNT_REOPENED, actor=actor, reason=reason, at=at)
            return True
    return False


def _note(
    account: LoyaltyAccount,
    kind: EventType,
    *,
    actor: str,
    reason: str,
    at: datetime,
    details: JsonObject | None = None,
) -> None:
    said: JsonObject = {"actor": actor, "reason": reason, "program": account.program.slug}
    events_record(
        events=[
            NewEvent(
                profile_id=account.profile_id or 0,
                type=kind,
                key=f"{account.pk}:{actor}:{at.isoformat()}",
                occurred_at=at,
                is_live=True,
                details=said | (details or {}),
            )
        ],
        at=at,
    )
