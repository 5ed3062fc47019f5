"""Questions about RFM."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.profiles import ProfileNode
from saleor_crm_plugin.api.nodes.segments import (
    RUN,
    SCOPE,
    MoveNode,
    OverviewNode,
    RunNode,
    ScoreNode,
    overview_node,
    run_node,
    score_nodes,
)
from saleor_crm_plugin.api.pages import Connection, PageArguments
from saleor_crm_plugin.segments import queries as segments


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewArguments:
    """The scope that is wanted, the one with most shoppers when left out."""

    scope_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunArguments:
    """The recomputation that is wanted."""

    id: str


def rfm_overview(inquiry: Inquiry, arguments: OverviewArguments) -> OverviewNode | None:  # noqa: ARG001 the table's signature
    """
    Return one scope at a glance, None while nobody has ordered.

    :raises NotFound: there is no such scope.
    """
    overview = segments.rfm_overview(scope_number(arguments.scope_id))
    return None if overview is None else overview_node(overview, segments.rfm_scopes())


def scope_number(scope_id: str | None) -> int | None:
    """
    Return the number of a scope by its id, None for none.

    :raises Invalid: it is not the id of a scope.
    """
    return None if scope_id is None else id_decode(SCOPE, scope_id, field="scopeId")


def rfm_run(inquiry: Inquiry, arguments: RunArguments) -> RunNode | None:  # noqa: ARG001 the table's signature
    """Return how far a recomputation is, None when there is none of this id."""
    run = segments.rfm_run(id_decode(RUN, arguments.id, field="id"))
    return None if run is None else run_node(run)


def profile_rfm(inquiry: Inquiry, profile: ProfileNode) -> tuple[ScoreNode, ...]:
    """Return where a shopper stands, by channel and currency."""
    return score_nodes(inquiry.batches.scores.get(profile.profile_id) or ())


def profile_rfm_moves(
    inquiry: Inquiry, profile: ProfileNode, arguments: PageArguments
) -> Connection[MoveNode]:
    """Return a page of a shopper's changes of group, newest first."""
    return inquiry.batches.move_pages.of(profile.profile_id, arguments)
