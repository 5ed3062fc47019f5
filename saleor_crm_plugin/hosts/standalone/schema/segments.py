"""RFM as GraphQL types."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import CrmRfmGroup, CrmRfmRunStatus
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmMoney

_CHANNEL = "Slug of the channel; null when all channels are ranked together."
_CURRENCY = "ISO 4217 code."


@strawberry.type(description="Whom scores compare: the shoppers of one channel and currency.")
class CrmRfmScope:
    id: strawberry.ID = shown("The scope's id.")
    channel: str | None = shown(_CHANNEL)
    currency: str = shown(_CURRENCY)
    bins: int = shown("Scores run from 1 to this.")
    window_days: int = shown("Only orders of the last so many days count; 0 is all.")
    population: int = shown("How many shoppers were ranked.")
    computed_at: datetime | None = shown("When it was last recomputed.")


@strawberry.type(description="Where a shopper stands in one scope.")
class CrmRfmScore:
    channel: str | None = shown(_CHANNEL)
    currency: str = shown(_CURRENCY)
    recency: int = shown("How lately the shopper ordered; higher is better.")
    frequency: int = shown("How often; higher is better.")
    monetary: int = shown("For how much; higher is better.")
    group: CrmRfmGroup = shown("The name of these scores.")
    group_since: datetime = shown("Since when the shopper is in the group.")
    last_ordered_at: datetime = shown("When the last order that counts was placed.")
    orders_count: int = shown("How many orders count.")
    revenue: CrmMoney = shown("What they brought, net of refunds.")


@strawberry.type(description="A shopper's change of group.")
class CrmRfmMove:
    id: strawberry.ID = shown("The move's id.")
    channel: str | None = shown(_CHANNEL)
    currency: str = shown(_CURRENCY)
    from_group: CrmRfmGroup = shown("The group that was left.")
    to_group: CrmRfmGroup = shown("The group that was entered.")
    moved_at: datetime = shown("When.")


@strawberry.type(name="CrmRfmMoveCountableEdge")
class MoveEdge(Edge[CrmRfmMove]):
    """A row of a page of moves."""


@strawberry.type(name="CrmRfmMoveCountableConnection")
class MoveConnection(Connection[MoveEdge]):
    """A page of moves."""

    total_count: int = asked("CrmRfmMoveCountableConnection.totalCount", COUNT)


@strawberry.type(description="The shoppers of one recency and frequency.")
class CrmRfmCell:
    recency: int = shown("The score of recency.")
    frequency: int = shown("The score of frequency.")
    profiles_count: int = shown("How many they are.")
    revenue: CrmMoney = shown("What they brought.")


@strawberry.type(description="The shoppers of one group.")
class CrmRfmGroupTotals:
    group: CrmRfmGroup = shown("The group.")
    profiles_count: int = shown("How many they are.")
    revenue: CrmMoney = shown("What they brought.")
    profiles_share: float = shown("Their part of the scope's shoppers, 0 to 1.")
    revenue_share: float = shown("Their part of the scope's revenue, 0 to 1.")


@strawberry.type(description="One scope at a glance.")
class CrmRfmOverview:
    scope: CrmRfmScope = shown("The scope that is shown.")
    scopes: list[CrmRfmScope] = shown("Every scope there is, the largest first.")
    profiles_count: int = shown("How many shoppers have a score.")
    revenue: CrmMoney = shown("What they brought.")
    cells: list[CrmRfmCell] = shown("The matrix, best recency and frequency first.")
    groups: list[CrmRfmGroupTotals] = shown("Every group.")


@strawberry.type(description="How far a recomputation is.")
class CrmRfmRun:
    id: strawberry.ID = shown("The recomputation's id.")
    status: CrmRfmRunStatus = shown("How far it is.")
    percent: int = shown("0 to 100.")
    profiles_count: int = shown("How many shoppers were ranked.")
    moves_count: int = shown("How many changed their group.")
    error: str | None = shown("The kind of error that stopped it, if one did.")
    requested_at: datetime = shown("When it was asked for.")
    started_at: datetime | None = shown("When it began.")
