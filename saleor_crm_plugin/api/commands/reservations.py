"""Holds points for carts, lets them go, and spends them."""

from dataclasses import dataclass
from decimal import Decimal

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.loyalty import AccountNode, account_node
from saleor_crm_plugin.api.nodes.reservations import (
    RESERVATION,
    ReservationNode,
    reservation_node,
)
from saleor_crm_plugin.api.queries.reservations import cart_minor, cart_of
from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.loyalty import services
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.reservations import ReservationView, reservation_held
from saleor_crm_plugin.loyalty.rules.reservations import ReservationCarrier

_REFERENCE_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReserveInput:
    """How many points are to pay for which cart, and what it costs before they do."""

    checkout: str
    points: int
    total: Decimal
    currency: str
    channel: str
    carrier: str | None = None
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReserveArguments:
    """The arguments of `crmMyPointsReserve`."""

    input: MyReserveInput


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReleaseInput:
    """Which cart is to let its points go."""

    checkout: str
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReleaseArguments:
    """The arguments of `crmMyReservationRelease`."""

    input: MyReleaseInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseInput:
    """Which reservation is to end."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseArguments:
    """The arguments of `crmReservationRelease`."""

    input: ReleaseInput


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitInput(ReleaseInput):
    """Which reservation is spent for which order."""

    order_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitArguments:
    """The arguments of `crmReservationCommit`."""

    input: CommitInput


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationPayload(Payload):
    """The reservation as it is now."""

    reservation: ReservationNode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReservationPayload(ReservationPayload):
    """The reservation as it is now, and what the shopper has beside it."""

    account: AccountNode | None = None


def my_points_reserve(inquiry: Inquiry, arguments: MyReserveArguments) -> MyReservationPayload:
    """
    Hold points of the shopper who asks for a cart; a cart holds once, so this also changes what it holds.

    :raises CrmError: refused; the cart holds what it held.
    """
    profile_id = inquiry.required_profile_id()
    wanted = arguments.input
    if wanted.points <= 0:
        raise Invalid(f"at least one point is held, got {wanted.points}", field="points")
    view = services.points_reserve(
        profile_id=profile_id,
        points=wanted.points,
        cart=services.Cart(
            checkout=cart_of(inquiry, wanted.checkout),
            total_minor=cart_minor(wanted.total, wanted.currency),
            currency=wanted.currency,
            channel=wanted.channel,
            carrier=ReservationCarrier[wanted.carrier or "DISCOUNT"],
        ),
        at=inquiry.at,
        program=wanted.program or DEFAULT_SLUG,
    )
    return _mine(inquiry, profile_id, view)


def my_reservation_release(inquiry: Inquiry, arguments: MyReleaseArguments) -> MyReservationPayload:
    """
    Let the points go that a cart of the shopper who asks holds.

    :raises NotFound: it holds none.
    """
    profile_id = inquiry.required_profile_id()
    row = reservation_held(
        profile_id=profile_id,
        checkout=cart_of(inquiry, arguments.input.checkout),
        at=inquiry.at,
        program=arguments.input.program or DEFAULT_SLUG,
    )
    if row is None:
        raise NotFound("this cart holds no points")
    view = services.reservation_release(reservation_id=row.pk, at=inquiry.at)
    return _mine(inquiry, profile_id, view)


def reservation_release(inquiry: Inquiry, arguments: ReleaseArguments) -> ReservationPayload:
    """
    Let the points of a cart go.

    :raises CrmError: refused; nothing was written.
    """
    number = id_decode(RESERVATION, arguments.input.id, field="id")
    view = services.reservation_release(reservation_id=number, at=inquiry.at)
    return ReservationPayload(reservation=reservation_node(view))


def reservation_commit(inquiry: Inquiry, arguments: CommitArguments) -> ReservationPayload:
    """
    Spend what a cart holds for the order that took its place, once.

    :raises CrmError: refused; nothing was written.
    """
    reference = arguments.input.order_reference
    if not 0 < len(reference) <= _REFERENCE_LENGTH_MAX:
        raise Invalid("an order is named by its reference", field="orderReference")
    view = services.reservation_commit(
        reservation_id=id_decode(RESERVATION, arguments.input.id, field="id"),
        order_reference=reference,
        actor=inquiry.caller.actor,
        at=inquiry.at,
    )
    return ReservationPayload(reservation=reservation_node(view))


def _mine(inquiry: Inquiry, profile_id: int, view: ReservationView) -> MyReservationPayload:
    inquiry.forget()
    points = inquiry.batches.points.of(profile_id)
    return MyReservationPayload(
        reservation=reservation_node(view), account=account_node(points, inquiry.at)
    )
