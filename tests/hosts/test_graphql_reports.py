"""Delivery reports over GraphQL."""

import pytest

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.mail.rules.reports import Report, ReportKind
from saleor_crm_plugin.mail.services import reports_accept, reports_apply
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, refused, staff_token

pytestmark = pytest.mark.django_db


def test_staff_see_what_providers_reported() -> None:
    reports = [
        Report(kind=ReportKind.BOUNCED, address="a@example.com", is_permanent=True),
        Report(kind=ReportKind.BOUNCED, address="b@example.com", is_permanent=True),
    ]
    reports_accept(provider="mailgun", reports=reports, settings=CrmSettings(), at=NOON)
    reports_apply(at=NOON, limit_rows=1)
    assert ask("CrmDeliveryReportCounts", staff_token("MANAGE_SETTINGS")) == [
        {
            "provider": "mailgun",
            "kind": "bounced",
            "totalCount": 2,
            "unmatchedCount": 1,
            "waitingCount": 1,
        }
    ]


def test_figures_need_a_permission() -> None:
    token = staff_token("MANAGE_USERS")
    assert refused(document("CrmDeliveryReportCounts"), token) == ["PermissionDenied"]
