"""Buyers of each month, as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.analytics.queries import BuyersOfMonth
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyersRevenueNode:
    """What new and returning buyers brought in one currency."""

    new: MoneyNode
    returning: MoneyNode


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyersMonthNode:
    """Who bought in one month."""

    month: str
    since: datetime
    until: datetime
    new_count: int
    returning_count: int
    revenue: tuple[BuyersRevenueNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyersNode:
    """Who bought, month by month on the calendar of `time_zone`."""

    time_zone: str
    months: tuple[BuyersMonthNode, ...]


def buyers_month_node(found: BuyersOfMonth) -> BuyersMonthNode:
    """Return a month as the contract shows it."""
    return BuyersMonthNode(
        month=found.month.name,
        since=found.month.since,
        until=found.month.until,
        new_count=found.new_count,
        returning_count=found.returning_count,
        revenue=tuple(
            BuyersRevenueNode(
                new=money_node(one.new_minor, one.currency),
                returning=money_node(one.returning_minor, one.currency),
            )
            for one in found.revenue
        ),
    )
