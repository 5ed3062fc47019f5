"""Who buys for the first time and who comes back, as GraphQL types."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, shown
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmMoney


@strawberry.type(description="What the orders of one month and currency brought, net of refunds.")
class CrmBuyersRevenue:
    new: CrmMoney = shown("From who bought for the first time in this month.")
    returning: CrmMoney = shown("From who had bought in an earlier month.")


@strawberry.type(description="Who bought in one month, each shopper once.")
class CrmBuyersMonth:
    month: str = shown("The month, such as `2026-03`.")
    since: datetime = shown("When it began.")
    until: datetime = shown("When the next one began.")
    new_count: int = shown("How many placed their first order that counts in this month.")
    returning_count: int = shown("How many had placed one in an earlier month.")
    revenue: list[CrmBuyersRevenue] = shown("What they brought, one for each currency.")


@strawberry.type(description="Who bought, month by month.")
class CrmBuyersByMonth:
    time_zone: str = shown("IANA name of the zone whose calendar the months are of.")
    months: list[CrmBuyersMonth] = shown("The months, oldest first.")


@strawberry.type
class BuyersQuery:
    """Questions about buyers."""

    crm_buyers_by_month: CrmBuyersByMonth = asked(
        "Query.crmBuyersByMonth",
        "New buyers against those who came back, month by month.",
        {
            "months": (int | None, "How many months, at most 60; 12 unless given."),
            "until": (str | None, "The last month, such as `2026-03`; this one unless given."),
        },
    )
