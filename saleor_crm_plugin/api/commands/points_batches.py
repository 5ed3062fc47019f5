"""Giving points to many at once, and taking them back."""

from dataclasses import dataclass

from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.contents import file_content
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.points_batches import BATCH, BatchNode, batch_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.errors import Invalid
from saleor_crm_plugin.loyalty.queries import batch_kind
from saleor_crm_plugin.loyalty.services import (
    BatchOrder,
    batch_apply,
    batch_create,
    batch_read,
    batch_revert,
    content_hash,
    lines_of_profiles,
)

_PROFILES_MAX = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCreateInput:
    """What to give to whom: a file in base64, or profiles and how many points each of them gets."""

    kind: str
    name: str
    reason: str = ""
    content: str | None = None
    profile_ids: tuple[str, ...] | None = None
    points: int | None = None
    rows_expected: int | None = None
    points_expected: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchCreateArguments:
    """The arguments of `crmPointsBatchCreate`."""

    input: BatchCreateInput


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchChoiceArguments:
    """The arguments of `crmPointsBatchApply` and `crmPointsBatchRevert`."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPayload(Payload):
    """The batch as it is now."""

    batch: BatchNode | None = None


def points_batch_create(inquiry: Inquiry, arguments: BatchCreateArguments) -> BatchPayload:
    """
    Read a batch and show its totals; nothing is given yet.

    :raises CrmError: refused as a whole; nothing was written.
    """
    wanted = arguments.input
    order = BatchOrder(
        kind=batch_kind(wanted.kind),
        name=wanted.name,
        reason=wanted.reason,
        rows_expected=wanted.rows_expected,
        points_expected=wanted.points_expected,
    )
    actor, at = inquiry.caller.actor, inquiry.at
    if (wanted.content is None) is (wanted.profile_ids is None):
        raise Invalid("give a file or profiles, not both", field="content")
    if wanted.content is not None:
        content = file_content(wanted.content)
        batch = batch_read(order=order, content=content, actor=actor, at=at)
        return BatchPayload(batch=batch_node(batch))
    ids = wanted.profile_ids or ()
    if len(ids) > _PROFILES_MAX:
        raise Invalid(f"at most {_PROFILES_MAX} profiles; use a file", field="profileIds")
    numbers = [id_decode(PROFILE, value, field="profileIds") for value in ids]
    lines = lines_of_profiles(numbers, points=wanted.points or 0)
    batch = batch_create(order=order, lines=lines, sha256=content_hash(lines), actor=actor, at=at)
    return BatchPayload(batch=batch_node(batch))


def points_batch_apply(inquiry: Inquiry, arguments: BatchChoiceArguments) -> BatchPayload:
    """
    Let a worker give a batch.

    :raises CrmError: there is none, or it is being taken back.
    """
    batch_id = id_decode(BATCH, arguments.id, field="id")
    return BatchPayload(batch=batch_node(batch_apply(batch_id=batch_id, at=inquiry.at)))


def points_batch_revert(inquiry: Inquiry, arguments: BatchChoiceArguments) -> BatchPayload:
    """
    Let a worker take back what is left of a batch.

    :raises CrmError: there is none, or it is being given.
    """
    batch_id = id_decode(BATCH, arguments.id, field="id")
    return BatchPayload(batch=batch_node(batch_revert(batch_id=batch_id, at=inquiry.at)))
