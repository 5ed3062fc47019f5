"""Reads the timeline."""

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


def timeline_events() -> QuerySet[TimelineEvent]:
    """Return all events, in no order; pages of them come by profile."""
    return TimelineEvent.objects.all()


def timeline_row(event: TimelineEvent) -> TimelineRow:
    """Return what an event says, from a row that is already loaded."""
    return TimelineRow(
        event_id=event.pk,
        type=event.type,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        details=event.details,
    )
