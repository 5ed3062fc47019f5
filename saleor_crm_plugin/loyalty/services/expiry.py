"""Writes down what time did: lapsed lots expire, idle points are forfeited, activated lots pay debt."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from saleor_crm_plugin.loyalty.models import PointLot, Reservation
from saleor_crm_plugin.loyalty.queries.sheets import books_loaded, idle_lots
from saleor_crm_plugin.loyalty.rules.movements import sheet_advance
from saleor_crm_plugin.loyalty.rules.reservations import ReservationState
from saleor_crm_plugin.loyalty.services.accounts import accounts_locked
from saleor_crm_plugin.loyalty.services.postings import books_store


@transaction.atomic
def lots_expire(*, at: datetime, limit_rows: int) -> int:
    """
    Bring the accounts of at most `limit_rows` due lots and holds up to `at`, and return how many movements and ends it wrote.

    0 means nothing is left to do. Balances do not depend on it: it only writes
    down what is already true, at the instants at which it became true.
    """
    # The first condition says what the second implies: the planner finds the partial index by it.
    left = PointLot.objects.filter(remaining_points__gt=0).filter(
        remaining_points__gt=F("reserved_points")
    )
    lapsed = left.filter(expires_at__isnull=False, expires_at__lte=at).order_by("expires_at", "pk")
    paying = left.filter(activates_at__lte=at, account__debt_points__gt=0).order_by("pk")
    due = {*lapsed.values_list("account_id", flat=True)[:limit_rows]}
    held = Reservation.objects.filter(state=ReservationState.HELD, held_until__lte=at)
    due |= {*held.order_by("held_until", "pk").values_list("account_id", flat=True)[:limit_rows]}
    due |= {*paying.values_list("account_id", flat=True)[:limit_rows]}
    idle = idle_lots(at=at).order_by("account_id", "pk")
    due |= {*idle.values_list("account_id", flat=True)[:limit_rows]}
    accounts = accounts_locked(account_ids=due)
    books = books_loaded(accounts, full_ids=[account.pk for account in accounts])
    for book in books.values():
        sheet_advance(book.sheet, at=at)
    written = len(books_store(books.values(), at=at))
    return written + sum(len(book.sheet.lapsed_holds) for book in books.values())
