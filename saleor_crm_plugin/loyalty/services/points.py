"""Spends and adjusts points, once per cause."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import Conflict
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import LoyaltyAccount, LoyaltyEntry, Redemption
from saleor_crm_plugin.loyalty.queries.entries import (
    AllocationView,
    EntryView,
    entry_view,
    entry_view_by_id,
)
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG, ProgramRules
from saleor_crm_plugin.loyalty.queries.sheets import Book, book_of_debit, books_loaded
from saleor_crm_plugin.loyalty.rules.expiry import expiry_of
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Lot, Part, Source
from saleor_crm_plugin.loyalty.rules.movements import (
    lot_start,
    points_credit,
    points_debit,
    sheet_advance,
)
from saleor_crm_plugin.loyalty.services.accounts import account_locked_of, open_required
from saleor_crm_plugin.loyalty.services.members import member_locked
from saleor_crm_plugin.loyalty.services.postings import Posted, books_add, books_store
from saleor_crm_plugin.loyalty.services.programs import program_required
from saleor_crm_plugin.rows import Writes

CAUSE_LENGTH_MAX = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What points pay for: `amount_minor` of `currency` in the order `order_reference`; all may be unsaid."""

    order_reference: str = ""
    amount_minor: int = 0
    currency: str = ""
    carrier: str = ""


_UNSAID = Spending()
# By hand as the reads of every redemption are: Django takes longer to word such a query than the database to answer it.
_WITH_KEY = """
SELECT id, points, payload_hash FROM saleor_crm_loyalty_entry
WHERE account_id IN (SELECT %s UNION ALL SELECT id FROM saleor_crm_loyalty_account WHERE merged_into_id = %s)
  AND idempotency_key = %s
ORDER BY id LIMIT 1
"""


@transaction.atomic
def points_redeem(
    *,
    profile_id: int,
    points: int,
    cause: str,
    actor: str,
    reason: str,
    at: datetime,
    spending: Spending = _UNSAID,
    program: str = DEFAULT_SLUG,
) -> EntryView:
    """
    Spend `points` of a profile, once per `cause`.

    The points that lapse soonest go first. If they pay for an order, its refunds bring them back.

    :raises NotEnoughPoints: the spendable balance is lower; nothing was written.
    :raises Conflict: `cause` was used for another redemption.
    :raises AccountFrozen, GuestsNeverSpend, NoProgram: the profile may not spend.
    """
    movement_check(points, cause)
    member = member_locked(profile_id=profile_id, at=at, program=program)
    fingerprint = payload_hash(
        {
            "points": points,
            "order": spending.order_reference,
            "amount_minor": spending.amount_minor,
            "currency": spending.currency,
        }
    )
    key = f"redeem:{cause}"
    if already := entry_repeated(member.account, key=key, fingerprint=fingerprint):
        return entry_view_by_id(already)
    member.require_active()
    book = book_of_debit(member.account, points=points, at=at)
    sheet_advance(book.sheet, at=at)
    points_debit(
        book.sheet,
        kind=EntryKind.REDEEM,
        points=points,
        debt_points_max=0,
        key=key,
        source=Source(
            actor=actor,
            reason=reason,
            order_reference=spending.order_reference,
            revision_id=member.revision_id,
            fingerprint=fingerprint,
        ),
        at=at,
    )
    return redemption_store(book, key=key, points=points, spending=spending, at=at)


def redemption_store(
    book: Book, *, key: str, points: int, spending: Spending, at: datetime
) -> EntryView:
    """Write down a redemption that was posted on `book` under `key`, and what it pays for."""
    writes = Writes()
    one = next(one for one in books_add(writes, [book], at=at) if one.movement.key == key)
    writes.insert(
        [
            Redemption(
                account_id=book.account.pk,
                entry_id=one.entry.pk,
                order_reference=spending.order_reference,
                points=points,
                amount_minor=spending.amount_minor,
                currency=spending.currency,
                carrier=spending.carrier,
            )
        ]
    )
    writes.send()
    if book.is_whole:
        return entry_view_by_id(one.entry.pk)
    # The lots were loaded with the orders they were opened for, so that nothing has to be read again.
    return entry_view(one.entry, tuple(_part_view(book, part) for part in one.movement.parts))


def _part_view(book: Book, part: Part) -> AllocationView:
    lot_id = part.lot_id or 0
    row = book.rows[lot_id]
    return AllocationView(
        lot_id=lot_id,
        points=part.points,
        expires_at=row.expires_at,
        lot_kind=EntryKind(row.kind),
        order_reference=book.order_references[lot_id] or None,
    )


@transaction.atomic
def points_adjust(
    *,
    profile_id: int,
    points: int,
    cause: str,
    actor: str,
    reason: str,
    at: datetime,
    debt_points_max: int = 0,
    program: str = DEFAULT_SLUG,
) -> EntryView:
    """
    Add `points` to a profile, or take them if negative, once per `cause`.

    Added points are usable at once and live as long as earned ones. What is taken and not there is owed, up to a total debt of `debt_points_max`.

    :raises NotEnoughPoints: the balance and the allowed debt are lower; nothing was written.
    :raises Conflict: `cause` was used for another adjustment.
    :raises AccountClosed: the shopper left the program.
    """
    movement_check(abs(points), cause)
    rules = program_required(program)
    book = _book(rules, profile_id, at)
    fingerprint = payload_hash({"points": points})
    key = f"adjust:{cause}"
    if already := entry_repeated(book.account, key=key, fingerprint=fingerprint):
        return entry_view_by_id(already)
    open_required(book.account)
    source = Source(
        actor=actor,
        reason=reason,
        revision_id=rules.current.revision_id,
        fingerprint=fingerprint,
    )
    sheet_advance(book.sheet, at=at)
    if points > 0:
        lot = lot_granted(rules, kind=EntryKind.ADJUST, key=key, points=points, at=at)
        points_credit(book.sheet, lot=lot, effective_at=at, source=source)
        lot_start(book.sheet, lot, at=at)
    else:
        points_debit(
            book.sheet,
            kind=EntryKind.ADJUST,
            points=-points,
            debt_points_max=debt_points_max,
            key=key,
            source=source,
            at=at,
        )
    return entry_view_by_id(_stored(book, key=key, at=at).pk)


def lot_granted(
    rules: ProgramRules, *, kind: EntryKind, key: str, points: int, at: datetime
) -> Lot:
    """Return a lot of points that are usable from `at` on and live as long as the program says."""
    return Lot(
        id=0,
        key=key,
        kind=kind,
        points=points,
        activates_at=at,
        expires_at=expiry_of(at, config=rules.current.config, zone=rules.zone),
    )


def payload_hash(payload: JsonObject) -> str:
    """Return a fingerprint of what a caller asked for, to tell a repetition from a different request."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()


def entry_repeated(account: LoyaltyAccount, *, key: str, fingerprint: str) -> int | None:
    """
    Return the id of the entry that was written under `key`, in the account or one merged into it, if any.

    :raises Conflict: it was written for something else.
    """
    entry = entry_with_key(account, key)
    if entry is None:
        return None
    if entry.payload_hash != fingerprint:
        raise Conflict(f"{key} was used before for something else, entry {entry.pk}")
    return entry.pk


def entry_with_key(account: LoyaltyAccount, key: str) -> LoyaltyEntry | None:
    """Return the entry written under `key` in the account or one merged into it, or None if there is none."""
    return next(iter(LoyaltyEntry.objects.raw(_WITH_KEY, [account.pk, account.pk, key])), None)


def account_book(account: LoyaltyAccount) -> Book:
    """Return the whole book of one locked account."""
    return books_loaded([account], full_ids=[account.pk])[account.pk]


def _book(rules: ProgramRules, profile_id: int, at: datetime) -> Book:
    return account_book(
        account_locked_of(program_id=rules.program_id, profile_id=profile_id, at=at)
    )


def _stored(book: Book, *, key: str, at: datetime) -> LoyaltyEntry:
    posted: list[Posted] = books_store([book], at=at)
    return next(one.entry for one in posted if one.movement.key == key)


def movement_check(points: int, cause: str) -> None:
    """
    Refuse a movement of no points or without a usable cause.

    :raises ValueError: the caller's mistake.
    """
    if points <= 0:
        raise ValueError(f"a movement must be of at least a point, got {points}")
    if not 0 < len(cause) <= CAUSE_LENGTH_MAX:
        raise ValueError(f"a cause has 1 to {CAUSE_LENGTH_MAX} characters, got {len(cause)}")
