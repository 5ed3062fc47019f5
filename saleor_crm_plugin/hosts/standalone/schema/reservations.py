"""Points in carts as GraphQL types."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmMoney
from saleor_crm_plugin.hosts.standalone.schema.profiles import CrmProfile


@strawberry.enum(description="What became of points that a cart held.")
class CrmReservationState(Enum):
    HELD = "HELD"
    COMMITTED = "COMMITTED"
    RELEASED = "RELEASED"
    EXPIRED = "EXPIRED"


@strawberry.enum(
    description="How points pay: as a discount that the prices show, or as a payment of them."
)
class CrmReservationCarrier(Enum):
    DISCOUNT = "DISCOUNT"
    PAYMENT = "PAYMENT"


@strawberry.type(description="What points would pay for a cart.")
class CrmRedeemQuote:
    points: int = shown("How many of the points that were asked for the cart can use.")
    amount: CrmMoney = shown("What they would pay.")


@strawberry.type(description="Points that a cart holds, or held.")
class CrmPointsReservation:
    id: strawberry.ID = shown("The reservation's id.")
    checkout: str = shown("The cart, by its reference.")
    state: CrmReservationState = shown("What is true now; a hold whose time is over has expired.")
    carrier: CrmReservationCarrier = shown("How they pay.")
    asked_points: int = shown("How many were asked for.")
    points: int = shown("How many the cart can use and holds.")
    amount: CrmMoney = shown("What they pay, at the rate of the first time.")
    held_at: datetime = shown("Since when.")
    held_until: datetime = shown("Until when; then they are free again.")
    ended_at: datetime | None = shown("When it ended.")
    order_reference: str | None = shown(
        "The order that took the cart's place; of an expired one: the order came too late to have them."
    )
    profile: CrmProfile | None = asked("CrmPointsReservation.profile", "Whose points they are.")


@strawberry.type(name="CrmPointsReservationCountableEdge")
class ReservationEdge(Edge[CrmPointsReservation]):
    """A row of a page of reservations."""


@strawberry.type(name="CrmPointsReservationCountableConnection")
class ReservationConnection(Connection[ReservationEdge]):
    """A page of reservations."""

    total_count: int = asked("CrmPointsReservationCountableConnection.totalCount", COUNT)


@strawberry.input(description="How many points are to pay for which cart.")
class CrmMyPointsReserveInput:
    checkout: strawberry.ID = shown("The cart, by the host's id.")
    points: int = shown("How many are wanted; the cart may be able to use fewer.")
    total: Decimal = shown("What the cart costs before points pay, in major units.")
    currency: str = shown("ISO 4217 code.")
    channel: str = shown("Slug of the channel.")
    carrier: CrmReservationCarrier | None = given("How they pay; as a discount unless given.")
    program: str | None = given("Slug of the program; the default one unless given.")


@strawberry.input(description="Which cart is to let its points go.")
class CrmMyReservationReleaseInput:
    checkout: strawberry.ID = shown("The cart, by the host's id.")
    program: str | None = given("Slug of the program; the default one unless given.")


@strawberry.input(description="Which reservation is to end.")
class CrmReservationReleaseInput:
    id: strawberry.ID = shown("The reservation.")


@strawberry.input(description="Which reservation is spent for which order.")
class CrmReservationCommitInput:
    id: strawberry.ID = shown("The reservation.")
    order_reference: str = shown("The order, such as `shop:order:42`.")
