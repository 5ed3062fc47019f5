"""Gives both sides of a referral their points, and takes them back, once each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.loyalty.models import LoyaltyProgram, Referral
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules, rules_of
from saleor_crm_plugin.loyalty.queries.sheets import Book, books_loaded
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Source
from saleor_crm_plugin.loyalty.rules.movements import (
    lot_start,
    points_credit,
    points_debit,
    sheet_advance,
)
from saleor_crm_plugin.loyalty.services.accounts import accounts_ensure, accounts_locked
from saleor_crm_plugin.loyalty.services.points import lot_granted
from saleor_crm_plugin.loyalty.services.postings import books_store
from saleor_crm_plugin.profiles.models import Profile, ProfileState
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardMove:
    """What both sides of a referral are to have of it from now on; `is_live` says whether it is news."""

    referral: Referral
    advocate_points: int
    friend_points: int
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Side:
    """One side of a move: who, how many points more (or less), and the word for the side."""

    move: RewardMove
    word: str
    profile_id: int
    points: int


def rewards_post(*, moves: Sequence[RewardMove], at: datetime) -> None:
    """
    Post the difference to what each side has, and note it in the rows of the referrals; the caller saves them.

    Taken points are owed if they were spent. Who was erased keeps and gets nothing more.
    """
    by_program: dict[int, list[RewardMove]] = defaultdict(list)
    for move in moves:
        by_program[move.referral.program_id].append(move)
    for program_id in sorted(by_program):
        _post(by_program[program_id], rules_of(LoyaltyProgram.objects.get(pk=program_id)), at)


def _post(moves: Sequence[RewardMove], rules: ProgramRules, at: datetime) -> None:
    for move in moves:
        move.referral.moves_count += 1
    sides = [side for move in moves for side in _sides(move) if side.points]
    books = _books({side.profile_id for side in sides}, rules, at)
    for side in sides:
        if side.profile_id in books:
            _move(books[side.profile_id], side, rules, at)
    books_store(books.values(), at=at)
    events_record(
        events=[_event(side, rules, at) for side in sides if side.profile_id in books], at=at
    )
    for move in moves:
        move.referral.advocate_points = move.advocate_points
        move.referral.friend_points = move.friend_points


def _sides(move: RewardMove) -> Iterator[_Side]:
    referral = move.referral
    for word, profile_id, had, wanted in (
        ("advocate", referral.advocate_id, referral.advocate_points, move.advocate_points),
        ("friend", referral.friend_id, referral.friend_points, move.friend_points),
    ):
        yield _Side(move=move, word=word, profile_id=profile_id, points=wanted - had)


def _books(profile_ids: set[int], rules: ProgramRules, at: datetime) -> dict[int, Book]:
    """Return the books of live profiles, their accounts locked in order."""
    erased = Profile.objects.filter(pk__in=profile_ids, state=ProfileState.ERASED)
    live = profile_ids - set(erased.values_list("pk", flat=True))
    ids = accounts_ensure(program_id=rules.program_id, profile_ids=live, at=at)
    accounts = accounts_locked(account_ids=ids.values())
    books = books_loaded(accounts, full_ids=[account.pk for account in accounts])
    for book in books.values():
        sheet_advance(book.sheet, at=at)
    return {profile_id: books[account_id] for profile_id, account_id in ids.items()}


def _move(book: Book, side: _Side, rules: ProgramRules, at: datetime) -> None:
    referral = side.move.referral
    key = f"referral:{referral.pk}:{side.word}:{referral.moves_count}"
    source = Source(
        reason=f"referral, as {side.word}",
        revision_id=rules.current.revision_id,
        is_live=side.move.is_live,
        explanation={
            "referral_id": referral.pk,
            "side": side.word,
            "terms": referral.revision.number,
        },
    )
    if side.points > 0:
        lot = lot_granted(rules, kind=EntryKind.BONUS, key=key, points=side.points, at=at)
        points_credit(book.sheet, lot=lot, effective_at=at, source=source)
        lot_start(book.sheet, lot, at=at)
        return
    points_debit(
        book.sheet,
        kind=EntryKind.REVERT,
        points=-side.points,
        debt_points_max=book.sheet.debt - side.points,
        key=key,
        source=source,
        at=at,
    )


def _event(side: _Side, rules: ProgramRules, at: datetime) -> NewEvent:
    referral = side.move.referral
    is_given = side.points > 0
    return NewEvent(
        profile_id=side.profile_id,
        type=EventType.REFERRAL_REWARDED if is_given else EventType.REFERRAL_REVERSED,
        key=f"{referral.pk}:{side.word}:{referral.moves_count}",
        occurred_at=at,
        is_live=side.move.is_live,
        details={
            "referral_id": referral.pk,
            "program": rules.slug,
            "side": side.word,
            "points": side.points,
        },
    )
