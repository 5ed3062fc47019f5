"""Reads of rewards for actions, and who is due one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from saleor_crm_plugin.loyalty.models import ActionReward, LoyaltyAccount, LoyaltyEntry
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules
from saleor_crm_plugin.loyalty.rules.actions import (
    BIRTHDAY_DAYS_APART,
    ActionKind,
    Birthday,
    birthdays_due,
)
from saleor_crm_plugin.loyalty.rules.expiry import local_midnight
from saleor_crm_plugin.profiles.models import (
    Consent,
    ConsentEvent,
    ConsentStatus,
    Profile,
    ProfileState,
)

_NEWSLETTER_CHANNEL = "email"
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRewardView:
    """One reward as staff see it; `left` is what its budget still gives, None without one."""

    reward_id: int
    program: str
    slug: str
    name: str
    kind: ActionKind
    points: int
    month_points_max: int | None
    budget_points: int | None
    used_points: int
    left: int | None
    is_active: bool
    active_since: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """One action of one profile; `key` is the ledger's, so that it is rewarded once."""

    profile_id: int
    key: str


def action_reward_rows(
    *, program: str | None = None, is_active: bool | None = None
) -> QuerySet[ActionReward]:
    """Return rewards with their programs, in no order; for pages."""
    rows = ActionReward.objects.select_related("program")
    if program is not None:
        rows = rows.filter(program__slug=program)
    return rows if is_active is None else rows.filter(is_active=is_active)


def action_reward_view(row: ActionReward) -> ActionRewardView:
    """Return a reward of a row that is loaded with its program."""
    return ActionRewardView(
        reward_id=row.pk,
        program=row.program.slug,
        slug=row.slug,
        name=row.name,
        kind=ActionKind(row.kind),
        points=row.points,
        month_points_max=row.month_points_max,
        budget_points=row.budget_points,
        used_points=row.used_points,
        left=None if row.budget_points is None else row.budget_points - row.used_points,
        is_active=row.is_active,
        active_since=row.active_since,
        ends_at=row.ends_at,
    )


def occasions_due(
    reward: ActionReward, *, rules: ProgramRules, at: datetime, limit_rows: int
) -> list[Occasion]:
    """Return at most `limit_rows` actions that `reward` is for and has not paid yet; events are told, never found."""
    if reward.active_since is None or reward.kind == ActionKind.EVENT:
        return []
    if reward.kind == ActionKind.BIRTHDAY:
        return _birthdays(reward, rules=rules, at=at, limit_rows=limit_rows)
    since = reward.active_since
    until = at if reward.ends_at is None else min(reward.ends_at - _INSTANT, at)
    if reward.kind == ActionKind.REGISTRATION:
        found = Q(registered_at__gte=since, registered_at__lte=until)
    else:
        found = Q(Exists(_subscribed(since, until))) & ~Q(Exists(_subscribed_before(since)))
    key = str(reward.kind)
    rows = _members(rules).filter(found).exclude(_paid(rules, Q(idempotency_key=key)))
    return [Occasion(profile_id, key) for profile_id in _ids(rows, limit_rows)]


def entries_of_occasions(
    *, account_ids: Collection[int], keys: Collection[str]
) -> dict[Occasion, int]:
    """Return the entries that paid actions of the accounts, or of those merged into them."""
    entries = LoyaltyEntry.objects.filter(
        Q(account_id__in=account_ids) | Q(account__merged_into_id__in=account_ids),
        idempotency_key__in=keys,
    )
    rows = entries.order_by("-pk").values_list(
        "account__profile_id", "account__merged_into__profile_id", "idempotency_key", "pk"
    )
    return {Occasion(own or survivor or 0, key): entry_id for own, survivor, key, entry_id in rows}


def event_points_since(*, account: LoyaltyAccount, slug: str, since: datetime) -> int:
    """Return how many points an account was given for an event since an instant."""
    entries = LoyaltyEntry.objects.filter(
        Q(account=account) | Q(account__merged_into=account),
        idempotency_key__startswith=f"event:{slug}:",
        effective_at__gte=since,
    )
    return sum(entries.values_list("points", flat=True))


def _birthdays(
    reward: ActionReward, *, rules: ProgramRules, at: datetime, limit_rows: int
) -> list[Occasion]:
    since = (reward.active_since or at).astimezone(rules.zone).date()
    due = [
        one
        for one in birthdays_due(at.astimezone(rules.zone).date())
        if since <= one.on
        and (reward.ends_at is None or local_midnight(one.on, rules.zone) < reward.ends_at)
    ]
    found: dict[int, Occasion] = {}
    for one in due:
        rows = (
            _members(rules)
            .filter(_born(one), birth_is_lunar=False)
            .exclude(_paid_lately(rules, one))
        )
        for profile_id in _ids(rows, limit_rows - len(found)):
            found.setdefault(profile_id, Occasion(profile_id, one.key))
    return list(found.values())


def _born(birthday: Birthday) -> Q:
    days = Q()
    for month, day in birthday.born:
        days |= Q(birth_month=month, birth_day=day)
    return days


def _paid_lately(rules: ProgramRules, birthday: Birthday) -> Exists:
    since = local_midnight(birthday.on - timedelta(days=BIRTHDAY_DAYS_APART), rules.zone)
    lately = Q(idempotency_key__startswith="birthday:", effective_at__gte=since)
    return _paid(rules, lately | Q(idempotency_key=birthday.key))


def _members(rules: ProgramRules) -> QuerySet[Profile]:
    """Return the registered shoppers who did not leave the program."""
    left = LoyaltyAccount.objects.filter(
        profile=OuterRef("pk"), program_id=rules.program_id, closed_at__isnull=False
    )
    members = Profile.objects.filter(state=ProfileState.ACTIVE, is_registered=True)
    return members.exclude(Exists(left))


def _paid(rules: ProgramRules, what: Q) -> Exists:
    holder = OuterRef("pk")
    return Exists(
        LoyaltyEntry.objects.filter(
            Q(account__profile=holder) | Q(account__merged_into__profile=holder),
            what,
            account__program_id=rules.program_id,
        )
    )


def _subscribed(since: datetime, until: datetime) -> QuerySet[Consent]:
    return Consent.objects.filter(
        profile=OuterRef("pk"),
        channel=_NEWSLETTER_CHANNEL,
        status=ConsentStatus.GRANTED,
        stated_at__gte=since,
        stated_at__lte=until,
    )


def _subscribed_before(since: datetime) -> QuerySet[ConsentEvent]:
    return ConsentEvent.objects.filter(
        profile=OuterRef("pk"),
        channel=_NEWSLETTER_CHANNEL,
        status=ConsentStatus.GRANTED,
        was_applied=True,
        stated_at__lt=since,
    )


def _ids(rows: QuerySet[Profile], limit_rows: int) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True)[: max(limit_rows, 0)])
