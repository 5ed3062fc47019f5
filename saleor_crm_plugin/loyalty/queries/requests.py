"""Adjustments that wait for a second person, or did."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Abs

from saleor_crm_plugin.loyalty.models import LoyaltyEntry, PointsRequest
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind

_DAY = timedelta(days=1)


class RequestState(StrEnum):
    """Where a request is; an open one lapses by itself."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """One request with what became of it."""

    request_id: int
    profile_id: int
    program: str
    points: int
    reason: str
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    state: RequestState
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    entry_id: int | None


def requests_listed(*, only_open: bool, at: datetime) -> QuerySet[PointsRequest]:
    """Return requests, in no order; for pages. `only_open` leaves out what is decided or lapsed by `at`."""
    rows: QuerySet[PointsRequest] = PointsRequest.objects.select_related("decision")
    return rows.filter(Q(decision=None, expires_at__gt=at)) if only_open else rows


def request_view(row: PointsRequest, *, at: datetime) -> RequestView:
    """Return the value of a stored request as it is at `at`."""
    decision = getattr(row, "decision", None)
    if decision is not None:
        state = RequestState.APPROVED if decision.is_approved else RequestState.REJECTED
    else:
        state = RequestState.EXPIRED if row.expires_at <= at else RequestState.OPEN
    return RequestView(
        request_id=row.pk,
        profile_id=row.profile_id,
        program=row.program,
        points=row.points,
        reason=row.reason,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        state=state,
        decided_by=decision.decided_by if decision else None,
        decided_at=decision.decided_at if decision else None,
        decision_reason=decision.reason if decision else None,
        entry_id=decision.entry_id if decision else None,
    )


def adjusted_by(*, actor: str, profile_id: int, program: str, at: datetime) -> int:
    """Return how many points of a program `actor` moved by adjustments of one profile within the day before `at`, either way."""
    entries = LoyaltyEntry.objects.filter(
        account__profile_id=profile_id,
        account__program__slug=program,
        kind=EntryKind.ADJUST,
        actor=actor,
        recorded_at__gt=at - _DAY,
        decision=None,
    )
    return entries.aggregate(total=Sum(Abs("points")))["total"] or 0
