"""What a mail provider can report, and what follows for a message."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

_UUID = re.compile(
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE
)
_MESSAGE_ID_LENGTH_MAX = 320


class ReportKind(StrEnum):
    """What happened to a message after the mail server had taken it."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    One report, in words of no provider.

    `message_id` is what may hold our Message-ID, `event_id` the provider's own name of the event; both, `address`
    and `occurred_at` may be missing. `is_permanent` counts for a bounce: the address itself is bad.
    """

    kind: ReportKind
    is_permanent: bool = False
    message_id: str = ""
    address: str = ""
    event_id: str = ""
    occurred_at: datetime | None = None


# From which states a report moves a message on; a complaint says more than a bounce, a bounce more than a delivery.
_UNDECIDED = frozenset({"handed", "unknown", "sent"})
_MOVES = {
    ReportKind.DELIVERED: _UNDECIDED,
    ReportKind.BOUNCED: _UNDECIDED | {"delivered"},
    ReportKind.COMPLAINED: _UNDECIDED | {"delivered", "bounced"},
}


def state_after(
    state: str, *, kind: ReportKind, is_permanent: bool, was_handed: bool
) -> str | None:
    """
    Return the state that a report moves a message to, `None` if it stays where it is.

    A temporary bounce and an unsubscription move nothing. A message that waits to be sent again has arrived,
    if a report says so: it does not go out twice.
    """
    if kind is ReportKind.BOUNCED and not is_permanent:
        return None
    states = _MOVES.get(kind, frozenset())
    waits_again = was_handed and state in {"queued", "claimed"} and kind is not ReportKind.BOUNCED
    return kind.value if state in states or (states and waits_again) else None


def message_uuid(message_id: str) -> UUID | None:
    """Return the number of our message in a Message-ID or another text that a provider gives back."""
    found = _UUID.search(message_id[:_MESSAGE_ID_LENGTH_MAX])
    return UUID(found.group()) if found else None


def report_key(report: Report, *, address_hash: str) -> str:
    """Return what makes a repetition of the same report known: 64 hexadecimal digits."""
    if report.event_id:
        parts = ["event", report.event_id, report.kind.value]
    else:
        at = report.occurred_at.isoformat() if report.occurred_at else ""
        parts = ["report", report.kind.value, report.message_id, address_hash, at]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
