"""Questions about who buys for the first time and who comes back."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from saleor_crm_plugin import conf
from saleor_crm_plugin.analytics.queries import buyers_by_month as found_by_month
from saleor_crm_plugin.analytics.rules import Month, months_until
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.buyers import BuyersNode, buyers_month_node
from saleor_crm_plugin.errors import Invalid

_MONTHS_MAX = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyersArguments:
    """How many months, and the last of them; the one of the inquiry unless given."""

    months: int = 12
    until: str | None = None


def buyers_by_month(inquiry: Inquiry, arguments: BuyersArguments) -> BuyersNode:
    """
    Return who bought in each month of the shop's calendar, oldest first.

    :raises Invalid: too few or too many months, or the last one is none.
    """
    count, until = arguments.months, arguments.until
    if not 1 <= count <= _MONTHS_MAX:
        raise Invalid(
            f"between 1 and {_MONTHS_MAX} months can be asked for, got {count}", field="months"
        )
    zone = _shop_zone()
    last = inquiry.at.astimezone(zone).date() if until is None else _day_of(until, "until")
    months = months_until(last=last, count=count, zone=zone)
    return BuyersNode(
        time_zone=zone.key,
        months=tuple(buyers_month_node(month) for month in found_by_month(months)),
    )


def shop_month(written: str, field: str) -> Month:
    """
    Return a month of the shop's calendar.

    :raises Invalid: `written` is none.
    """
    (month,) = months_until(last=_day_of(written, field), count=1, zone=_shop_zone())
    return month


def _shop_zone() -> ZoneInfo:
    return ZoneInfo(conf.current().time_zone)


def _day_of(written: str, field: str) -> date:
    try:
        day = date.fromisoformat(f"{written}-01")
    except ValueError:
        raise Invalid(f"a month is written as 2026-01, got {written!r}", field=field) from None
    if not 1900 <= day.year < 9999:  # noqa: PLR2004 60 months before and one after must exist
        raise Invalid(f"the year must be from 1900 to 9998, got {day.year}", field=field)
    return day
