"""Reads of the copied orders for the layers above."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import (
    BigIntegerField,
    Count,
    DateTimeField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThanOrEqual

from saleor_crm_plugin.orders.models import Order, PurchaseTotals


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefund:
    """Paid-back money of one refund, in minor units; `lines_minor` is by the host's line id."""

    id: str
    amount_minor: int
    shipping_minor: int
    lines_minor: dict[str, int]
    refunded_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLineSummary:
    """
    One line as the layers above need it; amounts in minor units after discounts.

    Those of `undiscounted_` are before them, None where the host told nothing.
    """

    external_id: str
    product_id: str
    category: str
    quantity: int
    total_gross_minor: int
    total_net_minor: int
    is_gift_card: bool
    undiscounted_gross_minor: int | None = None
    undiscounted_net_minor: int | None = None
    collections: tuple[str, ...] = ()
    sku: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSummary:
    """
    One order as loyalty, segments and automation read it; amounts in minor units of `currency`.

    `exclusion` is empty for an order that counts, else why not (`draft`, `canceled`, …). `refunded_minor` is all
    money paid back so far, with tax and shipping. `gift_cards` are those that paid, by the host's id, with what
    each paid. `points_discount_minor` is what points took off the prices, `code_discounts` what each voucher code did. `checkout_reference` is the cart it came from, empty where that is not known. `is_live` is false for history from imports and backfills.
    """

    order_id: int
    profile_id: int
    reference: str
    number: str
    channel: str
    currency: str
    status: str
    exclusion: str
    is_live: bool
    is_fully_paid: bool
    fully_paid_at: datetime | None
    placed_at: datetime
    total_gross_minor: int
    total_net_minor: int
    shipping_gross_minor: int
    shipping_net_minor: int
    points_paid_minor: int
    refunded_minor: int
    revenue_minor: int
    lines: tuple[OrderLineSummary, ...]
    refunds: tuple[OrderRefund, ...]
    voucher_codes: tuple[str, ...] = ()
    gift_cards: tuple[tuple[str, int], ...] = ()
    checkout_reference: str = ""
    points_discount_minor: int = 0
    code_discounts: tuple[tuple[str, int], ...] = ()


def order_summaries(order_ids: Collection[int]) -> list[OrderSummary]:
    """Return the named orders that belong to a profile, oldest first; two queries whatever their number."""
    orders = (
        Order.objects.filter(pk__in=order_ids, profile__isnull=False)
        .prefetch_related("lines")
        .order_by("placed_at", "pk")
    )
    return [order_summary(order) for order in orders]


def first_order_ids(profile_ids: Collection[int]) -> dict[int, int]:
    """Return the first order that counts of each profile that has one; one query."""
    rows = Order.objects.filter(profile_id__in=profile_ids, exclusion="")
    found: dict[int, int] = {}
    for profile_id, order_id in rows.order_by("placed_at", "pk").values_list("profile_id", "pk"):
        found.setdefault(profile_id, order_id)
    return found


def order_ordinals(order_ids: Collection[int]) -> dict[int, int]:
    """Return which of its shopper's orders that count each order is, from 1; those that do not count are left out. One query."""
    rows = Order.objects.filter(exclusion="", profile__isnull=False)
    at_once = Q(placed_at=OuterRef("placed_at"), pk__lte=OuterRef("pk"))
    until = Q(placed_at__lt=OuterRef("placed_at")) | at_once
    ordinal = _summed(rows.filter(until, profile=OuterRef("profile")), Count("pk"))
    return dict(rows.filter(pk__in=order_ids).annotate(n=ordinal).values_list("pk", "n"))


def order_summary(order: Order) -> OrderSummary:
    """Return the summary of a row whose lines are already loaded."""
    return OrderSummary(
        order_id=order.pk,
        profile_id=order.profile_id or 0,
        reference=f"{order.host}:order:{order.external_id}",
        checkout_reference=f"{order.host}:checkout:{order.checkout_id}"
        if order.checkout_id
        else "",
        number=order.number,
        channel=order.channel,
        currency=order.currency,
        status=order.status,
        exclusion=order.exclusion,
        is_live=order.is_live,
        is_fully_paid=order.is_fully_paid,
        fully_paid_at=order.fully_paid_at,
        placed_at=order.placed_at,
        total_gross_minor=order.total_gross_minor,
        total_net_minor=order.total_net_minor,
        shipping_gross_minor=order.shipping_gross_minor,
        shipping_net_minor=order.shipping_net_minor,
        points_paid_minor=order.points_paid_minor,
        refunded_minor=order.refunded_minor,
        revenue_minor=order.revenue_minor,
        lines=tuple(
            OrderLineSummary(
                external_id=line.external_id,
                sku=line.sku,
                product_id=line.product_id,
                name=line.name,
                category=line.category,
                quantity=line.quantity,
                total_gross_minor=line.total_gross_minor,
                total_net_minor=line.total_net_minor,
                is_gift_card=line.is_gift_card,
                undiscounted_gross_minor=line.undiscounted_gross_minor,
                undiscounted_net_minor=line.undiscounted_net_minor,
                collections=tuple(line.collections),
            )
            for line in sorted(order.lines.all(), key=lambda line: line.pk)
        ),
        refunds=tuple(
            OrderRefund(
                id=refund["id"],
                amount_minor=refund["amount_minor"],
                shipping_minor=refund["shipping_minor"],
                lines_minor=refund["lines_minor"],
                refunded_at=datetime.fromisoformat(refund["refunded_at"])
                if refund["refunded_at"]
                else None,
            )
            for refund in order.refunds
            if refund["kind"] == "paid"
        ),
        voucher_codes=tuple(order.voucher_codes),
        gift_cards=tuple((card_id, minor) for card_id, minor in order.gift_cards),
        code_discounts=tuple(
            (discount["code"], discount["amount_minor"])
            for discount in order.discounts
            if discount.get("code")
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsRow:
    """What one shopper bought in one channel and currency, from the orders that count; minor units."""

    channel: str
    currency: str
    orders_count: int
    revenue_minor: int
    refunded_minor: int
    first_ordered_at: datetime
    last_ordered_at: datetime


# Before every order: what a shopper without orders is sorted by.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def orders_with_lines() -> QuerySet[Order]:
    """Return all orders that belong to a profile, in no order, with their lines read at once."""
    return Order.objects.filter(profile__isnull=False).prefetch_related("lines")


def order_ids_of_references(*, host: str, external_ids: Collection[str]) -> dict[str, int]:
    """Return our number of each order of `host`, by the host's id; unknown ones are left out."""
    rows = Order.objects.filter(host=host, external_id__in=external_ids)
    return dict(rows.values_list("external_id", "pk"))


def payment_methods_preferred(profile_ids: Collection[int]) -> dict[int, str]:
    """Return how each profile pays most often, of its orders that count; the latest among equals. One query."""
    rows = (
        Order.objects.filter(profile_id__in=profile_ids, exclusion="")
        .exclude(payment_method="")
        .order_by()
        .values_list("profile_id", "payment_method")
        .annotate(times=Count("pk"), last_at=Max("placed_at"))
    )
    preferred: dict[int, tuple[int, datetime, str]] = {}
    for profile_id, method, times, last_at in rows:
        key = (times, last_at, method)
        preferred[profile_id or 0] = max(key, preferred.get(profile_id or 0, key))
    return {profile_id: method for profile_id, (_, _, method) in preferred.items()}


def totals_of(profile_ids: Collection[int]) -> dict[int, list[TotalsRow]]:
    """Return each profile's totals, one per channel and currency, in one query."""
    found: dict[int, list[TotalsRow]] = {profile_id: [] for profile_id in profile_ids}
    rows = PurchaseTotals.objects.filter(profile_id__in=profile_ids)
    columns = list(TotalsRow.__dataclass_fields__)
    for row in rows.order_by("channel", "currency", "pk").values("profile_id", *columns):
        found[row.pop("profile_id")].append(TotalsRow(**row))
    return found


def revenue_of_profile(*, currency: str, channel: str | None) -> Coalesce:
    """Return the expression of what the outer query's profile spent in `currency`, in minor units, 0 for nothing."""
    return Coalesce(
        _summed(_totals(currency, channel), Sum("revenue_minor")),
        Value(0),
        output_field=BigIntegerField(),
    )


def orders_count_of_profile() -> Coalesce:
    """Return the expression of how many orders of the outer query's profile count, in all currencies."""
    return Coalesce(
        _summed(_totals(None, None), Sum("orders_count")),
        Value(0),
        output_field=BigIntegerField(),
    )


def last_ordered_of_profile() -> Coalesce:
    """Return the expression of when the outer query's profile last ordered, `NEVER` for who has not."""
    return Coalesce(
        _summed(_totals(None, None), Max("last_ordered_at")),
        Value(NEVER),
        output_field=DateTimeField(),
    )


def number_between(expression: Coalesce, least: int | None, most: int | None) -> Q:
    """Return the condition that a number of the outer query's profile lies from `least` to `most`, both included."""
    condition = Q()
    if least is not None:
        condition &= Q(GreaterThanOrEqual(expression, least))
    if most is not None:
        condition &= Q(LessThanOrEqual(expression, most))
    return condition


def ordered_between(since: datetime | None, until: datetime | None) -> Q:
    """Return the condition that the outer query's profile last ordered from `since` to `until`, both included."""
    last_ordered = last_ordered_of_profile()
    condition = Q(GreaterThan(last_ordered, NEVER))
    if since is not None:
        condition &= Q(GreaterThanOrEqual(last_ordered, since))
    if until is not None:
        condition &= Q(LessThanOrEqual(last_ordered, until))
    return condition


def _totals(currency: str | None, channel: str | None) -> QuerySet[PurchaseTotals]:
    rows = PurchaseTotals.objects.filter(profile=OuterRef("pk"))
    if currency is not None:
        rows = rows.filter(currency=currency)
    return rows if channel is None else rows.filter(channel=channel)


def _summed(rows: QuerySet[Order] | QuerySet[PurchaseTotals], by: Count | Max | Sum) -> Subquery:
    return Subquery(rows.order_by().values("profile").annotate(value=by).values("value"))
