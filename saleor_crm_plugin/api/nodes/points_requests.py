"""Adjustments that wait for a second person, as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.loyalty import ENTRY
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.loyalty.queries import RequestView

REQUEST = "CrmPointsRequest"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestNode:
    """One request with what became of it."""

    id: str
    profile_id: str
    profile_key: int
    program: str
    points: int
    reason: str
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    state: str
    decided_by: str | None
    decided_at: datetime | None
    decision_reason: str | None
    entry_id: str | None


def request_node(request: RequestView) -> RequestNode:
    """Return a request as the contract shows it."""
    return RequestNode(
        id=id_encode(REQUEST, request.request_id),
        profile_id=id_encode(PROFILE, request.profile_id),
        profile_key=request.profile_id,
        program=request.program,
        points=request.points,
        reason=request.reason,
        requested_by=request.requested_by,
        requested_at=request.requested_at,
        expires_at=request.expires_at,
        state=request.state.name,
        decided_by=request.decided_by,
        decided_at=request.decided_at,
        decision_reason=request.decision_reason or None,
        entry_id=None if request.entry_id is None else id_encode(ENTRY, request.entry_id),
    )
