"""The suite's guard against addresses in logs, which every test runs under, sees them."""

import logging

import pytest

from tests.conftest import lines_with_an_address


def _record(message: str, *arguments: object, error: Exception | None = None) -> logging.LogRecord:
    trace = (type(error), error, None) if error else None
    return logging.LogRecord(
        "saleor_crm_plugin.mail", logging.INFO, __file__, 1, message, arguments, trace
    )


@pytest.mark.parametrize(
    ("_case", "record"),
    [
        ("in the message", _record("sent to shopper@example.com")),
        ("in an argument", _record("sent to %s", "shopper+tag@mail.example.com")),
        ("in a traceback", _record("failed", error=ValueError("no such shopper@example.com"))),
    ],
)
def test_an_address_in_a_log_line_is_seen(_case, record):
    assert len(lines_with_an_address([record])) == 1


def test_ids_and_references_are_no_addresses():
    assert lines_with_an_address([_record("sent message %s of shop:order:%s", 7, "41")]) == []
