"""Programs and earning rules as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.loyalty.queries import ProgramRules, RevisionRules, StoredRate
from saleor_crm_plugin.loyalty.queries.earning_rules import EarningRuleView
from saleor_crm_plugin.loyalty.rules.bonus import RuleConditions

EARNING_RULE = "CrmEarningRule"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliciesNode:
    """The policies of one revision."""

    hold_days: int
    lifetime_days: int | None
    lifetime_months: int | None
    rounding: str
    shortfall: str
    return_grace_days: int
    cancel_grace_days: int
    earns_history: bool
    guests_may_spend: bool
    reservation_minutes: int
    inactivity_months: int | None
    alone_points_max: int | None
    stacking: str
    order_points_max: int | None
    day_points_max: int | None
    month_points_max: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateNode:
    """What points cost and bring in one channel and currency."""

    channel: str | None
    currency: str | None
    earn_points: int
    earn_per_minor: int
    redeem_points: int
    redeem_minor: int
    redeem_points_min: int
    redeem_points_block: int
    redeem_percent_max: int
    basis_is_gross: bool
    basis_has_shipping: bool
    basis_has_discounts: bool
    basis_has_points_paid: bool
    basis_has_gift_cards: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RateAmountNode:
    """A rate in money of one currency."""

    spend: MoneyNode
    worth: MoneyNode


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionNode:
    """What was in force from an instant on."""

    number: int
    valid_from: datetime
    policies: PoliciesNode
    rates: tuple[RateNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramNode:
    """One program with what is in force."""

    slug: str
    status: str
    time_zone: str
    activated_at: datetime | None
    current: RevisionNode
    revisions: tuple[RevisionNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsNode:
    """When a rule holds; empty lists may be anything."""

    channels: tuple[str, ...]
    currencies: tuple[str, ...]
    tiers: tuple[str, ...]
    groups: tuple[str, ...]
    products: tuple[str, ...]
    products_excluded: tuple[str, ...]
    categories: tuple[str, ...]
    categories_excluded: tuple[str, ...]
    collections: tuple[str, ...]
    collections_excluded: tuple[str, ...]
    basis_min: MoneyNode | None
    is_first_order: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRuleNode:
    """What orders earn beyond the program's rate."""

    id: str
    program: str
    slug: str
    name: str
    effect: str
    factor: float | None
    points: int | None
    conditions: ConditionsNode
    priority: int
    starts_at: datetime | None
    ends_at: datetime | None
    order_points_max: int | None
    profile_points_max: int | None
    budget_points: int | None
    used_points: int
    left: int | None
    is_active: bool


def program_node(rules: ProgramRules) -> ProgramNode:
    """Return a program as the contract shows it."""
    return ProgramNode(
        slug=rules.slug,
        status=rules.status.name,
        time_zone=rules.zone.key,
        activated_at=rules.activated_at,
        current=_revision(rules.current),
        revisions=tuple(_revision(one) for one in reversed(rules.revisions)),
    )


def _revision(revision: RevisionRules) -> RevisionNode:
    config = revision.config
    return RevisionNode(
        number=revision.number,
        valid_from=revision.valid_from,
        policies=PoliciesNode(
            hold_days=config.hold_days,
            lifetime_days=config.lifetime_days,
            lifetime_months=config.lifetime_months,
            rounding=config.rounding.name,
            shortfall=config.shortfall.name,
            return_grace_days=config.return_grace_days,
            cancel_grace_days=config.cancel_grace_days,
            earns_history=config.earns_history,
            guests_may_spend=config.guests_may_spend,
            reservation_minutes=config.reservation_minutes,
            inactivity_months=config.inactivity_months,
            alone_points_max=config.alone_points_max,
            stacking=config.stacking.name,
            order_points_max=config.order_points_max,
            day_points_max=config.day_points_max,
            month_points_max=config.month_points_max,
        ),
        rates=tuple(_rate(rate) for rate in revision.rates),
    )


def _rate(rate: StoredRate) -> RateNode:
    return RateNode(
        channel=rate.channel or None,
        currency=rate.currency or None,
        earn_points=rate.earn_points,
        earn_per_minor=rate.earn_per_minor,
        redeem_points=rate.redeem_points,
        redeem_minor=rate.redeem_minor,
        redeem_points_min=rate.redeem_points_min,
        redeem_points_block=rate.redeem_points_block,
        redeem_percent_max=rate.redeem_percent_max,
        basis_is_gross=rate.basis_is_gross,
        basis_has_shipping=rate.basis_has_shipping,
        basis_has_discounts=rate.basis_has_discounts,
        basis_has_points_paid=rate.basis_has_points_paid,
        basis_has_gift_cards=rate.basis_has_gift_cards,
    )


def rate_amount_node(rate: RateNode, currency: str) -> RateAmountNode:
    """Return what a rate says in money of `currency`, whose minor unit may be a cent, a yen or a fils."""
    return RateAmountNode(
        spend=money_node(rate.earn_per_minor, currency),
        worth=money_node(rate.redeem_minor, currency),
    )


def earning_rule_node(view: EarningRuleView) -> EarningRuleNode:
    """Return a rule as the contract shows it; factors are numbers such as 1.5."""
    rule = view.rule
    is_factor = rule.effect.name == "MULTIPLY"
    return EarningRuleNode(
        id=id_encode(EARNING_RULE, view.rule_id),
        program=view.program,
        slug=rule.slug,
        name=view.name,
        effect=rule.effect.name,
        factor=rule.amount / 1000 if is_factor else None,
        points=None if is_factor else rule.amount,
        conditions=_conditions(rule.conditions),
        priority=view.priority,
        starts_at=rule.starts_at,
        ends_at=rule.ends_at,
        order_points_max=rule.order_points_max,
        profile_points_max=rule.profile_points_max,
        budget_points=view.budget_points,
        used_points=view.used_points,
        left=view.left,
        is_active=view.is_active,
    )


def _conditions(conditions: RuleConditions) -> ConditionsNode:
    least, currencies = conditions.basis_minor_min, conditions.currencies
    return ConditionsNode(
        channels=conditions.channels,
        currencies=currencies,
        tiers=conditions.tiers,
        groups=tuple(group.upper() for group in conditions.groups),
        products=conditions.products,
        products_excluded=conditions.products_excluded,
        categories=conditions.categories,
        categories_excluded=conditions.categories_excluded,
        collections=conditions.collections,
        collections_excluded=conditions.collections_excluded,
        basis_min=money_node(least, currencies[0]) if least and len(currencies) == 1 else None,
        is_first_order=conditions.is_first_order,
    )
