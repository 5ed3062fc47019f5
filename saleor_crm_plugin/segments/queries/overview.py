"""The picture of one scope: the matrix of recency and frequency, and the groups."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from django.db.models import Count, Sum

from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.segments.models import RfmScope, RfmScore
from saleor_crm_plugin.segments.queries.scopes import RfmScopeCard, rfm_scope_default, scope_card
from saleor_crm_plugin.segments.rules.groups import RfmGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmCell:
    """The shoppers of one recency and frequency; revenue in minor units of the scope's currency."""

    r: int
    f: int
    profiles_count: int
    revenue_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmGroupTotals:
    """
    The shoppers of one group; revenue in minor units of the scope's currency.

    Shares are parts of 1 of the scope's shoppers and revenue, rounded half to even to 4 places, 0 for an empty scope.
    """

    group: RfmGroup
    profiles_count: int
    revenue_minor: int
    profiles_share: Decimal
    revenue_share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmOverview:
    """
    One scope at a glance.

    `cells` holds every combination, best recency and frequency first, empty ones too; `groups` every group but
    prospects, in the order of `RfmGroup`.
    """

    scope: RfmScopeCard
    profiles_count: int
    revenue_minor: int
    cells: tuple[RfmCell, ...]
    groups: tuple[RfmGroupTotals, ...]


@dataclass(slots=True)
class _Tally:
    profiles_count: int = 0
    revenue_minor: int = 0

    def add(self, profiles_count: int, revenue_minor: int) -> None:
        self.profiles_count += profiles_count
        self.revenue_minor += revenue_minor


def rfm_overview(scope_id: int | None = None) -> RfmOverview | None:
    """
    Return the picture of a scope, by default of the one with most shoppers; absent while there is no scope.

    Two queries.

    :raises NotFound: there is no scope `scope_id`.
    """
    card = rfm_scope_default() if scope_id is None else _scope(scope_id)
    if card is None:
        return None
    by_cell: defaultdict[tuple[int, int], _Tally] = defaultdict(_Tally)
    by_group: defaultdict[str, _Tally] = defaultdict(_Tally)
    rows = (
        RfmScore.objects.filter(scope_id=card.scope_id)
        .values_list("r", "f", "group")
        .annotate(Count("pk"), Sum("revenue_minor"))
        .order_by("r", "f", "group")
    )
    for r, f, group, profiles_count, revenue_minor in rows:
        by_cell[r, f].add(profiles_count, revenue_minor)
        by_group[group].add(profiles_count, revenue_minor)
    profiles_count = sum(tally.profiles_count for tally in by_group.values())
    revenue_minor = sum(tally.revenue_minor for tally in by_group.values())
    return RfmOverview(
        scope=card,
        profiles_count=profiles_count,
        revenue_minor=revenue_minor,
        cells=tuple(_cells(by_cell, card.bins)),
        groups=tuple(
            RfmGroupTotals(
                group=group,
                profiles_count=by_group[group].profiles_count,
                revenue_minor=by_group[group].revenue_minor,
                profiles_share=_share(by_group[group].profiles_count, profiles_count),
                revenue_share=_share(by_group[group].revenue_minor, revenue_minor),
            )
            for group in RfmGroup
            if group is not RfmGroup.PROSPECTS
        ),
    )


def _scope(scope_id: int) -> RfmScopeCard:
    scope = RfmScope.objects.filter(pk=scope_id).first()
    if scope is None:
        raise NotFound(f"there is no RFM scope {scope_id}")
    return scope_card(scope)


def _cells(tallies: defaultdict[tuple[int, int], _Tally], bins: int) -> Iterable[RfmCell]:
    for r in range(bins, 0, -1):
        for f in range(bins, 0, -1):
            tally = tallies[r, f]
            yield RfmCell(
                r=r, f=f, profiles_count=tally.profiles_count, revenue_minor=tally.revenue_minor
            )


def _share(part: int, whole: int) -> Decimal:
    if whole == 0:
        return Decimal(0)
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
