"""Writes events on the timeline; the only way a lower layer tells automation something."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.profiles.models import TimelineEvent
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.fields import fields_mark
from saleor_crm_plugin.rows import Writes, rows_insert_new
from saleor_crm_plugin.work import Work, wake


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """
    One thing we concluded about a profile; `key` names the occurrence, so that told twice is written once.

    `is_live` is false for history (imports, backfills): it stands on the timeline and starts nothing.
    `details` holds ids, numbers and codes, never addresses of people.
    """

    profile_id: int
    type: EventType
    key: str
    occurred_at: datetime
    is_live: bool
    details: JsonObject = field(default_factory=dict)


def events_record(
    *, events: Sequence[NewEvent], at: datetime, writes: Writes | None = None
) -> None:
    """
    Write `events` that are not written yet, in one statement per thousand, and wake automation for live ones.

    They are written with `writes` if there are any, which the caller sends.
    """
    insert_new = rows_insert_new if writes is None else writes.insert_new
    insert_new(
        [
            TimelineEvent(
                profile_id=event.profile_id,
                type=event.type,
                key=event.key,
                occurred_at=event.occurred_at,
                recorded_at=at,
                details=event.details,
                is_announced=not event.is_live,
            )
            for event in events
        ]
    )
    fields_mark(profile_ids=(event.profile_id for event in events), at=at)
    if any(event.is_live for event in events):
        wake(Work.AUTOMATION)


def events_move(*, from_id: int, to_id: int, key: str) -> None:
    """Give one profile's events about `key` (and its parts, `key:…`) to another that has none of them."""
    moving = TimelineEvent.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"))
    told = set(moving.filter(profile_id=to_id).values_list("type", "key"))
    for event in moving.filter(profile_id=from_id).order_by("pk"):
        if (event.type, event.key) in told:
            event.delete()
        else:
            TimelineEvent.objects.filter(pk=event.pk).update(profile_id=to_id)
