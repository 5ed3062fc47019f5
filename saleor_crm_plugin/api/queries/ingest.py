"""Questions of operators: the inbox and the imports."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.ingest import (
    IMPORT,
    ImportNode,
    InboxItemNode,
    InboxNode,
    RowErrorNode,
    import_node,
    inbox_item_node,
    inbox_node,
    row_error_node,
)
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.ingest import queries as ingest

NEWEST_FIRST = Order(columns=("-pk",))
IN_FILE_ORDER = Order(columns=("line", "pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxItemsArguments(PageArguments):
    """Which rows of the inbox are wanted."""

    states: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportArguments:
    """The import that is wanted."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowErrorsArguments(PageArguments):
    """The import whose refused rows are wanted."""

    import_id: str


def inbox(inquiry: Inquiry) -> InboxNode:  # noqa: ARG001 the table's signature
    """Return how the inbox is."""
    return inbox_node(ingest.inbox_counts())


def inbox_item_page(
    inquiry: Inquiry,  # noqa: ARG001 the table's signature
    source: InboxNode,  # noqa: ARG001 the table's signature
    arguments: InboxItemsArguments,
) -> Connection[InboxItemNode]:
    """
    Return a page of the inbox's rows, newest first.

    :raises Invalid: the page is not acceptable.
    """
    return page(
        ingest.inbox_items(states=[state.lower() for state in arguments.states or ()]),
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [inbox_item_node(ingest.inbox_row(row)) for row in rows],
    )


def import_page(inquiry: Inquiry, arguments: PageArguments) -> Connection[ImportNode]:  # noqa: ARG001 the table's signature
    """
    Return a page of imports, newest first.

    :raises Invalid: the page is not acceptable.
    """
    return page(
        ingest.import_runs(),
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [import_node(ingest.import_of_row(row)) for row in rows],
    )


def import_found(inquiry: Inquiry, arguments: ImportArguments) -> ImportNode | None:  # noqa: ARG001 the table's signature
    """Return one import, None when there is none of this id."""
    summary = ingest.import_summary(import_id=id_decode(IMPORT, arguments.id, field="id"))
    return None if summary is None else import_node(summary)


def import_row_error_page(
    inquiry: Inquiry,  # noqa: ARG001 the table's signature
    arguments: RowErrorsArguments,
) -> Connection[RowErrorNode]:
    """
    Return a page of the rows that an import left out, in the order of its file.

    :raises Invalid: the page or the import's id is not acceptable.
    """
    import_id = id_decode(IMPORT, arguments.import_id, field="importId")
    return page(
        ingest.import_error_rows(import_id=import_id),
        order=IN_FILE_ORDER,
        arguments=arguments,
        nodes=lambda rows: [row_error_node(ingest.row_problem(row)) for row in rows],
    )
