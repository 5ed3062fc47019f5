"""A shop with the three tiers of the worked cases: Bronze 0, Silver 500, Gold 2,000; nothing here asserts."""

from saleor_crm_plugin.loyalty.models import TierMembership
from saleor_crm_plugin.loyalty.rules.tier_policy import TierConfig, TierRule
from saleor_crm_plugin.loyalty.services import awards_converge, tiers_converge, tiers_revise
from saleor_crm_plugin.orders.queries import OrderSummary
from saleor_crm_plugin.profiles.models import Profile, TimelineEvent
from tests.factories import NOON
from tests.points_shop import OPENED_AT, open_shop

TIERS = (
    TierRule(slug="bronze", name="Bronze", threshold=0),
    TierRule(slug="silver", name="Silver", threshold=500, benefits="Free shipping"),
    TierRule(slug="gold", name="Gold", threshold=2000, earn_percent=150),
)


def open_tiers(*tiers: TierRule, at=OPENED_AT, time_zone: str = "UTC", **policies):
    rules = open_shop(time_zone=time_zone)
    tiers_revise(
        program_slug=rules.slug, config=TierConfig(**policies), tiers=tiers or TIERS, at=at
    )
    return rules


def told(*orders: OrderSummary, at=NOON, is_live: bool = True) -> None:
    """What a drain does after a batch of orders."""
    awards_converge(orders=orders, at=at)
    ids = {order.profile_id for order in orders}
    tiers_converge(profile_ids=ids, live_profile_ids=ids if is_live else (), at=at)


def stays(profile: Profile) -> list[tuple[str, str, str]]:
    rows = TierMembership.objects.filter(profile=profile).order_by("from_at")
    return [(row.slug, row.from_at.isoformat()[:10], row.reason) for row in rows]


def tier_events(profile: Profile) -> list[tuple]:
    """Type, tier, previous tier, day, and whether automation may still react."""
    rows = TimelineEvent.objects.filter(profile=profile, type__startswith="tier_")
    return [
        (
            row.type,
            row.details["tier"],
            row.details["previous_tier"],
            row.occurred_at.isoformat()[:10],
            not row.is_announced,
        )
        for row in rows.order_by("occurred_at", "pk")
    ]
