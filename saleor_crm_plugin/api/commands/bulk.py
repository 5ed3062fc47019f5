"""Asking for work on many profiles in the background, and leaving the rest of it."""

import hashlib
from dataclasses import dataclass

from saleor_crm_plugin.api.commands.loyalty import reason_checked
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.commands.profiles import tags_check
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.bulk import JOB, BulkJobNode, bulk_job_node
from saleor_crm_plugin.api.permissions import Permission, require
from saleor_crm_plugin.api.queries.profile_filters import ProfileWhere
from saleor_crm_plugin.api.queries.profile_list import wanted_profiles
from saleor_crm_plugin.bulk.queries import bulk_action, bulk_job_found
from saleor_crm_plugin.bulk.services import BulkOrder, bulk_job_cancel, bulk_job_create
from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.facts import JsonValue

_DISCOUNTS = (Permission.MANAGE_DISCOUNTS.value,)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTags:
    """Which tags to put on, and which to take off."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPoints:
    """How many points for each, negative to take some, and why."""

    points: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobInput:
    """Whom, and either tags or points; the same `key` again is the same job."""

    where: ProfileWhere | None = None
    search: str | None = None
    key: str
    tags: BulkTags | None = None
    points: BulkPoints | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobCreateArguments:
    """The arguments of `crmBulkJobCreate`."""

    input: BulkJobInput


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobCancelArguments:
    """The arguments of `crmBulkJobCancel`."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobPayload(Payload):
    """The job as it is now."""

    job: BulkJobNode | None = None


def job_create(inquiry: Inquiry, arguments: BulkJobCreateArguments) -> BulkJobPayload:
    """
    Choose everybody whom a list shows now and let a worker tag them, or move their points.

    :raises CrmError: refused; nothing was written.
    """
    wanted = arguments.input
    if wanted.points is not None:
        require(inquiry.caller, _DISCOUNTS)
    action, wish = _wish(wanted)
    job_id = bulk_job_create(
        order=BulkOrder(
            action=bulk_action(action),
            wish=wish,
            chosen=wanted_profiles(wanted.where, wanted.search),
            key=wanted.key,
            fingerprint=hashlib.sha256(repr(wanted).encode()).hexdigest(),
        ),
        actor=inquiry.caller.actor,
        at=inquiry.at,
    )
    return _shown(job_id)


def job_cancel(inquiry: Inquiry, arguments: BulkJobCancelArguments) -> BulkJobPayload:
    """
    Leave the rest of a job undone; what is done stays.

    :raises CrmError: refused; nothing was written.
    """
    job_id = id_decode(JOB, arguments.id, field="id")
    job = bulk_job_found(job_id)
    if job is None:
        raise NotFound(f"there is no bulk job {job_id}")
    if job.points:
        require(inquiry.caller, _DISCOUNTS)
    bulk_job_cancel(job_id=job_id, at=inquiry.at)
    return _shown(job_id)


def _wish(wanted: BulkJobInput) -> tuple[str, dict[str, JsonValue]]:
    tags, points = wanted.tags, wanted.points
    if points is None and tags is not None:
        tags_check(tags.add, tags.remove)
        if not tags.add and not tags.remove:
            raise Invalid("there is no tag to put on or to take off", field="tags")
        return "TAG", {"add_tags": [*tags.add], "remove_tags": [*tags.remove]}
    if points is not None and tags is None:
        if points.points == 0:
            raise Invalid("an adjustment is of at least one point", field="points")
        return "ADJUST", {"points": points.points, "reason": reason_checked(points.reason)}
    raise Invalid("a job is about either tags or points", field="tags")


def _shown(job_id: int) -> BulkJobPayload:
    job = bulk_job_found(job_id)
    return BulkJobPayload(job=None if job is None else bulk_job_node(job))
