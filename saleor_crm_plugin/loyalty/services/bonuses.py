"""Works out what new awards earn beyond the program's rate: rules, limits and budgets, set-based."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from saleor_crm_plugin.loyalty.models import EarningRule, OrderAward
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules
from saleor_crm_plugin.loyalty.queries.tiers import tier_slugs_of
from saleor_crm_plugin.loyalty.rules.bonus import (
    BonusLine,
    BonusOrder,
    BonusRule,
    Contribution,
    Limit,
    contributions,
    trimmed_to,
)
from saleor_crm_plugin.loyalty.rules.expiry import local_midnight, months_later
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig
from saleor_crm_plugin.loyalty.services.award_plans import AwardPlan
from saleor_crm_plugin.loyalty.services.foreign_rules import (
    foreign_contributions,
    foreign_failures_record,
)
from saleor_crm_plugin.loyalty.services.profile_shares import ProfileShares
from saleor_crm_plugin.orders.queries import first_order_ids

Groups = Mapping[int, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusSources:
    """Where a batch's bonus points come from: the rules that are switched on, and the segments of shoppers at `at`."""

    rules: Sequence[BonusRule]
    groups: Groups
    at: datetime


@dataclass(slots=True, kw_only=True)
class BonusFacts:
    """What rules need to know beside the orders, loaded once for a batch; `tiers` are by order."""

    rules: Sequence[BonusRule]
    groups: Groups
    tiers: Mapping[int, str] = field(default_factory=dict)
    first_orders: Mapping[int, int] = field(default_factory=dict)


def bonuses_planned(
    plans: Mapping[int, AwardPlan],
    *,
    account_ids: Mapping[int, int],
    program: ProgramRules,
    sources: BonusSources,
) -> dict[int, AwardPlan]:
    """
    Return new awards with what rules add and limits take, by order id, the earlier paid first.

    What a budget gives is taken from it here, under a lock, so that two orders at once never share its last points. What a
    rule may give to one shopper is safe as the caller has locked the accounts. Tiers
    and groups are those of when the order earns. Awards that earn nothing are left out.
    """
    if not plans:
        return {}
    facts = _facts(plans, program=program, sources=sources)
    order = sorted(plans.values(), key=lambda plan: (plan.earned_at, plan.order.order_id))
    spent = _Spent(program, order, account_ids)
    shares = ProfileShares(
        facts.rules, account_ids={account_ids[plan.order.profile_id] for plan in order}
    )
    budgets = _Budgets(program.program_id) if facts.rules else None
    planned = {}
    for plan in order:
        account_id = account_ids[plan.order.profile_id]
        given = shares.trim(bonus_contributions(plan, facts), account_id)
        base, given = trimmed_to(plan.award.points, given, points_max=spent.left(plan, account_id))
        if budgets is not None:
            given = [budgets.take(one) for one in given]
        full = plan.earning(base, given, tier=facts.tiers.get(plan.order.order_id, ""))
        if full.points > 0:
            foreign_failures_record(given, at=sources.at)
            planned[plan.order.order_id] = full
            spent.note(full, account_id)
            shares.note(full.given, account_id)
    if budgets is not None:
        budgets.store()
    return planned


def bonus_order(plan: AwardPlan, facts: BonusFacts) -> BonusOrder:
    """Return an award as rules look at it."""
    order, weights = plan.order, dict(plan.award.weights)
    shipping = [BonusLine(weight=weights[""], quantity=0)] if "" in weights else []
    return BonusOrder(
        channel=order.channel,
        currency=order.currency,
        paid_at=plan.earned_at,
        basis_minor=plan.award.basis_minor,
        base_points=plan.award.points,
        lines=(
            *(
                BonusLine(
                    weight=weights.get(line.external_id, 0),
                    quantity=line.quantity,
                    product_id=line.product_id,
                    category=line.category,
                    collections=line.collections,
                    is_gift_card=line.is_gift_card,
                )
                for line in order.lines
            ),
            *shipping,
        ),
        scale=plan.award.scale,
        points_per_minor=Fraction(plan.rate.earn_points, plan.rate.earn_per_minor),
        rounding=plan.revision.config.rounding,
        tier=facts.tiers.get(order.order_id, ""),
        groups=facts.groups.get(order.profile_id, frozenset()),
        is_first_order=facts.first_orders.get(order.profile_id) == order.order_id,
    )


def bonus_contributions(plan: AwardPlan, facts: BonusFacts) -> list[Contribution]:
    """Return everything that adds to an award: the one place where sources of bonus points meet."""
    foreign = foreign_contributions(plan)
    if not facts.rules:
        return foreign
    own = contributions(
        facts.rules, bonus_order(plan, facts), stacking=plan.revision.config.stacking
    )
    return [*own, *foreign]


def _facts(
    plans: Mapping[int, AwardPlan], *, program: ProgramRules, sources: BonusSources
) -> BonusFacts:
    facts = BonusFacts(rules=sources.rules, groups=sources.groups)
    profile_ids = {plan.order.profile_id for plan in plans.values()}
    if any(rule.conditions.tiers for rule in facts.rules):
        facts.tiers = tier_slugs_of(
            program_id=program.program_id,
            moments={
                plan.order.order_id: (plan.order.profile_id, plan.earned_at)
                for plan in plans.values()
            },
        )
    if any(rule.conditions.is_first_order for rule in facts.rules):
        facts.first_orders = first_order_ids(profile_ids)
    return facts


class _Budgets:
    """The rules with a budget, locked until the transaction ends, and what is left of each."""

    def __init__(self, program_id: int) -> None:
        rows = EarningRule.objects.select_for_update().filter(
            program_id=program_id, is_active=True, budget_points__isnull=False
        )
        self._rows = {row.slug: row for row in rows.order_by("pk")}
        self._taken: set[str] = set()

    def take(self, one: Contribution) -> Contribution:
        row = self._rows.get(one.slug)
        if row is None or one.points <= 0:
            return one
        kept = one.cut_to((row.budget_points or 0) - row.used_points, Limit.BUDGET)
        row.used_points += kept.points
        self._taken.add(one.slug)
        return kept

    def store(self) -> None:
        for slug in sorted(self._taken):
            self._rows[slug].save(update_fields=["used_points"])


class _Spent:
    """How many points each account was awarded in each day and month that matters, refunds not counted back."""

    def __init__(
        self, rules: ProgramRules, plans: Sequence[AwardPlan], account_ids: Mapping[int, int]
    ) -> None:
        self._zone = rules.zone
        self._by_day: defaultdict[tuple[int, date], int] = defaultdict(int)
        self._by_month: defaultdict[tuple[int, date], int] = defaultdict(int)
        if any(_has_periods(plan.revision.config) for plan in plans):
            self._load([account_ids[plan.order.profile_id] for plan in plans], plans)

    def left(self, plan: AwardPlan, account_id: int) -> int | None:
        """Return how many points an award may have at most; None without a limit."""
        config, day = plan.revision.config, self._day(plan.earned_at)
        limits = [config.order_points_max]
        if config.day_points_max is not None:
            limits.append(config.day_points_max - self._by_day[account_id, day])
        if config.month_points_max is not None:
            month = day.replace(day=1)
            limits.append(config.month_points_max - self._by_month[account_id, month])
        return min((limit for limit in limits if limit is not None), default=None)

    def note(self, plan: AwardPlan, account_id: int) -> None:
        """Count an award that is about to be written."""
        self._count(account_id, plan.earned_at, plan.points)

    def _load(self, account_ids: Sequence[int], plans: Sequence[AwardPlan]) -> None:
        days = [self._day(plan.earned_at) for plan in plans]
        first = local_midnight(min(days).replace(day=1), self._zone)
        last = local_midnight(months_later(max(days).replace(day=1), 1), self._zone)
        rows = OrderAward.objects.filter(
            account_id__in=set(account_ids), awarded_at__gte=first, awarded_at__lt=last
        )
        for account_id, awarded_at, points in rows.values_list(
            "account_id", "awarded_at", "points"
        ):
            self._count(account_id, awarded_at, points)

    def _count(self, account_id: int, awarded_at: datetime, points: int) -> None:
        day = self._day(awarded_at)
        self._by_day[account_id, day] += points
        self._by_month[account_id, day.replace(day=1)] += points

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self._zone).date()


def _has_periods(config: ProgramConfig) -> bool:
    return config.day_points_max is not None or config.month_points_max is not None
