"""Questions about the CRM's own background work."""

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.system import QueueNode, SystemNode, queue_node, sweep_node
from saleor_crm_plugin.automation.queries import deliveries_waiting, events_waiting
from saleor_crm_plugin.bulk.queries import bulk_jobs_waiting
from saleor_crm_plugin.ingest.queries import imports_waiting, inbox_waiting, reconcile_marks
from saleor_crm_plugin.ingest.services.sources import snapshot_source
from saleor_crm_plugin.loyalty.queries.batches import batches_waiting
from saleor_crm_plugin.loyalty.queries.rewards import coupons_waiting
from saleor_crm_plugin.mail.queries.messages import messages_waiting
from saleor_crm_plugin.segments.queries.scopes import rfm_runs_waiting


def system(inquiry: Inquiry) -> SystemNode:
    """Return what waits for a worker and how far the sweep has come; one query each."""
    return SystemNode(
        queues=_queues(inquiry),
        sweeps=tuple(sweep_node(mark, at=inquiry.at) for mark in reconcile_marks()),
        can_sweep=snapshot_source() is not None,
    )


def _queues(inquiry: Inquiry) -> tuple[QueueNode, ...]:
    at = inquiry.at
    found = {
        "FACTS": inbox_waiting(),
        "EVENTS": events_waiting(),
        "MESSAGES": messages_waiting(at=at),
        "COUPONS": coupons_waiting(at=at),
        "POINTS_BATCHES": batches_waiting(),
        "BULK_JOBS": bulk_jobs_waiting(),
        "IMPORTS": imports_waiting(),
        "RFM": rfm_runs_waiting(),
        "EXTENSIONS": deliveries_waiting(at=at),
    }
    return tuple(queue_node(name, waiting, at=at) for name, waiting in found.items())
