"""Facts as JSON: written once, readable for ever."""

import json
from pathlib import Path

import pytest

from saleor_crm_plugin.facts import (
    Money,
    UnreadableFact,
    fact_decode,
    fact_encode,
    fact_fingerprint,
)
from tests.factories import NOON, make_order, money

STORED = json.loads((Path(__file__).parents[1] / "payloads" / "facts-schema-1.json").read_text())


@pytest.mark.parametrize("document", STORED, ids=[document["fact"] for document in STORED])
def test_rows_of_schema_1_stay_readable_and_keep_their_fingerprint(document) -> None:
    fact = fact_decode(document)
    assert fact_fingerprint(fact) == document["fingerprint"]
    assert fact_encode(fact)["body"] == document["body"]


def test_a_stored_order_reads_back_to_the_value_it_was() -> None:
    order = fact_decode(STORED[0])
    assert (order.number, order.customer_external_id, order.version_at) == ("1042", "C-7", NOON)
    assert order.refunds[0].lines == (("1", Money(money("10.00").amount, "EUR")),)
    assert order.lines[0].quantity_returned == 1


def test_what_a_newer_version_added_is_ignored_and_a_newer_schema_refused() -> None:
    document = fact_encode(make_order())
    assert fact_decode({**document, "body": {**document["body"], "mood": "good"}}) == make_order()
    with pytest.raises(UnreadableFact, match="schema 2 is newer than 1"):
        fact_decode({**document, "schema": 2})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lines", "none"),
        ("lines", [{"id": "1"}]),
        ("placed_at", "yesterday"),
        ("placed_at", "2026-03-29T12:00:00"),
        ("status", "lost"),
        ("total", {"net": {"amount": "NaN", "currency": "EUR"}}),
        ("is_fully_paid", "yes"),
        ("reference", {"host": "shop", "kind": "customer", "id": "1"}),
    ],
)
def test_a_body_of_the_wrong_shape_is_unreadable(name, value) -> None:
    document = fact_encode(make_order())
    with pytest.raises(UnreadableFact, match="the order fact cannot be read"):
        fact_decode({**document, "body": {**document["body"], name: value}})
