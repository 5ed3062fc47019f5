"""Reads of automation; they return frozen dataclasses and write nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from saleor_crm_plugin.automation.models import Automation
from saleor_crm_plugin.profiles.models import TimelineEvent
from saleor_crm_plugin.profiles.rules.timeline import EventType


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomationCard:
    """One automation and whether it is switched on."""

    slug: str
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPoints:
    """
    What an order earned, and the balance just after, pending points included.

    `usable_from` and `expires_at` (the first instant the points are gone) are ISO 8601, `None` for at once and for never.
    """

    points: int
    balance: int
    usable_from: str | None
    expires_at: str | None


def automation_cards() -> list[AutomationCard]:
    """Return the automations that ran at least once or were switched, by name."""
    rows = Automation.objects.order_by("slug").values_list("slug", "is_active")
    return [AutomationCard(slug=slug, is_active=is_active) for slug, is_active in rows]


def order_points(
    *, profile_ids: Collection[int], references: Collection[str]
) -> dict[str, OrderPoints]:
    """
    Return what orders earned, by the order's reference, as the timeline tells it; one query.

    Several earnings for one order are added up; the last one gives balance and expiry.
    """
    found: dict[str, OrderPoints] = {}
    rows = TimelineEvent.objects.filter(
        profile_id__in=profile_ids,
        type=EventType.POINTS_EARNED,
        details__order_reference__in=list(references),
    )
    for details in rows.order_by("pk").values_list("details", flat=True):
        reference = details["order_reference"]
        before = found[reference].points if reference in found else 0
        found[reference] = OrderPoints(
            points=before + details["points"],
            balance=details["balance"],
            usable_from=details.get("usable_from"),
            expires_at=details["expires_at"],
        )
    return found
