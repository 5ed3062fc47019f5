"""Deciding about adjustments that somebody else asked for."""

from dataclasses import dataclass

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.points_requests import REQUEST, RequestNode, request_node
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty.services import request_decide

_REASON_LENGTH_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideInput:
    """Which request, and what is decided about it."""

    id: str
    is_approved: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideArguments:
    """The arguments of `crmPointsRequestDecide`."""

    input: DecideInput


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPayload(Payload):
    """The request as it is now."""

    request: RequestNode | None = None


def points_request_decide(inquiry: Inquiry, arguments: DecideArguments) -> RequestPayload:
    """
    Approve or reject a request, once.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    if len(wanted.reason) > _REASON_LENGTH_MAX:
        raise Invalid(f"a reason has at most {_REASON_LENGTH_MAX} characters", field="reason")
    decided = request_decide(
        request_id=id_decode(REQUEST, wanted.id, field="id"),
        is_approved=wanted.is_approved,
        actor=inquiry.caller.actor,
        reason=wanted.reason,
        at=inquiry.at,
    )
    return RequestPayload(request=request_node(decided))
