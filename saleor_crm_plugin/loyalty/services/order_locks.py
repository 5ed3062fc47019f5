"""Locks everything that a batch of orders may move, before the first of it is moved."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from saleor_crm_plugin.loyalty.models import (
    IssuedCoupon,
    LoyaltyAccount,
    OrderAward,
    Redemption,
)
from saleor_crm_plugin.loyalty.queries.rewards import coupon_rows
from saleor_crm_plugin.loyalty.rules.rewards import RewardKind
from saleor_crm_plugin.orders.queries import OrderSummary


def orders_lock(*, orders: Sequence[OrderSummary]) -> None:
    """
    Lock the coupons and the accounts of `orders` in all programs, until the caller's transaction ends.

    Coupons before accounts, and each by their numbers, as everything else does: carts, several programs and the
    expiry would otherwise take the same accounts in different orders and wait for each other in a circle. Four
    statements whatever the number of orders, five when any used a coupon.
    """
    coupons = coupons_of(orders)
    if coupons is not None:
        list(coupons)
    profile_ids = {order.profile_id for order in orders}
    order_ids = [order.order_id for order in orders]
    references = [order.reference for order in orders]
    awards = OrderAward.objects.filter(order_id__in=order_ids).order_by("pk")
    redemptions = Redemption.objects.filter(order_reference__in=references).order_by("pk")
    owned = LoyaltyAccount.objects.filter(profile_id__in=profile_ids).order_by("pk")
    account_ids = {
        *owned.values_list("pk", flat=True),
        *awards.values_list("account_id", flat=True),
        *redemptions.values_list("account_id", flat=True),
    }
    rows = LoyaltyAccount.objects.select_for_update().filter(pk__in=account_ids)
    list(rows.order_by("pk").values_list("pk", flat=True))


def coupons_of(orders: Sequence[OrderSummary]) -> QuerySet[IssuedCoupon] | None:
    """Return the coupons that the orders name, to be locked as they are read; None if no order names a code or card."""
    codes = {code for order in orders for code in order.voucher_codes}
    cards = {card_id for order in orders for card_id, _ in order.gift_cards}
    if not codes and not cards:
        return None
    wanted = Q(code__in=codes) | (Q(kind=RewardKind.GIFT_CARD) & Q(host_reference__in=cards))
    return coupon_rows().select_for_update(of=("self",)).filter(wanted).order_by("pk")
