"""Adjustments with four eyes: above a limit somebody asks and somebody else decides."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import transaction

from saleor_crm_plugin.errors import Conflict, CrmError, NotFound
from saleor_crm_plugin.loyalty.models import LoyaltyEntry, PointsDecision, PointsRequest
from saleor_crm_plugin.loyalty.queries.entries import EntryView
from saleor_crm_plugin.loyalty.queries.programs import DEFAULT_SLUG
from saleor_crm_plugin.loyalty.queries.requests import (
    RequestState,
    RequestView,
    adjusted_by,
    request_view,
)
from saleor_crm_plugin.loyalty.services.points import movement_check, points_adjust
from saleor_crm_plugin.loyalty.services.programs import program_required
from saleor_crm_plugin.profiles.queries.cards import live_profile_id
from saleor_crm_plugin.profiles.services.basics import profiles_lock


class SecondPersonNeeded(CrmError):
    """Who asked for an adjustment cannot approve or reject it."""

    code: ClassVar[str] = "SECOND_PERSON_NEEDED"


class RequestClosed(CrmError):
    """The request was decided otherwise, or lapsed before anybody did."""

    code: ClassVar[str] = "REQUEST_CLOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPolicy:
    """
    How many points one person may move alone per shopper and day, and how long a request stays open.

    0 points: everybody may move any number alone.
    """

    alone_points_max: int
    open_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """What became of a wish to adjust: posted at once as `entry`, or waiting as `request`."""

    entry: EntryView | None = None
    request: RequestView | None = None


@transaction.atomic
def adjustment_ask(
    *,
    profile_id: int,
    points: int,
    cause: str,
    actor: str,
    reason: str,
    policy: ApprovalPolicy,
    at: datetime,
    program: str = DEFAULT_SLUG,
) -> Adjusted:
    """
    Adjust a profile's points as `points_adjust` does, or ask a second person, once per `cause`.

    The limit counts what `actor` already adjusted for this profile within a day, so that it cannot be
    split into small pieces. A program whose policies name a limit has its own.

    :raises NoProgram: the program was never activated.
    :raises NotEnoughPoints: the balance is lower; nothing was written.
    :raises Conflict: `cause` was used for another adjustment.
    """
    movement_check(abs(points), cause)
    own_limit = program_required(program).current.config.alone_points_max
    if own_limit is not None:
        policy = replace(policy, alone_points_max=own_limit)
    # Two wishes of one person about one shopper are looked at one after the other.
    profiles_lock([profile_id])
    earlier = PointsRequest.objects.filter(profile_id=profile_id, cause=cause)
    if request := earlier.select_related("decision").order_by("pk").first():
        if (request.points, request.program) != (points, program):
            raise Conflict(f"{cause} was used before for something else, request {request.pk}")
        return Adjusted(request=request_view(request, at=at))
    if _needs_two(profile_id, points, cause, actor, policy, at, program):
        request = PointsRequest.objects.create(
            profile_id=profile_id,
            program=program,
            points=points,
            cause=cause,
            reason=reason,
            requested_by=actor,
            requested_at=at,
            expires_at=at + timedelta(days=policy.open_days),
        )
        return Adjusted(request=request_view(request, at=at))
    entry = points_adjust(
        profile_id=profile_id,
        points=points,
        cause=cause,
        actor=actor,
        reason=reason,
        at=at,
        program=program,
    )
    return Adjusted(entry=entry)


def _needs_two(
    profile_id: int,
    points: int,
    cause: str,
    actor: str,
    policy: ApprovalPolicy,
    at: datetime,
    program: str,
) -> bool:
    if not policy.alone_points_max:
        return False
    posted = LoyaltyEntry.objects.filter(
        account__profile_id=profile_id,
        account__program__slug=program,
        idempotency_key=f"adjust:{cause}",
    )
    if posted.exists():
        return False
    moved = abs(points) + adjusted_by(actor=actor, profile_id=profile_id, program=program, at=at)
    return moved > policy.alone_points_max


@transaction.atomic
def request_decide(
    *, request_id: int, is_approved: bool, actor: str, reason: str, at: datetime
) -> RequestView:
    """
    Approve or reject a request, once; an approval posts the adjustment in the same transaction.

    The same decision again changes nothing, whoever repeats it.

    :raises NotFound: there is no such request.
    :raises SecondPersonNeeded: `actor` asked for it.
    :raises RequestClosed: it was decided otherwise, or lapsed.
    :raises NotEnoughPoints: an approved deduction finds too few points; nothing was written.
    """
    row = PointsRequest.objects.select_for_update().filter(pk=request_id).first()
    if row is None:
        raise NotFound(f"there is no request {request_id}")
    if actor == row.requested_by:
        raise SecondPersonNeeded("somebody else has to decide about an own request")
    told = request_view(PointsRequest.objects.select_related("decision").get(pk=row.pk), at=at)
    if told.state is (RequestState.APPROVED if is_approved else RequestState.REJECTED):
        return told
    if told.state is not RequestState.OPEN:
        raise RequestClosed(f"request {request_id} is {told.state}")
    entry_id = None
    if is_approved:
        entry = points_adjust(
            profile_id=live_profile_id(row.profile_id),
            points=row.points,
            cause=row.cause,
            actor=row.requested_by,
            reason=row.reason,
            at=at,
            program=row.program,
        )
        entry_id = entry.entry_id
    PointsDecision.objects.create(
        request=row,
        is_approved=is_approved,
        reason=reason,
        decided_by=actor,
        decided_at=at,
        entry_id=entry_id,
    )
    decided = PointsRequest.objects.select_related("decision").get(pk=row.pk)
    return request_view(decided, at=at)
