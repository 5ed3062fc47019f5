"""Money that moved for an order, the same for Saleor's payments (legacy) and its transactions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from saleor_crm_plugin.facts import Payment
from saleor_crm_plugin.hosts.saleor.translate.amounts import money

_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """Money that went back; `granted_id` is Saleor's granted refund, when it names one."""

    id: str
    amount: Decimal
    at: datetime
    granted_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """
    One way the order was paid: what was charged before anything went back, and what did.

    `card` is the payment app's fingerprint of the card, if it tells one, and `client_ip` where it was paid from.
    """

    id: str
    gateway: str
    charged: Decimal
    paid_at: datetime | None
    returns: tuple[Return, ...]
    card: str = ""
    client_ip: str = ""


def movements(order: Any) -> list[Movement]:
    """
    Return how `order` was paid, oldest first; what only was authorized charges 0.

    Orders that another system brings in by `orderBulkCreate` have their own dates, but Saleor dates
    their payments at the import: they count as paid when they were placed.
    """
    rows = [
        *map(_payment, order.payments.all()),
        *map(_transaction, order.payment_transactions.all()),
    ]
    moved = [one for _, one in sorted(rows, key=lambda row: (row[0], row[1].id))]
    if order.origin != "bulk_create":
        return moved
    return [replace(one, paid_at=one.paid_at and order.created_at) for one in moved]


def payments(moved: Iterable[Movement], currency: str) -> tuple[Payment, ...]:
    """Return the payments that brought money."""
    return tuple(
        Payment(
            id=one.id,
            gateway=one.gateway,
            charged=money(one.charged, currency),
            paid_at=one.paid_at,
            fingerprint=one.card,
        )
        for one in moved
        if one.charged > 0
    )


def _payment(row: Any) -> tuple[datetime, Movement]:
    """Read the API of before 3.13: each refund is a row, and is subtracted from the captured amount."""
    steps = sorted((step for step in row.transactions.all() if step.is_success), key=_moment)
    captures = [step.created_at for step in steps if step.kind in {"capture", "confirm"}]
    returns = [
        Return(id=f"refund:{step.pk}", amount=step.amount, at=step.created_at)
        for step in steps
        if step.kind == "refund"
    ]
    reversed_amount = sum((s.amount for s in steps if s.kind == "refund_reversed"), _NOTHING)
    kept = _cut(returns, _sum(returns) - reversed_amount)
    return row.created_at, Movement(
        id=f"payment:{row.pk}",
        gateway=row.gateway,
        charged=row.captured_amount + _sum(kept),
        paid_at=max(captures, default=row.created_at) if row.captured_amount or kept else None,
        returns=tuple(kept),
        card=row.crm_card or "",
        client_ip=row.customer_ip_address or "",
    )


def _transaction(row: Any) -> tuple[datetime, Movement]:
    """Read the transaction API: sums on the item, and an event for each step that counts."""
    events = sorted(
        (event for event in row.events.all() if event.include_in_calculations), key=_moment
    )
    refunded = _cut(
        [_return(event) for event in events if event.type == "refund_success"], row.refunded_value
    )
    missing = row.refunded_value - _sum(refunded)
    if missing > 0:
        refunded.append(Return(id=f"transaction:{row.pk}", amount=missing, at=row.modified_at))
    charged_back = [_return(event) for event in events if event.type == "charge_back"]
    returns = refunded + charged_back
    charged = row.charged_value + row.refund_pending_value + _sum(returns)
    charges = [event.created_at for event in events if event.type == "charge_success"]
    return row.created_at, Movement(
        id=f"transaction:{row.pk}",
        gateway=row.name or row.app_identifier or "transaction",
        charged=charged,
        paid_at=max(charges, default=row.created_at) if charged > 0 else None,
        returns=tuple(returns),
        card=row.crm_card or "",
    )


def _return(event: Any) -> Return:
    return Return(
        id=f"event:{event.pk}",
        amount=event.amount_value,
        at=event.created_at,
        granted_id=event.related_granted_refund_id,
    )


def _cut(returns: Sequence[Return], total: Decimal) -> list[Return]:
    """Return `returns` cut down to `total`: what a provider took back again came off the latest."""
    kept: list[Return] = []
    left = total
    for one in returns:
        amount = min(one.amount, left)
        if amount > 0:
            kept.append(replace(one, amount=amount))
        left -= amount
    return kept


def _sum(returns: Iterable[Return]) -> Decimal:
    return sum((one.amount for one in returns), _NOTHING)


def _moment(row: Any) -> tuple[datetime, int]:
    return row.created_at, row.pk
