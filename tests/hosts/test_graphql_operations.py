"""RFM, e-mails, the inbox and imports over GraphQL."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.ingest.models import InboxItem, InboxState
from saleor_crm_plugin.ingest.services.imports import (
    RowError,
    import_finish,
    import_progress,
    import_start,
)
from saleor_crm_plugin.mail.models import Message, MessageClass
from saleor_crm_plugin.mail.services import message_enqueue, templates_seed
from saleor_crm_plugin.segments.models import RfmMove
from saleor_crm_plugin.segments.services import rfm_recompute, rfm_runs_process
from tests.factories import NOON, make_order, make_profile
from tests.hosts.graphql_client import ask, document, post, staff_token
from tests.hosts.small_shop import buyer, make_shop, tell

pytestmark = pytest.mark.django_db


def test_the_overview_counts_shoppers_by_cell_and_group():
    # given
    make_shop()
    rfm_recompute(at=NOON.replace(year=2027))

    # when
    overview = ask("CrmRfmOverview", staff_token())

    # then
    assert (overview["scope"]["currency"], overview["scope"]["population"]) == ("EUR", 2)
    assert [scope["currency"] for scope in overview["scopes"]] == ["EUR", "USD"]
    assert overview["profilesCount"] == 2
    assert overview["revenue"]["amount"] == 350.0
    assert len(overview["cells"]) == 25
    assert sum(cell["profilesCount"] for cell in overview["cells"]) == 2
    assert sum(group["profilesCount"] for group in overview["groups"]) == 2
    assert {group["group"] for group in overview["groups"]} >= {"CHAMPIONS", "DORMANT"}


def test_without_orders_there_is_no_overview():
    assert ask("CrmRfmOverview", staff_token()) is None


def test_profiles_are_found_by_their_group():
    # given
    make_shop()
    rfm_recompute(at=NOON.replace(year=2027))
    ada = ask("CrmProfile", staff_token(), userId="1")
    group = ada["rfm"][0]["group"]

    # when
    members = ask("CrmProfiles", staff_token(), where={"rfm": {"groups": [group]}})
    prospects = ask("CrmProfiles", staff_token(), where={"rfm": {"groups": ["PROSPECTS"]}})

    # then
    assert ada["rfm"][0]["revenue"]["amount"] == 300.0
    assert "Ada" in [edge["node"]["firstName"] for edge in members["edges"]]
    assert [edge["node"]["firstName"] for edge in prospects["edges"]] == ["Cy"]


def test_a_recomputation_is_asked_for_and_watched():
    # given
    make_shop()
    run = ask("CrmRfmRecompute", staff_token())["run"]
    assert (run["status"], run["percent"]) == ("PENDING", 0)

    # when
    rfm_runs_process(at=NOON.replace(year=2027))

    # then
    watched = ask("CrmRfmRun", staff_token(), id=run["id"])
    assert (watched["status"], watched["percent"], watched["profilesCount"]) == ("DONE", 100, 3)


def test_an_unknown_scope_is_not_found():
    answer = ask("CrmRfmRecompute", staff_token(), input={"scopeId": id_encode("CrmRfmScope", 9)})

    assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]


def queue(profile, key: str) -> None:
    message_enqueue(
        key=key,
        profile_id=profile.pk,
        template="welcome",
        message_class=MessageClass.TRANSACTIONAL,
        topic="",
        context={},
        due_at=NOON,
        at=NOON,
    )


def test_messages_are_listed_with_whom_they_go_to():
    # given
    templates_seed(at=NOON)
    ada, bo = make_profile(first_name="Ada"), make_profile(first_name="Bo")
    queue(ada, "1")
    queue(bo, "2")

    # when
    every = ask("CrmMessages", staff_token())
    hers = ask("CrmMessages", staff_token(), profileId=id_encode("CrmProfile", ada.pk))
    sent = ask("CrmMessages", staff_token(), states=["SENT"])

    # then
    assert [edge["node"]["profile"]["firstName"] for edge in every["edges"]] == ["Bo", "Ada"]
    assert every["edges"][0]["node"]["state"] == "QUEUED"
    assert (hers["totalCount"], hers["edges"][0]["node"]["template"]) == (1, "welcome")
    assert sent["totalCount"] == 0


def test_messages_are_counted_by_what_became_of_them():
    # given
    templates_seed(at=NOON)
    for number in range(3):
        queue(make_profile(), str(number))
    Message.objects.filter(key="2").update(state="failed")

    # when
    answer = post(document("CrmMessageCounts"), token=staff_token()).json()

    # then
    counts = {name: found["totalCount"] for name, found in answer["data"].items()}
    assert counts == {
        "queued": 2, "sent": 0, "suppressed": 0, "bounced": 0, "failed": 1, "unknown": 0
    }  # fmt: skip


def test_messages_cost_the_same_queries_for_one_and_for_many():
    # given
    templates_seed(at=NOON)
    for number in range(6):
        queue(make_profile(), str(number))
    token = staff_token()
    post("{ __typename }", token=token)
    query = """query ($first: Int) { crmMessages(first: $first) { edges { node {
      template profile { id messages(first: 1) { edges { node { id } } } } } } } }"""

    # when
    counts = []
    for first in (1, 6):
        with CaptureQueriesContext(connection) as queries:
            post(query, {"first": first}, token)
        counts.append(len(queries))

    # then
    assert counts == [5, 5]


def test_a_test_message_is_queued_and_its_address_is_not_shown():
    # given
    templates_seed(at=NOON)

    # when
    answer = ask(
        "CrmMessageSendTest",
        staff_token(),
        input={"template": "welcome", "address": "staff@example.com"},
    )

    # then
    assert (answer["errors"], answer["message"]["isTest"]) == ([], True)
    assert "staff@example.com" not in json.dumps(answer)
    assert Message.objects.get().test_address == "staff@example.com"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"template": "welcome", "address": "nowhere"}, ("INVALID", "address")),
        ({"template": "nothing", "address": "a@example.com"}, ("NOT_FOUND", None)),
        (
            {"template": "welcome", "address": "a@example.com", "languageCode": "x" * 36},
            ("INVALID", "languageCode"),
        ),
        (
            {
                "template": "welcome",
                "address": "a@example.com",
                "profileId": id_encode("CrmProfile", 10**6),
            },
            ("NOT_FOUND", None),
        ),
    ],
)
def test_a_test_message_that_cannot_be_sent_is_refused(given, error):
    templates_seed(at=NOON)

    answer = ask("CrmMessageSendTest", staff_token(), input=given)

    assert [(one["code"], one["field"]) for one in answer["errors"]] == [error]
    assert Message.objects.exists() is False


def test_dead_rows_are_seen_and_replayed():
    # given
    make_shop()
    dead = InboxItem.objects.order_by("pk").first()
    InboxItem.objects.filter(pk=dead.pk).update(state=InboxState.DEAD, error="KeyError", attempts=8)

    # when
    inbox = ask("CrmInbox", staff_token(), states=["DEAD"])
    row = inbox["items"]["edges"][0]["node"]
    answer = ask("CrmInboxReplay", staff_token(), input={"ids": [row["id"]]})
    after = ask("CrmInbox", staff_token())

    # then
    assert (inbox["dead"], inbox["done"], inbox["items"]["totalCount"]) == (1, 6, 1)
    assert (row["reference"], row["kind"], row["error"]) == (
        "shop:customer:1",
        "CUSTOMER",
        "KeyError",
    )
    assert answer == {"errors": [], "replayedCount": 1}
    assert (after["dead"], after["pending"], after["items"]["totalCount"]) == (0, 1, 7)


def test_more_rows_than_a_page_are_not_replayed_by_name():
    ids = [id_encode("CrmInboxItem", number) for number in range(101)]

    answer = ask("CrmInboxReplay", staff_token(), input={"ids": ids})

    assert [(error["code"], error["field"]) for error in answer["errors"]] == [("INVALID", "ids")]


def test_every_dead_row_is_replayed_when_none_is_named():
    make_shop()
    InboxItem.objects.update(state=InboxState.DEAD)

    assert ask("CrmInboxReplay", staff_token())["replayedCount"] == 7


def test_moves_between_groups_are_seen():
    # given
    make_shop()
    rfm_recompute(at=NOON + timedelta(days=3))
    tell(
        make_order(
            "9", total="900", placed_at=NOON + timedelta(days=2), **buyer("2", "bo@example.com")
        )
    )
    rfm_recompute(at=NOON + timedelta(days=3))

    # when
    moves = ask("CrmProfile", staff_token(), userId="2")["rfmMoves"]

    # then
    stored = RfmMove.objects.filter(profile__first_name="Bo").order_by("-pk")
    assert moves["totalCount"] == 2
    assert [edge["node"]["toGroup"] for edge in moves["edges"]] == [
        move.to_group.upper() for move in stored
    ]


def test_an_inbox_row_never_shows_what_was_told():
    make_shop()

    assert "ada@example.com" not in json.dumps(ask("CrmInbox", staff_token()))


def test_imports_and_their_refused_rows_are_seen():
    # given
    import_id = import_start(
        kind="orders", host="till", file_name="a.csv", file_sha256="0" * 64, mapping={}, at=NOON
    )
    import_progress(import_id=import_id, percent=50, at=NOON)
    running = ask("CrmImports", staff_token())["edges"][0]["node"]
    problems = [
        RowError(line=line, column="price", code="NOT_A_NUMBER", message="no number")
        for line in (9, 3)
    ]
    import_finish(import_id=import_id, counts={"rows": 10}, row_errors=problems, at=NOON)

    # when
    done = ask("CrmImport", staff_token(), id=running["id"])
    refused = ask("CrmImportRowErrors", staff_token(), importId=running["id"], first=1)
    rest = ask(
        "CrmImportRowErrors",
        staff_token(),
        importId=running["id"],
        after=refused["pageInfo"]["endCursor"],
    )

    # then
    assert (running["state"], running["percent"]) == ("RUNNING", 50)
    assert (done["state"], json.loads(done["counts"])) == ("DONE", {"rows": 10})
    assert (refused["totalCount"], refused["edges"][0]["node"]["line"]) == (2, 3)
    assert [edge["node"]["line"] for edge in rest["edges"]] == [9]


def test_running_the_crm_needs_its_own_permission():
    for query in ("{ crmInbox { dead } }", "{ crmImports(first: 1) { totalCount } }"):
        answer = post(query, token=staff_token("MANAGE_USERS", "MANAGE_ORDERS")).json()
        assert answer["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"


def test_a_cell_of_the_matrix_opens_the_shoppers_behind_it():
    # given
    make_shop()
    rfm_recompute(at=NOON.replace(year=2027))
    overview = ask("CrmRfmOverview", staff_token())
    cell = next(cell for cell in overview["cells"] if cell["profilesCount"])
    scores = {"recency": [cell["recency"]], "frequency": [cell["frequency"]]}

    # when
    members = ask(
        "CrmProfiles",
        staff_token(),
        where={"rfm": {**scores, "scopeId": overview["scope"]["id"]}},
    )
    nobody = ask("CrmProfiles", staff_token(), where={"rfm": {"recency": [9]}})
    no_prospects = ask(
        "CrmProfiles", staff_token(), where={"rfm": {"groups": ["PROSPECTS"], "recency": [5]}}
    )

    # then
    assert members["totalCount"] == cell["profilesCount"]
    assert (nobody["totalCount"], no_prospects["totalCount"]) == (0, 0)
