"""Rows that are written by statements made once per table, on both engines."""

from datetime import datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.profiles.models import Profile, TimelineEvent
from saleor_crm_plugin.rows import (
    BATCH_SIZE_ROWS,
    Writes,
    rows_insert,
    rows_insert_new,
    rows_update,
)
from tests.factories import NOON, make_profile

pytestmark = pytest.mark.django_db

AWKWARD = ['a "quoted" {brace}', "back\\slash, comma", "NULL", "", "two\nlines", "50 %s", "é 中"]


def event(profile: Profile, key: str, **values) -> TimelineEvent:
    return TimelineEvent(
        profile=profile,
        key=key,
        **{"type": "noted", "occurred_at": NOON, "recorded_at": NOON, **values},
    )


def stored(*names: str) -> list[tuple]:
    return list(TimelineEvent.objects.order_by("pk").values_list(*names))


MANY = [*AWKWARD, *(str(number) for number in range(100))]


@pytest.mark.parametrize(
    "keys", [AWKWARD[:1], AWKWARD, MANY], ids=["one_case", "few_case", "many_case"]
)
def test_inserted_rows_have_their_keys_and_come_back_as_they_were(keys: list[str]) -> None:
    shopper = make_profile()
    rows = [event(shopper, key, details={"said": key, "none": None}) for key in keys]
    rows_insert(rows)
    assert stored("pk", "key", "details", "occurred_at", "is_announced") == [
        (row.pk, key, {"said": key, "none": None}, NOON, True)
        for row, key in zip(rows, keys, strict=True)
    ]
    assert {row._state.adding for row in rows} == {False}


def test_more_than_a_thousand_rows_keep_their_order() -> None:
    shopper = make_profile()
    rows = [event(shopper, str(number)) for number in range(BATCH_SIZE_ROWS + 1)]
    rows_insert(rows)
    assert stored("pk", "key") == [(row.pk, str(number)) for number, row in enumerate(rows)]


@pytest.mark.parametrize("count", [1, 2, 100], ids=["one_case", "few_case", "many_case"])
def test_a_row_that_exists_is_an_error_and_none_of_its_batch_is_written(count: int) -> None:
    shopper = make_profile()
    rows_insert([event(shopper, "0")])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows_insert([event(shopper, str(number)) for number in range(count)])
    assert stored("key") == [("0",)]


@pytest.mark.parametrize("keys", [["b"], ["a", "b", "c"]], ids=["one_case", "many_case"])
def test_rows_that_exist_are_left_as_they_are(keys: list[str]) -> None:
    shopper = make_profile()
    rows_insert([event(shopper, "b", details={"first": True})])
    rows_insert_new([event(shopper, key, details={"first": False}) for key in keys])
    kept = dict(stored("key", "details"))
    assert kept == {key: {"first": key == "b"} for key in keys}


@pytest.mark.parametrize("count", [1, 3], ids=["one_case", "many_case"])
def test_an_update_writes_the_named_columns_and_no_others(count: int) -> None:
    # given
    shopper = make_profile()
    rows = [event(shopper, str(number), details={"a": 1}) for number in range(count)]
    other = event(shopper, "other", details={"a": 1})
    rows_insert([*rows, other])

    # when
    for number, row in enumerate(rows):
        row.details, row.is_announced, row.type = {"a": number}, False, "not written"
    rows_update(rows, ["details", "is_announced"])

    # then
    assert stored("key", "type", "details", "is_announced") == [
        *((str(number), "noted", {"a": number}, False) for number in range(count)),
        ("other", "noted", {"a": 1}, True),
    ]


@pytest.mark.parametrize("at", [None, NOON], ids=["null_case", "value_case"])
def test_empty_values_are_written_as_such(at: datetime | None) -> None:
    shoppers = [make_profile(), make_profile()]
    for shopper in shoppers:
        shopper.registered_at = at
    rows_update(shoppers, ["registered_at"])
    assert list(Profile.objects.values_list("registered_at", flat=True)) == [at, at]


@pytest.mark.parametrize("count", [1, 2, 100], ids=["one_case", "few_case", "many_case"])
def test_a_text_that_is_too_long_is_refused_and_not_cut(count: int) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite knows no lengths")
    shopper = make_profile()
    rows = [event(shopper, f"{number}" + "x" * 160) for number in range(count)]
    with pytest.raises(DatabaseError), transaction.atomic():
        rows_insert(rows)
    assert TimelineEvent.objects.exists() is False


def test_no_rows_are_no_statement() -> None:
    with CaptureQueriesContext(connection) as queries:
        rows_insert([])
        rows_insert_new([])
        rows_update([], ["key"])
    assert list(queries) == []


@pytest.mark.parametrize("binds_on_server", [False, True])
def test_writes_that_are_sent_together_all_arrive(binds_on_server: bool, monkeypatch) -> None:
    # given
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "server_side_binding", binds_on_server)
    shopper = make_profile()
    kept = [event(shopper, "kept 1"), event(shopper, "kept 2")]
    rows_insert(kept)
    for row in kept:
        row.details = {"changed": row.key}

    # when
    writes = Writes()
    writes.insert([event(shopper, "a; b"), event(shopper, "50 %s")])
    writes.insert_new([event(shopper, "kept 1"), event(shopper, "new")])
    writes.update(kept, ["details"])
    writes.insert([])
    with CaptureQueriesContext(connection) as queries:
        writes.send()
        writes.send()

    # then
    assert dict(stored("key", "details")) == {
        "a; b": {},
        "50 %s": {},
        "new": {},
        "kept 1": {"changed": "kept 1"},
        "kept 2": {"changed": "kept 2"},
    }
    together = 3 if binds_on_server else 1
    assert len(queries) == (together if connection.vendor == "postgresql" else 0)


def test_writes_that_meet_a_constraint_are_an_error_and_nothing_is_written() -> None:
    shopper = make_profile()
    rows_insert([event(shopper, "a")])

    def both() -> None:
        writes = Writes()
        writes.insert([event(shopper, "b")])
        writes.insert([event(shopper, "a")])
        writes.send()

    with pytest.raises(IntegrityError), transaction.atomic():
        both()
    assert stored("key") == [("a",)]
