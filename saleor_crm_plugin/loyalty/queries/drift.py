"""Checks that the ledger is sound, set-based: every cache against the rows it caches, and the rules between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from saleor_crm_plugin.loyalty.models import (
    Allocation,
    LoyaltyAccount,
    LoyaltyEntry,
    OrderAward,
    PointLot,
    Redemption,
)
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A contradiction within the ledger: the invariant it breaks, the row, the number it should have and the one it has."""

    invariant: str
    row_id: int
    expected: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RollForward:
    """A period of a program: opening plus the movements by kind is closing."""

    opening: int
    by_kind: dict[str, int]
    closing: int


def ledger_drift(*, at: datetime, limit_rows: int = 100) -> list[Drift]:
    """
    Return at most `limit_rows` contradictions per invariant, none in a sound ledger; one query each.

    I4 (nothing is owed while points could pay it) holds once time was written down up to `at`, so run
    `lots_expire` first. The rest holds at any moment.
    """
    found = []
    for invariant, rows in _checks(at):
        wrong = rows.exclude(expected=F("found")).order_by("pk")
        for row_id, expected, number in wrong.values_list("pk", "expected", "found")[:limit_rows]:
            found.append(Drift(invariant=invariant, row_id=row_id, expected=expected, found=number))
    return found


def roll_forward(*, program_id: int, from_at: datetime, until_at: datetime) -> RollForward:
    """Return how the points of a program moved in `[from_at, until_at)`, by the instants at which movements became true."""
    entries = LoyaltyEntry.objects.filter(account__program_id=program_id)
    moved = (
        entries.filter(effective_at__gte=from_at, effective_at__lt=until_at)
        .values_list("kind")
        .annotate(points=Sum("points"))
        .order_by("kind")
    )
    return RollForward(
        opening=_sum_of(entries.filter(effective_at__lt=from_at)),
        by_kind=dict(moved),
        closing=_sum_of(entries.filter(effective_at__lt=until_at)),
    )


def _sum_of(entries: QuerySet[LoyaltyEntry]) -> int:
    total: int | None = entries.aggregate(total=Sum("points"))["total"]
    return total or 0


def _checks(at: datetime) -> Iterator[tuple[str, QuerySet[Any]]]:
    accounts, lots = LoyaltyAccount.objects, PointLot.objects
    of_account = LoyaltyEntry.objects.filter(account=OuterRef("pk"))
    held = PointLot.objects.filter(account=OuterRef("pk"))
    yield (
        "I1 the balance is the sum of the entries",
        accounts.annotate(expected=_total(of_account, "account"), found=F("balance_points")),
    )
    yield (
        "I1 the balance is what the lots hold less the debt",
        accounts.annotate(
            expected=_total(held, "account", "remaining_points"),
            found=F("balance_points") + F("debt_points"),
        ),
    )
    owed = Allocation.objects.filter(entry__account=OuterRef("pk"), lot__isnull=True)
    yield (
        "I1 the debt is what entries left unpaid",
        accounts.annotate(expected=-_total(owed, "entry__account"), found=F("debt_points")),
    )
    parts = Allocation.objects.filter(entry=OuterRef("pk"))
    yield (
        "I2 an entry is the sum of its allocations",
        LoyaltyEntry.objects.annotate(expected=F("points"), found=_total(parts, "entry")),
    )
    of_lot = Allocation.objects.filter(lot=OuterRef("pk"))
    yield (
        "I3 what is left of a lot is the sum of its allocations",
        lots.annotate(expected=_total(of_lot, "lot"), found=F("remaining_points")),
    )
    lapsed = of_lot.filter(entry__kind=EntryKind.EXPIRE)
    yield (
        "I3 what a lot let lapse is the sum of its expiries",
        lots.annotate(expected=-_total(lapsed, "lot"), found=F("expired_points")),
    )
    usable = Q(activates_at__lte=at) & (Q(expires_at__isnull=True) | Q(expires_at__gt=at))
    could_pay = held.filter(usable, remaining_points__gt=0)
    yield (
        "I4 nothing is owed while points could pay it",
        accounts.filter(debt_points__gt=0).annotate(
            expected=F("pk") - F("pk"), found=_total(could_pay, "account", "remaining_points")
        ),
    )
    claws = LoyaltyEntry.objects.filter(order=OuterRef("order"), kind=EntryKind.CLAWBACK)
    yield (
        "I8 what was clawed back is the sum of the order's claw-backs",
        OrderAward.objects.annotate(
            expected=_total(claws, "order", "waived_points") - _total(claws, "order"),
            found=F("clawed_points"),
        ),
    )
    returns = LoyaltyEntry.objects.filter(reverses=OuterRef("entry"), kind=EntryKind.REDEEM_RETURN)
    yield (
        "I8 what came back is the sum of the redemption's returns",
        Redemption.objects.annotate(
            expected=_total(returns, "reverses"), found=F("returned_points")
        ),
    )


def _total(rows: QuerySet[Any], group: str, column: str = "points") -> Any:
    """Return the sum of `column` over correlated `rows`, 0 for none; `group` is what correlates them."""
    summed = rows.order_by().values(group).annotate(total=Sum(column)).values("total")
    return Coalesce(Subquery(summed), 0)
