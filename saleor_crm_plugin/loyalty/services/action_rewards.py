"""Sets up what shoppers get points for beside orders."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import Conflict, Invalid, NotFound
from saleor_crm_plugin.loyalty.models import ActionReward, LoyaltyProgram
from saleor_crm_plugin.loyalty.queries.actions import ActionRewardView, action_reward_view
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.actions import ActionKind
from saleor_crm_plugin.loyalty.services.programs import program_ensure


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardTerms:
    """Everything about a reward that staff may change; what shoppers were given stays theirs."""

    name: str
    points: int
    month_points_max: int | None = None
    budget_points: int | None = None
    ends_at: datetime | None = None


@transaction.atomic
def action_reward_create(
    *,
    slug: str,
    kind: ActionKind,
    terms: ActionRewardTerms,
    at: datetime,
    program: str = DEFAULT_SLUG,
) -> ActionRewardView:
    """
    Write a reward; it gives nothing until it is switched on.

    :raises Conflict: the program has a reward of that slug, with other terms.
    :raises Invalid: the terms contradict themselves.
    :raises NotFound: there is no such program.
    """
    _check(terms, kind)
    if program == DEFAULT_SLUG:
        program_ensure(at=at)
    owner = LoyaltyProgram.objects.filter(slug=program).first()  # a slug names one program
    if owner is None:
        raise NotFound(f"there is no program {program}")
    columns = asdict(terms) | {"kind": kind.value}
    row, is_new = ActionReward.objects.get_or_create(
        program=owner, slug=slug, defaults={"created_at": at, "updated_at": at, **columns}
    )
    if not is_new and any(getattr(row, name) != value for name, value in columns.items()):
        raise Conflict(f"program {program} has a reward {slug} already")
    return action_reward_view(row)


@transaction.atomic
def action_reward_revise(
    *, reward_id: int, terms: ActionRewardTerms, at: datetime
) -> ActionRewardView:
    """
    Change what an action brings from now on.

    :raises Invalid: the terms contradict themselves, or the budget is less than what was given.
    :raises NotFound: there is no such reward.
    """
    row = _locked(reward_id)
    _check(terms, ActionKind(row.kind))
    if terms.budget_points is not None and terms.budget_points < row.used_points:
        raise Invalid(
            f"{row.used_points} points were given, the budget cannot be {terms.budget_points}",
            field="budgetPoints",
        )
    for name, value in asdict(terms).items():
        setattr(row, name, value)
    row.updated_at = at
    row.save()
    return action_reward_view(row)


@transaction.atomic
def action_reward_activate(*, reward_id: int, at: datetime) -> ActionRewardView:
    """
    Reward what happens from `at` on; repeated, it changes nothing.

    :raises Conflict: another reward of the kind is switched on; of events there may be any number.
    :raises NotFound: there is no such reward.
    """
    row = _locked(reward_id)
    others = ActionReward.objects.filter(program=row.program, kind=row.kind, is_active=True)
    if row.kind != ActionKind.EVENT and others.exclude(pk=row.pk).exists():
        raise Conflict(f"another reward for {row.kind} is switched on")
    if not row.is_active:
        row.is_active, row.active_since, row.updated_at = True, at, at
        row.save(update_fields=["is_active", "active_since", "updated_at"])
    return action_reward_view(row)


@transaction.atomic
def action_reward_stop(*, reward_id: int, at: datetime) -> ActionRewardView:
    """
    Reward nothing more; what was given stays.

    :raises NotFound: there is no such reward.
    """
    row = _locked(reward_id)
    if row.is_active:
        row.is_active, row.updated_at = False, at
        row.save(update_fields=["is_active", "updated_at"])
    return action_reward_view(row)


def _locked(reward_id: int) -> ActionReward:
    rows = ActionReward.objects.select_for_update().select_related("program")
    row = rows.filter(pk=reward_id).first()
    if row is None:
        raise NotFound(f"there is no reward {reward_id}")
    return row


def _check(terms: ActionRewardTerms, kind: ActionKind) -> None:
    if not terms.name.strip():
        raise Invalid("a reward has a name", field="name")
    if terms.points < 1:
        raise Invalid(f"a reward is at least a point, got {terms.points}", field="points")
    if terms.month_points_max is not None and kind is not ActionKind.EVENT:
        raise Invalid("only events have a limit for a month", field="monthPointsMax")
    if terms.month_points_max is not None and terms.month_points_max < 1:
        raise Invalid("a limit is at least a point", field="monthPointsMax")
    if terms.budget_points is not None and terms.budget_points < 0:
        raise Invalid(f"a budget cannot be {terms.budget_points} points", field="budgetPoints")
