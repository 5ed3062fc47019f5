"""Questions about points in carts."""

from dataclasses import dataclass
from decimal import Decimal

from saleor_crm_plugin.api.ids import host_key, id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.money import money_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE, ProfileNode
from saleor_crm_plugin.api.nodes.reservations import (
    RedeemQuoteNode,
    ReservationNode,
    reservation_node,
)
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.api.permissions import Permission, require
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.loyalty.queries import DEFAULT_SLUG, points_quote
from saleor_crm_plugin.loyalty.queries.reservations import reservation_rows, reservation_view

_NEWEST_FIRST = Order(columns=("-pk",))
_OF_OTHERS = (Permission.MANAGE_USERS.value, Permission.MANAGE_DISCOUNTS.value)
_CHECKOUT_LENGTH_MAX = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemQuoteArguments:
    """A cart, and how many points are to pay for it."""

    total: Decimal
    currency: str
    channel: str
    points: int | None = None
    checkout: str | None = None
    profile_id: str | None = None
    program: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationsArguments(PageArguments):
    """Which reservations are wanted."""

    profile_id: str | None = None
    states: tuple[str, ...] | None = None


def redeem_quote(inquiry: Inquiry, arguments: RedeemQuoteArguments) -> RedeemQuoteNode:
    """
    Return what points would pay for a cart: of the shopper who asks, or of a profile when staff ask.

    Nothing for anybody who is not recognized, so that it never tells who has points.

    :raises Invalid: an argument is not acceptable.
    :raises PermissionDenied: a shopper asks about somebody else.
    """
    total_minor = cart_minor(arguments.total, arguments.currency)
    if arguments.points is not None and arguments.points <= 0:
        raise Invalid("at least one point is asked for", field="points")
    profile_id = inquiry.own_profile_id()
    if arguments.profile_id is not None:
        require(inquiry.caller, _OF_OTHERS)
        profile_id = id_decode(PROFILE, arguments.profile_id, field="profileId")
    if profile_id is None:
        return RedeemQuoteNode(points=0, amount=money_node(0, arguments.currency))
    quote = points_quote(
        profile_id=profile_id,
        asked=arguments.points,
        order_minor=total_minor,
        channel=arguments.channel,
        currency=arguments.currency,
        at=inquiry.at,
        program=arguments.program or DEFAULT_SLUG,
        checkout="" if arguments.checkout is None else cart_of(inquiry, arguments.checkout),
    )
    return RedeemQuoteNode(
        points=quote.points, amount=money_node(quote.amount_minor, arguments.currency)
    )


def reservation_page(
    inquiry: Inquiry, arguments: ReservationsArguments
) -> Connection[ReservationNode]:
    """
    Return a page of reservations, newest first.

    :raises Invalid: the page or the profile's id is not acceptable.
    """
    number = arguments.profile_id
    connection = page(
        reservation_rows(
            profile_id=None if number is None else id_decode(PROFILE, number, field="profileId"),
            states=[state.lower() for state in arguments.states or ()],
            at=inquiry.at,
        ),
        order=_NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [reservation_node(reservation_view(row, at=inquiry.at)) for row in rows],
    )
    inquiry.batches.expect_profiles(
        node.profile_id for node in connection.nodes if node.profile_id is not None
    )
    return connection


def reservation_profile(inquiry: Inquiry, reservation: ReservationNode) -> ProfileNode | None:
    """Return whose points they are; None after an erasure."""
    if reservation.profile_id is None:
        return None
    return inquiry.batches.profiles.get(reservation.profile_id)


def cart_of(inquiry: Inquiry, checkout: str) -> str:
    """
    Return the reference of a cart that a caller names by the host's id or by the id of its GraphQL.

    :raises Invalid: it is empty or too long.
    """
    key = host_key("Checkout", checkout)
    if not 0 < len(key) <= _CHECKOUT_LENGTH_MAX:
        raise Invalid(
            f"a cart is named by 1 to {_CHECKOUT_LENGTH_MAX} characters", field="checkout"
        )
    return f"{inquiry.host}:checkout:{key}"


def cart_minor(total: Decimal, currency: str) -> int:
    """
    Return what a cart costs in minor units.

    :raises Invalid: it is negative or no amount of a currency.
    """
    try:
        minor = Money(total, currency).minor
    except (ValueError, ArithmeticError):
        raise Invalid(
            "a total needs a finite number and an ISO 4217 currency", field="total"
        ) from None
    if minor < 0:
        raise Invalid("a total is not negative", field="total")
    return minor
