"""RFM as the contract shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.segments.queries import (
    RfmMoveCard,
    RfmOverview,
    RfmScopeCard,
    RfmScoreCard,
    RunReport,
)

SCOPE, MOVE, RUN = "CrmRfmScope", "CrmRfmMove", "CrmRfmRun"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeNode:
    """Whom the scores compare: the shoppers of one channel and currency."""

    id: str
    channel: str | None
    currency: str
    bins: int
    window_days: int
    population: int
    computed_at: datetime | None


def scope_node(scope: RfmScopeCard) -> ScopeNode:
    """Return a scope as the contract shows it."""
    return ScopeNode(
        id=id_encode(SCOPE, scope.scope_id),
        channel=scope.channel or None,
        currency=scope.currency,
        bins=scope.bins,
        window_days=scope.window_days,
        population=scope.population,
        computed_at=scope.computed_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreNode:
    """Where a shopper stands in one scope."""

    channel: str | None
    currency: str
    recency: int
    frequency: int
    monetary: int
    group: str
    group_since: datetime
    last_ordered_at: datetime
    orders_count: int
    revenue: MoneyNode


def score_nodes(scores: Iterable[RfmScoreCard]) -> tuple[ScoreNode, ...]:
    """Return a shopper's scores as the contract shows them."""
    return tuple(
        ScoreNode(
            channel=score.channel or None,
            currency=score.currency,
            recency=score.r,
            frequency=score.f,
            monetary=score.m,
            group=score.group.name,
            group_since=score.group_since,
            last_ordered_at=score.last_ordered_at,
            orders_count=score.orders_count,
            revenue=money_node(score.revenue_minor, score.currency),
        )
        for score in scores
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveNode:
    """A shopper's change of group."""

    id: str
    channel: str | None
    currency: str
    from_group: str
    to_group: str
    moved_at: datetime


def move_node(move: RfmMoveCard) -> MoveNode:
    """Return a change of group as the contract shows it."""
    return MoveNode(
        id=id_encode(MOVE, move.move_id),
        channel=move.channel or None,
        currency=move.currency,
        from_group=move.from_group.name,
        to_group=move.to_group.name,
        moved_at=move.moved_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CellNode:
    """The shoppers of one recency and frequency."""

    recency: int
    frequency: int
    profiles_count: int
    revenue: MoneyNode


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupNode:
    """The shoppers of one group; shares are parts of 1."""

    group: str
    profiles_count: int
    revenue: MoneyNode
    profiles_share: float
    revenue_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewNode:
    """One scope at a glance."""

    scope: ScopeNode
    scopes: tuple[ScopeNode, ...]
    profiles_count: int
    revenue: MoneyNode
    cells: tuple[CellNode, ...]
    groups: tuple[GroupNode, ...]


def overview_node(overview: RfmOverview, scopes: Iterable[RfmScopeCard]) -> OverviewNode:
    """Return one scope at a glance, with all the scopes there are."""
    currency = overview.scope.currency
    return OverviewNode(
        scope=scope_node(overview.scope),
        scopes=tuple(scope_node(scope) for scope in scopes),
        profiles_count=overview.profiles_count,
        revenue=money_node(overview.revenue_minor, currency),
        cells=tuple(
            CellNode(
                recency=cell.r,
                frequency=cell.f,
                profiles_count=cell.profiles_count,
                revenue=money_node(cell.revenue_minor, currency),
            )
            for cell in overview.cells
        ),
        groups=tuple(
            GroupNode(
                group=totals.group.name,
                profiles_count=totals.profiles_count,
                revenue=money_node(totals.revenue_minor, currency),
                profiles_share=float(totals.profiles_share),
                revenue_share=float(totals.revenue_share),
            )
            for totals in overview.groups
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RunNode:
    """How far a recomputation is."""

    id: str
    status: str
    percent: int
    profiles_count: int
    moves_count: int
    error: str | None
    requested_at: datetime
    started_at: datetime | None


def run_node(run: RunReport) -> RunNode:
    """Return a recomputation as the contract shows it."""
    return RunNode(
        id=id_encode(RUN, run.run_id),
        status=run.status.upper(),
        percent=run.percent,
        profiles_count=run.profiles_count,
        moves_count=run.moves_count,
        error=run.error or None,
        requested_at=run.requested_at,
        started_at=run.started_at,
    )
