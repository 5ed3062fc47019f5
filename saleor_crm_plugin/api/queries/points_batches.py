"""Questions about batches of points."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.points_batches import (
    BATCH,
    BatchNode,
    BatchRowNode,
    batch_node,
    batch_row_node,
)
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.loyalty import queries as loyalty

NEWEST_FIRST = Order(columns=("-pk",))
IN_FILE_ORDER = Order(columns=("line", "pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchArguments:
    """The batch that is wanted."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRowsArguments(PageArguments):
    """Which lines of a batch are wanted."""

    states: tuple[str, ...] | None = None


def points_batch_page(inquiry: Inquiry, arguments: PageArguments) -> Connection[BatchNode]:  # noqa: ARG001 the table's signature
    """
    Return a page of batches, newest first.

    :raises Invalid: the page is not acceptable.
    """
    return page(
        loyalty.batches_listed(),
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [batch_node(loyalty.batch_view(row)) for row in rows],
    )


def points_batch(inquiry: Inquiry, arguments: BatchArguments) -> BatchNode | None:  # noqa: ARG001 the table's signature
    """Return one batch, None when there is none of this id."""
    batch = loyalty.batch_found(id_decode(BATCH, arguments.id, field="id"))
    return None if batch is None else batch_node(batch)


def points_batch_rows(
    inquiry: Inquiry,  # noqa: ARG001 the table's signature
    batch: BatchNode,
    arguments: BatchRowsArguments,
) -> Connection[BatchRowNode]:
    """
    Return a page of a batch's lines, in the order of its file.

    :raises Invalid: the page is not acceptable.
    """
    states = [state.lower() for state in arguments.states or ()]
    return page(
        loyalty.batch_rows(batch.batch_id, states=states),
        order=IN_FILE_ORDER,
        arguments=arguments,
        nodes=lambda rows: [batch_row_node(loyalty.batch_row_view(row)) for row in rows],
    )
