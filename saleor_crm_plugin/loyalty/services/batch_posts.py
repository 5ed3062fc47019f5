"""Gives and takes back the lines of batches, a thousand at a time, each time in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from saleor_crm_plugin.loyalty.models import (
    AccountStatus,
    BatchKind,
    BatchRowState,
    BatchState,
    LoyaltyAccount,
    LoyaltyEntry,
    PointLot,
    PointsBatch,
    PointsBatchRow,
    ProgramStatus,
)
from saleor_crm_plugin.loyalty.queries.batches import batch_view
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules, rules_of
from saleor_crm_plugin.loyalty.queries.sheets import Book, books_loaded
from saleor_crm_plugin.loyalty.rules.batches import LineProblem
from saleor_crm_plugin.loyalty.rules.expiry import expiry_of
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Lot, Part, Source
from saleor_crm_plugin.loyalty.rules.movements import lot_start, points_credit, sheet_advance
from saleor_crm_plugin.loyalty.services.accounts import accounts_ensure, accounts_locked
from saleor_crm_plugin.loyalty.services.points import payload_hash
from saleor_crm_plugin.loyalty.services.postings import books_store
from saleor_crm_plugin.profiles.models import Profile, ProfileState
from saleor_crm_plugin.profiles.queries.cards import live_profile_id
from saleor_crm_plugin.rows import rows_update

_KINDS = {BatchKind.OPENING: EntryKind.OPENING, BatchKind.GRANT: EntryKind.ADJUST}
CHUNK_ROWS = 1000


@dataclass(frozen=True, slots=True)
class BatchStep:
    """How far a batch is after a chunk of its lines."""

    batch_id: int
    percent: int


def batches_process(
    *, clock: Callable[[], datetime], progress: Callable[[BatchStep], None] | None = None
) -> int:
    """
    Give and take back every batch that waits, chunk by chunk; returns how many chunks it did.

    A worker that is killed loses no more than its chunk, and the next goes on where it was. Several workers take turns.
    """
    chunks = 0
    while step := batch_chunk(at=clock()):
        chunks += 1
        if progress is not None:
            progress(step)
    return chunks


@transaction.atomic
def batch_chunk(*, at: datetime, limit_rows: int = CHUNK_ROWS) -> BatchStep | None:
    """Do the next lines of the oldest batch that waits and that no other worker has; None: there is none."""
    waiting = PointsBatch.objects.filter(
        Q(state__in=[BatchState.QUEUED, BatchState.RUNNING, BatchState.REVERTING])
        & ~Q(program__status=ProgramStatus.DRAFT)
    )
    batch = waiting.select_for_update(of=("self",), skip_locked=True).order_by("pk").first()
    if batch is None:
        return None
    rules = rules_of(batch.program)
    is_reverting = batch.state == BatchState.REVERTING
    wanted = BatchRowState.POSTED if is_reverting else BatchRowState.PENDING
    rows = list(batch.rows.filter(state=wanted).order_by("line")[:limit_rows])
    if is_reverting:
        _take_back(batch, rows, at)
    else:
        _give(batch, rows, rules, at)
    rows_update(rows, ["state", "code", "entry_id"])
    batch.done_count += len(rows)
    batch.progressed_at = at
    if len(rows) < limit_rows:
        batch.state = BatchState.REVERTED if is_reverting else BatchState.DONE
    elif not is_reverting:
        batch.state = BatchState.RUNNING
    batch.save()
    return BatchStep(batch.pk, batch_view(batch).percent)


def _give(
    batch: PointsBatch, rows: Sequence[PointsBatchRow], rules: ProgramRules, at: datetime
) -> None:
    holders = _holders(rows)
    ids = accounts_ensure(program_id=rules.program_id, profile_ids={*holders.values()}, at=at)
    accounts = accounts_locked(account_ids=ids.values())
    books = books_loaded(
        accounts, full_ids={account.pk for account in accounts if account.debt_points > 0}
    )
    for book in books.values():
        if book.is_whole:
            sheet_advance(book.sheet, at=at)
    key = f"{batch.kind}:{batch.name}"
    due = _due(rows, holders, ids, _known(accounts, key))
    for account_id, row in due.items():
        if books[account_id].account.status == AccountStatus.CLOSED:
            row.state, row.code = BatchRowState.REFUSED, LineProblem.ACCOUNT_CLOSED
        else:
            _credit(books[account_id], row, batch, rules, key, at)
    for one in books_store(books.values(), at=at):
        if one.movement.key == key:
            row = due[one.book.account.pk]
            row.state, row.entry_id = BatchRowState.POSTED, one.entry.pk
            batch.posted_count += 1
            batch.posted_points += row.points


def _due(
    rows: Sequence[PointsBatchRow],
    holders: dict[int, int],
    ids: dict[int, int],
    known: dict[int, str],
) -> dict[int, PointsBatchRow]:
    """Return the rows to give by account, and note in the others why they are not."""
    due: dict[int, PointsBatchRow] = {}
    for row in rows:
        account_id = ids.get(holders.get(row.profile_id or 0, 0))
        if account_id is None:
            row.state, row.code = BatchRowState.REFUSED, LineProblem.UNKNOWN_PROFILE
        elif account_id in due:
            row.state, row.code = BatchRowState.REFUSED, LineProblem.GIVEN_TWICE
        elif account_id not in known:
            due[account_id] = row
        elif known[account_id] == _fingerprint(row):
            row.state = BatchRowState.KNOWN
        else:
            row.state, row.code = BatchRowState.REFUSED, LineProblem.OTHER_POINTS_BEFORE
    return due


def _fingerprint(row: PointsBatchRow) -> str:
    return payload_hash({"points": row.points})


def _holders(rows: Sequence[PointsBatchRow]) -> dict[int, int]:
    """Lock the profiles of `rows` and return who holds their points now, erased ones left out."""
    ids = {row.profile_id for row in rows if row.profile_id is not None}
    locked = Profile.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    holders = {}
    for profile_id, state in locked.values_list("pk", "state"):
        if state == ProfileState.MERGED:
            holders[profile_id] = live_profile_id(profile_id)
        elif state == ProfileState.ACTIVE:
            holders[profile_id] = profile_id
    return holders


def _credit(
    book: Book,
    row: PointsBatchRow,
    batch: PointsBatch,
    rules: ProgramRules,
    key: str,
    at: datetime,
) -> None:
    lot = Lot(
        id=0,
        key=key,
        kind=_KINDS[BatchKind(batch.kind)],
        points=row.points,
        activates_at=at,
        expires_at=row.expires_at or expiry_of(at, config=rules.current.config, zone=rules.zone),
    )
    source = Source(
        actor=batch.actor,
        reason=batch.reason,
        revision_id=rules.current.revision_id,
        fingerprint=_fingerprint(row),
        is_live=batch.kind == BatchKind.GRANT,
        explanation={"batch": batch.pk, "line": row.line},
    )
    points_credit(book.sheet, lot=lot, effective_at=at, source=source)
    if book.is_whole:
        lot_start(book.sheet, lot, at=at)


def _known(accounts: Sequence[LoyaltyAccount], key: str) -> dict[int, str]:
    """Return the fingerprints that earlier batches of the same name gave, by the account that stands for them now."""
    ids = {account.pk: account.pk for account in accounts}
    absorbed = LoyaltyAccount.objects.filter(merged_into_id__in=list(ids))
    merged = dict(absorbed.values_list("pk", "merged_into_id"))
    # An account that nothing was ever posted to has no entries to look for.
    posted = [account.pk for account in accounts if account.version > 0]
    entries = LoyaltyEntry.objects.filter(account_id__in=[*posted, *merged], idempotency_key=key)
    fingerprints = entries.order_by("pk").values_list("account_id", "payload_hash")
    ids |= merged
    return {ids[account_id]: fingerprint for account_id, fingerprint in fingerprints}


def _take_back(batch: PointsBatch, rows: Sequence[PointsBatchRow], at: datetime) -> None:
    held, accounts = _lots_locked([row.entry_id for row in rows])
    books = books_loaded(accounts, full_ids=[account.pk for account in accounts], lot_ids=held)
    for book in books.values():
        sheet_advance(book.sheet, at=at)
    for lot_id, account_id in held.items():
        sheet, lot = books[account_id].sheet, books[account_id].rows[lot_id]
        left = sheet.lots[lot_id].free
        batch.reverted_points += left
        if left:
            sheet.post(
                EntryKind.REVERT,
                key=f"revert:{lot.entry_id}",
                parts=[Part(lot_id, -left)],
                effective_at=at,
                source=Source(
                    actor=batch.actor, reason=batch.reason, reverses_id=lot.entry_id, is_live=False
                ),
            )
    books_store(books.values(), at=at)
    for row in rows:
        row.state = BatchRowState.REVERTED
    batch.short_points = batch.posted_points - batch.reverted_points


def _lots_locked(
    entry_ids: Sequence[int | None],
) -> tuple[dict[int, int], list[LoyaltyAccount]]:
    """
    Return which lots the entries opened, with the accounts that hold them, wherever a merge has moved them.

    The accounts are locked, and are whose the lots are now.
    """
    accounts: dict[int, LoyaltyAccount] = {}
    lots = PointLot.objects.filter(entry_id__in=entry_ids).order_by("pk")
    while True:
        held = dict(lots.values_list("pk", "account_id"))
        missing = set(held.values()) - accounts.keys()
        if not missing:
            return held, list(accounts.values())
        accounts |= {account.pk: account for account in accounts_locked(account_ids=missing)}
