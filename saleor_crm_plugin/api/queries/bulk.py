"""Questions about work on many profiles."""

from dataclasses import dataclass

from saleor_crm_plugin.api.ids import id_decode
from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.bulk import (
    JOB,
    BulkJobNode,
    BulkRowNode,
    bulk_job_node,
    bulk_row_node,
)
from saleor_crm_plugin.api.pages import Connection, Order, PageArguments, page
from saleor_crm_plugin.bulk import queries as bulk

NEWEST_FIRST = Order(columns=("-pk",))
_IN_ORDER = Order(columns=("pk",))


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobArguments:
    """Which job."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkRowsArguments(PageArguments):
    """The rows of which job, and in which states; all unless given."""

    job_id: str
    states: tuple[str, ...] | None = None


def bulk_job_page(inquiry: Inquiry, arguments: PageArguments) -> Connection[BulkJobNode]:  # noqa: ARG001 the table's signature
    """
    Return a page of the jobs, newest first.

    :raises Invalid: the page is not acceptable.
    """
    return page(
        bulk.bulk_jobs_listed(),
        order=NEWEST_FIRST,
        arguments=arguments,
        nodes=lambda rows: [bulk_job_node(job) for job in bulk.bulk_job_views(rows)],
    )


def bulk_job(inquiry: Inquiry, arguments: BulkJobArguments) -> BulkJobNode | None:  # noqa: ARG001 the table's signature
    """
    Return one job, None when there is none of this id.

    :raises Invalid: it is no id of a job.
    """
    found = bulk.bulk_job_found(id_decode(JOB, arguments.id, field="id"))
    return None if found is None else bulk_job_node(found)


def bulk_row_page(inquiry: Inquiry, arguments: BulkRowsArguments) -> Connection[BulkRowNode]:  # noqa: ARG001 the table's signature
    """
    Return a page of a job's rows, in the order in which they are done.

    :raises Invalid: the page or the job's id is not acceptable.
    """
    job_id = id_decode(JOB, arguments.job_id, field="jobId")
    return page(
        bulk.bulk_rows(job_id, states=[state.lower() for state in arguments.states or ()]),
        order=_IN_ORDER,
        arguments=arguments,
        nodes=lambda rows: [bulk_row_node(bulk.bulk_row_view(row)) for row in rows],
    )
