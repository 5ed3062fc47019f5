"""The sweep: reads again what the host changed, so that no lost hook stays lost; its first run is the backfill."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.db.models import Q

from saleor_crm_plugin.facts import Fact, Kind
from saleor_crm_plugin.ingest.models import ReconcileMark
from saleor_crm_plugin.ingest.queries import SnapshotSource
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.work import Work, wake

_KINDS = (Kind.CUSTOMER, Kind.ORDER, Kind.CHECKOUT)
_FACTS_PER_BATCH = 200
_CLAIM = timedelta(minutes=5)
Clock = Callable[[], datetime]
Progress = Callable[[Kind, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport:
    """How many objects the sweep read, and how many of them we had not heard of in that state."""

    kind: Kind
    facts_read: int
    facts_repaired: int


def reconcile(
    *,
    source: SnapshotSource,
    clock: Clock,
    overlap_seconds: int,
    progress: Progress | None = None,
) -> list[ReconcileReport]:
    """
    Accept everything that changed in the host since the last sweep, and everything in the first or when staff asked.

    Reads from the high-water mark less `overlap_seconds`, for changes that commit late. The mark moves after every
    batch, so that an interrupted sweep goes on where it was. Facts that are known already are not counted as
    repairs. What a first sweep finds is history; what a later one finds was missed and is news. A kind that another
    worker sweeps at this moment is left to it, and has no report.
    """
    reports = []
    for kind in _KINDS:
        mark = _claimed(source.host, kind, clock())
        if mark is not None:
            sweep = _Sweep(source=source, mark=mark, clock=clock, progress=progress)
            reports.append(sweep.run(overlap_seconds))
    return reports


@transaction.atomic
def sweep_request(*, host: str, is_whole: bool, at: datetime) -> None:
    """
    Ask for a sweep now, in the background; `is_whole`: of everything, whenever it changed.

    Asking again before it began changes nothing.
    """
    for kind in _KINDS:
        ReconcileMark.objects.get_or_create(host=host, kind=kind)
    marks = ReconcileMark.objects.filter(host=host)
    marks.update(asked_at=at)
    if is_whole:
        marks.update(is_whole_asked=True)
    wake(Work.RECONCILE)


def _claimed(host: str, kind: Kind, at: datetime) -> ReconcileMark | None:
    ReconcileMark.objects.get_or_create(host=host, kind=kind)
    rows = ReconcileMark.objects.filter(host=host, kind=kind)
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    if not rows.filter(free).update(claimed_until=at + _CLAIM):
        return None
    rows.filter(is_whole_asked=True).update(is_whole_asked=False, changed_until=None)
    return rows.get()


@dataclass(slots=True, kw_only=True)
class _Sweep:
    """One reading of one kind of object."""

    source: SnapshotSource
    mark: ReconcileMark
    clock: Clock
    progress: Progress | None
    read: int = 0
    repaired: int = 0

    def run(self, overlap_seconds: int) -> ReconcileReport:
        kind, began = Kind(self.mark.kind), self.clock()
        known = self.mark.changed_until
        facts = self.source.changed(kind, known and known - timedelta(seconds=overlap_seconds))
        is_live = self.mark.finished_at is not None
        try:
            while batch := list(islice(facts, _FACTS_PER_BATCH)):
                self._advance(batch, facts_accept(facts=batch, is_live=is_live, at=began))
                if self.progress is not None:
                    self.progress(kind, self.read)
            self.mark.finished_at = began
        finally:
            self._release()
        return ReconcileReport(kind=kind, facts_read=self.read, facts_repaired=self.repaired)

    def _advance(self, batch: list[Fact], new: int) -> None:
        mark, seen_until = self.mark, batch[-1].version_at
        self.read, self.repaired = self.read + len(batch), self.repaired + new
        mark.changed_until = max(mark.changed_until or seen_until, seen_until)
        mark.facts_read += len(batch)
        mark.facts_repaired += new
        mark.claimed_until = self.clock() + _CLAIM
        mark.save(update_fields=["changed_until", "facts_read", "facts_repaired", "claimed_until"])

    def _release(self) -> None:
        self.mark.claimed_until = None
        self.mark.save(update_fields=["finished_at", "claimed_until"])
