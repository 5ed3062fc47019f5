"""Changes of earning rules and campaigns, by staff."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.programs import EARNING_RULE, EarningRuleNode, earning_rule_node
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.loyalty import services
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.bonus import (
    ONE_PERMILLE,
    BonusRule,
    RuleConditions,
    RuleEffect,
)

_FACTOR_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsInput:
    """When a rule holds; what is left out may be anything."""

    channels: tuple[str, ...] | None = None
    currencies: tuple[str, ...] | None = None
    tiers: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    products: tuple[str, ...] | None = None
    products_excluded: tuple[str, ...] | None = None
    categories: tuple[str, ...] | None = None
    categories_excluded: tuple[str, ...] | None = None
    collections: tuple[str, ...] | None = None
    collections_excluded: tuple[str, ...] | None = None
    basis_min: Decimal | None = None
    is_first_order: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRuleTermsInput:
    """Everything about a rule that staff may change."""

    name: str
    effect: str
    factor: Decimal | None = None
    points: int | None = None
    conditions: ConditionsInput | None = None
    priority: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    order_points_max: int | None = None
    profile_points_max: int | None = None
    budget_points: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRuleCreateInput:
    """A new rule."""

    slug: str
    terms: EarningRuleTermsInput
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRuleUpdateInput:
    """New terms of a rule, or whether it gives points."""

    id: str
    slug: str | None = None
    terms: EarningRuleTermsInput | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRuleCreateArguments:
    """The arguments of `crmEarningRuleCreate`."""

    input: EarningRuleCreateInput


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRuleUpdateArguments:
    """The arguments of `crmEarningRuleUpdate`."""

    input: EarningRuleUpdateInput


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRulePayload(Payload):
    """The rule as it is now."""

    rule: EarningRuleNode | None = None


def earning_rule_create(
    inquiry: Inquiry, arguments: EarningRuleCreateArguments
) -> EarningRulePayload:
    """
    Write a rule; it gives nothing until it is switched on.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    view = services.earning_rule_create(
        terms=_terms(wanted.slug, wanted.terms),
        at=inquiry.at,
        program=wanted.program or DEFAULT_SLUG,
    )
    return EarningRulePayload(rule=earning_rule_node(view))


def earning_rule_update(
    inquiry: Inquiry, arguments: EarningRuleUpdateArguments
) -> EarningRulePayload:
    """
    Change what a rule gives from now on, or whether it gives anything.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    rule_id = id_decode(EARNING_RULE, wanted.id, field="id")
    if (wanted.terms is None) == (wanted.is_active is None):
        raise Invalid("either terms or isActive is given", field="terms")
    if wanted.terms is not None:
        terms = _terms(wanted.slug or "", wanted.terms)
        view = services.earning_rule_revise(rule_id=rule_id, terms=terms, at=inquiry.at)
    elif wanted.is_active:
        view = services.earning_rule_activate(rule_id=rule_id, at=inquiry.at)
    else:
        view = services.earning_rule_stop(rule_id=rule_id, at=inquiry.at)
    return EarningRulePayload(rule=earning_rule_node(view))


def _terms(slug: str, given: EarningRuleTermsInput) -> services.EarningRuleTerms:
    effect = RuleEffect[given.effect]
    if given.starts_at and given.ends_at and given.starts_at >= given.ends_at:
        raise Invalid("a rule ends after it starts", field="endsAt")
    rule = BonusRule(
        slug=slug,
        effect=effect,
        amount=_factor(given) if effect is RuleEffect.MULTIPLY else _points(given),
        conditions=_conditions(given.conditions or ConditionsInput()),
        starts_at=given.starts_at,
        ends_at=given.ends_at,
        order_points_max=given.order_points_max,
        profile_points_max=given.profile_points_max,
    )
    return services.EarningRuleTerms(
        name=given.name,
        rule=rule,
        priority=given.priority or 0,
        budget_points=given.budget_points,
    )


def _factor(given: EarningRuleTermsInput) -> int:
    factor = given.factor
    if factor is None or not factor.is_finite() or not 1 <= factor <= _FACTOR_MAX:
        raise Invalid(f"a multiplying rule has a factor from 1 to {_FACTOR_MAX}", field="factor")
    permille = factor * ONE_PERMILLE
    if permille != int(permille):
        raise Invalid("a factor has at most 3 decimals", field="factor")
    return int(permille)


def _points(given: EarningRuleTermsInput) -> int:
    if given.points is None or given.points < 0:
        raise Invalid(f"a rule of effect {given.effect} gives points, 0 or more", field="points")
    return given.points


def _conditions(given: ConditionsInput) -> RuleConditions:
    currencies = given.currencies or ()
    least = 0
    if given.basis_min is not None:
        if len(currencies) != 1:
            raise Invalid("a least basis needs exactly one currency", field="basisMin")
        try:
            least = Money(given.basis_min, currencies[0]).minor
        except (ValueError, ArithmeticError):
            raise Invalid("a least basis is a finite amount", field="basisMin") from None
    return RuleConditions(
        channels=given.channels or (),
        currencies=currencies,
        tiers=given.tiers or (),
        groups=tuple(group.lower() for group in given.groups or ()),
        products=given.products or (),
        products_excluded=given.products_excluded or (),
        categories=given.categories or (),
        categories_excluded=given.categories_excluded or (),
        collections=given.collections or (),
        collections_excluded=given.collections_excluded or (),
        basis_minor_min=least,
        is_first_order=bool(given.is_first_order),
    )
