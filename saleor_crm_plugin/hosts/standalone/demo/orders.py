"""What the demo shop's orders look like: channels, baskets, vouchers, and what went wrong with some."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from saleor_crm_plugin.facts import (
    Discount,
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
from saleor_crm_plugin.hosts.standalone.demo.catalog import Article, Taste
from saleor_crm_plugin.hosts.standalone.demo.chance import happens
from saleor_crm_plugin.hosts.standalone.demo.people import Person

POS_HOST = "pos-kaohsiung"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One way to sell; money in minor units, `tax_percent` is inside all prices."""

    slug: str
    currency: str
    tax_percent: int
    shipping_minor: int
    free_shipping_minor: int
    gateways: tuple[str, ...]


EUROPE = Channel(
    slug="default-channel", currency="EUR", tax_percent=19, shipping_minor=490, free_shipping_minor=6000,
    gateways=("adyen-card", "adyen-card", "paypal", "sepa-debit"),
)  # fmt: skip
POLAND = Channel(
    slug="channel-pln", currency="PLN", tax_percent=23, shipping_minor=1499, free_shipping_minor=24900,
    gateways=("blik", "blik", "przelewy24", "adyen-card"),
)  # fmt: skip
TAIWAN = Channel(
    slug="channel-tw", currency="TWD", tax_percent=5, shipping_minor=8000, free_shipping_minor=200000,
    gateways=("line-pay", "ecpay-card", "cash-on-delivery"),
)  # fmt: skip
KAOHSIUNG = Channel(
    slug="pos-kaohsiung", currency="TWD", tax_percent=5, shipping_minor=0, free_shipping_minor=0,
    gateways=("cash", "cash", "card-terminal", "line-pay"),
)  # fmt: skip
_SINGLES_DAY = (11, 11)
_SINGLES_VOUCHER = ("DOUBLE11", 11)
_DECEMBER = 12
_WINTER_VOUCHER = ("WINTER10", 10)
_FRESH = timedelta(days=4)


def channel_chosen(rng: Random, person: Person) -> Channel:
    """Return where this purchase happens: Poland and Taiwan have their own channels, Kaohsiung also a shop."""
    if person.land.code == "PL":
        return POLAND
    if person.land.code != "TW":
        return EUROPE
    is_local = person.address.city == "高雄市"
    return KAOHSIUNG if happens(rng, 60 if is_local else 8) else TAIWAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A person with what the shop knows of him at the moment of an order."""

    person: Person
    customer: Reference | None
    taste: Taste


def order_made(
    rng: Random, *, buyer: Buyer, number: int, placed_at: datetime, at: datetime, host: str
) -> OrderSnapshot:
    """Return an order as it looks at `at`: most are paid and sent, some came back, few were canceled."""
    person = buyer.person
    channel = channel_chosen(rng, person)
    is_offline = channel is KAOHSIUNG
    voucher = _voucher(rng, placed_at) if not is_offline else None
    lines, discount = _lines(rng, buyer.taste, channel, voucher)
    goods = sum(line.total.gross.minor for line in lines)
    shipping = 0 if is_offline or goods >= channel.free_shipping_minor else channel.shipping_minor
    fate = _fate(rng, placed_at, at, is_offline=is_offline)
    paid_at = None if fate.is_unpaid else placed_at + timedelta(minutes=rng.randint(1, 40))
    total = goods + shipping
    refunds = _refunds(rng, fate, lines, total, placed_at, at)
    status = _status(fate, lines, refunds)
    moments = [placed_at, *([paid_at] if paid_at else [])]
    if status is OrderStatus.FULFILLED and not is_offline:
        moments.append(min(at, placed_at + timedelta(days=rng.randint(1, 3))))
    moments += [refund.refunded_at for refund in refunds if refund.refunded_at]
    charged = _money(0 if paid_at is None else total, channel)
    return OrderSnapshot(
        reference=Reference(POS_HOST if is_offline else host, Kind.ORDER, str(number)),
        version_at=max(moments),
        placed_at=placed_at,
        status=status,
        channel=channel.slug,
        total=_taxed(total, channel),
        shipping=_taxed(shipping, channel),
        charged=charged,
        is_fully_paid=paid_at is not None,
        fully_paid_at=paid_at,
        number=f"K{number}" if is_offline else str(number),
        customer=buyer.customer,
        email="" if is_offline and buyer.customer else person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        language_code=person.land.language,
        lines=tuple(_with_returns(lines, refunds)),
        discounts=discount,
        payments=_payments(rng, channel, charged, paid_at),
        refunds=refunds,
        voucher_codes=(voucher[0],) if voucher else (),
        billing_address=person.address,
        shipping_address=None if is_offline else person.address,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    """What becomes of an order."""

    status: OrderStatus
    is_unpaid: bool = False
    is_returned: bool = False


_SOLD = _Fate(status=OrderStatus.FULFILLED)
_RETURNED = _Fate(status=OrderStatus.RETURNED, is_returned=True)
_PARTLY_RETURNED = _Fate(status=OrderStatus.PARTIALLY_RETURNED, is_returned=True)
_CANCELED = _Fate(status=OrderStatus.CANCELED)
_NEVER_PAID = _Fate(status=OrderStatus.CANCELED, is_unpaid=True)
_OFFLINE_FATES = ((_SOLD, _RETURNED), (97, 3))
_ONLINE_FATES = ((_SOLD, _PARTLY_RETURNED, _RETURNED, _CANCELED, _NEVER_PAID), (89, 6, 3, 1, 1))


def _fate(rng: Random, placed_at: datetime, at: datetime, *, is_offline: bool) -> _Fate:
    fates, percents = _OFFLINE_FATES if is_offline else _ONLINE_FATES
    (fate,) = rng.choices(fates, percents)
    if is_offline or fate.status is OrderStatus.CANCELED or at - placed_at >= _FRESH:
        return fate
    return _Fate(status=OrderStatus.UNFULFILLED, is_unpaid=happens(rng, 8))


def _voucher(rng: Random, placed_at: datetime) -> tuple[str, int] | None:
    if (placed_at.month, placed_at.day) == _SINGLES_DAY:
        return _SINGLES_VOUCHER if happens(rng, 70) else None
    return _WINTER_VOUCHER if placed_at.month == _DECEMBER and happens(rng, 15) else None


def _lines(
    rng: Random, taste: Taste, channel: Channel, voucher: tuple[str, int] | None
) -> tuple[list[OrderLine], tuple[Discount, ...]]:
    (count,) = rng.choices((1, 2, 3, 4, 5), (42, 28, 16, 9, 5))
    lines: list[OrderLine] = []
    saved = 0
    for place, article in enumerate(taste.choose(rng, count), start=1):
        (quantity,) = rng.choices((1, 2, 3, 6), (74, 17, 6, 3))
        full = article.price_minor(channel.currency) * quantity
        less = full * voucher[1] // 100 if voucher else 0
        saved += less
        lines.append(_line(place, article, quantity, full - less, channel))
    if voucher is None:
        return lines, ()
    return lines, (
        Discount(kind="voucher", amount=_money(saved, channel), name=voucher[0], code=voucher[0]),
    )


def _line(
    place: int, article: Article, quantity: int, gross_minor: int, channel: Channel
) -> OrderLine:
    return OrderLine(
        id=str(place),
        quantity=quantity,
        total=_taxed(gross_minor, channel),
        sku=article.sku,
        product_id=article.product_id,
        variant_id=article.variant_id,
        name=article.name,
        category=article.category,
        collections=article.collections,
        unit_price_gross=_money(gross_minor // quantity, channel).amount,
    )


def _refunds(
    rng: Random,
    fate: _Fate,
    lines: list[OrderLine],
    total_minor: int,
    placed_at: datetime,
    at: datetime,
) -> tuple[Refund, ...]:
    """Return what was paid back: everything, or one line of several."""
    refunded_at = placed_at + timedelta(days=rng.randint(3, 25), hours=rng.randint(0, 12))
    currency = lines[0].total.gross.currency
    if fate.status is OrderStatus.CANCELED and not fate.is_unpaid:
        moment = min(at, placed_at + timedelta(hours=rng.randint(1, 20)))
        return (_refund(moment, total_minor, currency, ()),)
    if not fate.is_returned or refunded_at >= at:
        return ()
    returned = lines if fate.status is OrderStatus.RETURNED else [rng.choice(lines)]
    parts = tuple((line.id, line.total.gross) for line in returned)
    return (_refund(refunded_at, sum(money.minor for _, money in parts), currency, parts),)


def _refund(
    moment: datetime, minor: int, currency: str, lines: tuple[tuple[str, Money], ...]
) -> Refund:
    return Refund(
        id="1",
        kind=RefundKind.PAID,
        amount=Money.from_minor(minor, currency),
        refunded_at=moment,
        lines=lines,
    )


def _status(fate: _Fate, lines: list[OrderLine], refunds: tuple[Refund, ...]) -> OrderStatus:
    """Return where the order stands: nothing came back yet, a part, or all of it."""
    if not fate.is_returned:
        return fate.status
    if not refunds:
        return OrderStatus.FULFILLED
    is_whole = len(refunds[0].lines) == len(lines)
    return OrderStatus.RETURNED if is_whole else OrderStatus.PARTIALLY_RETURNED


def _with_returns(lines: list[OrderLine], refunds: tuple[Refund, ...]) -> list[OrderLine]:
    back = {line_id for refund in refunds for line_id, _ in refund.lines}
    return [
        replace(line, quantity_returned=line.quantity) if line.id in back else line
        for line in lines
    ]


def _payments(
    rng: Random, channel: Channel, charged: Money, paid_at: datetime | None
) -> tuple[Payment, ...]:
    gateway = rng.choice(channel.gateways)
    if paid_at is None:
        return ()
    return (Payment(id="1", gateway=gateway, charged=charged, paid_at=paid_at),)


def _money(minor: int, channel: Channel) -> Money:
    return Money.from_minor(minor, channel.currency)


def _taxed(gross_minor: int, channel: Channel) -> TaxedAmount:
    """Return the price with the tax that is inside it; the net amount is rounded down to whole cents."""
    net_minor = gross_minor * 100 // (100 + channel.tax_percent)
    return TaxedAmount(net=_money(net_minor, channel), gross=_money(gross_minor, channel))
