"""Questions about merges."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.merges import MergeNode, merge_node
from saleor_crm_plugin.api.nodes.profiles import PROFILE
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.profiles.queries.merges import merge_view, merges_listed

NEWEST_FIRST = Order(columns=("-pk",))


@dataclass(frozen=True, slots=True, kw_only=True)
class MergesArguments(PageArguments):
    """Whose merges are wanted; everybody's unless given."""

    profile_id: str | None = None


def merge_page(inquiry: Inquiry, arguments: MergesArguments) -> Connection[MergeNode]:  # noqa: ARG001 the table's signature
    """
    Return a page of merges, newest first.

    :raises Invalid: the page or the profile's id is not acceptable.
    """
    wanted = arguments.profile_id
    profile_id = None if wanted is None else id_decode(PROFILE, wanted, field="profileId")
    return page(
        merges_listed(profile_id=profile_id),
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [merge_node(merge_view(row)) for row in rows],
    )
