"""Posts what one order needs on the working copies of its accounts."""

from dataclasses import dataclass, field
from datetime import datetime

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import OrderAward, Redemption
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules
from saleor_crm_plugin.loyalty.queries.sheets import Book
from saleor_crm_plugin.loyalty.rules.clawback import Clawback, points_claw, points_unclaw
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Lot, Part, Source
from saleor_crm_plugin.loyalty.rules.movements import (
    Grace,
    lot_start,
    points_credit,
    points_debit,
    points_return,
    used_last,
)
from saleor_crm_plugin.loyalty.services.award_plans import AwardPlan, is_void, refunded_at
from saleor_crm_plugin.orders.queries import OrderSummary

# Begins the key of the claw-back that takes an award from one account to another; it is no refund.
MOVE = "move:"
_MOVED: JsonObject = {"order_went_to_another_profile": True}


@dataclass(slots=True, kw_only=True)
class AwardStep:
    """
    What one order's points need: an award (new with `plan`), points to claw, and points to give back.

    With `move_to_id` the order went to another shopper, whose account that is.
    """

    order: OrderSummary
    award: OrderAward | None
    plan: AwardPlan | None
    claw: int = 0
    move_to_id: int | None = None
    returns: list[tuple[Redemption, int]] = field(default_factory=list)

    @property
    def is_due(self) -> bool:
        """Return whether the ledger lacks anything."""
        return bool(self.plan or self.claw or self.move_to_id or self.returns)

    @property
    def account_ids(self) -> set[int]:
        """Return the accounts the step moves points of."""
        own = {self.award.account_id} if self.award and (self.plan or self.claw) else set()
        if self.award and self.move_to_id:
            own |= {self.award.account_id, self.move_to_id}
        return own | {redemption.account_id for redemption, _ in self.returns}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHistory:
    """
    What the ledger already did for the orders: when their points were used, and what claims and redemptions took.

    `spent` is by account and order, `explained` says how the points of a lot were computed.
    """

    spent: dict[tuple[int, int], tuple[datetime, ...]]
    clawed: dict[int, list[Part]]
    redeemed: dict[int, list[Part]]
    explained: dict[int, JsonObject]


def step_apply(
    step: AwardStep,
    books: dict[int, Book],
    history: LedgerHistory,
    rules: ProgramRules,
    at: datetime,
) -> None:
    """Post what `step` needs on the books of its accounts, and note it in the rows of its award and redemptions."""
    if step.award is not None:
        lots = []
        if step.move_to_id is not None:
            lots = _move_post(step, step.award, books, history, rules, at)
        book = books.get(step.award.account_id)
        if book is not None and step.plan is not None:
            lots = _award_post(step, step.plan, book)
        if book is not None and step.claw:
            _claw_post(step, step.award, step.claw, book, history, rules, at)
        # An account without debt whose other lots are not loaded has nothing to pay; its lapses are written later.
        for lot in lots:
            if book is not None and book.is_whole:
                lot_start(book.sheet, lot, at=at)
    for redemption, points in step.returns:
        _return_post(step, redemption, points, books, history, rules, at)


def _award_post(step: AwardStep, plan: AwardPlan, book: Book) -> list[Lot]:
    lots = plan.lots()
    for lot in lots:
        is_bonus = lot.kind is EntryKind.BONUS
        points_credit(
            book.sheet,
            lot=lot,
            effective_at=plan.earned_at,
            source=_source(
                step,
                revision_id=plan.revision.revision_id,
                explanation=plan.bonus_explanation if is_bonus else plan.explanation,
            ),
        )
    return lots


def _move_post(
    step: AwardStep,
    award: OrderAward,
    books: dict[int, Book],
    history: LedgerHistory,
    rules: ProgramRules,
    at: datetime,
) -> list[Lot]:
    """Take the whole award from the account that has it, and open its lots in the account of the order's shopper."""
    former, owner = books[award.account_id], books[step.move_to_id or award.account_id]
    if award.clawed_points:
        _claw_post(step, award, -award.clawed_points, former, history, rules, at)
    lots = [lot for lot in former.sheet.lots.values() if is_lot_of(lot, award)]
    award.moves_count += 1
    points_claw(
        former.sheet,
        clawback=Clawback(
            order_id=award.order_id,
            points=award.points,
            refunded_at=at,
            spent_at=history.spent.get((award.account_id, award.order_id), ()),
        ),
        shortfall=rules.current.config.shortfall,
        key=f"{MOVE}{award.order_id}:{award.moves_count}",
        source=_source(step, revision_id=award.revision_id, explanation=_MOVED),
        at=at,
    )
    award.account_id = owner.account.pk
    return [_lot_reopened(lot, step, award, owner, history, at) for lot in lots]


def is_lot_of(lot: Lot, award: OrderAward) -> bool:
    """Return whether `award` opened `lot` in the account that has the award now; a merge adds to a lot's key."""
    number = f":{award.moves_count}" if award.moves_count else ""
    keys = {f"{word}:{award.order_id}{number}" for word in ("earn", "bonus")}
    return lot.parent_id is None and lot.key.partition("@")[0] in keys


def _lot_reopened(
    lot: Lot,
    step: AwardStep,
    award: OrderAward,
    owner: Book,
    history: LedgerHistory,
    at: datetime,
) -> Lot:
    same = Lot(
        id=0,
        key=f"{lot.kind}:{award.order_id}:{award.moves_count}",
        kind=lot.kind,
        points=lot.points,
        activates_at=lot.activates_at,
        expires_at=lot.expires_at,
        order_id=lot.order_id,
    )
    explanation = history.explained[lot.id] | _MOVED
    source = _source(step, revision_id=award.revision_id, explanation=explanation)
    points_credit(owner.sheet, lot=same, effective_at=at, source=source)
    return same


def _claw_post(
    step: AwardStep,
    award: OrderAward,
    points: int,
    book: Book,
    history: LedgerHistory,
    rules: ProgramRules,
    at: datetime,
) -> None:
    award.claws_count += 1
    award.clawed_points += points
    key = f"claw:{award.order_id}:{award.claws_count}"
    source = _source(
        step,
        revision_id=award.revision_id,
        explanation={
            "awarded": award.points,
            "clawed": award.clawed_points,
            "refunded_minor": step.order.refunded_minor,
            "currency": step.order.currency,
        },
    )
    if points < 0:
        points_unclaw(
            book.sheet,
            taken=history.clawed.get(award.order_id, []),
            order_id=award.order_id,
            points=-points,
            key=key,
            source=source,
            at=at,
        )
        return
    points_claw(
        book.sheet,
        clawback=Clawback(
            order_id=award.order_id,
            points=points,
            refunded_at=refunded_at(step.order, at=at),
            spent_at=history.spent.get((award.account_id, award.order_id), ()),
        ),
        shortfall=rules.current.config.shortfall,
        key=key,
        source=source,
        at=at,
    )


def _return_post(
    step: AwardStep,
    redemption: Redemption,
    points: int,
    books: dict[int, Book],
    history: LedgerHistory,
    rules: ProgramRules,
    at: datetime,
) -> None:
    sheet = books[redemption.account_id].sheet
    redemption.returns_count += 1
    key = f"return:{redemption.pk}:{redemption.returns_count}"
    source = _source(step, revision_id=None, reverses_id=redemption.entry_id)
    config = rules.current.config
    if points > 0:
        points_return(
            sheet,
            used=used_last(
                history.redeemed[redemption.entry_id],
                returned=redemption.returned_points,
                points=points,
            ),
            key=key,
            grace=Grace(
                days=config.cancel_grace_days if is_void(step.order) else config.return_grace_days,
                zone=rules.zone,
            ),
            source=source,
            at=at,
        )
    else:
        points_debit(
            sheet,
            kind=EntryKind.REDEEM_RETURN,
            points=-points,
            debt_points_max=sheet.debt - points,
            key=key,
            source=source,
            at=at,
        )
    redemption.returned_points += points


def _source(
    step: AwardStep,
    *,
    revision_id: int | None,
    reverses_id: int | None = None,
    explanation: JsonObject | None = None,
) -> Source:
    return Source(
        order_id=step.order.order_id,
        order_reference=step.order.reference,
        revision_id=revision_id,
        reverses_id=reverses_id,
        is_live=step.order.is_live,
        explanation=explanation or {},
    )
