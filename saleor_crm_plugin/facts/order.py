"""What a host tells about an order: its whole state, with lines, money and what came back."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from saleor_crm_plugin.facts.customer import Address
from saleor_crm_plugin.facts.money import Money
from saleor_crm_plugin.facts.reference import Kind, Reference


class OrderStatus(StrEnum):
    """Where an order stands; the words are Saleor's (`OrderStatus`, saleor/order/__init__.py)."""

    DRAFT = "draft"
    UNCONFIRMED = "unconfirmed"
    UNFULFILLED = "unfulfilled"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    FULFILLED = "fulfilled"
    PARTIALLY_RETURNED = "partially_returned"
    RETURNED = "returned"
    CANCELED = "canceled"
    EXPIRED = "expired"


class RefundKind(StrEnum):
    """`PAID` money went back to the shopper; `GRANTED` it was promised and not yet moved."""

    PAID = "paid"
    GRANTED = "granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxedAmount:
    """The same price with and without tax, in one currency."""

    net: Money
    gross: Money

    def __post_init__(self) -> None:
        if self.net.currency != self.gross.currency:
            raise ValueError(f"net is in {self.net.currency}, gross in {self.gross.currency}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A reduction that is already inside the totals; `code` is the voucher's, if one was used."""

    kind: str
    amount: Money
    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """
    One line after all discounts: `total` is what the shopper pays for it.

    `collections` are the names of those that the product is in when the host is read, sorted, each once.

    `undiscounted` is what it would have cost without any discount, None if the host does not say or there was none.
    """

    id: str
    quantity: int
    total: TaxedAmount
    sku: str = ""
    product_id: str = ""
    variant_id: str = ""
    name: str = ""
    category: str = ""
    unit_price_gross: Decimal = Decimal(0)
    quantity_returned: int = 0
    is_gift_card: bool = False
    undiscounted: TaxedAmount | None = None
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """
    Money that moved towards the shop; `gateway` is the host's name of the payment method.

    `fingerprint` is what the payment provider says of the card, the same for the same card; never its number.
    """

    id: str
    gateway: str
    charged: Money
    paid_at: datetime | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """
    Money that goes back, with tax.

    `shipping` is the part of `amount` that the host says is for shipping. `lines` names
    the order lines it is for, as (line id, gross amount), when the host says so; what neither names
    is spread over the goods.
    """

    id: str
    kind: RefundKind
    amount: Money
    refunded_at: datetime | None = None
    shipping: Money | None = None
    lines: tuple[tuple[str, Money], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCardUse:
    """A gift card that paid a part of the order; never the code, only the host's id."""

    gift_card_id: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSnapshot:
    """
    One order as the host has it now, as of `version_at`.

    `total` is after discounts, with shipping. `charged` is what has been paid and not counted back;
    refunds stand in `refunds` and are not subtracted from it. `customer` is the account, if the order has
    one; a guest order has only `email`. `points_paid` is the part of `total` that was paid with loyalty points.
    `referral_code` is the code of the link the shopper came by. `client_ip` is kept as a hash only.
    """

    reference: Reference
    version_at: datetime
    placed_at: datetime
    status: OrderStatus
    channel: str
    total: TaxedAmount
    shipping: TaxedAmount
    charged: Money
    is_fully_paid: bool
    number: str = ""
    fully_paid_at: datetime | None = None
    customer: Reference | None = None
    customer_external_id: str = ""
    email: str = ""
    phone: str = ""
    first_name: str = ""
    last_name: str = ""
    language_code: str = ""
    lines: tuple[OrderLine, ...] = ()
    discounts: tuple[Discount, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    voucher_codes: tuple[str, ...] = ()
    gift_cards: tuple[GiftCardUse, ...] = ()
    points_paid: Money | None = None
    billing_address: Address | None = None
    shipping_address: Address | None = None
    checkout_id: str = ""
    referral_code: str = ""
    client_ip: str = ""

    def __post_init__(self) -> None:
        if self.reference.kind is not Kind.ORDER:
            raise ValueError(f"an order snapshot names a {self.reference.kind}")
        if self.version_at.tzinfo is None or self.placed_at.tzinfo is None:
            raise ValueError("version_at and placed_at must be aware datetimes")
        if any(money.currency != self.currency for money in self._amounts()):
            raise ValueError(
                f"every amount of an order in {self.currency} must be in {self.currency}"
            )

    @property
    def currency(self) -> str:
        """Return the ISO 4217 code that every amount of the order is in."""
        return self.total.gross.currency

    def nameless(self) -> "OrderSnapshot":
        """Return the same order without the person who placed it."""
        return replace(
            self,
            email="",
            phone="",
            first_name="",
            last_name="",
            billing_address=None,
            shipping_address=None,
        )

    def _amounts(self) -> list[Money]:
        amounts = [self.shipping.gross, self.charged]
        amounts += [line.total.gross for line in self.lines]
        amounts += [line.undiscounted.gross for line in self.lines if line.undiscounted]
        amounts += [refund.amount for refund in self.refunds]
        amounts += [discount.amount for discount in self.discounts]
        amounts += [payment.charged for payment in self.payments]
        amounts += [card.amount for card in self.gift_cards]
        return amounts + ([self.points_paid] if self.points_paid else [])
