"""Making two shoppers one, and undoing it."""

from dataclasses import dataclass

from saleor_crm_plugin import conf
from saleor_crm_plugin.api.commands.payloads import Payload
from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.merges import MERGE, MergeNode, merge_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.ingest.services.merges import profiles_merge, profiles_unmerge
from saleor_crm_plugin.profiles.queries.cards import profile_cards
from saleor_crm_plugin.profiles.queries.merges import merge_found, merge_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeInput:
    """Who stays, and who becomes part of him."""

    survivor_id: str
    absorbed_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeArguments:
    """The arguments of `crmProfileMerge`."""

    input: MergeInput


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeArguments:
    """The arguments of `crmProfileUnmerge`."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePayload(Payload):
    """The merge as it is now."""

    merge: MergeNode | None = None


def profile_merge(inquiry: Inquiry, arguments: MergeArguments) -> MergePayload:
    """
    Make two live profiles one; merging again what is merged changes nothing.

    :raises CrmError: refused; nothing was written.
    """
    survivor_id = id_decode(PROFILE, arguments.input.survivor_id, field="survivorId")
    absorbed_id = id_decode(PROFILE, arguments.input.absorbed_id, field="absorbedId")
    if survivor_id == absorbed_id:
        raise Invalid("a profile cannot be merged with itself", field="absorbedId")
    cards = profile_cards([survivor_id, absorbed_id])
    if survivor_id not in cards or absorbed_id not in cards:
        raise NotFound("there are no two such profiles")
    done = profiles_merge(
        survivor_id=survivor_id,
        absorbed_id=absorbed_id,
        rule="staff",
        actor=inquiry.caller.actor,
        at=inquiry.at,
    )
    merge = merge_of(survivor_id=survivor_id, absorbed_id=absorbed_id)
    if merge is None or (not done and merge.undone_at is not None):
        raise NotFound("one of the two was merged or erased before")
    inquiry.forget()
    return MergePayload(merge=merge_node(merge))


def profile_unmerge(inquiry: Inquiry, arguments: UnmergeArguments) -> MergePayload:
    """
    Undo a merge; undoing it again changes nothing.

    :raises CrmError: it cannot be undone exactly; nothing was written.
    """
    merge_id = id_decode(MERGE, arguments.id, field="id")
    profiles_unmerge(
        merge_id=merge_id,
        actor=inquiry.caller.actor,
        days_max=conf.current().merge_undo_days,
        at=inquiry.at,
    )
    inquiry.forget()
    merge = merge_found(merge_id)
    return MergePayload(merge=None if merge is None else merge_node(merge))
