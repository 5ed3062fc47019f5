"""Brings balances over from another program, and takes such an import back."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.loyalty.queries.entries import EntryView, entry_view_by_id
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.expiry import expiry_of
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Lot, Part, Source
from saleor_crm_plugin.loyalty.rules.movements import lot_start, points_credit, sheet_advance
from saleor_crm_plugin.loyalty.services.accounts import account_locked_of, open_required
from saleor_crm_plugin.loyalty.services.points import (
    account_book,
    entry_repeated,
    entry_with_key,
    movement_check,
    payload_hash,
)
from saleor_crm_plugin.loyalty.services.postings import books_store
from saleor_crm_plugin.loyalty.services.programs import program_required


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningReverted:
    """What taking an opening balance back brought: `taken` points, and `short` that had gone already."""

    taken: int
    short: int


@transaction.atomic
def opening_post(
    *,
    profile_id: int,
    points: int,
    cause: str,
    actor: str,
    at: datetime,
    expires_at: datetime | None = None,
    program: str = DEFAULT_SLUG,
) -> EntryView:
    """
    Give a profile the points it had elsewhere, usable at once, once per `cause`.

    They lapse at `expires_at`, by default as late as points earned now. Nothing is announced.

    :raises Conflict: `cause` was used for another number of points.
    :raises AccountClosed: the shopper left the program.
    """
    movement_check(points, cause)
    rules = program_required(program)
    account = account_locked_of(program_id=rules.program_id, profile_id=profile_id, at=at)
    key = f"opening:{cause}"
    fingerprint = payload_hash({"points": points})
    if already := entry_repeated(account, key=key, fingerprint=fingerprint):
        return entry_view_by_id(already)
    open_required(account)
    book = account_book(account)
    sheet_advance(book.sheet, at=at)
    lot = Lot(
        id=0,
        key=key,
        kind=EntryKind.OPENING,
        points=points,
        activates_at=at,
        expires_at=expires_at or expiry_of(at, config=rules.current.config, zone=rules.zone),
    )
    source = Source(
        actor=actor,
        revision_id=rules.current.revision_id,
        fingerprint=fingerprint,
        is_live=False,
    )
    points_credit(book.sheet, lot=lot, effective_at=at, source=source)
    lot_start(book.sheet, lot, at=at)
    posted = books_store([book], at=at)
    return entry_view_by_id(next(one.entry.pk for one in posted if one.movement.key == key))


@transaction.atomic
def opening_revert(
    *, profile_id: int, cause: str, actor: str, at: datetime, program: str = DEFAULT_SLUG
) -> OpeningReverted:
    """
    Take back what is left of an opening balance, once; what was spent or lapsed is reported as short.

    :raises NotFound: the profile has no opening balance of that `cause`.
    """
    rules = program_required(program)
    account = account_locked_of(program_id=rules.program_id, profile_id=profile_id, at=at)
    opened = entry_with_key(account, f"opening:{cause}")
    if opened is None:
        raise NotFound(f"profile {profile_id} has no such opening balance")
    key = f"revert:{cause}"
    if reverted := entry_with_key(account, key):
        return OpeningReverted(taken=-reverted.points, short=opened.points + reverted.points)
    book = account_book(account)
    sheet_advance(book.sheet, at=at)
    left = [book.sheet.lots[row.pk] for row in book.rows.values() if row.entry_id == opened.pk]
    taken = sum(lot.free for lot in left)
    if taken:
        book.sheet.post(
            EntryKind.REVERT,
            key=key,
            parts=[Part(lot.id, -lot.free) for lot in left],
            effective_at=at,
            source=Source(actor=actor, reverses_id=opened.pk, is_live=False),
        )
    books_store([book], at=at)
    return OpeningReverted(taken=taken, short=opened.points - taken)
