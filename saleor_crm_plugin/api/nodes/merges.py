"""Merges as the contract shows them."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.profiles.queries.merges import MergeView

MERGE = "CrmProfileMergeRecord"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeNode:
    """One merge of two profiles."""

    id: str
    survivor_id: str
    absorbed_id: str
    rule: str
    actor: str
    merged_at: datetime
    undone_at: datetime | None


def merge_node(merge: MergeView) -> MergeNode:
    """Return a merge as the contract shows it."""
    return MergeNode(
        id=id_encode(MERGE, merge.merge_id),
        survivor_id=id_encode(PROFILE, merge.survivor_id),
        absorbed_id=id_encode(PROFILE, merge.absorbed_id),
        rule=merge.rule,
        actor=merge.actor,
        merged_at=merge.merged_at,
        undone_at=merge.undone_at,
    )
