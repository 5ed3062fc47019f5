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


@dataclass(slots=True, kw_only=True)
class AwardStep:
    """What one order's points need: an award (new with `plan`), points to claw, and points to give back."""

    order: OrderSummary
    award: OrderAward | None
    plan: AwardPlan | None
    claw: int = 0
    returns: list[tuple[Redemption, int]] = field(default_factory=list)

    @property
    def is_due(self) -> bool:
        """Return whether the ledger lacks anything."""
        return bool(self.plan or self.claw or self.returns)

    @property
    def account_ids(self) -> set[int]:
        """Return the accounts the step moves points of."""
        own = {self.award.account_id} if self.award and (self.plan or self.claw) else set()
        return own | {redemption.account_id for redemption, _ in self.returns}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHistory:
    """What the ledger already did for the orders: when their points were used, and what claims and redemptions took."""

    spent: dict[int, tuple[datetime, ...]]
    clawed: dict[int, list[Part]]
    redeemed: dict[int, list[Part]]


def step_apply(
    step: AwardStep,
    books: dict[int, Book],
    history: LedgerHistory,
    rules: ProgramRules,
    at: datetime,
) -> None:
    """Post what `step` needs on the books of its accounts, and note it in the rows of its award and redemptions."""
    if step.award is not None:
        book = books.get(step.award.account_id)
        lots = []
        if book is not None and step.plan is not None:
            lots = _award_post(step, step.plan, book)
        if book is not None and step.claw:
            _claw_post(step, step.award, book, history, rules, at)
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


def _claw_post(
    step: AwardStep,
    award: OrderAward,
    book: Book,
    history: LedgerHistory,
    rules: ProgramRules,
    at: datetime,
) -> None:
    award.claws_count += 1
    award.clawed_points += step.claw
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
    if step.claw < 0:
        points_unclaw(
            book.sheet,
            taken=history.clawed.get(award.order_id, []),
            order_id=award.order_id,
            points=-step.claw,
            key=key,
            source=source,
            at=at,
        )
        return
    points_claw(
        book.sheet,
        clawback=Clawback(
            order_id=award.order_id,
            points=step.claw,
            refunded_at=refunded_at(step.order, at=at),
            spent_at=history.spent.get(award.order_id, ()),
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
