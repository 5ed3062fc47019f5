"""Importing over GraphQL: the upload is a row, a worker imports it, and nothing of the file stays behind."""

import base64
import gzip
import hashlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import OperationalError, connections

from saleor_crm_plugin import schedule
from saleor_crm_plugin.hosts.files import uploads
from saleor_crm_plugin.hosts.files.tasks import process_imports
from saleor_crm_plugin.hosts.files.uploads import uploads_import
from saleor_crm_plugin.hosts.standalone.celery import app
from saleor_crm_plugin.hosts.standalone.models import ApiToken
from saleor_crm_plugin.ingest.models import ImportRowError, ImportRun, ImportUpload, InboxItem
from saleor_crm_plugin.ingest.services.imports import import_finish, import_start
from saleor_crm_plugin.ingest.services.uploads import (
    ImportOrder,
    import_request,
    upload_claim,
    uploads_give_up,
)
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import Profile
from saleor_crm_plugin.work import Work
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, post, staff_token

pytestmark = pytest.mark.django_db

MAPPING = """
host = "till"
[file]
date_formats = ["%Y-%m-%d"]
[columns]
customer = "no"
email = "mail"
first_name = "name"
updated_at = "changed"
"""
MEMBERS = b"""no,mail,name,changed
1,ada@example.com,Ada,2026-01-01
2,bo@example.com,Bo,2026-01-02
3,cy@example.com,Cy,yesterday
"""
ORDERS = """
host = "till"
[file]
rows = "jsonl"
[columns]
order = "id"
placed_at = "at"
total = "sum"
[orders]
channel = "till"
currency = "EUR"
"""
MANY = 700


def wanted(file: bytes = MEMBERS, **values) -> dict:
    return {
        "kind": "CUSTOMERS",
        "fileName": "members.csv",
        "content": base64.b64encode(file).decode(),
        "mapping": MAPPING,
    } | values


def create(file: bytes = MEMBERS, **values) -> dict:
    answer = ask("CrmImportCreate", staff_token(), input=wanted(file, **values))
    assert answer["errors"] == []
    return answer["import"]


def seen(created: dict) -> dict:
    return ask("CrmImport", staff_token(), id=created["id"])


def work(*, minutes: int = 0) -> None:
    uploads_import(clock=lambda: NOON + timedelta(minutes=minutes), source=None)


def stored() -> tuple[int, int, int, int]:
    return (
        ImportRun.objects.count(),
        ImportUpload.objects.count(),
        InboxItem.objects.count(),
        Profile.objects.count(),
    )


def test_an_uploaded_file_waits_is_imported_and_does_not_stay():
    # given
    created = create()
    assert (created["state"], created["percent"], created["isDryRun"]) == ("QUEUED", 0, False)
    assert (created["host"], created["kind"]) == ("till", "customers")
    assert (created["fileName"], created["fileSha256"]) == (
        "members.csv",
        hashlib.sha256(MEMBERS).hexdigest(),
    )
    assert stored() == (1, 1, 0, 0)

    # when
    process_imports()

    # then
    done = seen(created)
    assert (done["state"], done["percent"], done["error"]) == ("DONE", 100, None)
    counts = json.loads(done["counts"])
    assert (counts["rows"], counts["customers"], counts["facts_new"]) == (3, 2, 2)
    assert counts["rows_refused"] == {"date": 1}
    refused = ask("CrmImportRowErrors", staff_token(), importId=created["id"])
    assert [edge["node"]["line"] for edge in refused["edges"]] == [4]
    assert sorted(Profile.objects.values_list("first_name", flat=True)) == ["Ada", "Bo"]
    assert stored() == (1, 0, 2, 2)


def test_the_same_file_twice_changes_nothing():
    # given
    create()
    work()
    before = list(Profile.objects.order_by("pk").values())

    # when
    again = create(gzip.compress(MEMBERS, mtime=0))
    work(minutes=1)

    # then
    assert json.loads(seen(again)["counts"])["facts_new"] == 0
    assert list(Profile.objects.order_by("pk").values()) == before
    assert stored() == (2, 0, 2, 2)


def test_the_same_file_that_still_waits_is_the_same_import():
    first, second, dry = create(), create(), create(isDryRun=True)

    assert (second["id"], dry["id"] == first["id"]) == (first["id"], False)
    assert stored() == (2, 2, 0, 0)


def test_orders_come_from_json_lines_and_line_breaks_in_base64_do_not_matter():
    # given
    line = b'{"id": "A", "at": "2026-01-05 10:00:00", "sum": "12.50"}\n'
    content = base64.encodebytes(line + line.replace(b"A", b"B")).decode()
    assert content.count("\n") == 2

    # when
    created = create(kind="ORDERS", fileName="a.jsonl", content=content, mapping=ORDERS)
    work()

    # then
    assert seen(created)["state"] == "DONE"
    assert sorted(Order.objects.values_list("external_id", "total_gross_minor")) == [
        ("A", 1250),
        ("B", 1250),
    ]


def test_a_dry_run_tells_what_would_come_and_writes_none_of_it():
    # given
    created = create(isDryRun=True)

    # when
    work()

    # then
    done = seen(created)
    counts = json.loads(done["counts"])
    assert (done["state"], done["percent"], done["isDryRun"]) == ("DONE", 100, True)
    assert (counts["customers"], counts["facts"], counts["facts_new"]) == (2, 2, 0)
    assert list(ImportRowError.objects.values_list("line", flat=True)) == [4]
    assert stored() == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("_case", "values", "error"),
    [
        ("no base64", {"content": "not/base64!"}, ("INVALID", "content")),
        ("base64 cut short", {"content": "YWJ"}, ("INVALID", "content")),
        ("other letters", {"content": "ÄÖÜ="}, ("INVALID", "content")),
        ("nothing", {"content": ""}, ("INVALID", "content")),
        ("no name", {"fileName": ""}, ("INVALID", "fileName")),
        ("a long name", {"fileName": "x" * 256}, ("INVALID", "fileName")),
        ("half a letter", {"fileName": "\ud800"}, ("INVALID", "fileName")),
        ("no TOML", {"mapping": "host ="}, ("IMPORT_MAPPING_INVALID", "mapping")),
        ("no Unicode", {"mapping": "# \ud800"}, ("IMPORT_MAPPING_INVALID", "mapping")),
        (
            "a host of 65",
            {"mapping": MAPPING.replace("till", "x" * 65)},
            ("IMPORT_MAPPING_INVALID", "mapping"),
        ),
        ("of orders", {"kind": "ORDERS"}, ("IMPORT_MAPPING_INVALID", "mapping")),
    ],
)
def test_what_cannot_be_imported_is_refused_at_once_and_not_stored(_case, values, error):
    answer = ask("CrmImportCreate", staff_token(), input=wanted(**values))

    assert [(one["code"], one["field"]) for one in answer["errors"]] == [error]
    assert answer["import"] is None
    assert stored() == (0, 0, 0, 0)


def test_every_fault_of_a_mapping_is_named_at_once():
    mapping = 'host = "till"\nhots = 1\n[columns]\nnmae = "name"'

    (error,) = ask("CrmImportCreate", staff_token(), input=wanted(mapping=mapping))["errors"]

    assert error["message"] == (
        "hots: unknown key; columns.nmae: no such field of customers; "
        "columns: customers need a customer or an email column"
    )


def test_a_file_longer_than_a_body_may_be_is_refused_and_not_stored():
    given = wanted(MEMBERS + b"x" * 200_000)

    response = post(document("CrmImportCreate"), {"input": given}, staff_token())

    assert response.status_code == 413
    assert response.json()["errors"][0]["message"] == "the body is longer than 262144 bytes"
    assert stored() == (0, 0, 0, 0)


@pytest.mark.parametrize("permissions", [("MANAGE_USERS", "MANAGE_ORDERS", "MANAGE_DISCOUNTS"), ()])
def test_an_import_needs_its_permission_and_stores_nothing_without(permissions):
    token = staff_token(*permissions) if permissions else ""

    answer = post(document("CrmImportCreate"), {"input": wanted()}, token).json()

    assert answer["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"
    assert stored() == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("_case", "content", "error"),
    [
        (
            "another encoding",
            MEMBERS.replace(b"Ada", b"Ad\xe9"),
            "after line 0 the file is not utf-8-sig; nothing was stored",
        ),
        (
            "another file",
            b"a,b\n1,2\n",
            "the first line does not have the mapping's columns ['changed', 'mail', 'name', 'no']",
        ),
        (
            "gzip cut short",
            gzip.compress(MEMBERS, mtime=0)[:-9],
            "the file is damaged: Compressed file ended before the end-of-stream marker was reached",
        ),
    ],
)
def test_a_file_that_cannot_be_read_fails_its_import_and_no_other(_case, content, error):
    # given
    broken, good = create(content), create()

    # when
    work()

    # then
    failed = seen(broken)
    assert (failed["state"], failed["error"]) == ("FAILED", error)
    assert seen(good)["state"] == "DONE"
    assert stored() == (2, 0, 2, 2)


def test_a_small_file_that_unpacks_to_a_huge_one_is_not_read(monkeypatch):
    # given
    monkeypatch.setattr(uploads, "UNPACKED_BYTES_MAX", 1_000_000)
    created = create(gzip.compress(MEMBERS + b"\n" * 1_000_000, mtime=0))

    # when
    work()

    # then
    assert seen(created)["error"] == (
        "the file unpacks to more than 1000000 bytes; import it by command"
    )
    assert stored() == (1, 0, 0, 0)


def order_of(mapping: str = MAPPING) -> ImportOrder:
    return ImportOrder(
        kind="customers",
        host="till",
        file_name="members.csv",
        content=MEMBERS,
        mapping_text=mapping,
        is_dry_run=False,
    )


def test_a_mapping_that_a_newer_release_refuses_fails_the_import_with_every_fault():
    import_request(order=order_of('hosts = "till"'), actor="", at=NOON)

    work()

    run = ImportRun.objects.get()
    assert (run.state, run.error) == (
        "failed",
        "host: is needed; hosts: unknown key; columns: customers need a customer or an email column",
    )
    assert stored() == (1, 0, 0, 0)


def test_an_import_of_a_dead_worker_comes_back_when_its_claim_has_run_out():
    # given
    created = create()
    assert upload_claim(at=NOON).content == MEMBERS
    assert seen(created)["state"] == "RUNNING"

    # when
    work(minutes=9)
    early = seen(created)["state"], Profile.objects.count()
    work(minutes=10)

    # then
    assert early == ("RUNNING", 0)
    assert seen(created)["state"] == "DONE"
    assert stored() == (1, 0, 2, 2)


def stops(error: BaseException, after: int) -> Callable[[], datetime]:
    """Return a clock that ends its worker once, when it was looked at `after` times."""
    looks = count()

    def clock() -> datetime:
        if next(looks) == after:
            raise error
        return NOON

    return clock


def test_an_import_that_was_cut_in_its_middle_goes_on_where_it_stopped():
    # given a worker that dies after the first batch of facts was accepted
    rows = "".join(f"{n},s{n}@example.com,S,2026-01-01\n" for n in range(MANY))
    created = create(b"no,mail,name,changed\n" + rows.encode())
    with pytest.raises(OperationalError):
        uploads_import(clock=stops(OperationalError(), after=7), source=None)
    assert InboxItem.objects.count() == 500
    assert (seen(created)["state"], ImportUpload.objects.count()) == ("RUNNING", 1)

    # when
    work(minutes=10)

    # then
    done = seen(created)
    assert (done["state"], json.loads(done["counts"])["facts_new"]) == ("DONE", MANY - 500)
    assert stored() == (1, 0, MANY, MANY)


def test_a_worker_that_is_told_to_stop_gives_its_import_back_at_once():
    # given
    created = create()
    with pytest.raises(SystemExit):
        uploads_import(clock=stops(SystemExit(), after=3), source=None)

    # when
    work()

    # then
    assert seen(created)["state"] == "DONE"
    assert stored() == (1, 0, 2, 2)


def test_an_unforeseen_error_is_named_by_its_kind_and_the_bytes_go():
    # given
    created = create()

    # when
    with pytest.raises(KeyError):
        uploads_import(clock=stops(KeyError("ada@example.com"), after=3), source=None)

    # then
    assert (seen(created)["state"], seen(created)["error"]) == ("FAILED", "KeyError")
    assert stored() == (1, 0, 0, 0)


def test_a_file_that_takes_its_workers_along_is_given_up():
    # given
    created = create()
    for attempt in range(3):
        assert upload_claim(at=NOON + timedelta(minutes=10 * attempt)) is not None

    # when
    uploads_give_up(at=NOON + timedelta(minutes=29))
    waiting = seen(created)["state"]
    uploads_give_up(at=NOON + timedelta(minutes=30))

    # then
    failed = seen(created)
    assert (waiting, failed["state"]) == ("RUNNING", "FAILED")
    assert failed["error"] == "3 workers stopped in the middle of it; import it by command"
    assert stored() == (1, 0, 0, 0)


def test_of_two_workers_that_did_the_same_import_the_first_is_noted():
    created = create()
    claimed = upload_claim(at=NOON)
    work(minutes=10)

    import_finish(import_id=claimed.import_id, counts={"rows": 0}, row_errors=[], at=NOON)

    assert json.loads(seen(created)["counts"])["rows"] == 3
    assert list(ImportRowError.objects.values_list("line", flat=True)) == [4]


def test_a_command_does_not_call_a_running_upload_of_the_same_file_interrupted():
    created = create()
    upload_claim(at=NOON)

    import_start(
        kind="customers",
        host="till",
        file_name="members.csv",
        file_sha256=created["fileSha256"],
        mapping={},
        at=NOON,
    )

    assert seen(created)["state"] == "RUNNING"


def test_who_asked_is_noted_and_a_worker_is_woken(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as hooks:
        create()

    assert [hook.args for hook in hooks] == [(Work.IMPORT,)]
    assert ImportRun.objects.get().actor == f"token:{ApiToken.objects.get().pk}"


def test_the_standalone_worker_knows_every_work_and_the_beat_looks_for_each():
    app.loader.import_default_modules()

    periodic = {entry["task"] for entry in schedule.entries(has_source=True).values()}
    assert {work.value for work in Work} - set(app.tasks) == set()
    assert {work.value for work in Work} - periodic == set()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_workers_each_upload_gets_one():
    # given
    for number in range(3):
        import_request(order=order_of(f"{MAPPING}# {number}"), actor="", at=NOON)

    def claim(_):
        try:
            return upload_claim(at=NOON)
        finally:
            connections.close_all()

    # when
    with ThreadPoolExecutor(8) as pool:
        claimed = [upload for upload in pool.map(claim, range(24)) if upload]

    # then
    assert sorted(upload.import_id for upload in claimed) == sorted(
        ImportRun.objects.values_list("pk", flat=True)
    )
