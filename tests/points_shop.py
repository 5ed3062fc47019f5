"""A small shop with a points program, for the tests of loyalty; nothing here asserts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from saleor_crm_plugin.loyalty.queries import points_summary
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate
from saleor_crm_plugin.loyalty.services import (
    awards_converge,
    opening_post,
    points_redeem,
    program_activate,
)
from saleor_crm_plugin.loyalty.services.points import Spending
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.orders.queries import OrderLineSummary, OrderRefund, OrderSummary
from saleor_crm_plugin.profiles.models import Profile
from tests.factories import HOST, NOON, make_profile

OPENED_AT = datetime(2020, 1, 1, tzinfo=UTC)
AT_ONCE = ProgramConfig(hold_days=0, lifetime_months=None, return_grace_days=0)
_numbers = count(1)


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def open_shop(config: ProgramConfig = AT_ONCE, *rates: Rate, time_zone: str = "UTC"):
    return program_activate(
        at=OPENED_AT, config=config, rates=rates or (Rate(),), time_zone=time_zone
    )


def make_member(**values) -> Profile:
    return make_profile(is_registered=True, **values)


def line(
    id: str,
    gross_minor: int,
    *,
    net_minor: int | None = None,
    is_gift_card: bool = False,
    **before: int,
) -> OrderLineSummary:
    return OrderLineSummary(
        external_id=id,
        product_id="",
        category="",
        quantity=1,
        total_gross_minor=gross_minor,
        total_net_minor=gross_minor if net_minor is None else net_minor,
        is_gift_card=is_gift_card,
        **before,
    )


def sale(
    profile: Profile,
    *lines: OrderLineSummary | int,
    at: datetime = NOON,
    currency: str = "EUR",
    shipping_minor: int = 0,
    **values,
) -> OrderSummary:
    """A fully paid order of `lines` (a number is the price of one line), stored as a copy and told as a summary."""
    number = str(next(_numbers))
    rows = tuple(
        line(str(index), one) if isinstance(one, int) else one
        for index, one in enumerate(lines, start=1)
    )
    total = sum(one.total_gross_minor for one in rows) + shipping_minor
    order = Order.objects.create(
        host=HOST,
        external_id=number,
        number=number,
        profile=profile,
        channel="default-channel",
        currency=currency,
        status="fulfilled",
        placed_at=at,
        is_fully_paid=True,
        fully_paid_at=at,
        total_gross_minor=total,
        total_net_minor=total,
        shipping_gross_minor=shipping_minor,
        shipping_net_minor=shipping_minor,
        charged_minor=total,
        version_at=at,
        fingerprint=number,
    )
    summary = OrderSummary(
        order_id=order.pk,
        profile_id=profile.pk,
        reference=f"{HOST}:order:{number}",
        number=number,
        channel="default-channel",
        currency=currency,
        status="fulfilled",
        exclusion="",
        is_live=True,
        is_fully_paid=True,
        fully_paid_at=at,
        placed_at=at,
        total_gross_minor=total,
        total_net_minor=total,
        shipping_gross_minor=shipping_minor,
        shipping_net_minor=shipping_minor,
        points_paid_minor=0,
        refunded_minor=0,
        revenue_minor=total,
        lines=rows,
        refunds=(),
    )
    return replace(summary, **values)


def refunded(
    order: OrderSummary,
    amount_minor: int,
    *,
    shipping_minor: int = 0,
    at: datetime | None = None,
    **lines_minor: int,
) -> OrderSummary:
    """The order with one more refund; keyword arguments such as `line_1` name what the refund is for."""
    refund = OrderRefund(
        id=str(len(order.refunds) + 1),
        amount_minor=amount_minor,
        shipping_minor=shipping_minor,
        lines_minor={name.removeprefix("line_"): minor for name, minor in lines_minor.items()},
        refunded_at=at,
    )
    return replace(
        order,
        refunds=(*order.refunds, refund),
        refunded_minor=order.refunded_minor + amount_minor,
    )


def canceled(order: OrderSummary) -> OrderSummary:
    return replace(order, status="canceled", exclusion="canceled")


def tell(*orders: OrderSummary, at: datetime = NOON) -> None:
    awards_converge(orders=orders, at=at)


def give(profile: Profile, points: int, *, expires_at: datetime | None = None, at: datetime = NOON):
    """Points that are usable at once, as an opening balance."""
    return opening_post(
        profile_id=profile.pk,
        points=points,
        cause=f"gift-{next(_numbers)}",
        actor="test",
        at=at,
        expires_at=expires_at,
    )


def spend(
    profile: Profile,
    points: int,
    *,
    at: datetime = NOON,
    order: OrderSummary | None = None,
    cause: str | None = None,
):
    return points_redeem(
        profile_id=profile.pk,
        points=points,
        cause=cause or f"spend-{next(_numbers)}",
        actor="test",
        reason="",
        at=at,
        spending=Spending(order_reference=order.reference if order else ""),
    )


def held(profile: Profile, at: datetime = NOON) -> tuple[int, int, int]:
    """What the profile has: available, pending, debt."""
    summary = points_summary(profile_id=profile.pk, at=at)
    return (summary.available, summary.pending, summary.debt)


def days_later(days: float) -> datetime:
    return NOON + timedelta(days=days)
