"""The questions and changes about points in carts."""

from decimal import Decimal

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.loyalty import CrmMyPoints
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError
from saleor_crm_plugin.hosts.standalone.schema.reservations import (
    CrmMyPointsReserveInput,
    CrmMyReservationReleaseInput,
    CrmPointsReservation,
    CrmRedeemQuote,
    CrmReservationCommitInput,
    CrmReservationReleaseInput,
    CrmReservationState,
    ReservationConnection,
)


@strawberry.type
class ReservationsQuery:
    """Questions about points in carts."""

    crm_redeem_quote: CrmRedeemQuote = asked(
        "Query.crmRedeemQuote",
        "What your points would pay for a cart; 0 for everybody who is not recognized.",
        {
            "total": (Decimal, "What the cart costs before points pay, in major units."),
            "currency": (str, "ISO 4217 code."),
            "channel": (str, "Slug of the channel."),
            "points": (
                int | None,
                "How many; what the cart asked for unless given, else as many as possible.",
            ),
            "checkout": (
                strawberry.ID | None,
                "The cart, by the host's id; what it holds counts for it.",
            ),
            "profile_id": (strawberry.ID | None, "Whose points, for staff."),
            "program": (str | None, "Slug of the program; the default one unless given."),
        },
    )
    crm_points_reservations: ReservationConnection = asked(
        "Query.crmPointsReservations",
        "What carts hold and held, newest first.",
        {
            "profile_id": (strawberry.ID | None, "Only of this profile."),
            "states": (list[CrmReservationState] | None, "Only in these states."),
            **PAGE,
        },
    )


@strawberry.type
class CrmMyPointsReserve:
    """The answer of `crmMyPointsReserve`."""

    errors: list[CrmError] = shown(ERRORS)
    reservation: CrmPointsReservation | None = shown("What your cart holds now.")
    account: CrmMyPoints | None = shown("What you have beside it.")


@strawberry.type
class CrmMyReservationRelease:
    """The answer of `crmMyReservationRelease`."""

    errors: list[CrmError] = shown(ERRORS)
    reservation: CrmPointsReservation | None = shown("What your cart held.")
    account: CrmMyPoints | None = shown("What you have now.")


@strawberry.type
class CrmReservationCommit:
    """The answer of `crmReservationCommit`."""

    errors: list[CrmError] = shown(ERRORS)
    reservation: CrmPointsReservation | None = shown("The reservation as it is now.")


@strawberry.type
class CrmReservationRelease:
    """The answer of `crmReservationRelease`."""

    errors: list[CrmError] = shown(ERRORS)
    reservation: CrmPointsReservation | None = shown("The reservation as it is now.")


@strawberry.type
class ReservationsMutation:
    """Changes of what carts hold."""

    crm_my_points_reserve: CrmMyPointsReserve = asked(
        "Mutation.crmMyPointsReserve",
        "Holds your points for a cart; again for the same cart changes what it holds.",
        {"input": (CrmMyPointsReserveInput, "What to hold.")},
    )
    crm_my_reservation_release: CrmMyReservationRelease = asked(
        "Mutation.crmMyReservationRelease",
        "Lets the points of your cart go.",
        {"input": (CrmMyReservationReleaseInput, "Which cart.")},
    )
    crm_reservation_commit: CrmReservationCommit = asked(
        "Mutation.crmReservationCommit",
        "Spends what a cart holds, once; for shops whose orders do not name their cart.",
        {"input": (CrmReservationCommitInput, "Which, and for which order.")},
    )
    crm_reservation_release: CrmReservationRelease = asked(
        "Mutation.crmReservationRelease",
        "Lets the points of a cart go.",
        {"input": (CrmReservationReleaseInput, "Which.")},
    )
