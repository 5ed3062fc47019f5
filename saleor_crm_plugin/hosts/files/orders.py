"""Translates grouped rows of an order file into order facts, and what they say about their customers."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from saleor_crm_plugin.facts import (
    Address,
    CustomerSnapshot,
    Kind,
    Money,
    OrderLine,
    OrderSnapshot,
    OrderStatus,
    Payment,
    Reference,
    Refund,
    RefundKind,
    TaxedAmount,
)
from saleor_crm_plugin.hosts.files.mapping import Mapping
from saleor_crm_plugin.hosts.files.staged import Head, Line, RefundPart, StagedOrder

_ADDRESS_FIELDS = (
    "first_name", "last_name", "company", "street_1", "street_2", "city", "region", "postal_code",
    "country_code", "phone",
)  # fmt: skip
_PERCENT = Decimal(100)


class OrderFacts:
    """
    Makes facts from staged orders.

    Everything in a fact comes from the file and the mapping, so that the same file makes the same facts.
    """

    def __init__(self, mapping: Mapping) -> None:
        self._host = mapping.host
        self._rules = mapping.orders
        self._customers = mapping.customers
        self._net_factor = _PERCENT / (_PERCENT + mapping.orders.tax_percent)

    def customers(self, heads: Iterable[tuple[Head, int]]) -> Iterator[CustomerSnapshot]:
        """Return a fact per customer from his newest order; the version is when that order was placed."""
        for head, first_placed in heads:
            registered_at = _moment(first_placed) if self._customers.is_registered else None
            yield CustomerSnapshot(
                reference=Reference(self._host, Kind.CUSTOMER, head.customer),
                version_at=_moment(head.placed),
                is_registered=self._customers.is_registered,
                registered_at=registered_at,
                email=head.texts.get("email", ""),
                email_is_verified=self._customers.email_is_verified and "email" in head.texts,
                first_name=head.texts.get("first_name", ""),
                last_name=head.texts.get("last_name", ""),
                phone=head.texts.get("phone", ""),
                external_id=head.texts.get("customer_external_id", ""),
                language_code=head.texts.get("language_code", ""),
                default_billing_address=_address(head.texts),
            )

    def order(self, staged: StagedOrder) -> OrderSnapshot:
        """Return the fact of one order with everything that came back."""
        head, texts = staged.head, staged.head.texts
        goods = [line for line in staged.lines if not line.is_shipping]
        shipping = head.shipping + sum(line.amount for line in staged.lines if line.is_shipping)
        total = head.total
        if total is None:
            total = shipping + sum(line.amount for line in goods)
        placed_at = _moment(head.placed)
        is_paid = self._rules.is_paid or "paid_at" in texts
        paid_at = _instant(texts, "paid_at") or placed_at if is_paid else None
        total_amount = self._taxed(total, head.currency)
        charged = total_amount.gross if is_paid else Money(Decimal(0), head.currency)
        return OrderSnapshot(
            reference=Reference(self._host, Kind.ORDER, head.order_id),
            version_at=_version(staged, placed_at),
            placed_at=placed_at,
            status=_status(texts, goods, staged.refunds),
            channel=texts["channel"],
            total=total_amount,
            shipping=self._taxed(shipping, head.currency),
            charged=charged,
            is_fully_paid=is_paid,
            fully_paid_at=paid_at,
            number=texts.get("number", head.order_id),
            customer=Reference(self._host, Kind.CUSTOMER, head.customer) if head.customer else None,
            customer_external_id=texts.get("customer_external_id", ""),
            email=texts.get("email", ""),
            phone=texts.get("phone", ""),
            first_name=texts.get("first_name", ""),
            last_name=texts.get("last_name", ""),
            language_code=texts.get("language_code", ""),
            lines=tuple(self._lines(staged)),
            payments=_payments(texts, charged, paid_at),
            refunds=tuple(_refunds(staged)),
            voucher_codes=(texts["voucher_code"],) if "voucher_code" in texts else (),
            billing_address=_address(texts),
        )

    def _lines(self, staged: StagedOrder) -> Iterator[OrderLine]:
        returned = _pieces_returned(staged.refunds)
        for number, line in enumerate(staged.lines, start=1):
            if line.is_shipping:
                continue
            yield OrderLine(
                id=str(number),
                quantity=line.quantity,
                total=self._taxed(line.amount, staged.head.currency),
                sku=line.sku,
                product_id=line.product,
                name=line.name,
                category=line.category,
                collections=self._collections(line.collections),
                unit_price_gross=Decimal(line.unit_price),
                quantity_returned=returned.get(line.id, 0),
            )

    def _collections(self, cell: str) -> tuple[str, ...]:
        parts = cell.split(self._rules.collection_separator) if cell else ()
        return tuple(sorted({part.strip() for part in parts} - {""}))

    def _taxed(self, gross_minor: int, currency: str) -> TaxedAmount:
        gross = Money.from_minor(gross_minor, currency)
        if self._net_factor == 1:
            return TaxedAmount(net=gross, gross=gross)
        net = (gross_minor * self._net_factor).to_integral_value(rounding=ROUND_HALF_UP)
        return TaxedAmount(net=Money.from_minor(int(net), currency), gross=gross)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def _instant(texts: dict[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(texts[name]) if name in texts else None


def _version(staged: StagedOrder, placed_at: datetime) -> datetime:
    """Return the newest moment that the file names for the order: a longer file later has a newer version."""
    texts = staged.head.texts
    named = [_instant(texts, "updated_at"), _instant(texts, "paid_at")]
    named += [_moment(refund.moment) for refund in staged.refunds]
    return max([placed_at, *(moment for moment in named if moment is not None)])


def _status(
    texts: dict[str, str], goods: list[Line], refunds: tuple[RefundPart, ...]
) -> OrderStatus:
    status = OrderStatus(texts["status"])
    pieces = sum(_pieces_returned(refunds).get(line.id, 0) for line in goods)
    if status is not OrderStatus.FULFILLED or not pieces:
        return status
    if pieces < sum(line.quantity for line in goods):
        return OrderStatus.PARTIALLY_RETURNED
    return OrderStatus.RETURNED


def _pieces_returned(refunds: tuple[RefundPart, ...]) -> dict[int, int]:
    pieces: dict[int, int] = {}
    for part in refunds:
        if part.line_id is not None:
            pieces[part.line_id] = pieces.get(part.line_id, 0) + part.quantity
    return pieces


def _refunds(staged: StagedOrder) -> Iterator[Refund]:
    """Return one refund per return that touched the order, oldest first; returns of nothing are left out."""
    currency = staged.head.currency
    numbers = {line.id: str(number) for number, line in enumerate(staged.lines, start=1)}
    for return_id, members in groupby(staged.refunds, key=lambda part: part.return_id):
        parts = list(members)
        amount = sum(part.amount for part in parts)
        if not amount:
            continue
        by_line: dict[str, int] = {}
        for part in parts:
            if part.line_id is not None and not part.is_shipping:
                by_line[numbers[part.line_id]] = by_line.get(numbers[part.line_id], 0) + part.amount
        shipping = sum(part.amount for part in parts if part.is_shipping)
        yield Refund(
            id=return_id,
            kind=RefundKind.PAID,
            amount=Money.from_minor(amount, currency),
            refunded_at=_moment(parts[0].moment),
            shipping=Money.from_minor(shipping, currency) if shipping else None,
            lines=tuple(
                (line, Money.from_minor(minor, currency)) for line, minor in by_line.items()
            ),
        )


def _payments(
    texts: dict[str, str], charged: Money, paid_at: datetime | None
) -> tuple[Payment, ...]:
    gateway = texts.get("payment_method", "")
    if not gateway or paid_at is None:
        return ()
    return (Payment(id="1", gateway=gateway, charged=charged, paid_at=paid_at),)


def _address(texts: dict[str, str]) -> Address | None:
    parts = {name: texts[name] for name in _ADDRESS_FIELDS if name in texts}
    return Address(**parts) if parts else None
