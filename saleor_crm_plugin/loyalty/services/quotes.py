"""What a cart would earn, by the same code that awards orders; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.loyalty.models import LoyaltyAccount
from saleor_crm_plugin.loyalty.queries.earning_rules import rules_active
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG, program_rules
from saleor_crm_plugin.loyalty.queries.tiers import tier_slugs_of
from saleor_crm_plugin.loyalty.rules.bonus import trimmed_to
from saleor_crm_plugin.loyalty.services.award_plans import award_planned
from saleor_crm_plugin.loyalty.services.bonuses import BonusFacts, bonus_contributions
from saleor_crm_plugin.loyalty.services.profile_shares import ProfileShares
from saleor_crm_plugin.orders.queries import OrderLineSummary, OrderSummary, first_order_ids


@dataclass(frozen=True, slots=True, kw_only=True)
class CartLine:
    """One line of a cart after discounts, in minor units; `undiscounted_` is before them, None for the same."""

    gross_minor: int
    net_minor: int
    quantity: int = 1
    product_id: str = ""
    category: str = ""
    collections: tuple[str, ...] = ()
    is_gift_card: bool = False
    undiscounted_gross_minor: int | None = None
    undiscounted_net_minor: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedRule:
    """What one rule would give."""

    rule: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EarnQuote:
    """What a cart would earn: `base` at the program's rate, and `rules` beyond it; `points` is their sum."""

    points: int
    base: int
    rules: tuple[QuotedRule, ...]


_NOTHING = EarnQuote(points=0, base=0, rules=())


def earn_quote(
    *,
    lines: Sequence[CartLine],
    channel: str,
    currency: str,
    profile_id: int | None,
    at: datetime,
    program: str = DEFAULT_SLUG,
) -> EarnQuote:
    """
    Return what a cart would earn if it were paid at `at`; nothing while the program does not earn.

    A known shopper's tier, first order and what rules may still give him count, limits of an order too; budgets and limits of
    days and months are looked at when the order earns. None is a shopper who is not recognized: he has no tier and this is not his first order.
    """
    rules = program_rules(program)
    if rules is None or not rules.is_known_to_shoppers:
        return _NOTHING
    plan = award_planned(
        _as_order(lines, channel=channel, currency=currency, profile_id=profile_id or 0, at=at),
        rules=rules,
        at=at,
    )
    if plan is None:
        return _NOTHING
    facts = BonusFacts(rules=rules_active(rules.program_id), groups={})
    if profile_id is not None:
        facts.tiers = tier_slugs_of(
            program_id=rules.program_id, moments={plan.order.order_id: (profile_id, at)}
        )
        if profile_id not in first_order_ids([profile_id]):
            facts.first_orders = {profile_id: 0}
    given = bonus_contributions(plan, facts)
    if any(rule.profile_points_max is not None for rule in facts.rules):
        account_id = _account_id(profile_id, program_id=rules.program_id)
        given = ProfileShares(facts.rules, account_ids=[account_id]).trim(given, account_id)
    base, given = trimmed_to(
        plan.award.points,
        given,
        points_max=plan.revision.config.order_points_max,
    )
    return EarnQuote(
        points=base + sum(one.points for one in given),
        base=base,
        rules=tuple(QuotedRule(rule=one.slug, points=one.points) for one in given if one.points),
    )


def _account_id(profile_id: int | None, *, program_id: int) -> int:
    """Return the account of a shopper, 0 for one who has none yet or is not recognized."""
    accounts = LoyaltyAccount.objects.filter(program_id=program_id, profile_id=profile_id or 0)
    return accounts.values_list("pk", flat=True).first() or 0


def _as_order(
    lines: Sequence[CartLine], *, channel: str, currency: str, profile_id: int, at: datetime
) -> OrderSummary:
    gross = sum(line.gross_minor for line in lines)
    net = sum(line.net_minor for line in lines)
    return OrderSummary(
        order_id=0,
        profile_id=profile_id,
        reference="",
        number="",
        channel=channel,
        currency=currency,
        status="",
        exclusion="",
        is_live=True,
        is_fully_paid=True,
        fully_paid_at=at,
        placed_at=at,
        total_gross_minor=gross,
        total_net_minor=net,
        shipping_gross_minor=0,
        shipping_net_minor=0,
        points_paid_minor=0,
        refunded_minor=0,
        revenue_minor=gross,
        lines=tuple(
            OrderLineSummary(
                external_id=str(number),
                product_id=line.product_id,
                category=line.category,
                collections=line.collections,
                quantity=line.quantity,
                total_gross_minor=line.gross_minor,
                total_net_minor=line.net_minor,
                is_gift_card=line.is_gift_card,
                undiscounted_gross_minor=line.undiscounted_gross_minor,
                undiscounted_net_minor=line.undiscounted_net_minor,
            )
            for number, line in enumerate(lines, start=1)
        ),
        refunds=(),
    )
