"""The sweep: reads again what the host changed, so that no lost hook stays lost; its first run is the backfill."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from saleor_crm_plugin.facts import Fact, Kind
from saleor_crm_plugin.ingest.models import ReconcileMark
from saleor_crm_plugin.ingest.queries import SnapshotSource
from saleor_crm_plugin.ingest.services.inbox import facts_accept

_FACTS_PER_BATCH = 200
Progress = Callable[[Kind, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport:
    """How many objects the sweep read, and how many of them we had not heard of in that state."""

    kind: Kind
    facts_read: int
    facts_repaired: int


def reconcile(
    *, source: SnapshotSource, at: datetime, overlap_seconds: int, progress: Progress | None = None
) -> list[ReconcileReport]:
    """
    Accept everything that changed in the host since the last sweep, and everything in the first.

    Reads from the high-water mark less `overlap_seconds`, for changes that commit late. The mark moves after every
    batch, so that an interrupted sweep goes on where it was. Facts that are known already are not counted as
    repairs. What a first sweep finds is history; what a later one finds was missed and is news.
    """
    return [
        _sweep(source, kind, at, overlap_seconds, progress)
        for kind in (Kind.CUSTOMER, Kind.ORDER, Kind.CHECKOUT)
    ]


def _sweep(
    source: SnapshotSource,
    kind: Kind,
    at: datetime,
    overlap_seconds: int,
    progress: Progress | None,
) -> ReconcileReport:
    mark, _ = ReconcileMark.objects.get_or_create(host=source.host, kind=kind)
    is_backfill = mark.finished_at is None
    since = mark.changed_until and mark.changed_until - timedelta(seconds=overlap_seconds)
    read = repaired = 0
    facts = source.changed(kind, since)
    while batch := list(islice(facts, _FACTS_PER_BATCH)):
        new = facts_accept(facts=batch, is_live=not is_backfill, at=at)
        read, repaired = read + len(batch), repaired + new
        _advance(mark, batch, new)
        if progress is not None:
            progress(kind, read)
    mark.finished_at = at
    mark.save(update_fields=["finished_at"])
    return ReconcileReport(kind=kind, facts_read=read, facts_repaired=repaired)


def _advance(mark: ReconcileMark, batch: list[Fact], new: int) -> None:
    seen_until = batch[-1].version_at
    mark.changed_until = max(mark.changed_until or seen_until, seen_until)
    mark.facts_read += len(batch)
    mark.facts_repaired += new
    mark.save(update_fields=["changed_until", "facts_read", "facts_repaired"])
