"""Tells the timeline about moves between groups."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from saleor_crm_plugin.segments.models import RfmMove, RfmRun, RfmScope, RunStatus

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


def run_moves_tell(*, run: RfmRun, at: datetime, told: Callable[[int], None]) -> None:
    """
    Put what `run` moved on the timeline, in batches, so that memory stays flat and no lock is held for long.

    A run that stops in between goes on where it was. `told` is called with the number of moves of each batch.
    """
    moves = RfmMove.objects.filter(run=run).select_related("scope").order_by("pk")
    while page := list(moves.filter(pk__gt=run.told_move_id)[:_BATCH_SIZE_ROWS]):
        with transaction.atomic():
            scopes = {move.scope_id: move.scope for move in page}
            moves_tell(moves=page, scopes=scopes, is_live=run.is_live, at=at)
            run.told_move_id = page[-1].pk
            run.save(update_fields=["told_move_id"])
        told(len(page))


def untold_moves_tell(*, at: datetime) -> None:
    """Put on the timeline what failed runs moved and could not tell any more."""
    untold = RfmMove.objects.filter(run=OuterRef("pk"), pk__gt=OuterRef("told_move_id"))
    for run in RfmRun.objects.filter(Exists(untold), status=RunStatus.FAILED).order_by("pk")[:20]:
        run_moves_tell(run=run, at=at, told=lambda _: None)
