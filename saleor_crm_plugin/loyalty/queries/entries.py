"""The movements of an account, as a shopper or a clerk reads them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.models import Allocation, LoyaltyAccount, LoyaltyEntry, OrderAward
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationView:
    """
    A part of an entry: points of one lot, or of the debt where `lot_id` is None.

    `lot_kind` and `order_reference` say where the lot's points came from.
    """

    lot_id: int | None
    points: int
    expires_at: datetime | None
    lot_kind: EntryKind | None = None
    order_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """
    One movement of points.

    `balance` is the account's total right after it, pending points included. `waived` are points of a claw-back that
    were not taken. `order_reference` is None for what has no order. `explanation` says how `points` was computed.
    """

    entry_id: int
    account_id: int
    kind: EntryKind
    points: int
    waived: int
    balance: int
    effective_at: datetime
    recorded_at: datetime
    order_reference: str | None
    actor: str
    reason: str
    explanation: JsonObject
    allocations: tuple[AllocationView, ...]
    profile_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesPage:
    """Some movements, newest first, of `total_count`; `has_more` says whether older ones follow."""

    entries: tuple[EntryView, ...]
    total_count: int
    has_more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardView:
    """What one order earned, from how much money, and how much of it refunds took back."""

    program: str
    order_id: int
    account_id: int
    basis_minor: int
    points: int
    clawed: int
    lines: tuple[tuple[str, int], ...]
    awarded_at: datetime


def entries_page(
    *,
    profile_id: int,
    limit_rows: int,
    before_id: int | None = None,
    kinds: Collection[EntryKind] = (),
    program: str = DEFAULT_SLUG,
) -> EntriesPage:
    """
    Return the movements of a profile in a program, newest first, older than entry `before_id` if it is given.

    Movements of accounts that were merged into the profile's are among them. No `kinds` means all. Three queries.
    """
    matching = _entries_of(profile_id, program)
    if kinds:
        matching = matching.filter(kind__in=kinds)
    page = matching if before_id is None else matching.filter(pk__lt=before_id)
    rows = list(page.prefetch_related(_allocations()).order_by("-pk")[: limit_rows + 1])
    return EntriesPage(
        entries=tuple(entry_view(row) for row in rows[:limit_rows]),
        total_count=matching.count(),
        has_more=len(rows) > limit_rows,
    )


def entries_of_profiles(
    profile_ids: Collection[int], *, program: str = DEFAULT_SLUG
) -> QuerySet[LoyaltyEntry]:
    """
    Return the movements of profiles in a program, those of merged accounts with the survivor's, in no order; for pages.

    Each row has its `profile_id`, and its allocations are read at once.
    """
    accounts = LoyaltyAccount.objects.filter(
        Q(profile_id__in=profile_ids) | Q(merged_into__profile_id__in=profile_ids),
        program__slug=program,
    )
    holder = Coalesce("account__merged_into__profile_id", "account__profile_id")
    entries: QuerySet[LoyaltyEntry] = LoyaltyEntry.objects.filter(account__in=accounts.values("pk"))
    return entries.annotate(profile_id=holder).prefetch_related(_allocations())


def award_of_order(order_id: int, *, program: str = DEFAULT_SLUG) -> AwardView | None:
    """Return what an order earned in a program, or None if it earned nothing."""
    found = awards_of_orders([order_id])[order_id]
    return next((award for award in found if award.program == program), None)


def awards_of_orders(order_ids: Collection[int]) -> dict[int, list[AwardView]]:
    """Return what each order earned, the default program first, then the older ones; one query."""
    found: dict[int, list[AwardView]] = {order_id: [] for order_id in order_ids}
    awards = OrderAward.objects.filter(order_id__in=order_ids).select_related("program")
    for award in awards.order_by("program_id", "pk"):
        found[award.order_id].append(_award_view(award))
    for views in found.values():
        views.sort(key=lambda view: view.program != DEFAULT_SLUG)
    return found


def _award_view(award: OrderAward) -> AwardView:
    return AwardView(
        program=award.program.slug,
        order_id=award.order_id,
        account_id=award.account_id,
        basis_minor=award.basis_minor,
        points=award.points,
        clawed=award.clawed_points,
        lines=tuple((line_id, points) for line_id, points in award.lines),
        awarded_at=award.awarded_at,
    )


def entry_view(
    entry: LoyaltyEntry, allocations: tuple[AllocationView, ...] | None = None
) -> EntryView:
    """Return the value of a stored entry, with its allocations, which are read unless they are given."""
    if allocations is None:
        allocations = tuple(allocation_view(part) for part in entry.allocations.all())
    return EntryView(
        entry_id=entry.pk,
        account_id=entry.account_id,
        kind=EntryKind(entry.kind),
        points=entry.points,
        waived=entry.waived_points,
        balance=entry.balance_points,
        effective_at=entry.effective_at,
        recorded_at=entry.recorded_at,
        order_reference=entry.order_reference or None,
        actor=entry.actor,
        reason=entry.reason,
        explanation=entry.explanation,
        allocations=allocations,
        profile_id=getattr(entry, "profile_id", None),
    )


def allocation_view(part: Allocation) -> AllocationView:
    """Return the value of a part of an entry, whose lot with its entry should be loaded."""
    if part.lot is None:
        return AllocationView(lot_id=None, points=part.points, expires_at=None)
    return AllocationView(
        lot_id=part.lot_id,
        points=part.points,
        expires_at=part.lot.expires_at,
        lot_kind=EntryKind(part.lot.kind),
        order_reference=part.lot.entry.order_reference or None,
    )


def entry_view_by_id(entry_id: int) -> EntryView:
    """Return one entry that exists."""
    return entry_view(LoyaltyEntry.objects.prefetch_related(_allocations()).get(pk=entry_id))


def _allocations() -> "Prefetch[str]":
    return Prefetch("allocations", Allocation.objects.select_related("lot__entry").order_by("pk"))


def _entries_of(profile_id: int, program: str) -> QuerySet[LoyaltyEntry]:
    own = Q(account__profile_id=profile_id, account__program__slug=program)
    absorbed = Q(
        account__merged_into__profile_id=profile_id,
        account__merged_into__program__slug=program,
    )
    return LoyaltyEntry.objects.filter(own | absorbed)
