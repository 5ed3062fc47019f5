"""Reads of earning rules and campaigns."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from django.db.models import QuerySet, Sum

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import AwardContribution, EarningRule
from saleor_crm_plugin.loyalty.queries.tiers import tiers_current
from saleor_crm_plugin.loyalty.rules.bonus import BonusRule, RuleConditions, RuleEffect
from saleor_crm_plugin.loyalty.rules.tier_policy import EVERYBODYS_PERCENT

_PERMILLE_PER_PERCENT = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class EarningRuleView:
    """One rule as staff see it; `left` is what its budget still gives, None without one."""

    rule_id: int
    program: str
    name: str
    rule: BonusRule
    priority: int
    budget_points: int | None
    used_points: int
    left: int | None
    is_active: bool


def earning_rule_rows(
    *, program: str | None = None, is_active: bool | None = None
) -> QuerySet[EarningRule]:
    """Return rules with their programs, in no order; for pages."""
    rows = EarningRule.objects.select_related("program")
    if program is not None:
        rows = rows.filter(program__slug=program)
    return rows if is_active is None else rows.filter(is_active=is_active)


def earning_rule_view(row: EarningRule) -> EarningRuleView:
    """Return a rule of a row that is loaded with its program."""
    budget = row.budget_points
    return EarningRuleView(
        rule_id=row.pk,
        program=row.program.slug,
        name=row.name,
        rule=rule_of(row),
        priority=row.priority,
        budget_points=budget,
        used_points=row.used_points,
        left=None if budget is None else budget - row.used_points,
        is_active=row.is_active,
    )


def rules_active(program_id: int) -> list[BonusRule]:
    """
    Return the rules that are switched on, in the order in which they are looked at; two queries.

    The tiers' own factors come first; each looks like a rule named `tier:` and the tier.
    """
    rows = EarningRule.objects.filter(program_id=program_id, is_active=True)
    return [*_tier_rules(program_id), *(rule_of(row) for row in rows.order_by("priority", "pk"))]


def _tier_rules(program_id: int) -> list[BonusRule]:
    return [
        BonusRule(
            slug=f"tier:{tier.slug}",
            effect=RuleEffect.MULTIPLY,
            amount=tier.earn_percent * _PERMILLE_PER_PERCENT,
            conditions=RuleConditions(tiers=(tier.slug,)),
        )
        for tier in tiers_current(program_id)
        if tier.earn_percent > EVERYBODYS_PERCENT
    ]


def rule_of(row: EarningRule) -> BonusRule:
    """Return what a row says as a value."""
    return BonusRule(
        slug=row.slug,
        effect=RuleEffect(row.effect),
        amount=row.amount,
        conditions=conditions_read(row.conditions),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        order_points_max=row.order_points_max,
        profile_points_max=row.profile_points_max,
        id=row.pk,
        name=row.name,
    )


def points_given(
    *, rule_ids: Collection[int], account_ids: Collection[int]
) -> dict[tuple[int, int], int]:
    """
    Return what each rule has given to the awards of each account, by rule and account, refunds not counted back.

    Those that nothing was given to are left out. One query.
    """
    rows = AwardContribution.objects.filter(rule_id__in=rule_ids, award__account_id__in=account_ids)
    sums = rows.values("rule_id", "award__account_id").annotate(given=Sum("points"))
    return {(row["rule_id"], row["award__account_id"]): row["given"] for row in sums}


def conditions_stored(conditions: RuleConditions) -> JsonObject:
    """Return conditions as a row keeps them: only those that ask for something."""
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(conditions).items()
        if value
    }


def conditions_read(stored: Mapping[str, Sequence[str] | int | bool]) -> RuleConditions:
    """Return what `conditions_stored` wrote; what an older version did not know may be anything."""
    known = {field.name for field in fields(RuleConditions)}
    words = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in stored.items()
        if name in known
    }
    return RuleConditions(**words)  # type: ignore[arg-type]  # the values were RuleConditions once


def groups_matter() -> bool:
    """Return whether any rule that is switched on asks for segments; one query."""
    return EarningRule.objects.filter(is_active=True, conditions__has_key="groups").exists()
