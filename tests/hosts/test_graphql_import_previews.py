"""A preview says what an import would make of a file, as the import itself reads it, and keeps nothing."""

import base64
import gzip
import json
import logging

import pytest

from saleor_crm_plugin.hosts.files.uploads import uploads_import
from saleor_crm_plugin.ingest.models import ImportRowError, ImportRun, ImportUpload, InboxItem
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import Profile
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, post, refused, staff_token

pytestmark = pytest.mark.django_db

MEMBERS = b"""Member no,E-mail,First name,Member since,Newsletter,Shoe size
1,ada@example.com,Ada,2026-01-05,yes,38
2,bo@example.com,Bo,2026-02-06,no,41
3,cy,Cy,yesterday,perhaps,40
"""
SALES = """Order ID;Order date;Customer;Total;Status
A1;31.01.2026;7;1.234,50;completed
A1;31.01.2026;8;1,00;completed
A2;01.02.2026;7;5,00;lost
""".encode("cp1252")


def previewed(content: bytes = MEMBERS, **values) -> dict:
    wanted = {"kind": "CUSTOMERS", "content": base64.b64encode(content).decode()} | values
    return ask("CrmImportPreview", staff_token(), input=wanted)


def assigned(preview: dict) -> dict:
    return {one["name"]: one["field"] for one in preview["columns"]}


def read(row: dict) -> dict:
    return {value["field"]: value["text"] for value in row["values"]}


def problems(row: dict) -> list[tuple]:
    return [(one["column"], one["code"]) for one in row["problems"]]


def faults(preview: dict) -> list[tuple]:
    return [(one["field"], one["message"]) for one in preview["faults"]]


def test_a_file_of_members_is_understood_without_a_word():
    preview = previewed(timeZone="Europe/Paris", languageCode="en")

    assert assigned(preview) == {
        "Member no": "customer",
        "E-mail": "email",
        "First name": "first_name",
        "Member since": "registered_at",
        "Newsletter": "consent",
        "Shoe size": None,
    }
    assert preview["columns"][5]["samples"] == ["38", "41", "40"]
    assert preview["format"]["dateFormats"] == ["%Y-%m-%d"]
    assert (preview["format"]["encoding"], preview["format"]["delimiter"]) == ("utf-8-sig", ",")
    assert (preview["format"]["host"], preview["format"]["timeZone"]) == ("file", "Europe/Paris")
    assert preview["encodings"][0] == "utf-8-sig"
    assert (preview["faults"], preview["dates"]) == ([], [])
    assert (preview["rowsRead"], preview["rowsRefused"]) == (3, 1)

    first, second, third = preview["rows"]
    assert [row["line"] for row in preview["rows"]] == [2, 3, 4]
    assert [row["outcome"] for row in preview["rows"]] == ["TAKEN", "TAKEN", "REFUSED"]
    assert read(first) == {
        "customer": "1",
        "email": "ada@example.com",
        "first_name": "Ada",
        "registered_at": "2026-01-05T00:00:00+01:00",
        "consent": "yes",
    }
    assert read(second)["consent"] == "no"
    assert read(third) == {"customer": "3", "first_name": "Cy"}
    assert problems(third) == [
        ("E-mail", "email"),
        ("Member since", "date"),
        ("Newsletter", "yes_or_no"),
    ]


def test_the_mapping_of_a_preview_imports_what_the_preview_said():
    # given
    preview = previewed()

    # when
    created = ask(
        "CrmImportCreate",
        staff_token(),
        input={
            "kind": "CUSTOMERS",
            "fileName": "members.csv",
            "content": base64.b64encode(MEMBERS).decode(),
            "mapping": preview["mapping"],
        },
    )
    uploads_import(clock=lambda: NOON, source=None)

    # then
    assert created["errors"] == []
    assert sorted(Profile.objects.values_list("first_name", flat=True)) == ["Ada", "Bo"]
    assert list(ImportRowError.objects.values_list("line", flat=True)) == [4]


def test_a_file_of_sales_tells_its_notation_and_what_is_still_missing():
    preview = previewed(SALES, kind="ORDERS", languageCode="de")

    assert assigned(preview) == {
        "Order ID": "order",
        "Order date": "placed_at",
        "Customer": "customer",
        "Total": "total",
        "Status": "status",
    }
    parts = ("delimiter", "decimalSeparator", "thousandsSeparator", "dateFormats")
    assert [preview["format"][part] for part in parts] == [";", ",", ".", ["%d.%m.%Y"]]
    assert faults(preview) == [
        ("orders.channel", "is needed when the file has no such column"),
        ("orders.currency", "is needed when the file has no such column"),
    ]
    assert [row["outcome"] for row in preview["rows"]] == [None, None, None]
    assert read(preview["rows"][0]) == {
        "order": "A1",
        "placed_at": "2026-01-31T00:00:00+00:00",
        "customer": "7",
        "total": "1234.50",
        "status": "fulfilled",
    }
    assert preview["words"] == [
        {"field": "status", "cell": "completed", "meaning": "fulfilled"},
        {"field": "status", "cell": "lost", "meaning": None},
    ]


def test_what_is_chosen_is_taken_and_the_rest_is_suggested_anew():
    chosen = {
        "channel": "till",
        "currency": "EUR",
        "host": "till",
        "isPaid": False,
        "timeZone": "Europe/Berlin",
        "words": [{"field": "status", "cell": "lost", "meaning": "canceled"}],
    }

    preview = previewed(SALES, kind="ORDERS", choices=chosen, languageCode="de")

    assert preview["faults"] == []
    assert [row["outcome"] for row in preview["rows"]] == ["TAKEN", "REFUSED", "TAKEN"]
    assert problems(preview["rows"][1]) == [("Order ID", "order_contradicts")]
    assert read(preview["rows"][2])["status"] == "canceled"
    assert read(preview["rows"][2])["placed_at"] == "2026-02-01T00:00:00+01:00"
    shown = preview["format"]
    assert {name: shown[name] for name in chosen if name != "words"} == {
        name: value for name, value in chosen.items() if name != "words"
    }


def test_columns_can_be_chosen_and_nothing_else_is_read_then():
    chosen = {"columns": [{"field": "email", "column": "E-mail"}]}

    preview = previewed(choices=chosen, madeAt="2026-03-01T10:00:00.5Z")

    assert {name for name, field in assigned(preview).items() if field} == {"E-mail"}
    assert [row["outcome"] for row in preview["rows"]] == ["TAKEN", "TAKEN", "REFUSED"]
    assert "version_at = 2026-03-01T10:00:00+00:00" in preview["mapping"]


def test_days_that_could_be_months_are_asked_about():
    content = b"email,registered at\nada@example.com,05/06/2026\n"

    american = previewed(content, languageCode="en-US")
    chosen = previewed(content, languageCode="en-US", choices={"dateFormats": ["%d/%m/%Y"]})

    ways = [
        {"format": "%m/%d/%Y", "cell": "05/06/2026", "day": "2026-05-06"},
        {"format": "%d/%m/%Y", "cell": "05/06/2026", "day": "2026-06-05"},
    ]
    assert (american["dates"], chosen["dates"]) == (ways, ways)
    assert read(american["rows"][0])["registered_at"] == "2026-05-06T00:00:00+00:00"
    assert read(chosen["rows"][0])["registered_at"] == "2026-06-05T00:00:00+00:00"


def test_a_number_that_could_be_thousands_is_asked_about():
    content = b'order,order date,total\n1,2026-01-05,"1,234"\n'
    sure = b"order,order date,total\n1,2026-01-05,12.50\n"
    point = {"decimalSeparator": ",", "thousandsSeparator": ""}

    asked = previewed(content, kind="ORDERS", languageCode="en")
    chosen = previewed(content, kind="ORDERS", languageCode="en", choices=point)

    ways = [
        {"decimalSeparator": ".", "thousandsSeparator": ",", "cell": "1,234", "number": "1234"},
        {**point, "cell": "1,234", "number": "1.234"},
    ]
    assert (asked["numbers"], chosen["numbers"]) == (ways, ways)
    assert read(asked["rows"][0])["total"] == "1234"
    assert read(chosen["rows"][0])["total"] == "1.234"
    assert previewed(sure, kind="ORDERS")["numbers"] == []


BY_HAND = """# by hand
host = "till"
[file]
date_formats = ["%Y-%m-%d"]
[columns]
email = "E-mail"
registered_at = "Member since"
[[skip]]
code = "bo"
[[skip.when]]
column = "First name"
equals = "Bo"
"""


def test_a_mapping_by_hand_is_previewed_and_shown_as_it_was_written():
    preview = previewed(mapping=BY_HAND)

    assert preview["mapping"] == BY_HAND
    assert [row["outcome"] for row in preview["rows"]] == ["TAKEN", "SKIPPED", "REFUSED"]
    assert preview["rows"][1]["skipCode"] == "bo"
    assert assigned(preview)["First name"] is None


def test_what_is_chosen_upon_a_mapping_keeps_its_other_rules():
    preview = previewed(mapping=BY_HAND, choices={"host": "shop"})

    assert 'host = "shop"' in preview["mapping"]
    assert [row["outcome"] for row in preview["rows"]] == ["TAKEN", "SKIPPED", "REFUSED"]


@pytest.mark.parametrize(
    ("_case", "mapping", "told"),
    [
        ("no TOML", "host =", [(None, "not TOML: Invalid value (at end of document)")]),
        (
            "faults",
            'host = "a"\nhots = 1\n[columns]\nnmae = "E-mail"',
            [
                ("hots", "unknown key"),
                ("columns.nmae", "no such field of customers"),
                ("columns", "customers need a customer or an email column"),
            ],
        ),
        (
            "a column that the file lacks",
            'host = "a"\n[columns]\nemail = "mail"',
            [("file", "the first line does not have the mapping's columns ['mail']")],
        ),
    ],
)
def test_every_fault_of_a_mapping_by_hand_is_told_at_its_place(_case, mapping, told):
    preview = previewed(mapping=mapping)

    assert faults(preview) == told
    assert preview["mapping"] == mapping
    assert [row["outcome"] for row in preview["rows"]] in ([], [None, None, None])


@pytest.mark.parametrize(
    ("_case", "content", "choices", "told"),
    [
        ("another encoding", "é,email\n".encode("cp1252"), {"encoding": "utf-8-sig"},
         [("file", "the file is not utf-8-sig")]),
        ("no encoding", MEMBERS, {"encoding": "zlib"},
         [("file.encoding", "unknown encoding 'zlib'"), ("file", "the file is not zlib")]),
        ("two characters", MEMBERS, {"delimiter": ";;"}, [("file.delimiter", "expected one character")]),
        ("a quotation mark", MEMBERS, {"delimiter": '"'}, [("file.delimiter", "expected one character")]),
        ("no zone", MEMBERS, {"timeZone": "Mars"},
         [("file.time_zone", "expected a name such as Europe/London, got 'Mars'")]),
        ("no format", MEMBERS, {"dateFormats": ["%d"]},
         [("file.date_formats", "'%d' does not hold a year, a month and a day")]),
        ("two columns alike", b"email,email\n", {},
         [("file", "two columns have the same name in the first line")]),
        ("a field of nobody", MEMBERS, {"columns": [{"field": "shoe", "column": "Shoe size"}]},
         [("columns.shoe", "no such field of customers"),
          ("columns", "customers need a customer or an email column")]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_fault_and_no_error(_case, content, choices, told):
    preview = previewed(content, choices=choices)

    assert faults(preview) == told


def test_a_beginning_that_is_cut_in_a_row_a_cell_or_a_letter_is_read_up_to_there():
    content = 'email,first name\nada@example.com,Ada\nbo@example.com,"Bö\nß'.encode()

    for end in range(content.index(b"bo@"), len(content) + 1):
        preview = previewed(content[:end], isWhole=False)
        assert [read(row)["email"] for row in preview["rows"]] == ["ada@example.com"]
        assert preview["faults"] == []

    assert faults(previewed(content)) == [
        ("file", "after line 2 the file is damaged: unexpected end of data")
    ]


def test_a_compressed_file_is_unpacked_only_as_far_as_it_is_looked_at():
    rows = b"".join(b"member%d@example.com\n" % number for number in range(200_000))
    content = gzip.compress(b"email\n" + rows, mtime=0)[:150_000]

    preview = previewed(content, isWhole=False)

    assert (preview["rowsRead"], preview["rowsRefused"]) == (500, 0)
    assert previewed(gzip.compress(MEMBERS))["rowsRead"] == 3
    with_end_missing = base64.b64encode(gzip.compress(MEMBERS)[:-9]).decode()
    assert refused(
        document("CrmImportPreview"),
        staff_token(),
        input={"kind": "CUSTOMERS", "content": with_end_missing},
    ) == ["FileUnreadable"]


def test_rows_behind_the_first_that_are_left_out_are_shown_too():
    cells = [f"m{number}@example.com" for number in range(40)]
    for number in (15, *range(30, 38)):
        cells[number] = "nobody"

    preview = previewed("\n".join(["email", *cells]).encode())

    assert [row["line"] for row in preview["rows"]] == [*range(2, 12), 17, 32, 33, 34, 35]
    assert (preview["rowsRead"], preview["rowsRefused"]) == (40, 9)


def test_json_lines_have_columns_too():
    line = {"id": 7, "buyer": {"email": "ada@example.com"}, "created at": "2026-01-05"}

    preview = previewed(json.dumps(line).encode())

    assert preview["format"]["rows"] == "JSON_LINES"
    assert assigned(preview) == {"id": "customer", "buyer.email": None, "created at": "registered_at"}  # fmt: skip
    assert read(preview["rows"][0]) == {
        "customer": "7",
        "registered_at": "2026-01-05T00:00:00+00:00",
    }


HUGE = """order,placed_at,total,quantity,remark
1,0001-01-01 00:00:00,1,1,
2,2026-01-05 00:00:00,1e999999999,1,
3,2026-01-05 00:00:00,999999999999999,1,
4,9999-12-31 23:59:59,1,1e99,
5,2026-01-05 00:00:00,1,1,\0
6,2026-01-05 00:00:00,1,-1,
"""


def test_what_is_too_much_for_any_database_is_left_out_and_nothing_fails():
    chosen = {"channel": "till", "currency": "EUR", "timeZone": "Asia/Taipei"}

    preview = previewed(HUGE.encode(), kind="ORDERS", choices=chosen)

    assert [(row["outcome"], problems(row)) for row in preview["rows"]] == [
        ("REFUSED", [("placed_at", "date")]),
        ("REFUSED", [("total", "number")]),
        ("REFUSED", [(None, "too_large")]),
        ("TAKEN", [("quantity", "number")]),
        ("REFUSED", [(None, "row")]),
        ("TAKEN", []),
    ]


def test_half_a_letter_in_json_is_left_out():
    lines = ['{"email": "ada@example.com"}', r'{"email": "\ud800@example.com"}', "[" * 100_000]

    preview = previewed("\n".join(lines).encode())

    assert [(row["outcome"], problems(row)) for row in preview["rows"]] == [
        ("TAKEN", []),
        ("REFUSED", [(None, "row")]),
        ("REFUSED", [(None, "row")]),
    ]


def test_the_mapping_of_the_newest_import_with_these_columns_is_offered():
    # given
    def imported(mapping: str, content: bytes, **values) -> None:
        answer = ask(
            "CrmImportCreate",
            staff_token(),
            input={
                "kind": "CUSTOMERS",
                "fileName": "a.csv",
                "content": base64.b64encode(content).decode(),
                "mapping": mapping,
            }
            | values,
        )
        assert answer["errors"] == []
        uploads_import(clock=lambda: NOON, source=None)

    assert previewed()["earlierMapping"] is None
    imported(BY_HAND, MEMBERS, isDryRun=True)
    assert previewed()["earlierMapping"] is None
    imported(BY_HAND, MEMBERS)
    imported(BY_HAND + "# again\n", MEMBERS)
    imported('host = "a"\n[columns]\nemail = "mail"\n', b"mail\n")

    # when
    preview = previewed()

    # then
    assert preview["earlierMapping"] == BY_HAND + "# again\n"
    assert previewed(b"email\n")["earlierMapping"] is None
    assert previewed(SALES, kind="ORDERS")["earlierMapping"] is None


def test_how_long_a_file_may_be_follows_the_setting(settings):
    settings.SALEOR_CRM = {"graphql_body_bytes_max": 1_000_000}
    longer = previewed()["contentBytesMax"]
    settings.SALEOR_CRM = {"graphql_body_bytes_max": 262_144}

    preview = previewed()

    file = preview["contentBytesMax"]
    assert longer - file == (1_000_000 - 262_144) * 3 // 4
    body = {
        "kind": "CUSTOMERS",
        "fileName": "members.csv",
        "content": base64.b64encode(b"x" * file).decode(),
        "mapping": preview["mapping"],
        "isDryRun": True,
    }
    assert post(document("CrmImportCreate"), {"input": body}, staff_token()).status_code == 200


def test_a_preview_stores_nothing_and_logs_nothing(caplog):
    with caplog.at_level(logging.DEBUG):
        previewed()
        previewed(SALES, kind="ORDERS")

    assert "ada@example.com" not in caplog.text
    for model in (ImportRun, ImportUpload, ImportRowError, InboxItem, Profile, Order):
        assert model.objects.count() == 0


@pytest.mark.parametrize(
    ("_case", "values"),
    [
        ("no base64", {"content": "not/base64!"}),
        ("nothing", {"content": ""}),
        ("a long mapping", {"mapping": "#" * 65_537}),
        ("too many words", {"choices": {"words": [{"field": "a", "cell": "b", "meaning": "c"}] * 201}}),
        ("too many columns", {"choices": {"columns": [{"field": "a", "column": "b"}] * 201}}),
        ("too many formats", {"choices": {"dateFormats": ["%Y"] * 201}}),
    ],
)  # fmt: skip
def test_what_is_no_file_or_too_much_is_refused(_case, values):
    wanted = {"kind": "CUSTOMERS", "content": base64.b64encode(MEMBERS).decode()} | values

    assert refused(document("CrmImportPreview"), staff_token(), input=wanted) == ["Invalid"]


@pytest.mark.parametrize("permissions", [("MANAGE_USERS", "MANAGE_ORDERS", "MANAGE_DISCOUNTS"), ()])
def test_a_preview_needs_the_permission_of_an_import(permissions):
    token = staff_token(*permissions) if permissions else ""
    wanted = {"kind": "CUSTOMERS", "content": base64.b64encode(MEMBERS).decode()}

    assert refused(document("CrmImportPreview"), token, input=wanted) == ["PermissionDenied"]
