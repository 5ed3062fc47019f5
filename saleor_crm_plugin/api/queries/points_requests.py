"""Questions about adjustments that wait for a second person."""

from dataclasses import dataclass

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.points_requests import RequestNode, request_node
from saleor_crm_plugin.api.nodes.profiles import ProfileNode
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.loyalty.queries import request_view, requests_listed

NEWEST_FIRST = Order(columns=("-pk",))


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsArguments(PageArguments):
    """Which requests are wanted: all of them, or those that wait."""

    only_open: bool = False


def points_request_page(inquiry: Inquiry, arguments: RequestsArguments) -> Connection[RequestNode]:
    """
    Return a page of requests, newest first.

    :raises Invalid: the page is not acceptable.
    """
    at = inquiry.at
    connection = page(
        requests_listed(only_open=arguments.only_open, at=at),
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [request_node(request_view(row, at=at)) for row in rows],
    )
    inquiry.batches.expect_profiles(node.profile_key for node in connection.nodes)
    return connection


def request_profile(inquiry: Inquiry, request: RequestNode) -> ProfileNode | None:
    """Return whose points are to move."""
    return inquiry.batches.profiles.get(request.profile_key)


def request_is_own(inquiry: Inquiry, request: RequestNode) -> bool:
    """Return whether the caller asked for it, and so cannot decide."""
    return request.requested_by == inquiry.caller.actor
