"""What the log says of a request that failed."""

import logging

from django.test import RequestFactory
from django.urls import resolve

from saleor_crm_plugin.hosts.standalone.logs import RouteInsteadOfPath


def logged(path: str, *, is_routed: bool) -> str:
    request = RequestFactory().get(path)
    if is_routed:
        request.resolver_match = resolve(path)
    record = logging.makeLogRecord(
        {
            "msg": "%s: %s",
            "args": ("Internal Server Error", path),
            "request": request,
            "status_code": 500,
        }
    )
    assert RouteInsteadOfPath().filter(record) is True
    return record.getMessage()


def test_a_failed_request_is_logged_without_the_secret_of_its_link() -> None:
    assert logged("/u/s3cr3t", is_routed=True) == "status 500 at u/<str:token>"
    assert logged("/u/s3cr3t", is_routed=False) == "status 500 at an unknown address"


def test_what_is_not_about_a_request_is_left_alone() -> None:
    record = logging.makeLogRecord({"msg": "drained %s rows", "args": (3,)})
    assert RouteInsteadOfPath().filter(record) is True
    assert record.getMessage() == "drained 3 rows"
