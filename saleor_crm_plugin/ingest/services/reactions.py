"""What the domains above orders do when a batch changed orders and profiles."""

from collections.abc import Sequence
from datetime import datetime

from saleor_crm_plugin.automation.services import deliveries_erase
from saleor_crm_plugin.ingest.services.apply import Applied
from saleor_crm_plugin.loyalty.queries.earning_rules import groups_matter
from saleor_crm_plugin.loyalty.services import (
    account_detach,
    awards_converge,
    coupons_converge,
    orders_lock,
    referrals_touch,
    reservations_converge,
    tiers_converge,
    tiers_erase,
)
from saleor_crm_plugin.orders.queries import OrderSummary, order_summaries
from saleor_crm_plugin.segments.queries import rfm_scores
from saleor_crm_plugin.segments.services import rfm_refresh, scores_erase


def changes_react(*, applied: Applied, at: datetime) -> None:
    """Bring points, tiers and scores to what the changed orders imply, in the caller's transaction."""
    order_ids = [*applied.past_order_ids, *applied.live_order_ids]
    if order_ids:
        orders = order_summaries(order_ids)
        orders_lock(orders=orders)
        orders = reservations_converge(orders=orders, at=at)
        orders = coupons_converge(orders=orders, at=at)
        awards_converge(orders=orders, at=at, groups=_groups(orders))
    referrals_touch(
        profile_ids=applied.past_profile_ids
        | applied.live_profile_ids
        | applied.erased_profile_ids,
        at=at,
    )
    tiers_converge(
        profile_ids=applied.past_profile_ids | applied.live_profile_ids,
        live_profile_ids=applied.live_profile_ids,
        at=at,
    )
    rfm_refresh(profile_ids=applied.past_profile_ids, at=at, is_live=False)
    rfm_refresh(profile_ids=applied.live_profile_ids, at=at, is_live=True)
    deliveries_erase(profile_ids=applied.erased_profile_ids)
    for profile_id in applied.erased_profile_ids:
        account_detach(profile_id=profile_id)
        tiers_erase(profile_id=profile_id)
        scores_erase(profile_id=profile_id)


def _groups(orders: Sequence[OrderSummary]) -> dict[int, frozenset[str]]:
    """Return the segments of the orders' shoppers as they stood before these orders; read only if a rule asks."""
    if not groups_matter():
        return {}
    scores = rfm_scores({order.profile_id for order in orders})
    return {
        profile_id: frozenset(card.group.value for card in cards)
        for profile_id, cards in scores.items()
    }
