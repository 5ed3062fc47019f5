"""Converges our copy of orders to what hosts say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from saleor_crm_plugin.facts import (
    JsonObject,
    JsonValue,
    OrderSnapshot,
    Refund,
)
from saleor_crm_plugin.orders.models import Checkout, Order
from saleor_crm_plugin.orders.queries import payment_methods_preferred
from saleor_crm_plugin.orders.rules.amounts import order_amounts, paid_at
from saleor_crm_plugin.orders.rules.events import order_events
from saleor_crm_plugin.orders.services.lines import lines_replace
from saleor_crm_plugin.orders.services.totals import totals_rebuild
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.basics import payment_methods_note
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_move, events_record


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingOrder:
    """
    An order snapshot from the inbox; `is_live` is false for imports and backfills.

    `is_read` ones were read from the host just now: hosts do not date every change.
    """

    snapshot: OrderSnapshot
    fingerprint: str
    is_live: bool
    is_read: bool = False


@dataclass(frozen=True, slots=True)
class FreshOrder:
    """A snapshot that is newer than our copy, and whose the copy is now (None: nobody's, or no copy)."""

    incoming: IncomingOrder
    row: Order | None


def orders_fresh(*, orders: Sequence[IncomingOrder]) -> list[FreshOrder]:
    """Return those of `orders` that our copy is older than, with our copy, its row locked."""
    rows = Order.objects.select_for_update().filter(
        host__in={one.snapshot.reference.host for one in orders},
        external_id__in={one.snapshot.reference.id for one in orders},
    )
    copies = {(row.host, row.external_id): row for row in rows.order_by("pk")}
    fresh = []
    for one in orders:
        reference = one.snapshot.reference
        row = copies.get((reference.host, reference.id))
        if row is None or _is_newer(one, row):
            fresh.append(FreshOrder(one, row))
    return fresh


def _is_newer(one: IncomingOrder, row: Order) -> bool:
    version_at = one.snapshot.version_at
    if one.is_read and version_at == row.version_at:
        return one.fingerprint != row.fingerprint
    return (version_at, one.fingerprint) > (row.version_at, row.fingerprint)


def orders_apply(
    *, orders: Sequence[tuple[FreshOrder, int | None]], at: datetime
) -> tuple[list[int], set[int]]:
    """
    Write `orders`, each with the profile it belongs to; return the orders' ids and the profiles concerned.

    Runs in the caller's transaction, after `orders_fresh`. Lines are replaced, totals rebuilt, and what
    the new state implies stands on the timeline once. The profiles include former owners.
    """
    if not orders:
        return [], set()
    rows = [_row(fresh, profile_id) for fresh, profile_id in orders]
    written = _upsert(rows)
    lines_replace(rows=written, snapshots=[fresh.incoming.snapshot for fresh, _ in orders])
    owners = {profile_id for _, profile_id in orders if profile_id is not None}
    former = {
        fresh.row.profile_id
        for fresh, _ in orders
        if fresh.row is not None and fresh.row.profile_id is not None
    }
    totals_rebuild(profile_ids=owners | former)
    payment_methods_note(preferred=payment_methods_preferred(owners))
    _move_events(orders)
    _note_events(orders, written, at)
    return [row.pk for row in written], owners | former


@dataclass(frozen=True, slots=True)
class Moved:
    """The orders and carts that went to another profile, by id."""

    order_ids: list[int]
    checkout_ids: list[int]


def orders_move(*, survivor_id: int, absorbed_id: int) -> Moved:
    """Give one profile's orders and carts to another, in the caller's transaction; return their ids."""
    moved = list(
        Order.objects.filter(profile_id=absorbed_id).order_by("pk").values_list("pk", flat=True)
    )
    Order.objects.filter(pk__in=moved).update(profile_id=survivor_id)
    carts = Checkout.objects.filter(profile_id=absorbed_id)
    moved_carts = list(carts.order_by("pk").values_list("pk", flat=True))
    carts.update(profile_id=survivor_id)
    totals_rebuild(profile_ids=[survivor_id, absorbed_id])
    return Moved(moved, moved_carts)


def orders_unmove(*, survivor_id: int, absorbed_id: int, moved: Moved) -> None:
    """Give orders and carts of an undone merge back, with what the timeline says of them since."""
    orders = Order.objects.filter(pk__in=moved.order_ids, profile_id=survivor_id)
    for order in orders.order_by("pk"):
        events_move(from_id=survivor_id, to_id=absorbed_id, key=str(order))
    orders.update(profile_id=absorbed_id)
    carts = Checkout.objects.filter(pk__in=moved.checkout_ids, profile_id=survivor_id)
    carts.update(profile_id=absorbed_id)
    totals_rebuild(profile_ids=[survivor_id, absorbed_id])


def orders_split(*, guest_id: int, owner_id: int, until: datetime) -> list[int]:
    """
    Give what a guest bought and carried until `until` to `owner_id`, in the caller's transaction.

    Returns the ids of the orders, whose points follow them.
    """
    orders = list(Order.objects.filter(profile_id=guest_id, placed_at__lte=until).order_by("pk"))
    for order in orders:
        Order.objects.filter(pk=order.pk).update(profile_id=owner_id)
        events_move(from_id=guest_id, to_id=owner_id, key=str(order))
    carts = Checkout.objects.filter(profile_id=guest_id, created_at__lte=until)
    for cart in carts.order_by("pk"):
        Checkout.objects.filter(pk=cart.pk).update(profile_id=owner_id)
        events_move(from_id=guest_id, to_id=owner_id, key=str(cart))
    totals_rebuild(profile_ids=[guest_id, owner_id])
    return [order.pk for order in orders]


def _row(fresh: FreshOrder, profile_id: int | None) -> Order:
    order, amounts = fresh.incoming.snapshot, order_amounts(fresh.incoming.snapshot)
    address = order.shipping_address or order.billing_address
    return Order(
        host=order.reference.host,
        external_id=order.reference.id,
        number=order.number[:64],
        profile_id=profile_id,
        channel=order.channel,
        currency=order.currency,
        status=order.status,
        exclusion=amounts.exclusion,
        is_fully_paid=order.is_fully_paid,
        fully_paid_at=paid_at(order),
        placed_at=order.placed_at,
        total_gross_minor=order.total.gross.minor,
        total_net_minor=order.total.net.minor,
        shipping_gross_minor=order.shipping.gross.minor,
        shipping_net_minor=order.shipping.net.minor,
        charged_minor=order.charged.minor,
        discount_minor=amounts.discount_minor,
        refunded_minor=amounts.refunded_minor,
        refund_granted_minor=amounts.refund_granted_minor,
        revenue_minor=amounts.revenue_minor,
        points_paid_minor=order.points_paid.minor if order.points_paid else 0,
        gift_card_minor=amounts.gift_card_minor,
        gift_cards=[[card.gift_card_id, card.amount.minor] for card in order.gift_cards],
        payment_method=order.payments[-1].gateway[:128] if order.payments else "",
        voucher_codes=list(order.voucher_codes),
        refunds=[_refund(refund) for refund in order.refunds],
        discounts=[
            {
                "kind": discount.kind,
                "name": discount.name,
                "code": discount.code,
                "amount_minor": discount.amount.minor,
            }
            for discount in order.discounts
        ],
        country_code=address.country_code[:2].upper() if address else "",
        checkout_id=order.checkout_id,
        referral_code=order.referral_code[:64],
        marks=_marks(order),
        version_at=order.version_at,
        fingerprint=fresh.incoming.fingerprint,
        is_live=fresh.incoming.is_live if fresh.row is None else fresh.row.is_live,
    )


def _marks(order: OrderSnapshot) -> list[str]:
    """Return hashes of the cards and the address in the network that the order came with, to compare and nothing else."""
    found = {
        f"card:{_hashed('card', one.fingerprint)}" for one in order.payments if one.fingerprint
    }
    if order.client_ip:
        found.add(f"ip:{_hashed('ip', order.client_ip)}")
    return sorted(found)


def _hashed(kind: str, value: str) -> str:
    return salted_hmac(f"saleor_crm_plugin.{kind}", value, algorithm="sha256").hexdigest()


def _refund(refund: Refund) -> JsonObject:
    lines: dict[str, JsonValue] = {}
    for line_id, amount in refund.lines:
        lines[line_id] = amount.minor
    return {
        "id": refund.id,
        "kind": refund.kind.value,
        "amount_minor": refund.amount.minor,
        "shipping_minor": refund.shipping.minor if refund.shipping else 0,
        "lines_minor": lines,
        "refunded_at": refund.refunded_at.isoformat() if refund.refunded_at else None,
    }


_IDENTITY = {"id", "host", "external_id"}
_UPDATED = [field.name for field in Order._meta.concrete_fields if field.name not in _IDENTITY]  # noqa: SLF001 Django's documented model API


def _upsert(rows: list[Order]) -> list[Order]:
    """Write the rows and return them as stored, with ids, in the same order."""
    Order.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["host", "external_id"],
        update_fields=_UPDATED,
        batch_size=500,
    )
    return rows


def _move_events(orders: Sequence[tuple[FreshOrder, int | None]]) -> None:
    """Let the events of an order that changed hands follow it; the host's word on the buyer is final."""
    for fresh, profile_id in orders:
        former_id = fresh.row.profile_id if fresh.row else None
        if former_id is not None and profile_id is not None and former_id != profile_id:
            events_move(
                from_id=former_id, to_id=profile_id, key=str(fresh.incoming.snapshot.reference)
            )


def _note_events(
    orders: Sequence[tuple[FreshOrder, int | None]], rows: Sequence[Order], at: datetime
) -> None:
    events_record(
        events=[
            NewEvent(
                profile_id=profile_id,
                type=EventType(event.word),
                key=event.key,
                occurred_at=event.occurred_at,
                is_live=fresh.incoming.is_live,
                details={
                    "order_id": row.pk,
                    "reference": str(fresh.incoming.snapshot.reference),
                    "number": row.number,
                    "channel": row.channel,
                    "currency": row.currency,
                    "total_minor": event.amount_minor,
                },
            )
            for (fresh, profile_id), row in zip(orders, rows, strict=True)
            if profile_id is not None
            for event in order_events(fresh.incoming.snapshot)
        ],
        at=at,
    )
