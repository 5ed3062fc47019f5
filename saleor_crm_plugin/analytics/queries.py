"""Buyers of each month, new ones and ones who came back; read from the orders themselves."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Min, Q

from saleor_crm_plugin.analytics.rules import Month
from saleor_crm_plugin.orders.models import PurchaseTotals

# One statement whatever the number of orders: a shopper's orders of one month and currency become one row, and the
# window functions tell which month was his first and let him count once in a month of several currencies. By hand,
# because the ORM does not group over a window.
_BUYERS = """
WITH bought AS (
    SELECT o.profile_id, o.currency, {month} AS month, SUM(o.revenue_minor) AS revenue_minor
    FROM saleor_crm_order o
    WHERE o.exclusion = '' AND o.profile_id IS NOT NULL AND o.placed_at < %(until)s
    GROUP BY o.profile_id, o.currency, 3
), buyers AS (
    SELECT b.*, MIN(b.month) OVER (PARTITION BY b.profile_id) AS first_month,
           MIN(b.currency) OVER (PARTITION BY b.profile_id, b.month) AS counted_in
    FROM bought b
)
SELECT b.month, b.currency, CASE WHEN b.month = b.first_month THEN 1 ELSE 0 END AS is_new,
       SUM(CASE WHEN b.currency = b.counted_in THEN 1 ELSE 0 END), SUM(b.revenue_minor)
FROM buyers b
WHERE b.month > 0
GROUP BY b.month, b.currency, 3
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyersRevenue:
    """What the orders of one month and currency brought, net of refunds, in minor units."""

    currency: str
    new_minor: int
    returning_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyersOfMonth:
    """
    Who bought in a month: each shopper once, in whatever currencies.

    He is new in the month of his first order that counts, and returning in every later one. `revenue` is by
    currency, in the order of their codes.
    """

    month: Month
    new_count: int
    returning_count: int
    revenue: tuple[BuyersRevenue, ...]


def buyers_by_month(months: Sequence[Month]) -> tuple[BuyersOfMonth, ...]:
    """
    Return who bought in each of `months`, which follow one another; at least one.

    Orders that are not excluded and belong to a profile count, as for RFM; those of an erased one still do, so that
    a month that is over keeps its figures. An order is placed in a month of the calendar, whenever it was told. One query.
    """
    tallies: defaultdict[int, _Tally] = defaultdict(_Tally)
    for place, currency, is_new, buyers_count, revenue_minor in _rows(months):
        tallies[place].counts[is_new] += int(buyers_count)
        tallies[place].revenue_minor[currency][is_new] += int(revenue_minor)
    return tuple(_of(month, tallies[place]) for place, month in enumerate(months, start=1))


def first_ordered_in(month: Month) -> Q:
    """Return the condition that the first order of the outer query's profile was placed in `month`: it was new then."""
    firsts = (
        PurchaseTotals.objects.order_by().values("profile").annotate(at=Min("first_ordered_at"))
    )
    found = firsts.filter(at__gte=month.since, at__lt=month.until)
    return Q(pk__in=found.values("profile"))


class _Tally:
    """Buyers, and revenue by currency, of one month; first of who returned, then of who is new."""

    def __init__(self) -> None:
        self.counts = [0, 0]
        self.revenue_minor: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])


def _of(month: Month, tally: _Tally) -> BuyersOfMonth:
    returning_count, new_count = tally.counts
    return BuyersOfMonth(
        month=month,
        new_count=new_count,
        returning_count=returning_count,
        revenue=tuple(
            BuyersRevenue(currency=currency, new_minor=new_minor, returning_minor=returning_minor)
            for currency, (returning_minor, new_minor) in sorted(tally.revenue_minor.items())
        ),
    )


def _rows(months: Sequence[Month]) -> list[tuple[int, str, int, int, int]]:
    steps = [f"WHEN o.placed_at < %(since{place})s THEN {place}" for place in range(len(months))]
    sql = _BUYERS.format(month=f"CASE {' '.join(steps)} ELSE {len(months)} END")
    instants = {f"since{place}": month.since for place, month in enumerate(months)}
    instants["until"] = months[-1].until
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(sql, {name: adapt(value) for name, value in instants.items()})
        rows: list[tuple[int, str, int, int, int]] = cursor.fetchall()
        return rows
