"""The list of profiles as CSV for spreadsheets, in pieces of some hundred rows."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.money import money_node
from saleor_crm_plugin.api.nodes.profiles import ProfileNode
from saleor_crm_plugin.api.pages import PAGE_SIZE_MAX
from saleor_crm_plugin.api.permissions import Permission, is_permitted
from saleor_crm_plugin.api.queries.profile_filters import ProfileSort, ProfileWhere
from saleor_crm_plugin.api.queries.profile_list import ProfileListArguments, profile_page

_PAGES_MAX = 5
_PERSON = (
    "id",
    "email",
    "first_name",
    "last_name",
    "phone",
    "country_code",
    "city",
    "postal_code",
    "language_code",
    "is_registered",
    "created_at",
)
_ORDERS = ("orders_count", "spent", "last_ordered_at")
# A spreadsheet takes what begins so for a formula, and runs it (OWASP, CSV Injection).
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportArguments:
    """Which profiles are wanted, and behind which piece to go on."""

    where: ProfileWhere | None = None
    sort_by: ProfileSort | None = None
    search: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportNode:
    """One piece of the file; `end_cursor` is absent after the last."""

    csv: str
    rows_count: int
    end_cursor: str | None


def profile_export(inquiry: Inquiry, arguments: ExportArguments) -> ExportNode:
    """
    Return the next piece of the list as CSV; the first one begins with the names of the columns.

    What was bought is there for callers who may see orders.

    :raises Invalid: a filter, the sorting or the cursor is not acceptable.
    """
    has_orders = is_permitted(inquiry.caller, (Permission.MANAGE_ORDERS.value,))
    text = io.StringIO()
    writer = csv.writer(text)
    if arguments.after is None:
        writer.writerow([*_PERSON, "tags", *(_ORDERS if has_orders else ())])
    wanted = ProfileListArguments(
        where=arguments.where,
        sort_by=arguments.sort_by,
        search=arguments.search,
        first=PAGE_SIZE_MAX,
        after=arguments.after,
    )
    rows_count = 0
    for _ in range(_PAGES_MAX):
        found = profile_page(inquiry, wanted)
        for node in found.nodes:
            cells = [*_person(inquiry, node), *(_bought(inquiry, node) if has_orders else ())]
            writer.writerow([cell_safe(cell) for cell in cells])
        rows_count += len(found.nodes)
        wanted = replace(wanted, after=found.page_info.end_cursor)
        if not found.page_info.has_next_page:
            return ExportNode(csv=text.getvalue(), rows_count=rows_count, end_cursor=None)
    return ExportNode(csv=text.getvalue(), rows_count=rows_count, end_cursor=wanted.after)


def cell_safe(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe stands before its first sign."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _person(inquiry: Inquiry, node: ProfileNode) -> Iterator[str]:
    for name in _PERSON:
        value = getattr(node, name)
        yield "" if value is None else str(value)
    yield ", ".join(inquiry.batches.tags.get(node.profile_id) or ())


def _bought(inquiry: Inquiry, node: ProfileNode) -> tuple[str, str, str]:
    totals = inquiry.batches.totals.get(node.profile_id) or []
    spent = [money_node(one.revenue_minor, one.currency) for one in totals]
    return (
        str(sum(one.orders_count for one in totals)),
        "; ".join(f"{one.amount:.{one.fraction_digits}f} {one.currency}" for one in spent),
        max((one.last_ordered_at.isoformat() for one in totals), default=""),
    )
