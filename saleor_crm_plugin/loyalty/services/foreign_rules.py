"""Asks the earning rules of extensions what they add to an award, and keeps what fits."""

from collections.abc import Sequence
from datetime import datetime

from saleor_crm_plugin.extensions.queries import installed
from saleor_crm_plugin.extensions.services import failure_record
from saleor_crm_plugin.hooks import EarningLine, EarningOrder, EarningRule
from saleor_crm_plugin.loyalty.rules.bonus import Contribution
from saleor_crm_plugin.loyalty.services.award_plans import AwardPlan

POINTS_MAX = 1_000_000


def foreign_rules_exist() -> bool:
    """Return whether an extension in force has earning rules."""
    return bool(installed().earning_rules)


def foreign_contributions(plan: AwardPlan) -> list[Contribution]:
    """
    Return what the rules of extensions give, in the order of the extensions' names.

    A rule that raises, or returns anything but points from 0 to 1,000,000, gives 0 and its error; the
    award goes on without it.
    """
    rules = installed().earning_rules
    if not rules:
        return []
    order = _earning_order(plan)
    given = [_contribution(f"{extension}:{rule.slug}", rule, order) for extension, rule in rules]
    return [one for one in given if one.points > 0 or one.failure is not None]


def foreign_failures_record(given: Sequence[Contribution], *, at: datetime) -> None:
    """Count the failures among `given` against their extensions, in the award's transaction."""
    for one in given:
        if one.failure is not None:
            extension, _, rule = one.slug.partition(":")
            failure_record(slug=extension, hook=f"earning_rules:{rule}", error=one.failure, at=at)


def _contribution(slug: str, rule: EarningRule, order: EarningOrder) -> Contribution:
    try:
        return Contribution(slug=slug, points=_points(rule.bonus(order)))
    except Exception as error:  # noqa: BLE001 somebody else's mistake never withholds what the shop owes
        return Contribution(slug=slug, points=0, failure=error)


def _points(answer: object) -> int:
    if type(answer) is not int:
        raise TypeError(f"a rule returns whole points, got {type(answer).__name__}")
    if not 0 <= answer <= POINTS_MAX:
        raise ValueError(f"a rule gives 0 to {POINTS_MAX} points, got {answer}")
    return answer


def _earning_order(plan: AwardPlan) -> EarningOrder:
    order = plan.order
    return EarningOrder(
        program=plan.program,
        reference=order.reference,
        profile_id=order.profile_id,
        channel=order.channel,
        currency=order.currency,
        placed_at=order.placed_at,
        paid_at=plan.earned_at,
        total_gross_minor=order.total_gross_minor,
        shipping_gross_minor=order.shipping_gross_minor,
        base_points=plan.award.points,
        lines=tuple(
            EarningLine(
                id=line.external_id,
                sku=line.sku,
                product_id=line.product_id,
                category=line.category,
                collections=line.collections,
                quantity=line.quantity,
                total_gross_minor=line.total_gross_minor,
                total_net_minor=line.total_net_minor,
                is_gift_card=line.is_gift_card,
            )
            for line in order.lines
        ),
    )
