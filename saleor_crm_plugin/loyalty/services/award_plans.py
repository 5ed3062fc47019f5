"""Translates copied orders into what the rules of earning and refunds ask for; reads nothing, writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from saleor_crm_plugin.facts import JsonObject, JsonValue
from saleor_crm_plugin.loyalty.models import AwardContribution, OrderAward
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules, RevisionRules, StoredRate
from saleor_crm_plugin.loyalty.rules.bonus import Contribution
from saleor_crm_plugin.loyalty.rules.earning import (
    Award,
    LineAmounts,
    OrderAmounts,
    RefundAmounts,
    lines_split,
    order_award,
)
from saleor_crm_plugin.loyalty.rules.expiry import activation_of, expiry_of
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Lot
from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.rules.refunds import (
    ALL_REFUNDED,
    RefundedShare,
    refunded_share,
    share_of,
)
from saleor_crm_plugin.orders.queries import OrderSummary

# Orders that are over without having been bought; the others may still become purchases.
_VOID_STATUSES = frozenset({"canceled", "expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardPlan:
    """
    What one order would earn, by which revision and rate, and since when.

    `program` is the slug of the program. `base_points` is what is left of the award at its rate after limits; `given`
    is what rules add to it.
    """

    program: str
    order: OrderSummary
    award: Award
    revision: RevisionRules
    rate: StoredRate
    earned_at: datetime
    activates_at: datetime
    expires_at: datetime | None
    base_points: int
    given: tuple[Contribution, ...] = ()
    tier: str = ""

    @property
    def bonus_points(self) -> int:
        """Return what rules add."""
        return sum(one.points for one in self.given)

    @property
    def points(self) -> int:
        """Return everything the order earns."""
        return self.base_points + self.bonus_points

    def earning(self, base_points: int, given: Sequence[Contribution], *, tier: str) -> "AwardPlan":
        """Return the plan with what limits left of the base and what rules add to it."""
        return replace(self, base_points=base_points, given=tuple(given), tier=tier)

    def row(self, *, program_id: int, account_id: int) -> OrderAward:
        """Return the award as a row that is not stored yet."""
        return OrderAward(
            program_id=program_id,
            account_id=account_id,
            order_id=self.order.order_id,
            revision_id=self.revision.revision_id,
            rate_id=self.rate.rate_id,
            basis_minor=self.award.basis_minor,
            points=self.points,
            bonus_points=self.bonus_points,
            lines=[
                [line_id, points]
                for line_id, points in lines_split(self.points, self.award.weights)
            ],
            awarded_at=self.earned_at,
        )

    def contribution_rows(self, award: OrderAward) -> list[AwardContribution]:
        """Return what rules with a row gave to `award`, as rows that are not stored yet."""
        return [
            AwardContribution(award=award, rule_id=one.rule_id, points=one.points)
            for one in self.given
            if one.rule_id is not None and one.points > 0
        ]

    def lots(self) -> list[Lot]:
        """Return the lots that the award opens: one for the base, one for what rules add, those that have points."""
        parts = (
            ("earn", EntryKind.EARN, self.base_points),
            ("bonus", EntryKind.BONUS, self.bonus_points),
        )
        return [
            Lot(
                id=0,
                key=f"{word}:{self.order.order_id}",
                kind=kind,
                points=points,
                activates_at=self.activates_at,
                expires_at=self.expires_at,
                order_id=self.order.order_id,
            )
            for word, kind, points in parts
            if points > 0
        ]

    @property
    def explanation(self) -> JsonObject:
        """Return how the points were computed; `failed_rules` are those of extensions that gave nothing, with why."""
        how: JsonObject = {
            "basis_minor": self.award.basis_minor,
            "currency": self.order.currency,
            "earn_points": self.rate.earn_points,
            "earn_per_minor": self.rate.earn_per_minor,
            "basis": _basis_explained(self.rate),
            "rounding": self.revision.config.rounding.value,
            "revision": self.revision.number,
            "base": self.award.points,
            "points": self.base_points,
        }
        return how | self._failures

    @property
    def bonus_explanation(self) -> JsonObject:
        """Return what each rule gave, what limits and budgets took off it, and how rules were combined."""
        how: JsonObject = {
            "stacking": self.revision.config.stacking.value,
            "tier": self.tier or None,
            "rules": [_given_explained(one) for one in self.given if one.failure is None],
        }
        return how | self._failures

    @property
    def _failures(self) -> JsonObject:
        failed: list[JsonValue] = [
            {"rule": one.slug, "error": type(one.failure).__name__}
            for one in self.given
            if one.failure is not None
        ]
        return {"failed_rules": failed} if failed else {}


def _given_explained(one: Contribution) -> JsonObject:
    """Return what one rule gave, under the name that it had then, and by which limit how much of it was lost."""
    told: JsonObject = {"rule": one.slug, "points": one.points, "trimmed": one.trimmed}
    if one.name:
        told["name"] = one.name
    if one.cuts:
        told["trimmed_by"] = {limit.value: points for limit, points in one.cuts}
    return told


def _basis_explained(rate: Rate) -> JsonObject:
    """Return what was counted, by the names of the rate's flags."""
    return {
        name: getattr(rate, f"basis_{name}")
        for name in (
            "is_gross",
            "has_shipping",
            "has_discounts",
            "has_points_paid",
            "has_gift_cards",
        )
    }


def award_planned(order: OrderSummary, *, rules: ProgramRules, at: datetime) -> AwardPlan | None:
    """Return what `order` earns at the program's rate, or None if it is not fully paid or does not count."""
    if order.exclusion or not order.is_fully_paid:
        return None
    paid_at = order.fully_paid_at or order.placed_at
    revision = rules.earning_at(paid_at)
    if revision is None:
        return None
    rate = revision.rate_for(channel=order.channel, currency=order.currency)
    if rate is None:
        return None
    award = order_award(order_amounts(order), rate=rate, rounding=revision.config.rounding)
    earned_at = min(paid_at, at)
    activates_at = activation_of(earned_at, revision.config)
    return AwardPlan(
        program=rules.slug,
        order=order,
        award=award,
        revision=revision,
        rate=rate,
        earned_at=earned_at,
        activates_at=activates_at,
        expires_at=expiry_of(activates_at, config=revision.config, zone=rules.zone),
        base_points=award.points,
    )


def clawed_target(order: OrderSummary, points: int, rate: Rate) -> int:
    """Return how many of the `points` an order earned its refunds take back in total."""
    return share_of(points, _share(order, rate=rate, is_over=bool(order.exclusion)).basis)


def returned_target(order: OrderSummary, points: int, rules: ProgramRules) -> int:
    """Return how many of the `points` that paid for an order its refunds bring back in total."""
    rate = rules.spending.rate_for(channel=order.channel, currency=order.currency) or Rate()
    return share_of(points, _share(order, rate=rate, is_over=is_void(order)).goods)


def is_void(order: OrderSummary) -> bool:
    """Return whether the order was called off."""
    return order.status in _VOID_STATUSES


def refunded_at(order: OrderSummary, *, at: datetime) -> datetime:
    """Return when the latest refund of `order` happened, as far as the host said, else `at`."""
    told = [refund.refunded_at for refund in order.refunds if refund.refunded_at]
    earned_at = order.fully_paid_at or order.placed_at
    if is_void(order) or not told:
        return at
    return min(max(*told, earned_at), at)


def order_amounts(order: OrderSummary) -> OrderAmounts:
    """Return the money of `order` as the rules read it."""
    return OrderAmounts(
        lines=tuple(
            LineAmounts(
                id=line.external_id,
                gross_minor=line.total_gross_minor,
                net_minor=line.total_net_minor,
                is_gift_card=line.is_gift_card,
                undiscounted_gross_minor=line.undiscounted_gross_minor,
                undiscounted_net_minor=line.undiscounted_net_minor,
            )
            for line in order.lines
        ),
        shipping_gross_minor=order.shipping_gross_minor,
        shipping_net_minor=order.shipping_net_minor,
        points_paid_minor=order.points_paid_minor,
        points_discount_minor=order.points_discount_minor,
        refunds=tuple(
            RefundAmounts(
                amount_minor=refund.amount_minor,
                shipping_minor=refund.shipping_minor,
                lines_minor=refund.lines_minor,
            )
            for refund in order.refunds
        ),
    )


def _share(order: OrderSummary, *, rate: Rate, is_over: bool) -> RefundedShare:
    return ALL_REFUNDED if is_over else refunded_share(order_amounts(order), rate=rate)
