"""The whole ledger as staff search it, the lots behind a balance, and what an account held at a past instant."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from saleor_crm_plugin.loyalty.models import (
    AccountStatus,
    Allocation,
    LoyaltyAccount,
    LoyaltyEntry,
    PointLot,
)
from saleor_crm_plugin.loyalty.queries.balances import ExpiringPoints, PointsSummary
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.sheets import ACTIVITY, inactivity_of, lot_of
from saleor_crm_plugin.loyalty.rules.balances import balance_at
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class LotView:
    """
    Points that were credited together; `order_reference` is None for those of no order.

    `expires_at` is when they lapse if their owner does nothing.
    """

    lot_id: int
    entry_id: int
    kind: EntryKind
    points: int
    remaining: int
    expired: int
    activates_at: datetime
    expires_at: datetime | None
    order_reference: str | None
    parent_id: int | None


def ledger_entries(
    *,
    kinds: Collection[str] = (),
    order_reference: str | None = None,
    actor: str | None = None,
    effective_from: datetime | None = None,
    effective_to: datetime | None = None,
) -> QuerySet[LoyaltyEntry]:
    """
    Return the movements of all accounts that meet every condition, both instants included, in no order; for pages.

    Each row has its `profile_id`, None after an erasure, and its allocations are read at once.
    """
    conditions = Q()
    if kinds:
        conditions &= Q(kind__in=kinds)
    if order_reference is not None:
        conditions &= Q(order_reference=order_reference)
    if actor is not None:
        conditions &= Q(actor=actor)
    if effective_from is not None:
        conditions &= Q(effective_at__gte=effective_from)
    if effective_to is not None:
        conditions &= Q(effective_at__lte=effective_to)
    holder = Coalesce("account__merged_into__profile_id", "account__profile_id")
    parts = Allocation.objects.select_related("lot__entry").order_by("pk")
    entries: QuerySet[LoyaltyEntry] = LoyaltyEntry.objects.filter(conditions)
    return entries.annotate(profile_id=holder).prefetch_related(Prefetch("allocations", parts))


def lots_of_profiles(profile_ids: Collection[int], *, only_open: bool) -> QuerySet[PointLot]:
    """Return the lots of profiles, each with its `profile_id`, in no order; `only_open` leaves out those with nothing left."""
    lots: QuerySet[PointLot] = PointLot.objects.filter(
        account__profile_id__in=profile_ids, account__program__slug=DEFAULT_SLUG
    )
    if only_open:
        lots = lots.filter(remaining_points__gt=0)
    return lots.annotate(profile_id=F("account__profile_id")).select_related(
        "entry", "account__program"
    )


def lot_view(row: PointLot) -> LotView:
    """Return the value of a stored lot, of a row that was read with its account and program."""
    lot = lot_of(row)
    account = row.account
    policy = inactivity_of(account.program, closed_at=account.closed_at)
    Sheet(active_at=account.active_at, inactivity=policy).idle_note([lot])
    return LotView(
        lot_id=row.pk,
        entry_id=row.entry_id,
        kind=EntryKind(row.kind),
        points=row.points,
        remaining=row.remaining_points,
        expired=row.expired_points,
        activates_at=row.activates_at,
        expires_at=lot.lapses_at,
        order_reference=row.entry.order_reference or None,
        parent_id=row.parent_id,
    )


def points_summary_at(*, profile_id: int, at: datetime) -> PointsSummary | None:
    """
    Return what a profile held at a past instant, replayed from the allocations; None if it has no account.

    What was held by accounts that were merged into it since is counted in. `reserved` is 0 and `status` is today's.
    Four queries, five where idle points lapse.
    """
    account = (
        LoyaltyAccount.objects.select_related("program")
        .filter(profile_id=profile_id, program__slug=DEFAULT_SLUG)
        .first()
    )
    if account is None:
        return None
    balance = balance_at(_sheet_at(account, at), at)
    return PointsSummary(
        profile_id=profile_id,
        account_id=account.pk,
        status=AccountStatus(account.status),
        available=balance.available,
        pending=balance.pending,
        reserved=0,
        debt=balance.debt,
        expiring=tuple(
            ExpiringPoints(points=points, expires_at=expires_at)
            for expires_at, points in balance.expiring
        ),
    )


def _sheet_at(account: LoyaltyAccount, at: datetime) -> Sheet:
    known = Allocation.objects.filter(entry__effective_at__lte=at)
    left = dict(
        known.filter(lot__account=account)
        .order_by()
        .values("lot_id")
        .annotate(total=Sum("points"))
        .values_list("lot_id", "total")
    )
    ids = [account.pk, *account.absorbed.values_list("pk", flat=True)]
    owed = known.filter(entry__account_id__in=ids, lot__isnull=True)
    sheet = Sheet(
        debt=-(owed.aggregate(total=Sum("points"))["total"] or 0),
        inactivity=inactivity_of(account.program),
    )
    if sheet.inactivity is not None:
        sheet.active_at = _active_at(ids, at)
    for row in PointLot.objects.filter(account=account).order_by("pk"):
        if left.get(row.pk):
            lot = lot_of(row)
            lot.remaining, lot.reserved = left[row.pk], 0
            sheet.lots[row.pk] = lot
    sheet.idle_note(sheet.lots.values())
    return sheet


def _active_at(account_ids: Collection[int], at: datetime) -> datetime | None:
    """Return when the owner of accounts last bought or spent before `at`, by their entries."""
    entries = LoyaltyEntry.objects.filter(
        ACTIVITY, account_id__in=account_ids, effective_at__lte=at
    )
    last: datetime | None = entries.aggregate(last=Max("effective_at"))["last"]
    return last
