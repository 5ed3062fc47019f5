"""Reads of automation; they return frozen dataclasses and write nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from saleor_crm_plugin.automation.models import Automation, DeliveryState, ExtensionDelivery
from saleor_crm_plugin.extensions.queries import ACTIVE, GONE, Absence, extension_cards
from saleor_crm_plugin.profiles.models import TimelineEvent
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.work import Waiting, rows_waiting


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


def events_waiting() -> Waiting:
    """Return how many events of timelines automation has not looked at yet."""
    return rows_waiting(TimelineEvent.objects.filter(is_announced=False), since="recorded_at")


def deliveries_waiting(*, at: datetime) -> Waiting:
    """Return how many events are due to be told to extensions."""
    undone = ExtensionDelivery.objects.exclude(state=DeliveryState.DEAD)
    return rows_waiting(undone.filter(due_at__lte=at), since="due_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCounts:
    """How many events one extension has still to be told, and how many it could not be."""

    waiting: int
    dead: int


def delivery_counts() -> dict[str, DeliveryCounts]:
    """Return what waits by extension, of installed ones and of others, in one query."""
    is_dead = Q(state=DeliveryState.DEAD)
    rows = (
        ExtensionDelivery.objects.order_by("extension")
        .values_list("extension")
        .annotate(waiting=Count("pk", filter=~is_dead), dead=Count("pk", filter=is_dead))
    )
    return {slug: DeliveryCounts(waiting=waiting, dead=dead) for slug, waiting, dead in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionsLook:
    """How the installed extensions fare, in a line for an operator without personal data."""

    is_well: bool
    words: str


def extensions_look() -> ExtensionsLook:
    """Return how extensions fare: well are those in force without a dead event, and those switched off."""
    counts = delivery_counts()
    words, is_well = [], True
    for card in extension_cards():
        dead = counts[card.slug].dead if card.slug in counts else 0
        is_well &= card.state in {ACTIVE, GONE, Absence.DISABLED.value} and not dead
        said = f"{card.slug} {card.version} {card.state}"
        if card.failures_count:
            said += (
                f", failed {card.failures_count} times, last {card.last_error} in {card.last_hook}"
            )
        if dead:
            said += f", {dead} events dead"
        words.append(said)
    return ExtensionsLook(is_well=is_well, words="; ".join(words) or "none installed")
