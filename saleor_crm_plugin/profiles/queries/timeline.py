"""Reads the timeline."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.profiles.models import TimelineEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineRow:
    """One event; `details` holds ids, numbers and codes."""

    event_id: int
    type: str
    occurred_at: datetime
    recorded_at: datetime
    details: JsonObject


def timeline_events(types: Collection[str] | None = None) -> QuerySet[TimelineEvent]:
    """Return all events or those of some types, in no order; pages of them come by profile."""
    events = TimelineEvent.objects.all()
    return events if types is None else events.filter(type__in=types)


def event_id_newest() -> int:
    """Return the number of the newest event, 0 before the first."""
    newest = TimelineEvent.objects.order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def events_after(*, event_id: int, limit: int) -> list[tuple[int, str, int]]:
    """Return number, type and profile of the next events in the order in which they were written."""
    rows = TimelineEvent.objects.filter(pk__gt=event_id).order_by("pk")
    return list(rows.values_list("pk", "type", "profile_id")[:limit])


def timeline_row(event: TimelineEvent) -> TimelineRow:
    """Return what an event says, from a row that is already loaded."""
    return TimelineRow(
        event_id=event.pk,
        type=event.type,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        details=event.details,
    )
