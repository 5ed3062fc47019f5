"""Sets up what orders earn beyond the program's rate."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import Conflict, Invalid, NotFound
from saleor_crm_plugin.loyalty.models import EarningRule, LoyaltyProgram
from saleor_crm_plugin.loyalty.queries.earning_rules import (
    EarningRuleView,
    conditions_stored,
    earning_rule_view,
)
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.bonus import BonusRule
from saleor_crm_plugin.loyalty.services.programs import program_ensure

_NAME_LENGTH_MAX = 128
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRuleTerms:
    """Everything about a rule that staff may change; what orders were given stays theirs."""

    name: str
    rule: BonusRule
    priority: int = 0
    budget_points: int | None = None


@transaction.atomic
def earning_rule_create(
    *, terms: EarningRuleTerms, at: datetime, program: str = DEFAULT_SLUG
) -> EarningRuleView:
    """
    Write a rule; it gives nothing until it is switched on.

    :raises Conflict: the program has a rule of that slug, with other terms.
    :raises Invalid: the terms contradict themselves.
    :raises NotFound: there is no such program.
    """
    _check(terms)
    if program == DEFAULT_SLUG:
        program_ensure(at=at)
    owner = LoyaltyProgram.objects.filter(slug=program).first()
    if owner is None:
        raise NotFound(f"there is no program {program}")
    columns = _columns(terms)
    row, is_new = EarningRule.objects.get_or_create(
        program=owner,
        slug=terms.rule.slug,
        defaults={"created_at": at, "updated_at": at, **columns},
    )
    if not is_new and any(getattr(row, name) != value for name, value in columns.items()):
        raise Conflict(f"program {program} has a rule {terms.rule.slug} already")
    return earning_rule_view(row)


@transaction.atomic
def earning_rule_revise(*, rule_id: int, terms: EarningRuleTerms, at: datetime) -> EarningRuleView:
    """
    Change what a rule gives to orders that earn from now on.

    :raises Invalid: the terms contradict themselves, or the budget is less than what was given.
    :raises NotFound: there is no such rule.
    """
    _check(terms)
    row = _locked(rule_id)
    if terms.rule.slug != row.slug:
        raise Invalid(f"rule {row.slug} keeps its slug", field="slug")
    if terms.budget_points is not None and terms.budget_points < row.used_points:
        raise Invalid(
            f"{row.used_points} points were given, the budget cannot be {terms.budget_points}",
            field="budgetPoints",
        )
    for name, value in _columns(terms).items():
        setattr(row, name, value)
    row.updated_at = at
    row.save()
    return earning_rule_view(row)


@transaction.atomic
def earning_rule_activate(*, rule_id: int, at: datetime) -> EarningRuleView:
    """
    Let a rule give points to orders that earn from now on; repeated, it changes nothing.

    :raises NotFound: there is no such rule.
    """
    return _switched(rule_id, at, to=True)


@transaction.atomic
def earning_rule_stop(*, rule_id: int, at: datetime) -> EarningRuleView:
    """
    Let a rule give nothing more; what it gave stays.

    :raises NotFound: there is no such rule.
    """
    return _switched(rule_id, at, to=False)


def _switched(rule_id: int, at: datetime, *, to: bool) -> EarningRuleView:
    row = _locked(rule_id)
    if row.is_active != to:
        row.is_active, row.updated_at = to, at
        row.save(update_fields=["is_active", "updated_at"])
    return earning_rule_view(row)


def _locked(rule_id: int) -> EarningRule:
    rows = EarningRule.objects.select_for_update(of=("self",)).select_related("program")
    row = rows.filter(pk=rule_id).first()
    if row is None:
        raise NotFound(f"there is no earning rule {rule_id}")
    return row


def _columns(terms: EarningRuleTerms) -> dict[str, object]:
    rule = terms.rule
    return {
        "name": terms.name,
        "effect": rule.effect.value,
        "amount": rule.amount,
        "conditions": conditions_stored(rule.conditions),
        "priority": terms.priority,
        "starts_at": rule.starts_at,
        "ends_at": rule.ends_at,
        "order_points_max": rule.order_points_max,
        "profile_points_max": rule.profile_points_max,
        "budget_points": terms.budget_points,
    }


def _check(terms: EarningRuleTerms) -> None:
    if not terms.name.strip():
        raise Invalid("a rule has a name", field="name")
    if len(terms.name) > _NAME_LENGTH_MAX:
        raise Invalid(f"a name has at most {_NAME_LENGTH_MAX} characters", field="name")
    if not _SLUG.fullmatch(terms.rule.slug):
        raise Invalid(
            "a slug has at most 64 letters, digits, hyphens and underscores", field="slug"
        )
    if terms.budget_points is not None and terms.budget_points < 0:
        raise Invalid(f"a budget cannot be {terms.budget_points} points", field="budgetPoints")
    limits = {
        "orderPointsMax": terms.rule.order_points_max,
        "profilePointsMax": terms.rule.profile_points_max,
    }
    for name, points in limits.items():
        if points is not None and points < 1:
            raise Invalid("a limit is at least a point", field=name)
