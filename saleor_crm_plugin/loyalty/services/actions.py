"""Gives points for what shoppers do beside buying, once for each action, within limits and budgets."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import (
    AccountStatus,
    ActionReward,
    LoyaltyAccount,
    ProgramStatus,
)
from saleor_crm_plugin.loyalty.queries.actions import (
    Occasion,
    entries_of_occasions,
    event_points_since,
    occasions_due,
)
from saleor_crm_plugin.loyalty.queries.entries import EntryView, entry_view_by_id
from saleor_crm_plugin.loyalty.queries.programs import (
    DEFAULT_SLUG,
    ProgramRules,
    programs_known,
)
from saleor_crm_plugin.loyalty.queries.sheets import Book, books_loaded
from saleor_crm_plugin.loyalty.rules.actions import ActionKind, action_points
from saleor_crm_plugin.loyalty.rules.expiry import local_midnight
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Source
from saleor_crm_plugin.loyalty.rules.movements import lot_start, points_credit, sheet_advance
from saleor_crm_plugin.loyalty.services.accounts import (
    account_locked_of,
    accounts_ensure,
    accounts_locked,
    open_required,
)
from saleor_crm_plugin.loyalty.services.points import lot_granted, movement_check
from saleor_crm_plugin.loyalty.services.postings import Posted, books_store
from saleor_crm_plugin.loyalty.services.programs import program_required


def actions_reward(*, at: datetime, limit_rows: int) -> int:
    """
    Pay registrations, newsletters and birthdays that are due, and return how many it paid.

    At most `limit_rows` of each reward, in a transaction for each; 0 means nothing is left to do. Only active programs pay.
    """
    paid = 0
    for rules in programs_known():
        if rules.status is ProgramStatus.ACTIVE:
            rewards = ActionReward.objects.filter(program_id=rules.program_id, is_active=True)
            for reward in rewards.order_by("pk"):
                paid += _due_paid(reward, rules=rules, at=at, limit_rows=limit_rows)
    return paid


@transaction.atomic
def event_reward(
    *,
    profile_id: int,
    slug: str,
    reference: str,
    actor: str,
    at: datetime,
    program: str = DEFAULT_SLUG,
) -> EntryView | None:
    """
    Give a profile the points of the event `slug`, once for each `reference`.

    None if its limits leave nothing; that is not remembered, so that it can be told again next month.

    :raises NoProgram: the program was never activated.
    :raises NotFound: the program has no such event that is switched on now.
    :raises AccountClosed: the shopper left the program.
    """
    movement_check(1, reference)
    rules = program_required(program)
    reward = ActionReward.objects.filter(
        program_id=rules.program_id, slug=slug, kind=ActionKind.EVENT, is_active=True
    ).first()  # a slug is unique in its program
    is_over = reward is not None and reward.ends_at is not None and reward.ends_at <= at
    if reward is None or is_over or rules.status is not ProgramStatus.ACTIVE:
        raise NotFound(f"program {program} gives nothing for {slug}")
    occasion = Occasion(profile_id, f"event:{slug}:{reference}")
    open_required(account_locked_of(program_id=rules.program_id, profile_id=profile_id, at=at))
    posted = _paid(reward.pk, [occasion], rules=rules, actor=actor, at=at)
    return entry_view_by_id(posted[occasion]) if occasion in posted else None


@transaction.atomic
def _due_paid(reward: ActionReward, *, rules: ProgramRules, at: datetime, limit_rows: int) -> int:
    if reward.budget_points is not None and reward.used_points >= reward.budget_points:
        return 0
    due = occasions_due(reward, rules=rules, at=at, limit_rows=limit_rows)
    if not due:
        return 0
    return len(_paid(reward.pk, due, rules=rules, actor="system", at=at))


def _paid(
    reward_id: int, occasions: Sequence[Occasion], *, rules: ProgramRules, actor: str, at: datetime
) -> dict[Occasion, int]:
    """Post what is not posted yet, and return the entries of all that are; accounts are locked before the budget."""
    ids = accounts_ensure(
        program_id=rules.program_id, profile_ids={one.profile_id for one in occasions}, at=at
    )
    accounts = {account.pk: account for account in accounts_locked(account_ids=ids.values())}
    known = entries_of_occasions(account_ids=accounts.keys(), keys={one.key for one in occasions})
    reward = ActionReward.objects.select_for_update().get(pk=reward_id)
    indebted = [account.pk for account in accounts.values() if account.debt_points > 0]
    books = books_loaded(accounts.values(), full_ids=indebted)
    for account_id in indebted:
        sheet_advance(books[account_id].sheet, at=at)
    before = reward.used_points
    for one in occasions:
        book = books[ids[one.profile_id]]
        if one not in known and book.account.status != AccountStatus.CLOSED:
            _post(reward, one, book, rules=rules, actor=actor, at=at)
    if reward.used_points != before:
        reward.save(update_fields=["used_points"])
    return known | _entry_ids(books_store(books.values(), at=at))


def _post(
    reward: ActionReward,
    occasion: Occasion,
    book: Book,
    *,
    rules: ProgramRules,
    actor: str,
    at: datetime,
) -> None:
    budget = reward.budget_points
    points = action_points(
        reward.points,
        budget_left=None if budget is None else budget - reward.used_points,
        month_left=_month_left(reward, book.account, rules, at),
    )
    if points <= 0:
        return
    reward.used_points += points
    lot = lot_granted(rules, kind=EntryKind.BONUS, key=occasion.key, points=points, at=at)
    explanation: JsonObject = {
        "action": reward.slug,
        "kind": reward.kind,
        "trimmed": reward.points - points,
    }
    source = Source(
        actor=actor,
        reason=reward.name,
        revision_id=rules.current.revision_id,
        explanation=explanation,
    )
    points_credit(book.sheet, lot=lot, effective_at=at, source=source)
    if book.is_whole:
        lot_start(book.sheet, lot, at=at)


def _entry_ids(posted: Sequence[Posted]) -> dict[Occasion, int]:
    return {
        Occasion(one.book.account.profile_id or 0, one.movement.key): one.entry.pk
        for one in posted
        if one.movement.kind is EntryKind.BONUS
    }


def _month_left(
    reward: ActionReward, account: LoyaltyAccount, rules: ProgramRules, at: datetime
) -> int | None:
    if reward.month_points_max is None:
        return None
    month = local_midnight(at.astimezone(rules.zone).date().replace(day=1), rules.zone)
    given = event_points_since(account=account, slug=reward.slug, since=month)
    return reward.month_points_max - given
