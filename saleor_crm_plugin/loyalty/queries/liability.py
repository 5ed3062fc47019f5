"""What the points of a program that are out cost, at any instant, from entries and allocations alone; set-based."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, DateTimeField, F, Q, QuerySet, Sum, Value, When

from saleor_crm_plugin.loyalty.models import Allocation, LoyaltyEntry, OrderAward, PointLot
from saleor_crm_plugin.loyalty.queries.drift import RollForward, roll_forward
from saleor_crm_plugin.loyalty.queries.programs import ProgramRules
from saleor_crm_plugin.loyalty.rules.inactivity import Inactivity
from saleor_crm_plugin.loyalty.rules.ledger import LAPSES, EntryKind
from saleor_crm_plugin.loyalty.rules.liability import (
    Redemption,
    deferred,
    expected_points,
    ladder,
    recognized,
    rounded,
)

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_USES = (EntryKind.REDEEM, EntryKind.REDEEM_RETURN)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredRevenue:
    """
    What the orders of one currency deferred for their points, in minor units.

    `sales_minor` earned `issued` points net of refunds; `used` of them were spent. `recognized_minor` of what was
    deferred has become revenue; the rest is the liability.
    """

    currency: str
    sales_minor: int
    issued: int
    used: int
    deferred_minor: int
    recognized_minor: int

    @property
    def liability_minor(self) -> int:
        """Return what is still deferred."""
        return self.deferred_minor - self.recognized_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Liability:
    """
    The points of one program as they were the moment before `at`.

    `movement.closing` is `outstanding` less `debt`. `steps` are the outstanding points by the month in which they are last usable.
    """

    program: str
    from_at: datetime
    at: datetime
    movement: RollForward
    outstanding: int
    pending: int
    debt: int
    steps: tuple[tuple[str, int], ...]
    redemption: Redemption
    revenue: tuple[DeferredRevenue, ...]


def liability(*, rules: ProgramRules, from_at: datetime, at: datetime) -> Liability:
    """
    Return the liability of a program at `at`, and how it came about since `from_at`.

    What time did and nobody has written down yet is counted as written. The same before and after any later movement that
    became true after `at`. A fixed number of queries, whatever the size of the ledger.
    """
    lots = _left(rules, at)
    lapsed = [(lot, points) for lot, points in lots if lot.lapsed_at is not None]
    alive = [(lot, points) for lot, points in lots if lot.lapsed_at is None]
    of_age = [points for lot, points in lapsed if lot.expires_at and lot.expires_at < at]
    redemption = _redemption(rules.program_id, at, sum(of_age))
    outstanding = sum(points for _, points in alive)
    movement = _movement(rules.program_id, from_at, at, lapsed)
    return Liability(
        program=rules.slug,
        from_at=from_at,
        at=at,
        movement=movement,
        outstanding=outstanding,
        pending=sum(points for lot, points in alive if lot.activates_at >= at),
        debt=outstanding - movement.closing,
        steps=ladder([(lot.expires_at, points) for lot, points in alive], zone=rules.zone),
        redemption=redemption,
        revenue=_revenue(rules, at, redemption.rate),
    )


def liability_rows(found: Liability) -> list[list[str]]:
    """Return a liability as rows of a table: section, name, value; money in minor units of its currency."""
    movement = found.movement
    rate = found.redemption.rate
    rows = [
        ["section", "name", "value"],
        ["roll-forward", "opening", str(movement.opening)],
        *(["roll-forward", kind, str(points)] for kind, points in sorted(movement.by_kind.items())),
        ["roll-forward", "closing", str(movement.closing)],
        ["points", "outstanding", str(found.outstanding)],
        ["points", "pending", str(found.pending)],
        ["points", "debt", str(found.debt)],
        *(["ladder", month or "never", str(points)] for month, points in found.steps),
        ["experience", "lots", str(found.redemption.lots_count)],
        ["experience", "used", str(found.redemption.used)],
        ["experience", "lapsed", str(found.redemption.lapsed)],
        [
            "experience",
            "used percent",
            "insufficient data" if rate is None else f"{float(rate * 100):.2f}",
        ],
    ]
    for one in found.revenue:
        rows += [
            [f"revenue {one.currency}", name, str(value)]
            for name, value in (
                ("sales", one.sales_minor),
                ("points issued", one.issued),
                ("points used", one.used),
                ("deferred", one.deferred_minor),
                ("recognized", one.recognized_minor),
                ("liability", one.liability_minor),
            )
        ]
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lots:
    """Lots of the same dates; `lapsed_at` is set if they have lapsed, `is_idle` if inactivity was the reason."""

    expires_at: datetime | None
    activates_at: datetime
    lapsed_at: datetime | None
    is_idle: bool


def _left(rules: ProgramRules, at: datetime) -> list[tuple[_Lots, int]]:
    """Return what lots held the moment before `at`, summed over those of the same dates."""
    inactivity = rules.inactivity
    before = inactivity.lapsed_before(at) or _LONG_AGO
    idle = Q(lot__account__active_at__isnull=True) | Q(lot__account__active_at__lt=before)
    idle &= Q(lot__activates_at__lt=before)
    parts = Allocation.objects.filter(
        lot__account__program_id=rules.program_id, entry__effective_at__lt=at
    )
    # Only of what inactivity has taken does it matter when the owner was active.
    active_at = Case(When(idle, then=F("lot__account__active_at")), output_field=DateTimeField())
    is_idle = Case(When(idle, then=Value(1)), default=Value(0))
    rows = (
        parts.order_by()
        .values("lot__expires_at", "lot__activates_at", active_at=active_at, idle=is_idle)
        .annotate(total=Sum("points"))
        .values_list("lot__expires_at", "lot__activates_at", "idle", "active_at", "total")
    )
    return [
        (_lots(inactivity, at, row[0], row[1], active_at=row[3], is_idle=bool(row[2])), row[4])
        for row in rows
        if row[4]
    ]


def _lots(
    inactivity: Inactivity,
    at: datetime,
    expires_at: datetime | None,
    activates_at: datetime,
    *,
    active_at: datetime | None,
    is_idle: bool,
) -> _Lots:
    lapsed_at = expires_at if expires_at is not None and expires_at < at else None
    if is_idle:
        idle_at = inactivity.lapses_at(active_at=active_at, usable_at=activates_at)
        is_idle = idle_at is not None and idle_at < at and (not lapsed_at or idle_at < lapsed_at)
        lapsed_at = idle_at if is_idle else lapsed_at
    return _Lots(
        expires_at=expires_at, activates_at=activates_at, lapsed_at=lapsed_at, is_idle=is_idle
    )


def _movement(
    program_id: int, from_at: datetime, at: datetime, lapsed: list[tuple[_Lots, int]]
) -> RollForward:
    """Return the roll-forward with the lapses that are true and not written down yet."""
    plain = roll_forward(program_id=program_id, from_at=from_at, until_at=at)
    by_kind = dict(plain.by_kind)
    before = within = 0
    for lot, points in lapsed:
        if lot.lapsed_at is not None and lot.lapsed_at < from_at:
            before += points
            continue
        kind = EntryKind.FORFEIT if lot.is_idle else EntryKind.EXPIRE
        by_kind[kind] = by_kind.get(kind, 0) - points
        within += points
    return RollForward(
        opening=plain.opening - before, by_kind=by_kind, closing=plain.closing - before - within
    )


def _redemption(program_id: int, at: datetime, unwritten: int) -> Redemption:
    # By their own date, so that lots which were spent before they could be forfeited count as well.
    ended = PointLot.objects.filter(account__program_id=program_id, expires_at__lt=at)
    parts = Allocation.objects.filter(
        lot__account__program_id=program_id,
        lot__expires_at__lt=at,
        entry__effective_at__lt=at,
    )
    sums = parts.aggregate(
        used=Sum("points", filter=Q(entry__kind__in=_USES)),
        lapsed=Sum("points", filter=Q(entry__kind__in=LAPSES)),
    )
    return Redemption(
        lots_count=ended.count(),
        used=-(sums["used"] or 0),
        lapsed=-(sums["lapsed"] or 0) + unwritten,
    )


def _revenue(
    rules: ProgramRules, at: datetime, rate: Fraction | None
) -> tuple[DeferredRevenue, ...]:
    clawed = _sums(_entries(rules, at, EntryKind.CLAWBACK), F("waived_points") - F("points"))
    used = _used(rules.program_id, at)
    awards = OrderAward.objects.filter(account__program_id=rules.program_id, awarded_at__lt=at)
    totals = (
        awards.order_by()
        .values("order__currency")
        .annotate(basis=Sum("basis_minor"), points=Sum("points"), orders=Count("pk"))
    )
    found = []
    for total in totals.order_by("order__currency"):
        currency, basis, points = total["order__currency"], total["basis"], total["points"]
        issued = points - clawed.get(currency, 0)
        if points:
            sales = Fraction(basis * issued, points)
            found.append(_of_currency(rules, currency, sales, issued, used.get(currency, 0), rate))
    return tuple(found)


def _of_currency(
    rules: ProgramRules,
    currency: str,
    sales: Fraction,
    issued: int,
    used: int,
    rate: Fraction | None,
) -> DeferredRevenue:
    worth = rules.spending.rate_for(channel="", currency=currency)
    value = Fraction(worth.redeem_minor, worth.redeem_points) if worth else Fraction(0)
    expected = expected_points(issued=issued, used=used, rate=rate)
    total = deferred(sale=sales, points_value=expected * value)
    return DeferredRevenue(
        currency=currency,
        sales_minor=rounded(sales),
        issued=issued,
        used=used,
        deferred_minor=rounded(total),
        recognized_minor=rounded(
            recognized(deferred_total=total, used=Fraction(used), expected=expected)
        ),
    )


def _entries(rules: ProgramRules, at: datetime, kind: EntryKind) -> QuerySet[LoyaltyEntry]:
    entries = LoyaltyEntry.objects.filter(account__program_id=rules.program_id, kind=kind)
    return entries.filter(effective_at__lt=at, order__isnull=False)


def _sums(entries: QuerySet[LoyaltyEntry], what: Any) -> dict[str, int]:
    rows = entries.order_by().values("order__currency").annotate(total=Sum(what))
    return dict(rows.values_list("order__currency", "total"))


def _used(program_id: int, at: datetime) -> dict[str, int]:
    """Return how many of the points that orders earned were spent, net of what came back, by the orders' currency."""
    parts = Allocation.objects.filter(
        lot__account__program_id=program_id,
        lot__order__isnull=False,
        entry__kind__in=_USES,
        entry__effective_at__lt=at,
    )
    rows = parts.order_by().values("lot__order__currency").annotate(total=Sum("points"))
    used: dict[str, int] = defaultdict(int)
    for currency, total in rows.values_list("lot__order__currency", "total"):
        used[currency] -= total
    return used
