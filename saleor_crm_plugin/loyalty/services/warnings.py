"""Tells the timeline which points will lapse soon, so that automations can warn in time."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from saleor_crm_plugin.loyalty.models import LoyaltyAccount, PointLot
from saleor_crm_plugin.loyalty.queries.sheets import Book, books_loaded, idle_lots
from saleor_crm_plugin.loyalty.rules.balances import expiring_until
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record


@transaction.atomic
def points_warn(
    *, within_days: int, after_account_id: int, limit_rows: int, at: datetime
) -> int | None:
    """
    Tell the timeline what points of the next `limit_rows` accounts will lapse within `within_days`.

    Points that lapse at the same instant are told of once for each number of days, however often this runs; how many is
    what would lapse if the shopper did nothing. Returns the last account looked at, None when there are no more.
    """
    until = at + timedelta(days=within_days)
    due = PointLot.objects.filter(
        account_id__gt=after_account_id,
        account__profile__isnull=False,
        remaining_points__gt=0,
        expires_at__gt=at,
        expires_at__lte=until,
    ).filter(remaining_points__gt=F("reserved_points"))
    idle = idle_lots(at=until).filter(
        account_id__gt=after_account_id, account__profile__isnull=False
    )
    account_ids = {
        account_id
        for rows in (due, idle)
        for account_id in _first_accounts(rows, limit_rows=limit_rows)
    }
    found = sorted(account_ids)[:limit_rows]
    accounts = LoyaltyAccount.objects.filter(pk__in=found).select_related("program")
    books = books_loaded(accounts.order_by("pk"), full_ids=found)
    events = [
        event
        for book in books.values()
        for event in _warnings(book, within_days=within_days, until=until, at=at)
    ]
    events_record(events=events, at=at)
    return found[-1] if found else None


def _first_accounts(rows: QuerySet[PointLot], *, limit_rows: int) -> Iterable[int]:
    ids = rows.order_by("account_id").values_list("account_id", flat=True).distinct()
    return ids[:limit_rows]


def _warnings(book: Book, *, within_days: int, until: datetime, at: datetime) -> Iterator[NewEvent]:
    for expires_at, points in expiring_until(book.sheet, at=at, until=until).items():
        yield NewEvent(
            profile_id=book.account.profile_id or 0,
            type=EventType.POINTS_EXPIRING,
            key=f"expiring:{book.account.program.slug}:{within_days}:{expires_at.isoformat()}",
            occurred_at=at,
            is_live=True,
            details={
                "points": points,
                "expires_at": expires_at.isoformat(),
                "within_days": within_days,
                "program": book.account.program.slug,
            },
        )
