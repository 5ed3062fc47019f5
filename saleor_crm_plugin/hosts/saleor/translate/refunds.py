"""What went back and what was promised, as refunds."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from saleor_crm_plugin.facts import Money, Refund, RefundKind
from saleor_crm_plugin.hosts.saleor.translate.amounts import money
from saleor_crm_plugin.hosts.saleor.translate.payments import Movement, Return

_NOTHING = Decimal(0)


def refunds(order: Any, moved: Sequence[Movement]) -> tuple[Refund, ...]:
    """
    Return the refunds of `order`, oldest first: paid ones, then what was granted and not yet paid.

    A paid refund that names the granted one has its lines and shipping. Payments that name none
    settle the oldest promises.
    """
    granted = sorted(order.granted_refunds.all(), key=lambda row: (row.created_at, row.pk))
    by_id = {row.pk: row for row in granted}
    returns = sorted(
        (one for way in moved for one in way.returns), key=lambda one: (one.at, one.id)
    )
    paid = [_paid(order, one, by_id) for one in returns]
    return (*paid, *_promised(order, granted, returns))


def _paid(order: Any, one: Return, granted: dict[int, Any]) -> Refund:
    row = granted.get(one.granted_id) if one.granted_id is not None else None
    return Refund(
        id=one.id,
        kind=RefundKind.PAID,
        amount=money(one.amount, order.currency),
        refunded_at=one.at,
        shipping=_shipping(order, row),
        lines=_lines(order, row),
    )


def _promised(order: Any, granted: Sequence[Any], returns: Sequence[Return]) -> list[Refund]:
    named: dict[int | None, Decimal] = {}
    for one in returns:
        named[one.granted_id] = named.get(one.granted_id, _NOTHING) + one.amount
    unnamed = named.pop(None, _NOTHING)
    promised = []
    for row in granted:
        left = row.amount_value - named.get(row.pk, _NOTHING)
        settled = min(max(left, _NOTHING), unnamed)
        unnamed -= settled
        if left - settled > 0:
            promised.append(
                Refund(
                    id=f"granted:{row.pk}",
                    kind=RefundKind.GRANTED,
                    amount=money(left - settled, order.currency),
                    refunded_at=row.created_at,
                    shipping=_shipping(order, row),
                    lines=_lines(order, row),
                )
            )
    return promised


def _shipping(order: Any, granted: Any) -> Money | None:
    if granted is None or not granted.shipping_costs_included:
        return None
    return money(order.shipping_price_gross_amount, order.currency)


def _lines(order: Any, granted: Any) -> tuple[tuple[str, Money], ...]:
    if granted is None:
        return ()
    prices = {line.pk: line.unit_price_gross_amount for line in order.lines.all()}
    return tuple(
        (
            str(row.order_line_id),
            money(prices.get(row.order_line_id, _NOTHING) * row.quantity, order.currency),
        )
        for row in sorted(granted.lines.all(), key=lambda row: int(row.pk))
    )
