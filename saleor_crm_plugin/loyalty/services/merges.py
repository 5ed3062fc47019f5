"""Two accounts become one: both ledgers continue under one account, summed and never copied."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import (
    AccountStatus,
    LoyaltyAccount,
    LoyaltyEntry,
    OrderAward,
    PointLot,
    Redemption,
    Reservation,
)
from saleor_crm_plugin.loyalty.queries.sheets import Book, books_loaded
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Part
from saleor_crm_plugin.loyalty.rules.movements import settle, sheet_advance
from saleor_crm_plugin.loyalty.rules.reservations import ReservationState, hold_release
from saleor_crm_plugin.loyalty.services.accounts import accounts_ensure, accounts_locked
from saleor_crm_plugin.loyalty.services.postings import books_store


@transaction.atomic
def accounts_merge(*, survivor_id: int, absorbed_id: int, at: datetime) -> JsonObject:
    """
    Move the points of profile `absorbed_id` to profile `survivor_id`, once.

    Every lot keeps its points, dates and order, so that later refunds and returns find it; debt moves
    too and is paid at once from what the other account has. If either account was frozen, the one that
    stays is. Returns by account what moved and how it was before, for `accounts_unmerge`.
    """
    moved: JsonObject = {}
    absorbed = LoyaltyAccount.objects.filter(profile_id=absorbed_id).order_by("pk")
    for program_id in absorbed.values_list("program_id", flat=True):
        ids = accounts_ensure(program_id=program_id, profile_ids=[survivor_id, absorbed_id], at=at)
        moved[str(ids[absorbed_id])] = _account_merge(
            survivor_pk=ids[survivor_id], absorbed_pk=ids[absorbed_id], at=at
        )
    return moved


def _account_merge(*, survivor_pk: int, absorbed_pk: int, at: datetime) -> JsonObject:
    accounts = accounts_locked(account_ids=[survivor_pk, absorbed_pk])
    # Keys are unique within an account, and both may have, say, a lot of the same opening import.
    PointLot.objects.filter(account_id=absorbed_pk).update(
        key=Concat(F("key"), Value(f"@{absorbed_pk}"))
    )
    books = books_loaded(accounts, full_ids=[survivor_pk, absorbed_pk])
    survivor, absorbed = books[survivor_pk], books[absorbed_pk]
    for book in books.values():
        sheet_advance(book.sheet, at=at)
    before: JsonObject = {
        "status": absorbed.account.status,
        "survivor_status": survivor.account.status,
        "debt": absorbed.sheet.debt,
        "all_lots": [*PointLot.objects.filter(account_id=absorbed_pk).values_list("pk", flat=True)],
        "absorbed_before": [
            *LoyaltyAccount.objects.filter(merged_into_id=absorbed_pk).values_list("pk", flat=True)
        ],
    }
    _same_carts_release(absorbed, survivor, at=at)
    keys = _keys(survivor_pk=survivor_pk, absorbed_pk=absorbed_pk)
    lot_ids = _lots_move(absorbed, survivor, keys=keys, at=at)
    books_store([absorbed, survivor], at=at)
    PointLot.objects.filter(account_id=absorbed_pk).update(account_id=survivor_pk)
    reservations = Reservation.objects.filter(account_id=absorbed_pk)
    before["reservations"] = [*reservations.values_list("pk", flat=True)]
    reservations.update(account_id=survivor_pk)
    last = LoyaltyEntry.objects.filter(account_id=survivor_pk).order_by("-pk")
    moved: JsonObject = before | {
        "into": survivor_pk,
        "key": keys[1],
        "last_entry": last.values_list("pk", flat=True).first() or 0,
        "lots": [*lot_ids],
        "awards": [*OrderAward.objects.filter(account_id=absorbed_pk).values_list("pk", flat=True)],
        "redemptions": [
            *Redemption.objects.filter(account_id=absorbed_pk).values_list("pk", flat=True)
        ],
    }
    OrderAward.objects.filter(account_id=absorbed_pk).update(account_id=survivor_pk)
    Redemption.objects.filter(account_id=absorbed_pk).update(account_id=survivor_pk)
    LoyaltyAccount.objects.filter(merged_into_id=absorbed_pk).update(merged_into_id=survivor_pk)
    if survivor.account.closed_at is not None and absorbed.account.closed_at is None:
        # Who left with one account and stayed with the other takes part; points are not lost by a merge.
        LoyaltyAccount.objects.filter(pk=survivor_pk).update(
            status=absorbed.account.status, closed_at=None, earns_from=at
        )
    if absorbed.account.status == AccountStatus.FROZEN:
        LoyaltyAccount.objects.filter(pk=survivor_pk).update(status=AccountStatus.FROZEN)
    LoyaltyAccount.objects.filter(pk=absorbed_pk).update(
        profile=None, merged_into_id=survivor_pk, status=AccountStatus.CLOSED
    )
    return moved


def _same_carts_release(absorbed: Book, survivor: Book, *, at: datetime) -> None:
    """Let go what the absorbed account holds for carts that the survivor holds points for: a cart holds once."""
    carts = Reservation.objects.filter(pk__in=survivor.sheet.holds).values("checkout")
    doubled = Reservation.objects.filter(pk__in=absorbed.sheet.holds, checkout__in=carts)
    for row in doubled.order_by("pk"):
        hold = absorbed.sheet.holds[row.pk]
        hold_release(absorbed.sheet, hold, at=at)
        row.state, row.ended_at, row.changes_count = ReservationState.RELEASED, at, hold.changes
        row.save(update_fields=["state", "ended_at", "changes_count"])


def _keys(*, survivor_pk: int, absorbed_pk: int) -> tuple[str, str]:
    """Return the keys of the two movements; the same two accounts may merge again after an undo."""
    out = LoyaltyEntry.objects.filter(
        account_id=absorbed_pk,
        kind=EntryKind.MERGE_OUT,
        idempotency_key__startswith=f"merge_out:{survivor_pk}",
    )
    earlier = out.count()
    number = f":{earlier + 1}" if earlier else ""
    return f"merge_out:{survivor_pk}{number}", f"merge_in:{absorbed_pk}{number}"


def _lots_move(absorbed: Book, survivor: Book, *, keys: tuple[str, str], at: datetime) -> list[int]:
    """Post the move on both sheets and hand the lots over; returns the ids of the lots that had points."""
    left = [lot for lot in absorbed.sheet.lots.values() if lot.remaining > 0]
    debt = absorbed.sheet.debt
    held = [Part(lot.id, lot.remaining) for lot in left] + [Part(None, -debt)]
    if left or debt:
        absorbed.sheet.post(
            EntryKind.MERGE_OUT,
            key=keys[0],
            parts=[Part(part.lot_id, -part.points) for part in held],
            effective_at=at,
        )
    survivor.sheet.lots |= absorbed.sheet.lots
    if absorbed.account.closed_at is None:  # then the one that is left is open, too
        survivor.sheet.inactivity = absorbed.sheet.inactivity
    survivor.sheet.active_note(absorbed.sheet.active_at)
    survivor.sheet.idle_note(survivor.sheet.lots.values())
    survivor.sheet.holds |= absorbed.sheet.holds
    survivor.sheet.reserved += absorbed.sheet.reserved
    absorbed.sheet.holds, absorbed.sheet.reserved = {}, 0
    survivor.rows |= absorbed.rows
    absorbed.rows = {}
    if left or debt:
        survivor.sheet.post(EntryKind.MERGE_IN, key=keys[1], parts=held, effective_at=at)
        settle(survivor.sheet, at=at, cause=keys[1])
    return [lot.id for lot in left]
