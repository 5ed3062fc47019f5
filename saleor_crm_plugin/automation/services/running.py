"""Turns timeline events into runs and messages, each once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from saleor_crm_plugin.automation.models import Automation, AutomationRun
from saleor_crm_plugin.automation.queries import OrderPoints, order_points
from saleor_crm_plugin.automation.routing import Reaction
from saleor_crm_plugin.automation.services.deliveries import listeners_note
from saleor_crm_plugin.automation.services.extended import (
    actions_note,
    automation_slugs,
    automations_named,
    occasion_of,
    reactions_in_force,
    words_published,
)
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.hooks import Occasion
from saleor_crm_plugin.mail.services import NewMessage, messages_enqueue
from saleor_crm_plugin.profiles.models import TimelineEvent
from saleor_crm_plugin.work import Work, wake

_BATCH_ROWS = 200


def automations_run(*, at: datetime, limit_rows: int, event_age_days_max: int) -> int:
    """
    React to up to `limit_rows` unannounced timeline events, oldest first; return how many were looked at.

    One transaction per batch: an event is announced together with the runs and messages that
    follow from it, and with the rows that tell it to extensions. Workers at the same time take different
    events. Events older than `event_age_days_max` start nothing: nobody wants a welcome from last month.
    """
    seen = 0
    oldest = at - timedelta(days=event_age_days_max)
    while seen < limit_rows:
        rows = min(_BATCH_ROWS, limit_rows - seen)
        taken = _batch_run(at=at, limit_rows=rows, oldest=oldest)
        seen += taken
        if taken < rows:
            return seen
    wake(Work.AUTOMATION)
    return seen


@transaction.atomic
def automation_switch(*, slug: str, is_active: bool, at: datetime) -> None:
    """
    Switch an automation on or off; what happens while it is off stays unanswered.

    :raises NotFound: no such automation.
    """
    if slug not in automation_slugs():
        raise NotFound(f"no automation {slug}")
    Automation.objects.update_or_create(
        slug=slug,
        defaults={"is_active": is_active},
        create_defaults={"is_active": is_active, "created_at": at},
    )


@transaction.atomic
def runs_merge(*, survivor_id: int, absorbed_id: int) -> list[int]:
    """Move the runs of a merged profile to its survivor; return their ids."""
    rows = AutomationRun.objects.filter(profile_id=absorbed_id)
    moved = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(profile_id=survivor_id)
    return moved


def runs_unmerge(*, survivor_id: int, absorbed_id: int, run_ids: Sequence[int]) -> None:
    """Give the runs of an undone merge back."""
    rows = AutomationRun.objects.filter(pk__in=run_ids, profile_id=survivor_id)
    rows.update(profile_id=absorbed_id)


@transaction.atomic
def _batch_run(*, at: datetime, limit_rows: int, oldest: datetime) -> int:
    events = list(
        TimelineEvent.objects.filter(is_announced=False)
        .select_for_update(skip_locked=True)
        .order_by("pk")[:limit_rows]
    )
    if not events:
        return 0
    unannounced = TimelineEvent.objects.filter(is_announced=False)
    unannounced.filter(pk__in=[event.pk for event in events]).update(is_announced=True)
    listeners_note(events=events, at=at)
    recent = [event for event in events if event.occurred_at >= oldest]
    reactions = reactions_in_force()
    matches = [
        (event, reaction)
        for event in recent
        for reaction in reactions.get(event.type, ())
        if occasion_of(event, reaction.occasion)
    ]
    if matches:
        _react(matches, at=at)
    actions_note(events=recent, at=at)
    return len(events)


def _react(matches: Sequence[tuple[TimelineEvent, Reaction]], *, at: datetime) -> None:
    automations = automations_named({reaction.slug for _, reaction in matches}, at=at)
    worded = words_published([reaction for _, reaction in matches], at=at)
    matches = [match for match in matches if match[1].slug in worded]
    active = [match for match in matches if automations[match[1].slug].is_active]
    contexts = _contexts(active)
    AutomationRun.objects.bulk_create(
        [
            AutomationRun(
                automation=automations[reaction.slug],
                profile_id=event.profile_id,
                key=occasion_of(event, reaction.occasion),
                message_key=_key(event, reaction),
                started_at=at,
            )
            for event, reaction in active
        ],
        ignore_conflicts=True,
    )
    messages = [
        NewMessage(
            key=_key(event, reaction),
            profile_id=event.profile_id,
            template=reaction.template,
            message_class=reaction.message_class,
            topic=reaction.topic,
            channel=reaction.channel,
            context=contexts[event.pk, reaction.slug],
            due_at=at,
        )
        for event, reaction in active
    ]
    if messages:
        messages_enqueue(messages=messages, at=at)


def _key(event: TimelineEvent, reaction: Reaction) -> str:
    return f"{reaction.slug}:{occasion_of(event, reaction.occasion)}"


def _contexts(
    matches: Sequence[tuple[TimelineEvent, Reaction]],
) -> dict[tuple[int, str], JsonObject]:
    """Return what the templates see, by event and automation."""
    orders = [
        event
        for event, reaction in matches
        if reaction.occasion is Occasion.ORDER and not reaction.extension
    ]
    earned = order_points(
        profile_ids={event.profile_id for event in orders},
        references={event.details["reference"] for event in orders},
    )
    return {
        (event.pk, reaction.slug): _context(event, reaction, earned) for event, reaction in matches
    }


def _context(
    event: TimelineEvent, reaction: Reaction, earned: dict[str, OrderPoints]
) -> JsonObject:
    if reaction.extension:
        return {"event": {"type": event.type} | event.details}
    if reaction.occasion is Occasion.ORDER:
        return _order_context(event, earned.get(event.details["reference"]))
    return {}


def _order_context(event: TimelineEvent, earned: OrderPoints | None) -> JsonObject:
    details = event.details
    return {
        "order": {
            "number": details["number"],
            "total": {"minor": details["total_minor"], "currency": details["currency"]},
        },
        "points": earned.points if earned else 0,
        "balance": earned.balance if earned else 0,
        "points_usable_from": earned.usable_from if earned else None,
        "points_good_until": _last_instant(earned.expires_at) if earned else None,
    }


def _last_instant(expires_at: str | None) -> str | None:
    """Return the last second the points can be spent: a shopper reads "good until" as including that day."""
    if expires_at is None:
        return None
    return (datetime.fromisoformat(expires_at) - timedelta(seconds=1)).isoformat()
