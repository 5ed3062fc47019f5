"""The points that carts hold, and held once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from saleor_crm_plugin.loyalty.models import Reservation
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.rules.reservations import ReservationCarrier, ReservationState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationView:
    """
    Points that a cart holds, or held, and what they pay: `amount_minor` of `currency`.

    `state` is what is true now: a hold whose time is over has expired, whether or not that was written down. `profile_id` is None
    after an erasure.
    """

    reservation_id: int
    profile_id: int | None
    checkout: str
    state: ReservationState
    carrier: ReservationCarrier
    asked: int
    points: int
    amount_minor: int
    currency: str
    channel: str
    held_at: datetime
    held_until: datetime
    ended_at: datetime | None
    order_reference: str


def reservation_rows(
    *, at: datetime, profile_id: int | None = None, states: Collection[str] = ()
) -> QuerySet[Reservation]:
    """
    Return reservations in no order, with their accounts; only of a profile and in `states` if those are given.

    The states are those that are true at `at`.
    """
    rows = Reservation.objects.select_related("account")
    if profile_id is not None:
        rows = rows.filter(account__profile_id=profile_id)
    if not states:
        return rows
    is_over = Q(state=ReservationState.HELD, held_until__lte=at)
    wanted = Q(state__in=states) & ~is_over
    return rows.filter(wanted | is_over if ReservationState.EXPIRED in states else wanted)


def reservation_view(row: Reservation, *, at: datetime) -> ReservationView:
    """Return what is true of a stored reservation at `at`."""
    state = ReservationState(row.state)
    ended_at = row.ended_at
    if state is ReservationState.HELD and row.held_until <= at:
        state, ended_at = ReservationState.EXPIRED, row.held_until
    return ReservationView(
        reservation_id=row.pk,
        profile_id=row.account.profile_id,
        checkout=row.checkout,
        state=state,
        carrier=ReservationCarrier(row.carrier),
        asked=row.asked_points,
        points=row.points,
        amount_minor=row.amount_minor,
        currency=row.currency,
        channel=row.channel,
        held_at=row.held_at,
        held_until=row.held_until,
        ended_at=ended_at,
        order_reference=row.order_reference,
    )


def reservation_held(
    *, profile_id: int, checkout: str, at: datetime, program: str = DEFAULT_SLUG
) -> Reservation | None:
    """Return what a shopper's cart holds at `at` with its rate, None if nothing."""
    rows = Reservation.objects.select_related("account", "rate").filter(
        account__profile_id=profile_id,
        account__program__slug=program,
        checkout=checkout,
        state=ReservationState.HELD,
        held_until__gt=at,
    )
    return rows.order_by("pk").first()
