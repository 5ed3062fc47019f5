"""Whether the CRM's background work gets done, as the contract shows it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from saleor_crm_plugin.ingest.queries import SweepMark
from saleor_crm_plugin.work import Waiting

_LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNode:
    """One table of work."""

    name: str
    waiting_count: int
    waits_since: datetime | None
    is_late: bool


def queue_node(name: str, waiting: Waiting, *, at: datetime) -> QueueNode:
    """Return a queue as the contract shows it; late is what has waited for more than five minutes."""
    return QueueNode(
        name=name,
        waiting_count=waiting.count,
        waits_since=waiting.since,
        is_late=waiting.since is not None and at - waiting.since > _LATE,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepNode:
    """How far the sweep has read one kind of object of one host."""

    host: str
    kind: str
    read_until: datetime | None
    finished_at: datetime | None
    asked_at: datetime | None
    is_running: bool
    facts_read: int
    facts_repaired: int


def sweep_node(mark: SweepMark, *, at: datetime) -> SweepNode:
    """Return a sweep as the contract shows it; `asked_at` only until a sweep has answered it."""
    is_answered = bool(mark.asked_at and mark.finished_at and mark.finished_at >= mark.asked_at)
    return SweepNode(
        host=mark.host,
        kind=mark.kind.upper(),
        read_until=mark.changed_until,
        finished_at=mark.finished_at,
        asked_at=None if is_answered else mark.asked_at,
        is_running=mark.claimed_until is not None and mark.claimed_until > at,
        facts_read=mark.facts_read,
        facts_repaired=mark.facts_repaired,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemNode:
    """All queues and all sweeps."""

    queues: tuple[QueueNode, ...]
    sweeps: tuple[SweepNode, ...]
    can_sweep: bool
