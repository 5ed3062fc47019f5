"""A shopper's timeline over GraphQL, narrowed to types of events: by the server, so that its pages are right."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.profiles.models import Profile, TimelineEvent
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from tests.factories import NOON, make_profile
from tests.hosts.graphql_client import ask, document, post, refused, staff_token

pytestmark = pytest.mark.django_db

TURNS = (EventType.ORDER_PLACED, EventType.POINTS_EARNED, EventType.MESSAGE_SENT)
BOTH_WAYS = """query ($id: ID!, $types: [String!], $f: Int, $a: String, $l: Int, $b: String) {
  crmProfile(id: $id) { timeline(types: $types, first: $f, after: $a, last: $l, before: $b) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    edges { cursor node { type details } } } } }"""


def happen(profile: Profile, types: Sequence[EventType], start: int = 0) -> None:
    """Let `types` happen one after another; each pair of neighbors at the same instant."""
    events = [
        NewEvent(
            profile_id=profile.pk,
            type=kind,
            key=f"{number}",
            occurred_at=NOON + timedelta(minutes=number // 2),
            is_live=False,
            details={"number": f"{number}"},
        )
        for number, kind in enumerate(types, start)
    ]
    events_record(events=events, at=NOON)


def page_of(profile: Profile, **arguments) -> dict:
    variables = {"id": id_encode("CrmProfile", profile.pk), **arguments}
    answer = post(BOTH_WAYS, variables, staff_token()).json()
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["crmProfile"]["timeline"]


def numbers(page: dict) -> list[int]:
    return [int(edge["node"]["details"].split('"')[3]) for edge in page["edges"]]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 100])
def test_every_page_of_some_types_is_full_in_both_directions(size: int) -> None:
    # given: 21 events, of which every third is a mail, and seven of each type
    ada = make_profile()
    happen(ada, TURNS * 7)
    happen(make_profile(), TURNS)
    wanted = [number for number in range(20, -1, -1) if number % 3 != 2]
    types = ["POINTS_EARNED", "ORDER_PLACED"]

    # when
    forward, backward, ends = [], [], []
    after = before = None
    for _ in range(-(-len(wanted) // size)):
        page = page_of(ada, types=types, f=size, a=after)
        forward.append(numbers(page))
        ends.append((page["totalCount"], page["pageInfo"]["hasNextPage"]))
        after = page["pageInfo"]["endCursor"]
        page = page_of(ada, types=types, l=size, b=before)
        backward.append((numbers(page), page["pageInfo"]["hasPreviousPage"]))
        before = page["pageInfo"]["startCursor"]

    # then
    assert forward == [wanted[start : start + size] for start in range(0, 14, size)]
    assert ends == [(14, has_next) for has_next in [True] * (len(forward) - 1) + [False]]
    turned = [wanted[::-1][start : start + size][::-1] for start in range(0, 14, size)]
    assert [found for found, _ in backward] == turned
    assert [more for _, more in backward] == [more for _, more in ends]
    assert numbers(page_of(ada, types=types, f=size, a=after)) == []


def test_a_cursor_of_one_choice_of_types_continues_another() -> None:
    # given
    ada = make_profile()
    happen(ada, TURNS * 3)
    orders = page_of(ada, types=["ORDER_PLACED"], f=2)

    # when
    older = page_of(ada, types=["POINTS_EARNED"], f=9, a=orders["pageInfo"]["endCursor"])

    # then
    assert numbers(orders) == [6, 3]
    assert numbers(older) == [1]


@pytest.mark.parametrize(
    ("types", "found"),
    [
        (None, [2, 1, 0]),
        ([], []),
        (["ORDER_PLACED"], [0]),
        (["ORDER_PLACED", "ORDER_PLACED", "MESSAGE_SENT"], [2, 0]),
        (["ORDER_PLACED", "SOMETHING_NEW"], [0]),
        (["SOMETHING_NEW"], []),
        (["order placed"], []),
        ([""], []),
    ],
)
def test_types_narrow_and_an_unknown_one_has_no_events(types, found) -> None:
    ada = make_profile()
    happen(ada, TURNS)

    page = page_of(ada, types=types, f=9)

    assert numbers(page) == found
    assert page["totalCount"] == len(found)


def test_the_documented_operation_narrows_a_timeline_that_was_merged() -> None:
    # given
    ada, absorbed = make_profile(), make_profile()
    happen(ada, TURNS)
    happen(absorbed, TURNS, start=3)
    profiles_merge(
        survivor_id=ada.pk, absorbed_id=absorbed.pk, rule="staff", actor="staff:1", at=NOON
    )
    token, old_id = staff_token("MANAGE_USERS"), id_encode("CrmProfile", absorbed.pk)

    # when
    first = ask("CrmProfileTimeline", token, id=old_id, types=["ORDER_PLACED"], first=1)
    timeline = first["timeline"]
    cursor = timeline["pageInfo"]["endCursor"]
    second = ask(
        "CrmProfileTimeline", token, id=old_id, types=["ORDER_PLACED"], first=1, after=cursor
    )

    # then
    assert first["id"] == id_encode("CrmProfile", ada.pk)
    assert (timeline["totalCount"], timeline["pageInfo"]["hasNextPage"]) == (2, True)
    assert [numbers(timeline), numbers(second["timeline"])] == [[3], [0]]
    assert second["timeline"]["pageInfo"]["hasNextPage"] is False


def test_events_and_notes_go_on_by_cursors_of_their_own() -> None:
    # given
    ada, token = make_profile(), staff_token("MANAGE_USERS")
    happen(ada, TURNS)
    about = {"profileId": id_encode("CrmProfile", ada.pk)}
    for text in ("linen", "silk"):
        ask("CrmProfileNoteWrite", token, input={**about, "text": text, "key": text})

    def asked(**variables) -> tuple[list, list]:
        answer = post(
            document("CrmProfileHistory"), {"id": about["profileId"], **variables}, token
        ).json()
        assert "errors" not in answer, answer["errors"]
        profile, notes = answer["data"].get("crmProfile"), answer["data"].get("crmProfileNotes")
        return (
            profile["timeline"]["edges"] if profile else [],
            notes["edges"] if notes else [],
        )

    # when
    events, notes = asked(first=1)
    older = asked(first=9, afterEvent=events[0]["cursor"], afterNote=notes[0]["cursor"])
    only_notes = asked(withEvents=False)
    only_orders = asked(types=["ORDER_PLACED"], withNotes=False)

    # then
    def told(edges: list) -> list[str]:
        return [edge["node"].get("text") or edge["node"]["type"] for edge in edges]

    assert [told(events), told(notes)] == [["MESSAGE_SENT"], ["silk"]]
    assert [told(part) for part in older] == [["POINTS_EARNED", "ORDER_PLACED"], ["linen"]]
    assert [told(part) for part in only_notes] == [[], ["silk", "linen"]]
    assert [told(part) for part in only_orders] == [["ORDER_PLACED"], []]


def test_too_many_types_are_refused() -> None:
    ada = make_profile()
    variables = {"id": id_encode("CrmProfile", ada.pk), "types": ["ORDER_PLACED"] * 101}

    assert refused(document("CrmProfileTimeline"), staff_token(), **variables) == ["Invalid"]


def test_two_choices_of_many_profiles_cost_one_query_each() -> None:
    # given
    for _ in range(5):
        happen(make_profile(), TURNS)
    token = staff_token()
    query = """query ($size: Int) { crmProfiles(first: $size) { edges { node {
      orders: timeline(types: ["ORDER_PLACED"], first: 2) { edges { node { type } } }
      mails: timeline(types: ["MESSAGE_SENT"], first: 2) { edges { node { type } } } } } } }"""
    post("{ __typename }", token=token)

    # when
    costs, found = [], []
    for size in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            answer = post(query, {"size": size}, token).json()
        costs.append(sum(TimelineEvent._meta.db_table in one["sql"] for one in queries))
        found.append(answer["data"]["crmProfiles"]["edges"])

    # then
    assert costs == [2, 2]
    one = {
        "orders": {"edges": [{"node": {"type": "ORDER_PLACED"}}]},
        "mails": {"edges": [{"node": {"type": "MESSAGE_SENT"}}]},
    }
    assert found == [[{"node": one}], [{"node": one}] * 5]


@pytest.mark.postgres
def test_three_events_among_ten_thousand_are_read_by_an_index() -> None:
    # given
    ada = make_profile()
    happen(ada, TURNS[:2] * 5_000)
    happen(ada, [EventType.TIER_REACHED] * 3, start=10_000)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {TimelineEvent._meta.db_table}")

    # when
    with CaptureQueriesContext(connection) as queries:
        found = page_of(ada, types=["TIER_REACHED"], f=20)
    asked = [one["sql"] for one in queries if TimelineEvent._meta.db_table in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ANALYZE {asked[0]}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    # then
    assert numbers(found) == [10_002, 10_001, 10_000]
    assert "Index Scan using crm_timeline_event_once" in plan
    assert "Rows Removed by Filter" not in plan
