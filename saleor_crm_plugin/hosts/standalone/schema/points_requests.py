"""Adjustments that a second person decides about, as GraphQL types."""

from datetime import datetime
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError
from saleor_crm_plugin.hosts.standalone.schema.profiles import CrmProfile


@strawberry.enum(description="Where a request is; an open one lapses by itself.")
class CrmPointsRequestState(Enum):
    OPEN = "OPEN"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"


@strawberry.type(description="An adjustment above the limit of one person.")
class CrmPointsRequest:
    id: strawberry.ID = shown("The request's id.")
    profile_id: strawberry.ID = shown("Whose points are to move.")
    program: str = shown("Slug of the program.")
    points: int = shown("How many; negative when they are to be taken.")
    reason: str = shown("Why, in the words of who asked.")
    requested_by: str = shown("Who asked, as a kind and an id.")
    requested_at: datetime = shown("When.")
    expires_at: datetime = shown("Until when it can be decided.")
    state: CrmPointsRequestState = shown("Where it is.")
    decided_by: str | None = shown("Who decided, as a kind and an id.")
    decided_at: datetime | None = shown("When.")
    decision_reason: str | None = shown("Why, in the words of who decided.")
    entry_id: strawberry.ID | None = shown("The movement of an approval.")
    profile: CrmProfile | None = asked("CrmPointsRequest.profile", "Whose points are to move.")
    is_own: bool = asked(
        "CrmPointsRequest.isOwn", "Whether you asked for it; then somebody else has to decide."
    )


@strawberry.type(name="CrmPointsRequestCountableEdge")
class RequestEdge(Edge[CrmPointsRequest]):
    """A row of a page of requests."""


@strawberry.type(name="CrmPointsRequestCountableConnection")
class RequestConnection(Connection[RequestEdge]):
    """A page of requests."""

    total_count: int = asked("CrmPointsRequestCountableConnection.totalCount", COUNT)


@strawberry.input(description="Which request, and what is decided about it.")
class CrmPointsRequestDecideInput:
    id: strawberry.ID = shown("The request.")
    is_approved: bool = shown("Whether it is approved; false rejects it.")
    reason: str | None = given("Why; at most 200 characters.")


@strawberry.type
class CrmPointsRequestDecide:
    """The answer of `crmPointsRequestDecide`."""

    errors: list[CrmError] = shown("Why nothing was written; empty after success.")
    request: CrmPointsRequest | None = shown("The request as it is now.")
