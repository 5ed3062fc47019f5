"""What points cost, as the contract shows it."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.loyalty.queries import Liability

_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class KindPointsNode:
    """How many points movements of one kind added or took."""

    kind: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderStepNode:
    """Points that are last usable in one month; no month for those that never lapse."""

    month: str | None
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueNode:
    """What the orders of one currency deferred for their points."""

    sales: MoneyNode
    issued: int
    used: int
    deferred: MoneyNode
    recognized: MoneyNode
    liability: MoneyNode


@dataclass(frozen=True, slots=True, kw_only=True)
class LiabilityNode:
    """The points of one program the moment before an instant."""

    program: str
    since: datetime
    at: datetime
    opening: int
    movements: tuple[KindPointsNode, ...]
    closing: int
    outstanding: int
    pending: int
    debt: int
    ladder: tuple[LadderStepNode, ...]
    experience_lots: int
    experience_used: int
    experience_lapsed: int
    used_percent: float | None
    revenue: tuple[RevenueNode, ...]


def liability_node(found: Liability) -> LiabilityNode:
    """Return a liability as the contract shows it."""
    rate = found.redemption.rate
    return LiabilityNode(
        program=found.program,
        since=found.from_at,
        at=found.at,
        opening=found.movement.opening,
        movements=tuple(
            KindPointsNode(kind=kind.upper(), points=points)
            for kind, points in sorted(found.movement.by_kind.items())
        ),
        closing=found.movement.closing,
        outstanding=found.outstanding,
        pending=found.pending,
        debt=found.debt,
        ladder=tuple(
            LadderStepNode(month=month or None, points=points) for month, points in found.steps
        ),
        experience_lots=found.redemption.lots_count,
        experience_used=found.redemption.used,
        experience_lapsed=found.redemption.lapsed,
        used_percent=None if rate is None else round(float(rate * _PERCENT), 2),
        revenue=tuple(
            RevenueNode(
                sales=money_node(one.sales_minor, one.currency),
                issued=one.issued,
                used=one.used,
                deferred=money_node(one.deferred_minor, one.currency),
                recognized=money_node(one.recognized_minor, one.currency),
                liability=money_node(one.liability_minor, one.currency),
            )
            for one in found.revenue
        ),
    )
