"""Relay connections as GraphQL types."""

from typing import Generic, TypeVar

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import shown

COUNT = "How many there are on all pages."

NodeType = TypeVar("NodeType")
EdgeType = TypeVar("EdgeType")


@strawberry.federation.type(shareable=True, description="Where a page lies in its list.")
class PageInfo:
    """Saleor's type of the same name, which both subgraphs answer."""

    has_next_page: bool = shown("When paginating forwards, are there more items?")
    has_previous_page: bool = shown("When paginating backwards, are there more items?")
    start_cursor: str | None = shown("When paginating backwards, the cursor to continue.")
    end_cursor: str | None = shown("When paginating forwards, the cursor to continue.")


@strawberry.type
class Edge(Generic[NodeType]):
    """One row of a page."""

    node: NodeType = shown("The item at the end of the edge.")
    cursor: str = shown("A cursor for use in pagination.")


@strawberry.type
class Connection(Generic[EdgeType]):
    """One page; subclasses add `totalCount`, which their own entry of the table answers."""

    page_info: PageInfo = shown("Pagination data for this connection.")
    edges: list[EdgeType] = shown("The items of the page.")
