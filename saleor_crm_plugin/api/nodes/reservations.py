"""What carts hold, and what points would pay, as the contract shows it."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.loyalty.queries.reservations import ReservationView

RESERVATION = "CrmPointsReservation"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemQuoteNode:
    """How many points a cart could use, and what they would pay."""

    points: int
    amount: MoneyNode


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationNode:
    """Points that a cart holds, or held."""

    profile_id: int | None
    id: str
    checkout: str
    state: str
    carrier: str
    asked_points: int
    points: int
    amount: MoneyNode
    held_at: datetime
    held_until: datetime
    ended_at: datetime | None
    order_reference: str | None


def reservation_node(view: ReservationView) -> ReservationNode:
    """Return a reservation as the contract shows it."""
    return ReservationNode(
        profile_id=view.profile_id,
        id=id_encode(RESERVATION, view.reservation_id),
        checkout=view.checkout,
        state=view.state.name,
        carrier=view.carrier.name,
        asked_points=view.asked,
        points=view.points,
        amount=money_node(view.amount_minor, view.currency),
        held_at=view.held_at,
        held_until=view.held_until,
        ended_at=view.ended_at,
        order_reference=view.order_reference or None,
    )
