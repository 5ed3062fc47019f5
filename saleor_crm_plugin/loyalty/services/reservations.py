"""Holds points for carts; nothing is debited before the order exists."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.loyalty.models import LoyaltyAccount, Reservation, ReservationPart
from saleor_crm_plugin.loyalty.queries.programs import (
    DEFAULT_SLUG,
    ProgramRules,
    StoredRate,
)
from saleor_crm_plugin.loyalty.queries.reservations import ReservationView, reservation_view
from saleor_crm_plugin.loyalty.queries.sheets import book_of_debit
from saleor_crm_plugin.loyalty.rules.ledger import Hold
from saleor_crm_plugin.loyalty.rules.movements import sheet_advance
from saleor_crm_plugin.loyalty.rules.quotes import Quote, redemption_quote
from saleor_crm_plugin.loyalty.rules.reservations import (
    ReservationCarrier,
    ReservationState,
    points_hold,
)
from saleor_crm_plugin.loyalty.services.members import member_locked
from saleor_crm_plugin.loyalty.services.postings import books_store, holds_lapse
from saleor_crm_plugin.loyalty.services.programs import program_required


class NothingToRedeem(CrmError):
    """What was asked for pays nothing here: too few points, a block that is not full, or no rate for the currency."""

    code: ClassVar[str] = "NOTHING_TO_REDEEM"
    field: ClassVar[str] = "points"

    def __init__(self, *, asked: int) -> None:
        super().__init__(f"{asked} points pay nothing for this cart")
        self.asked = asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """
    What points are to pay for: a cart of `total_minor` before they do, named by `checkout`.

    `carrier` says how they pay: as a discount that the prices show, or as a payment.
    """

    checkout: str
    total_minor: int
    currency: str
    channel: str
    carrier: ReservationCarrier = ReservationCarrier.DISCOUNT


@transaction.atomic
def points_reserve(
    *, profile_id: int, points: int, cart: Cart, at: datetime, program: str = DEFAULT_SLUG
) -> ReservationView:
    """
    Hold points of a profile for a cart, as many of `points` as the cart can use, and return the hold.

    A cart holds once: reserving again for the same cart changes what it holds to what it can use now, from
    the points that were asked for first and never from what was left of them, and at the rate of the first time as
    long as the same is asked. The ledger has no entry of it.

    :raises NotEnoughPoints, NothingToRedeem: the cart holds what it held before.
    :raises AccountFrozen, GuestsNeverSpend, NoProgram: the profile may not spend.
    """
    if points <= 0 or not cart.checkout:
        raise ValueError("a reservation needs a cart and at least a point")
    rules = program_required(program)
    member = member_locked(profile_id=profile_id, at=at, program=program)
    member.require_active()
    row = _row_held(member.account, cart)
    rate = _rate(rules, row, points, cart, at)
    quote = redemption_quote(asked=points, available=None, order_minor=cart.total_minor, rate=rate)
    if quote.points == 0:
        raise NothingToRedeem(asked=points)
    book = book_of_debit(
        member.account, points=quote.points, at=at, hold_id=None if row is None else row.pk
    )
    sheet_advance(book.sheet, at=at)
    holds_lapse([book])
    hold = None if row is None else book.sheet.holds.get(row.pk)
    if row is None or hold is None:
        row = Reservation(account=book.account, checkout=cart.checkout, held_at=at, held_until=at)
    _wish_note(row, points, cart, quote, rate)
    row.save()
    hold = hold or Hold(id=row.pk, until=at)
    until = at + timedelta(minutes=rules.current.config.reservation_minutes)
    points_hold(book.sheet, hold, points=quote.points, until=until, at=at)
    books_store([book], at=at)
    hold_store(row, hold)
    return reservation_view(row, at=at)


def hold_store(row: Reservation, hold: Hold) -> None:
    """Write down what `hold` keeps, until when, of which lots."""
    row.held_until, row.changes_count = hold.until, hold.changes
    row.save(update_fields=["held_until", "changes_count"])
    row.parts.all().delete()
    ReservationPart.objects.bulk_create(
        [
            ReservationPart(reservation=row, lot_id=part.lot_id or 0, points=part.points)
            for part in hold.parts
        ]
    )


def _row_held(account: LoyaltyAccount, cart: Cart) -> Reservation | None:
    held = Reservation.objects.filter(
        account=account, checkout=cart.checkout, state=ReservationState.HELD
    )
    return held.order_by("pk").first()


def _rate(
    rules: ProgramRules, row: Reservation | None, points: int, cart: Cart, at: datetime
) -> StoredRate:
    """Return the rate that counts: the one of the hold as long as it lives and the same is asked, else the one in force."""
    if row is not None and row.held_until > at:
        asked = (row.asked_points, row.channel, row.currency)
        if asked == (points, cart.channel, cart.currency):
            return rules.rate_by_id(row.rate_id)
    rate = rules.spending.rate_for(channel=cart.channel, currency=cart.currency)
    if rate is None:
        raise NothingToRedeem(asked=points)
    return rate


def _wish_note(row: Reservation, points: int, cart: Cart, quote: Quote, rate: StoredRate) -> None:
    row.asked_points, row.points = points, quote.points
    row.amount_minor, row.currency = quote.amount_minor, cart.currency
    row.channel, row.carrier, row.rate_id = cart.channel, cart.carrier, rate.rate_id
