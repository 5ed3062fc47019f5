"""What tiers are worked out from: the revisions of a program, and what each profile earned or spent when."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Prefetch, Q
from django.db.models.functions import Coalesce

from saleor_crm_plugin.loyalty.models import LoyaltyEntry, LoyaltyProgram, Tier, TierRevision
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind
from saleor_crm_plugin.loyalty.rules.tier_policy import (
    POINTS,
    TierLadder,
    TierRule,
    tier_config_decoded,
)
from saleor_crm_plugin.loyalty.rules.tier_windows import Change
from saleor_crm_plugin.orders.models import Order

_EARNED = (EntryKind.EARN, EntryKind.BONUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramTiers:
    """Every revision of a program's tiers, oldest first, at least one; `revision_id` is the newest."""

    program_id: int
    program_slug: str
    zone: ZoneInfo
    revision_id: int
    number: int
    ladders: tuple[TierLadder, ...]

    @property
    def current(self) -> TierLadder:
        """Return the tiers and policies in force."""
        return self.ladders[-1]

    @property
    def measures(self) -> set[str]:
        """Return what any revision counts: points and currencies."""
        return {ladder.config.measure for ladder in self.ladders}


def programs_with_tiers(*, program_ids: Collection[int] | None = None) -> list[ProgramTiers]:
    """Return the tiers of every program that has any, or of those named; three queries."""
    tiers = Prefetch("tiers", queryset=Tier.objects.order_by("rank"))
    revisions = TierRevision.objects.order_by("number").prefetch_related(tiers)
    programs = LoyaltyProgram.objects.filter(tier_revisions__isnull=False).distinct()
    if program_ids is not None:
        programs = programs.filter(pk__in=program_ids)
    found = programs.order_by("pk").prefetch_related(Prefetch("tier_revisions", revisions))
    return [_program_tiers(program, list(program.tier_revisions.all())) for program in found]


def tier_changes(*, program: ProgramTiers, profile_ids: Collection[int]) -> dict[int, list[Change]]:
    """
    Return what each profile earned or spent that counts for tiers; at most three queries.

    Only orders count. Points spent, adjusted, expired, imported or moved by a merge change nothing; those
    of a merged account count for the survivor.
    """
    found: dict[int, list[Change]] = {profile_id: [] for profile_id in profile_ids}
    measures = program.measures
    if POINTS in measures:
        for profile_id, change in _points(program.program_id, profile_ids):
            found[profile_id].append(change)
    if currencies := measures - {POINTS}:
        for profile_id, change in _spending(currencies, profile_ids):
            found[profile_id].append(change)
    return found


def _program_tiers(program: LoyaltyProgram, revisions: list[TierRevision]) -> ProgramTiers:
    return ProgramTiers(
        program_id=program.pk,
        program_slug=program.slug,
        zone=ZoneInfo(program.time_zone),
        revision_id=revisions[-1].pk,
        number=revisions[-1].number,
        ladders=tuple(_ladder(revision) for revision in revisions),
    )


def _ladder(revision: TierRevision) -> TierLadder:
    return TierLadder(
        valid_from=revision.valid_from,
        config=tier_config_decoded(revision.config),
        tiers=tuple(
            TierRule(
                slug=tier.slug,
                name=tier.name,
                threshold=tier.threshold,
                earn_percent=tier.earn_percent,
                benefits=tier.benefits,
            )
            for tier in revision.tiers.all()
        ),
    )


def _points(program_id: int, profile_ids: Collection[int]) -> Iterator[tuple[int, Change]]:
    """Yield each order's points and what refunds took of them, by when the order earned them."""
    entries = LoyaltyEntry.objects.filter(
        Q(account__profile_id__in=profile_ids)
        | Q(account__merged_into__profile_id__in=profile_ids),
        account__program_id=program_id,
        order__isnull=False,
        kind__in=[*_EARNED, EntryKind.CLAWBACK],
    )
    holder = Coalesce("account__merged_into__profile_id", "account__profile_id")
    rows = list(
        entries.order_by("pk").values_list(
            holder, "order_id", "kind", F("points") - F("waived_points"), "effective_at"
        )
    )
    earned: dict[tuple[int, int], datetime] = {}
    for profile_id, order_id, kind, _, effective_at in rows:
        if kind in _EARNED:
            key = (profile_id, order_id or 0)
            earned[key] = min(effective_at, earned.get(key, effective_at))
    for profile_id, order_id, _, amount, effective_at in rows:
        earned_at = earned.get((profile_id, order_id or 0))
        if earned_at is not None and amount:
            yield profile_id, Change(earned_at, max(effective_at, earned_at), amount)


def _spending(
    currencies: Collection[str], profile_ids: Collection[int]
) -> Iterator[tuple[int, Change]]:
    """
    Yield what paid orders cost, with tax and shipping and without what points paid, and what went back.

    A refund without a date, and what a canceled order cost, are known as of the order's version.
    """
    orders = Order.objects.filter(
        profile_id__in=profile_ids, currency__in=currencies, is_fully_paid=True
    )
    columns = ("total_gross_minor", "points_paid_minor", "refunds", "exclusion", "version_at")
    rows = orders.order_by("pk").values_list(
        "profile_id", "currency", Coalesce("fully_paid_at", "placed_at"), *columns
    )
    for profile_id, currency, paid_at, total, in_points, refunds, exclusion, version_at in rows:
        left = total - in_points
        if left <= 0:
            continue
        yield profile_id or 0, Change(paid_at, paid_at, left, currency)
        for known_at, amount in sorted(_paid_back(refunds, version_at)):
            taken = min(amount, left)
            left -= taken
            if taken:
                yield (
                    profile_id or 0,
                    Change(paid_at, max(known_at, paid_at), -taken, currency),
                )
        if exclusion and left:
            yield profile_id or 0, Change(paid_at, max(version_at, paid_at), -left, currency)


def _paid_back(
    refunds: list[Mapping[str, str | int | None]], version_at: datetime
) -> Iterator[tuple[datetime, int]]:
    for refund in refunds:
        if refund["kind"] == "paid":
            told = refund["refunded_at"]
            known_at = datetime.fromisoformat(str(told)) if told else version_at
            yield known_at, int(refund["amount_minor"] or 0)
