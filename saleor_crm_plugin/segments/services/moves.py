"""Tells the timeline about moves between groups."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from saleor_crm_plugin.segments.models import RfmMove, RfmRun, RfmScope

_BATCH_SIZE_ROWS = 1000


def moves_tell(
    *, moves: Iterable[RfmMove], scopes: Mapping[int, RfmScope], is_live: bool, at: datetime
) -> None:
    """Put `moves` on the timeline, in one statement per thousand."""
    events = [
        NewEvent(
            profile_id=move.profile_id,
            type=EventType.RFM_GROUP_CHANGED,
            key=f"rfm:{move.pk}",
            occurred_at=move.moved_at,
            is_live=is_live,
            details={
                "scope_id": move.scope_id,
                "channel": scopes[move.scope_id].channel,
                "currency": scopes[move.scope_id].currency,
                "from_group": move.from_group,
                "to_group": move.to_group,
                "r": move.r,
                "f": move.f,
                "m": move.m,
            },
        )
        for move in moves
    ]
    events_record(events=events, at=at)


def run_moves_tell(*, run: RfmRun, scope: RfmScope, at: datetime) -> None:
    """Put what `run` moved in `scope` on the timeline, in batches, so that memory stays flat."""
    last_id = 0
    moves = RfmMove.objects.filter(run=run, scope=scope).order_by("pk")
    while page := list(moves.filter(pk__gt=last_id)[:_BATCH_SIZE_ROWS]):
        moves_tell(moves=page, scopes={scope.pk: scope}, is_live=run.is_live, at=at)
        last_id = page[-1].pk
