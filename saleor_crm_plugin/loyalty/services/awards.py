"""Brings the points of orders to what the orders' present state implies, in batches."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import (
    LoyaltyAccount,
    LoyaltyEntry,
    OrderAward,
    PointLot,
    Redemption,
)
from saleor_crm_plugin.loyalty.queries.earning_rules import rules_active
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules, programs_known
from saleor_crm_plugin.loyalty.queries.sheets import (
    books_loaded,
    is_idle,
    parts_of_entries,
    spent_instants,
)
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Part
from saleor_crm_plugin.loyalty.rules.movements import sheet_advance
from saleor_crm_plugin.loyalty.services.accounts import accounts_ensure, accounts_locked, may_earn
from saleor_crm_plugin.loyalty.services.award_plans import (
    AwardPlan,
    award_planned,
    clawed_target,
    returned_target,
)
from saleor_crm_plugin.loyalty.services.award_posts import (
    MOVE,
    AwardStep,
    LedgerHistory,
    step_apply,
)
from saleor_crm_plugin.loyalty.services.bonuses import BonusSources, Groups, bonuses_planned
from saleor_crm_plugin.loyalty.services.foreign_rules import foreign_rules_exist
from saleor_crm_plugin.loyalty.services.postings import books_store
from saleor_crm_plugin.orders.queries import OrderSummary
from saleor_crm_plugin.rows import rows_insert, rows_update


@transaction.atomic
def awards_converge(
    *, orders: Sequence[OrderSummary], at: datetime, groups: Groups | None = None
) -> None:
    """
    Post what the ledger lacks for `orders`: awards, claw-backs to the refunds' total, returned points.

    Only differences are posted, so that telling an order twice, late, or after its refund ends in the
    same points. An order earns once it is fully paid and counts, in every program that has a rate for it; one
    that no longer counts is treated as refunded in full. An award follows its order to another profile: the
    former one's account gives it back like a refund, the new one's gets the same points and dates. `groups` names the segments of profiles, for earning rules that ask for them.
    New awards cost a fixed number of statements whatever their number.
    """
    latest = {order.order_id: order for order in orders}
    for rules in programs_known() if latest else ():
        _program_converge(rules, latest, groups=groups or {}, at=at)


def _program_converge(
    rules: ProgramRules, latest: dict[int, OrderSummary], *, groups: Groups, at: datetime
) -> None:
    plans = {
        order.order_id: plan
        for order in latest.values()
        if (plan := award_planned(order, rules=rules, at=at))
    }
    extra = rules_active(rules.program_id) if plans else []
    if (
        not extra and not foreign_rules_exist()
    ):  # an order of nothing but gift cards opens no account
        plans = {order_id: plan for order_id, plan in plans.items() if plan.award.points > 0}
    holdings = _holdings(rules, latest)
    own_ids = accounts_ensure(
        program_id=rules.program_id,
        profile_ids={
            latest[order_id].profile_id for order_id in [*plans, *_gone(holdings, latest)]
        },
        at=at,
    )
    involved = {
        *own_ids.values(),
        *(held.account_id for held in holdings),
        *_redemptions(rules, latest).values_list("account_id", flat=True),
    }
    accounts = {account.pk: account for account in accounts_locked(account_ids=involved)}
    sources = BonusSources(rules=extra, groups=groups, at=at)
    found = _steps(latest, plans, own_ids, accounts, rules, sources)
    steps = [step for step in found if step.is_due]
    if not steps:
        return
    touched = {account_id for step in steps for account_id in step.account_ids}
    full = {
        account_id
        for account_id in touched
        if accounts[account_id].debt_points > 0 or is_idle(accounts[account_id], at)
    }
    full |= {account_id for step in steps if _needs_all(step) for account_id in step.account_ids}
    history = _history(rules, steps)
    books = books_loaded(
        [accounts[account_id] for account_id in touched],
        full_ids=full,
        order_ids=[step.order.order_id for step in steps if _needs_all(step)],
        lot_ids={
            part.lot_id
            for parts in [*history.redeemed.values(), *history.clawed.values()]
            for part in parts
            if part.lot_id is not None
        },
    )
    for account_id in full:
        sheet_advance(books[account_id].sheet, at=at)
    for step in steps:
        step_apply(step, books, history, rules, at)
    books_store(books.values(), at=at)
    _caches_store(steps)


@dataclass(frozen=True, slots=True)
class _Holding:
    """Where the award of one order is before anything is posted; nobody's after an erasure."""

    order_id: int
    account_id: int
    profile_id: int | None


def _holdings(rules: ProgramRules, orders: dict[int, OrderSummary]) -> list[_Holding]:
    rows = _awards(rules, orders).values_list("order_id", "account_id", "account__profile_id")
    return [_Holding(*row) for row in rows.order_by("pk")]


def _gone(holdings: Iterable[_Holding], orders: dict[int, OrderSummary]) -> list[int]:
    """Return the orders that were another profile's when they were awarded."""
    return [
        held.order_id
        for held in holdings
        if held.profile_id not in (None, orders[held.order_id].profile_id)
    ]


def _awards(rules: ProgramRules, orders: dict[int, OrderSummary]) -> QuerySet[OrderAward]:
    return OrderAward.objects.filter(program_id=rules.program_id, order_id__in=orders)


def _redemptions(rules: ProgramRules, orders: dict[int, OrderSummary]) -> QuerySet[Redemption]:
    references = {order.reference for order in orders.values()}
    return Redemption.objects.filter(
        account__program_id=rules.program_id, order_reference__in=references
    )


def _steps(
    orders: dict[int, OrderSummary],
    plans: dict[int, AwardPlan],
    own_ids: dict[int, int],
    accounts: dict[int, LoyaltyAccount],
    rules: ProgramRules,
    sources: BonusSources,
) -> list[AwardStep]:
    """Return what each order needs, oldest order first; read after the accounts were locked."""
    awards = {award.order_id: award for award in _awards(rules, orders)}
    plans = bonuses_planned(
        {
            order_id: plan
            for order_id, plan in plans.items()
            if order_id not in awards
            and may_earn(accounts[own_ids[plan.order.profile_id]], paid_at=plan.earned_at)
        },
        account_ids=own_ids,
        program=rules,
        sources=sources,
    )
    redemptions = defaultdict(list)
    for redemption in _redemptions(rules, orders).order_by("pk"):
        redemptions[redemption.order_reference].append(redemption)
    steps = []
    for order in sorted(orders.values(), key=lambda order: (order.placed_at, order.order_id)):
        award = awards.get(order.order_id)
        plan = plans.get(order.order_id)
        step = AwardStep(order=order, award=award, plan=plan)
        if plan is not None:
            step.award = plan.row(program_id=rules.program_id, account_id=own_ids[order.profile_id])
        if step.award is not None:
            rate = rules.rate_by_id(step.award.rate_id)
            step.claw = clawed_target(order, step.award.points, rate)
            step.move_to_id = _moved_to(step.award, order, accounts, own_ids)
            if step.move_to_id is None:
                step.claw -= step.award.clawed_points
        for redemption in redemptions[order.reference]:
            target = returned_target(order, redemption.points, rules)
            if target != redemption.returned_points:
                step.returns.append((redemption, target - redemption.returned_points))
        steps.append(step)
    return steps


def _needs_all(step: AwardStep) -> bool:
    """Return whether the step may touch lots beside the one it opens."""
    return bool(step.returns or step.move_to_id or (step.claw and step.plan is None))


def _moved_to(
    award: OrderAward,
    order: OrderSummary,
    accounts: dict[int, LoyaltyAccount],
    own_ids: dict[int, int],
) -> int | None:
    """Return the account an award has to go to because its order went; None if it is there, or was an erased profile's."""
    holder = accounts[award.account_id].profile_id
    return None if holder in (None, order.profile_id) else own_ids[order.profile_id]


def _history(rules: ProgramRules, steps: Sequence[AwardStep]) -> LedgerHistory:
    moving = [step.order.order_id for step in steps if step.move_to_id]
    clawing = [step.order.order_id for step in steps if step.claw > 0 and not step.plan] + moving
    unclawing = [step.order.order_id for step in steps if step.claw < 0] + moving
    redemptions = [redemption for step in steps for redemption, _ in step.returns]
    program_id = rules.program_id
    return LedgerHistory(
        spent=spent_instants(program_id=program_id, order_ids=clawing) if clawing else {},
        clawed=_clawed_parts(program_id, unclawing) if unclawing else {},
        explained=_explained(program_id, moving) if moving else {},
        redeemed=parts_of_entries([one.entry_id for one in redemptions]) if redemptions else {},
    )


def _explained(program_id: int, order_ids: Sequence[int]) -> dict[int, JsonObject]:
    """Return how the points of each lot of the orders were computed."""
    lots = PointLot.objects.filter(order_id__in=order_ids, account__program_id=program_id)
    return dict(lots.values_list("pk", "entry__explanation"))


def _clawed_parts(program_id: int, order_ids: Sequence[int]) -> dict[int, list[Part]]:
    """Return what claw-backs of each order took and did not give back, in order."""
    claws = LoyaltyEntry.objects.filter(
        order_id__in=order_ids, kind=EntryKind.CLAWBACK, account__program_id=program_id
    ).exclude(idempotency_key__startswith=MOVE)
    order_of = dict(claws.order_by("pk").values_list("pk", "order_id"))
    taken: dict[int, list[Part]] = defaultdict(list)
    by_entry = parts_of_entries(order_of.keys())
    for entry_id, order_id in order_of.items():
        for part in by_entry.get(entry_id, []):
            _taken_note(taken[order_id or 0], part)
    return taken


def _taken_note(taken: list[Part], part: Part) -> None:
    if part.points < 0:
        taken.append(part)
        return
    back = part.points
    for index in range(len(taken) - 1, -1, -1):
        if taken[index].lot_id == part.lot_id and back > 0:
            given = min(back, -taken[index].points)
            taken[index] = Part(part.lot_id, taken[index].points + given)
            back -= given


def _caches_store(steps: Sequence[AwardStep]) -> None:
    new = [step.award for step in steps if step.award and step.plan]
    rows_insert(new)
    rows_insert(
        [
            row
            for step in steps
            if step.award and step.plan
            for row in step.plan.contribution_rows(step.award)
        ]
    )
    stored = [
        step.award
        for step in steps
        if step.award and (step.claw or step.move_to_id) and not step.plan
    ]
    rows_update(stored, ["account_id", "clawed_points", "claws_count", "moves_count"])
    returned = {redemption.pk: redemption for step in steps for redemption, _ in step.returns}
    rows_update([*returned.values()], ["returned_points", "returns_count"])
