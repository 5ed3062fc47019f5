"""Questions about what mail providers have reported."""

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.mail.queries.reports import ReportCounts
from saleor_crm_plugin.mail.queries.reports import report_counts as counts


def report_counts(inquiry: Inquiry) -> list[ReportCounts]:  # noqa: ARG001 the table's signature
    """Return how many reports came, by provider and kind."""
    return counts()
