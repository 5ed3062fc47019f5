"""Sets up what points can be turned into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.errors import Conflict, Invalid, NotFound
from saleor_crm_plugin.loyalty.models import LoyaltyProgram, Reward
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.rewards import RewardView, reward_view, values_stored
from saleor_crm_plugin.loyalty.rules.program import PERCENT
from saleor_crm_plugin.loyalty.rules.rewards import RewardKind, RewardValue
from saleor_crm_plugin.loyalty.services.programs import program_ensure


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardTerms:
    """Everything about a reward that staff may change; codes that were issued keep their own terms."""

    name: str
    kind: RewardKind
    points: int
    percent: int = 0
    values: tuple[RewardValue, ...] = ()
    valid_days: int | None = None
    remind_days: int = 0
    tiers: tuple[str, ...] = ()
    stock: int | None = None
    is_automatic: bool = False
    returns_expired: bool = False


@transaction.atomic
def reward_create(
    *, slug: str, terms: RewardTerms, at: datetime, program: str = DEFAULT_SLUG
) -> RewardView:
    """
    Offer something for points; it can be had once it is switched on.

    :raises Conflict: there is such a reward already, with other terms.
    :raises Invalid: the terms contradict themselves.
    :raises NotFound: there is no such program.
    """
    _check(terms)
    if program == DEFAULT_SLUG:
        program_ensure(at=at)
    owner = LoyaltyProgram.objects.filter(slug=program).first()
    if owner is None:
        raise NotFound(f"there is no program {program}")
    row, is_new = Reward.objects.get_or_create(
        slug=slug,
        defaults={"program": owner, "created_at": at, "updated_at": at, **_columns(terms)},
    )
    if not is_new and any(getattr(row, name) != value for name, value in _columns(terms).items()):
        raise Conflict(f"there is a reward {slug} already")
    return reward_view(row)


@transaction.atomic
def reward_revise(*, reward_id: int, terms: RewardTerms, at: datetime) -> RewardView:
    """
    Change what a reward brings and costs from now on.

    :raises Invalid: the terms contradict themselves, or the stock is less than what was issued.
    :raises NotFound: there is no such reward.
    """
    _check(terms)
    row = _locked(reward_id)
    if terms.stock is not None and terms.stock < row.issued_count:
        raise Invalid(
            f"{row.issued_count} were issued, the stock cannot be {terms.stock}", field="stock"
        )
    if row.kind != terms.kind:
        raise Invalid(f"a {row.kind} reward cannot become {terms.kind}", field="kind")
    for name, value in _columns(terms).items():
        setattr(row, name, value)
    row.updated_at = at
    row.save()
    return reward_view(row)


@transaction.atomic
def reward_activate(*, reward_id: int, at: datetime) -> RewardView:
    """
    Let shoppers have a reward; repeated, it changes nothing.

    :raises NotFound: there is no such reward.
    """
    return _switched(reward_id, at, to=True)


@transaction.atomic
def reward_close(*, reward_id: int, at: datetime) -> RewardView:
    """
    Issue no more of a reward; codes that were issued stay good.

    :raises NotFound: there is no such reward.
    """
    return _switched(reward_id, at, to=False)


def _switched(reward_id: int, at: datetime, *, to: bool) -> RewardView:
    row = _locked(reward_id)
    if row.is_active != to:
        row.is_active, row.updated_at = to, at
        row.save(update_fields=["is_active", "updated_at"])
    return reward_view(row)


def _locked(reward_id: int) -> Reward:
    row = (
        Reward.objects.select_for_update(of=("self",))
        .select_related("program")
        .filter(pk=reward_id)
        .first()
    )
    if row is None:
        raise NotFound(f"there is no reward {reward_id}")
    return row


def _columns(terms: RewardTerms) -> dict[str, object]:
    return {
        "name": terms.name,
        "kind": terms.kind.value,
        "points": terms.points,
        "percent": terms.percent,
        "values": values_stored(terms.values),
        "valid_days": terms.valid_days,
        "remind_days": terms.remind_days,
        "tiers": list(terms.tiers),
        "stock": terms.stock,
        "is_automatic": terms.is_automatic,
        "returns_expired": terms.returns_expired,
    }


def _check(terms: RewardTerms) -> None:
    if not terms.name.strip():
        raise Invalid("a reward has a name", field="name")
    if terms.points < 1:
        raise Invalid(f"a reward costs at least a point, got {terms.points}", field="points")
    if (terms.kind is RewardKind.PERCENT) != (0 < terms.percent <= PERCENT):
        raise Invalid(f"{terms.percent} percent do not fit a {terms.kind} reward", field="percent")
    _check_days(valid_days=terms.valid_days, remind_days=terms.remind_days)
    if terms.stock is not None and terms.stock < 0:
        raise Invalid(f"a stock cannot be {terms.stock}", field="stock")
    _check_values(terms.kind, terms.values)


def _check_days(*, valid_days: int | None, remind_days: int) -> None:
    if valid_days is not None and valid_days < 1:
        raise Invalid("a code is good for at least a day", field="validDays")
    if remind_days < 0:
        raise Invalid(f"a reminder cannot be {remind_days} days before", field="remindDays")
    if remind_days and valid_days is None:
        raise Invalid("a code that is good for ever has no end to remind of", field="remindDays")
    if valid_days is not None and remind_days >= valid_days:
        raise Invalid(
            f"a reminder comes fewer days before the end than a code is good,"
            f" got {remind_days} of {valid_days}",
            field="remindDays",
        )


def _check_values(kind: RewardKind, values: Sequence[RewardValue]) -> None:
    if not values:
        raise Invalid("a reward has a value in at least one currency", field="values")
    named = {(value.channel, value.currency) for value in values}
    if len(named) != len(values):
        raise Invalid("a reward has one value in each channel and currency", field="values")
    needs_amount = kind in {RewardKind.FIXED, RewardKind.GIFT_CARD}
    if any((value.amount_minor > 0) != needs_amount for value in values):
        raise Invalid(
            f"a {kind} reward has {'an amount' if needs_amount else 'no amount'}", field="values"
        )
