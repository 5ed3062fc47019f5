"""What becomes of held points: an order takes them, the cart lets them go, or their time runs out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from saleor_crm_plugin.errors import Conflict, NotFound
from saleor_crm_plugin.loyalty.models import LoyaltyAccount, Reservation
from saleor_crm_plugin.loyalty.queries.reservations import ReservationView, reservation_view
from saleor_crm_plugin.loyalty.queries.sheets import Book, book_of_debit
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind, Source
from saleor_crm_plugin.loyalty.rules.movements import (
    NotEnoughPoints,
    points_debit,
    sheet_advance,
)
from saleor_crm_plugin.loyalty.rules.reservations import (
    ReservationCarrier,
    ReservationState,
    hold_commit,
    hold_release,
)
from saleor_crm_plugin.loyalty.services.accounts import accounts_locked
from saleor_crm_plugin.loyalty.services.award_plans import is_void
from saleor_crm_plugin.loyalty.services.points import Spending, redemption_store
from saleor_crm_plugin.loyalty.services.postings import books_store
from saleor_crm_plugin.orders.queries import OrderSummary


@transaction.atomic
def reservation_release(*, reservation_id: int, at: datetime) -> ReservationView:
    """
    Let the points of a cart go; repeated, or after their time was over, it changes nothing more.

    They pay what is owed, and those that lapsed while they were held lapse now. The ledger has no entry of the reservation.

    :raises NotFound: there is no such reservation.
    :raises Conflict: an order has taken them.
    """
    account, row = _locked(reservation_id)
    if row.state == ReservationState.COMMITTED:
        raise Conflict(f"reservation {row.pk} was spent for an order")
    if row.state == ReservationState.HELD:
        book = book_of_debit(account, points=0, at=at, hold_id=row.pk)
        sheet_advance(book.sheet, at=at)
        if hold := book.sheet.holds.get(row.pk):
            hold_release(book.sheet, hold, at=at)
            row.state, row.ended_at = ReservationState.RELEASED, at
            row.changes_count = hold.changes
            row.save(update_fields=["state", "ended_at", "changes_count"])
        books_store([book], at=at)
        row.refresh_from_db(fields=["state", "ended_at"])
    return reservation_view(row, at=at)


@transaction.atomic
def reservation_commit(
    *, reservation_id: int, order_reference: str, actor: str, at: datetime
) -> ReservationView:
    """
    Spend the points that a cart holds for the order that took its place, once.

    What was held is spent even if its lots have lapsed meanwhile. Where the time of the hold was over, the same number of points
    is taken from whatever is there.

    :raises NotEnoughPoints: the time was over and the points are gone; nothing was written.
    :raises Conflict: they were spent for another order, or let go.
    :raises NotFound: there is no such reservation.
    """
    account, row = _locked(reservation_id)
    if row.state == ReservationState.COMMITTED and row.order_reference == order_reference:
        return reservation_view(row, at=at)
    if row.state in {ReservationState.COMMITTED, ReservationState.RELEASED}:
        raise Conflict(f"reservation {row.pk} is {row.state}")
    key = f"redeem:reservation:{row.pk}"
    source = Source(actor=actor, order_reference=order_reference)
    book = book_of_debit(account, points=row.points, at=at, hold_id=row.pk)
    sheet_advance(book.sheet, at=at)
    _spent(book, row, key=key, source=source, at=at)
    entry = redemption_store(
        book,
        key=key,
        points=row.points,
        spending=Spending(
            order_reference=order_reference,
            amount_minor=row.amount_minor,
            currency=row.currency,
            carrier=row.carrier,
        ),
        at=at,
    )
    row.state, row.ended_at, row.entry_id = ReservationState.COMMITTED, at, entry.entry_id
    row.order_reference = order_reference
    row.save(update_fields=["state", "ended_at", "entry", "order_reference"])
    return reservation_view(row, at=at)


def _spent(book: Book, row: Reservation, *, key: str, source: Source, at: datetime) -> None:
    if hold := book.sheet.holds.get(row.pk):
        hold_commit(book.sheet, hold, key=key, source=source, at=at)
        return
    points_debit(
        book.sheet,
        kind=EntryKind.REDEEM,
        points=row.points,
        debt_points_max=0,
        key=key,
        source=source,
        at=at,
    )


def reservations_converge(*, orders: Sequence[OrderSummary], at: datetime) -> list[OrderSummary]:
    """
    Spend what carts hold that became orders, and return the orders with what points paid of them.

    An order that was called off before lets the points go instead, without a trace in the ledger. Where the time of a
    hold was over and its points are gone, it stays expired with the order's name, for staff to see. Told twice, it ends in the same
    state. One query when no order came from a cart that held points.
    """
    by_cart = {order.checkout_reference: order for order in orders if order.checkout_reference}
    references = [order.reference for order in orders]
    named = Q(checkout__in=by_cart, order_reference="") | Q(order_reference__in=references)
    rows = Reservation.objects.exclude(state=ReservationState.RELEASED).filter(named)
    paid: dict[str, int] = defaultdict(int)
    taken_off: dict[str, int] = defaultdict(int)
    for row in rows.select_related("account").order_by("account_id", "pk"):
        order = by_cart.get(row.checkout)
        if order and not row.order_reference and row.account.profile_id == order.profile_id:
            row.order_reference = _taken(row, order, at)
        elif row.state != ReservationState.COMMITTED:
            continue
        if row.order_reference:
            is_payment = row.carrier == ReservationCarrier.PAYMENT
            (paid if is_payment else taken_off)[row.order_reference] += row.amount_minor
    return [
        replace(
            order,
            points_paid_minor=max(order.points_paid_minor, paid[order.reference]),
            points_discount_minor=order.points_discount_minor + taken_off[order.reference],
        )
        for order in orders
    ]


def _taken(row: Reservation, order: OrderSummary, at: datetime) -> str:
    """Let an order have the points of its cart, and return its name if it has them."""
    if order.exclusion == "draft":
        return ""
    if is_void(order):
        reservation_release(reservation_id=row.pk, at=at)
        return ""
    try:
        reservation_commit(
            reservation_id=row.pk, order_reference=order.reference, actor="system", at=at
        )
    except NotEnoughPoints:
        Reservation.objects.filter(pk=row.pk).update(order_reference=order.reference)
        return ""
    return order.reference


def _locked(reservation_id: int) -> tuple[LoyaltyAccount, Reservation]:
    """Lock the account that has the reservation now, wherever a merge has moved it."""
    account: LoyaltyAccount | None = None
    while True:
        row = Reservation.objects.select_related("account").filter(pk=reservation_id).first()
        if row is None:
            raise NotFound(f"there is no reservation {reservation_id}")
        if account is not None and account.pk == row.account_id:
            return account, row
        account = accounts_locked(account_ids=[row.account_id])[0]
