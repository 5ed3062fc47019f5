"""Computes the caches of accounts anew from their entries; the entries themselves are never touched."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from saleor_crm_plugin.loyalty.models import (
    Absorption,
    Allocation,
    LoyaltyAccount,
    LoyaltyEntry,
    OrderAward,
    PointLot,
    Redemption,
    ReservationPart,
)
from saleor_crm_plugin.loyalty.queries.drift import account_ids_of_wrong_caches
from saleor_crm_plugin.loyalty.queries.sheets import ACTIVITY
from saleor_crm_plugin.loyalty.rules.ledger import LAPSES, EntryKind
from saleor_crm_plugin.loyalty.rules.reservations import ReservationState
from saleor_crm_plugin.loyalty.services.accounts import accounts_locked
from saleor_crm_plugin.loyalty.services.award_posts import MOVE


@transaction.atomic
def caches_rebuild(*, at: datetime, limit_rows: int) -> int:
    """
    Bring the caches of some accounts to what their entries say, and return how many accounts it looked at.

    At most `limit_rows` accounts per kind of cache; 0 means that nothing is left to mend. Done again, it changes nothing.
    """
    account_ids = account_ids_of_wrong_caches(at=at, limit_rows=limit_rows)
    if account_ids:
        accounts_locked(account_ids=account_ids)
        _lots_rebuild(account_ids)
        _accounts_rebuild(account_ids)
        _orders_rebuild(account_ids)
    return len(account_ids)


def _lots_rebuild(account_ids: Sequence[int]) -> None:
    of_lot = Allocation.objects.filter(lot=OuterRef("pk"))
    expiries = of_lot.filter(entry__kind__in=LAPSES)
    # `parent` has no index of its own, and a grace lot lies in the account of its parent.
    graced = PointLot.objects.filter(account=OuterRef("account"), parent=OuterRef("pk"))
    PointLot.objects.filter(account_id__in=account_ids).update(
        remaining_points=_total(of_lot, "lot"),
        reserved_points=_total(_held().filter(lot=OuterRef("pk")), "lot"),
        expired_points=-_total(expiries, "lot"),
        absorbed_points=_total(Absorption.objects.filter(lot=OuterRef("pk")), "lot"),
        lapses_count=_number(expiries, "lot"),
        forfeited_at=_forfeited_at(of_lot),
        is_grace_used=Case(
            When(
                Q(parent__isnull=False) | Exists(graced),
                then=Value(value=True),
            ),
            default=Value(value=False),
            output_field=BooleanField(),
        ),
    )


def _forfeited_at(of_lot: QuerySet[Allocation]) -> Case:
    """Return when the first points of a lot were forfeited; the closing of its account may have ended it before."""
    forfeits = of_lot.filter(entry__kind=EntryKind.FORFEIT).order_by().values("lot")
    first = Subquery(forfeits.annotate(at=Min("entry__effective_at")).values("at"))
    return Case(
        When(forfeited_at__lt=first, then=F("forfeited_at")),
        default=Coalesce(first, F("forfeited_at")),
    )


def _accounts_rebuild(account_ids: Sequence[int]) -> None:
    entries = LoyaltyEntry.objects.filter(account=OuterRef("pk"))
    owed = Allocation.objects.filter(entry__account=OuterRef("pk"), lot__isnull=True)
    LoyaltyAccount.objects.filter(pk__in=account_ids).update(
        balance_points=_total(entries, "account"),
        debt_points=-_total(owed, "entry__account"),
        reserved_points=_total(
            _held().filter(reservation__account=OuterRef("pk")), "reservation__account"
        ),
    )
    _activity_rebuild(account_ids)


def _activity_rebuild(account_ids: Sequence[int]) -> None:
    """Let accounts be active no earlier than their entries say; a merge or its undo may have made it later."""
    last = LoyaltyEntry.objects.filter(ACTIVITY, account=OuterRef("pk")).order_by()
    told = LoyaltyAccount.objects.filter(pk__in=account_ids).annotate(
        last_at=Subquery(last.values("account").annotate(at=Max("effective_at")).values("at"))
    )
    later = told.filter(Q(active_at__isnull=True) | Q(active_at__lt=F("last_at")))
    later.filter(last_at__isnull=False).update(active_at=F("last_at"))


def _held() -> QuerySet[ReservationPart]:
    return ReservationPart.objects.filter(reservation__state=ReservationState.HELD)


def _orders_rebuild(account_ids: Sequence[int]) -> None:
    claws = LoyaltyEntry.objects.filter(
        order=OuterRef("order"),
        account__program=OuterRef("program"),
        kind=EntryKind.CLAWBACK,
    ).exclude(idempotency_key__startswith=MOVE)
    OrderAward.objects.filter(account_id__in=account_ids).update(
        clawed_points=_total(claws, "order", "waived_points") - _total(claws, "order"),
        claws_count=_number(claws, "order"),
    )
    returns = LoyaltyEntry.objects.filter(reverses=OuterRef("entry"), kind=EntryKind.REDEEM_RETURN)
    Redemption.objects.filter(account_id__in=account_ids).update(
        returned_points=_total(returns, "reverses"), returns_count=_number(returns, "reverses")
    )


def _total(rows: Any, group: str, column: str = "points") -> Any:
    """Return the sum of `column` over correlated `rows`, 0 for none; `group` is what correlates them."""
    summed = rows.order_by().values(group).annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(summed), 0)


def _number(rows: Any, group: str) -> Any:
    counted = rows.order_by().values(group).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
