"""Profiles over GraphQL: every way to find, filter, sort and page through them."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.mail.models import MessageClass
from saleor_crm_plugin.mail.services import message_enqueue, templates_seed
from saleor_crm_plugin.profiles.models import Profile, ProfileState
from saleor_crm_plugin.profiles.services.consents import consent_change
from tests.factories import NOON, make_customer, make_profile
from tests.hosts.graphql_client import ask, document, post, staff_token
from tests.hosts.small_shop import make_shop, shopper, tell

pytestmark = pytest.mark.django_db


def names(**variables) -> list[str]:
    page = ask("CrmProfiles", staff_token(), **variables)
    return [edge["node"]["firstName"] for edge in page["edges"]]


def test_the_list_shows_live_profiles_with_their_totals_and_counts_them():
    # given
    make_shop()
    make_profile(first_name="Gone", state=ProfileState.ERASED)

    # when
    page = ask("CrmProfiles", staff_token(), sortBy={"field": "NAME", "direction": "ASC"})

    # then
    assert page["totalCount"] == 3
    assert [edge["node"]["firstName"] for edge in page["edges"]] == ["Bo", "Ada", "Cy"]
    assert page["edges"][1]["node"] == {
        "id": id_encode("CrmProfile", shopper("Ada").pk),
        "state": "ACTIVE",
        "email": "ada@example.com",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "countryCode": None,
        "isRegistered": True,
        "createdAt": NOON.isoformat(),
        "tags": [],
        "totals": [
            {
                "channel": "default-channel",
                "currency": "EUR",
                "ordersCount": 2,
                "lastOrderedAt": (NOON + timedelta(days=2)).isoformat(),
                "revenue": {"amount": 300.0, "currency": "EUR", "fractionDigits": 2},
            }
        ],
    }


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"email": {"eq": " ADA@Example.com"}}, ["Ada"]),
        ({"email": {"oneOf": ["ada@example.com", "bo@example.com"]}}, ["Bo", "Ada"]),
        ({"name": {"eq": "young"}}, ["Cy"]),
        ({"name": {"contains": "LOVE a"}}, ["Ada"]),
        ({"tag": {"eq": "vip"}}, ["Cy"]),
        ({"countryCode": {"eq": "se"}}, []),
        ({"isRegistered": False}, []),
        ({"registeredAt": {"lte": (NOON - timedelta(days=1)).isoformat()}}, ["Cy"]),
        ({"createdAt": {"gte": (NOON + timedelta(seconds=1)).isoformat()}}, []),
        ({"lastOrderedAt": {"gte": (NOON + timedelta(days=2)).isoformat()}}, ["Ada"]),
        ({"lastOrderedAt": {"lte": (NOON + timedelta(days=9)).isoformat()}}, ["Bo", "Ada"]),
        ({"firstOrderedIn": "2026-03"}, ["Bo", "Ada"]),
        ({"firstOrderedIn": "2026-04"}, []),
        ({"ordersCount": {"eq": 0}}, ["Cy"]),
        ({"ordersCount": {"gte": 2}}, ["Bo", "Ada"]),
        ({"spent": {"currency": "EUR", "gte": "50", "lte": 300}}, ["Bo", "Ada"]),
        ({"spent": {"currency": "EUR", "gte": "50.01"}}, ["Ada"]),
        ({"spent": {"currency": "EUR", "lte": 0}}, ["Cy"]),
        ({"spent": {"currency": "USD", "gte": 1}}, ["Bo"]),
        ({"spent": {"currency": "EUR", "channel": "other", "gte": 1}}, []),
        ({"tag": {"eq": "vip"}, "name": {"eq": "Ada"}}, []),
        ({"OR": [{"tag": {"eq": "vip"}}, {"name": {"eq": "Ada"}}]}, ["Ada", "Cy"]),
        ({"AND": [{"isRegistered": True}, {"name": {"eq": "Bo"}}]}, ["Bo"]),
    ],
)
def test_a_filter_finds_exactly_these(where, found):
    make_shop()

    assert names(where=where, sortBy={"field": "NAME", "direction": "ASC"}) == found


def test_ids_of_profiles_filter_too():
    make_shop()

    assert names(where={"ids": [id_encode("CrmProfile", shopper("Bo").pk)]}) == ["Bo"]


@pytest.mark.parametrize(
    ("search", "found"), [("love", ["Ada"]), ("EXAMPLE bo", ["Bo"]), ("nobody", []), ("%", [])]
)
def test_a_search_needs_every_word(search, found):
    make_shop()

    assert names(search=search) == found


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ({"field": "NAME", "direction": "DESC"}, ["Cy", "Ada", "Bo"]),
        ({"field": "EMAIL", "direction": "ASC"}, ["Ada", "Bo", "Cy"]),
        ({"field": "CREATED_AT", "direction": "ASC"}, ["Ada", "Bo", "Cy"]),
        ({"field": "ORDERS_COUNT", "direction": "ASC"}, ["Cy", "Ada", "Bo"]),
        ({"field": "LAST_ORDERED_AT", "direction": "DESC"}, ["Ada", "Bo", "Cy"]),
        ({"field": "SPENT", "direction": "DESC", "currency": "EUR"}, ["Ada", "Bo", "Cy"]),
        ({"field": "SPENT", "direction": "DESC", "currency": "USD"}, ["Bo", "Cy", "Ada"]),
    ],
)
def test_the_list_can_be_sorted(sort, found):
    make_shop()

    assert names(sortBy=sort) == found


@pytest.mark.parametrize("field", ["NAME", "CREATED_AT", "ORDERS_COUNT", "LAST_ORDERED_AT"])
def test_pages_of_one_row_hold_every_profile_once_in_both_directions(field):
    # given
    make_shop()
    sort = {"field": field, "direction": "DESC"}
    whole = names(sortBy=sort)
    query = """query ($sort: CrmProfileSortingInput, $f: Int, $a: String, $l: Int, $b: String) {
      crmProfiles(sortBy: $sort, first: $f, after: $a, last: $l, before: $b) {
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        edges { node { firstName } } } }"""

    # when
    forward, backward = [], []
    after = before = None
    for step in range(3):
        page = post(query, {"sort": sort, "f": 1, "a": after}, staff_token()).json()["data"]
        page = page["crmProfiles"]
        forward.append(page["edges"][0]["node"]["firstName"])
        after = page["pageInfo"]["endCursor"]
        assert page["pageInfo"]["hasNextPage"] is (step < 2)
        assert page["pageInfo"]["hasPreviousPage"] is (step > 0)
    for _ in range(3):
        page = post(query, {"sort": sort, "l": 1, "b": before}, staff_token()).json()["data"]
        page = page["crmProfiles"]
        backward.append(page["edges"][0]["node"]["firstName"])
        before = page["pageInfo"]["startCursor"]

    # then
    assert forward == whole
    assert backward == whole[::-1]


@pytest.mark.parametrize(
    ("_case", "arguments"),
    [
        ("nothing", ""),
        ("too many", "first: 101"),
        ("none", "first: 0"),
        ("both ends", "first: 1, last: 1"),
        ("a broken cursor", 'first: 1, after: "x"'),
        ("a cursor of nonsense", 'first: 1, after: "W1siaWQiXSxbMV1d"'),
        ("sorting by money of no currency", "first: 1, sortBy: {field: SPENT, direction: ASC}"),
        ("an id of something else", 'first: 1, where: {ids: ["Q3JtT3JkZXI6MQ=="]}'),
        ("no amount", 'first: 1, where: {spent: {currency: "EUR", gte: "NaN"}}'),
        ("a search without end", f'first: 1, search: "{"x" * 201}"'),
        ("too many names", f"first: 1, where: {{tag: {{oneOf: {json.dumps(['x'] * 101)}}}}}"),
        (
            "conditions nested too deep",
            "first: 1, where: {AND: [{AND: [{AND: [{isRegistered: true}]}]}]}",
        ),
    ],
)
def test_a_page_that_cannot_be_is_refused(_case, arguments):
    arguments = f"({arguments})" if arguments else ""

    answer = post(f"{{ crmProfiles{arguments} {{ totalCount }} }}", token=staff_token()).json()

    assert answer["data"] is None
    assert answer["errors"][0]["extensions"] == {
        "code": "INVALID",
        "exception": {"code": "Invalid"},
    }


def test_one_profile_is_found_by_each_of_its_names():
    # given
    make_shop()
    ada = id_encode("CrmProfile", shopper("Ada").pk)
    token = staff_token()

    # then
    assert ask("CrmProfile", token, id=ada)["id"] == ada
    assert ask("CrmProfile", token, email="Ada@example.com")["id"] == ada
    assert ask("CrmProfile", token, userId="1")["id"] == ada
    assert ask("CrmProfile", token, userId="VXNlcjox")["id"] == ada
    assert ask("CrmProfile", token, reference="shop:customer:1")["id"] == ada
    assert ask("CrmProfile", token, email="nobody@example.com") is None
    assert ask("CrmProfile", token, id=id_encode("CrmProfile", 10**9)) is None


def test_the_names_of_some_profiles_are_told_at_once():
    make_shop()
    ids = [id_encode("CrmProfile", shopper(name).pk) for name in ("Ada", "Cy")]

    found = ask("CrmProfileNames", staff_token(), ids=ids)

    assert {edge["node"]["id"]: edge["node"]["firstName"] for edge in found["edges"]} == dict(
        zip(ids, ["Ada", "Cy"], strict=True)
    )
    assert ask("CrmProfileNames", staff_token(), ids=[])["edges"] == []


def test_a_profile_is_named_exactly_once_and_rightly():
    make_shop()
    for arguments in (
        "",
        '(userId: "1", email: "a@b.de")',
        '(reference: "shop:order:1")',
        '(id: "1")',
    ):
        answer = post(f"{{ crmProfile{arguments} {{ id }} }}", token=staff_token()).json()
        assert answer["errors"][0]["extensions"]["code"] == "INVALID"


def test_an_old_id_leads_to_the_profile_that_absorbed_it():
    # given
    survivor = make_profile(first_name="Kept")
    absorbed = make_profile(state=ProfileState.MERGED, merged_into=survivor)

    # when
    found = ask("CrmProfile", staff_token(), id=id_encode("CrmProfile", absorbed.pk))

    # then
    assert found["firstName"] == "Kept"


def test_one_profile_shows_orders_timeline_and_consent():
    # given
    make_shop()
    consent_change(
        profile_id=shopper("Ada").pk,
        channel="email",
        topic="",
        is_granted=True,
        source="storefront",
        actor="shopper:1",
        stated_at=NOON,
        at=NOON,
    )

    # when
    found = ask("CrmProfile", staff_token(), userId="1")

    # then
    assert [edge["node"]["reference"] for edge in found["orders"]["edges"]] == [
        "shop:order:2",
        "shop:order:1",
    ]
    assert found["orders"]["totalCount"] == 2
    assert found["orders"]["edges"][0]["node"]["lines"] == [
        {
            "name": "",
            "sku": "SKU-1",
            "quantity": 1,
            "totalGross": {"amount": 200.0, "currency": "EUR", "fractionDigits": 2},
        }
    ]
    assert found["consents"] == [
        {"channel": "email", "topic": None, "status": "GRANTED", "statedAt": NOON.isoformat()}
    ]
    assert found["consentHistory"]["edges"][0]["node"]["wasApplied"] is True
    types = [edge["node"]["type"] for edge in found["timeline"]["edges"]]
    assert types.count("ORDER_PLACED") == 2
    assert types.count("CONSENT_GRANTED") == 1
    placed = next(
        e["node"] for e in found["timeline"]["edges"] if e["node"]["type"] == "ORDER_PLACED"
    )
    assert json.loads(placed["details"])["currency"] == "EUR"
    assert {"kind": "HOST_USER", "source": "shop", "value": "1"}.items() <= found["identifiers"][
        0
    ].items()


def test_a_page_about_one_shopper_says_the_same_without_the_long_lists():
    # given
    make_shop()
    ada, token = id_encode("CrmProfile", shopper("Ada").pk), staff_token()

    # when
    whole = ask("CrmProfile", token, id=ada)
    page = ask("CrmProfilePage", token, id=ada)

    # then
    lists = ("consentHistory", "rfmMoves")
    assert {"orders", "messages", "timeline"} & set(page) == set()
    assert {key: value for key, value in page.items() if key not in lists} == {
        key: value for key, value in whole.items() if key in page and key not in lists
    }
    assert page["totals"][0]["revenue"]["amount"] == 300.0
    assert "totals" not in ask("CrmProfilePage", token, id=ada, withOrders=False)
    for name in lists:
        assert len(page[name]["edges"]) == len(whole[name]["edges"])


def _with_parts(first: int) -> str:
    return f"""{{ crmProfiles(first: {first}, sortBy: {{field: ORDERS_COUNT, direction: DESC}}) {{
      totalCount edges {{ node {{
      firstName tags identifiers {{ value }} addresses {{ city }} consents {{ status }}
      totals {{ currency }} consentHistory(first: 2) {{ totalCount edges {{ node {{ status }} }} }}
      orders(first: 2) {{ totalCount edges {{ node {{ number lines {{ sku }}
        profile {{ firstName tags }} }} }} }}
      timeline(first: 3) {{ totalCount edges {{ node {{ type }} }} }} }} }} }} }}"""


def test_a_list_with_everything_costs_the_same_for_one_and_for_many():
    # given
    make_shop()
    tell(*(make_customer(str(number)) for number in range(10, 40)))
    token = staff_token()
    post("{ __typename }", token=token)

    # when
    counts = []
    for first in (1, 33):
        with CaptureQueriesContext(connection) as queries:
            answer = post(_with_parts(first), token=token).json()
        assert "errors" not in answer
        assert len(answer["data"]["crmProfiles"]["edges"]) == first
        counts.append(len(queries))

    # then: the token and its use, the page and its count, six parts, three pages with lines and counts
    assert counts == [17, 17]


def test_nested_pages_go_on_where_they_ended():
    # given
    make_shop()
    query = """query ($after: String) { crmProfile(userId: "1") {
      orders(first: 1, after: $after) { pageInfo { endCursor hasNextPage }
        edges { node { reference } } } } }"""

    # when
    first = post(query, {}, staff_token()).json()["data"]["crmProfile"]["orders"]
    second = post(query, {"after": first["pageInfo"]["endCursor"]}, staff_token()).json()
    second = second["data"]["crmProfile"]["orders"]

    # then
    assert [first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]] == [True, False]
    assert first["edges"][0]["node"]["reference"] == "shop:order:2"
    assert second["edges"][0]["node"]["reference"] == "shop:order:1"


def pages_of(query: str, connection_name: str, first: int) -> list[list[dict]]:
    """Return every page of one of Ada's lists, as the Dashboard reads them."""
    ada = ask("CrmProfile", staff_token(), userId="1")["id"]
    pages, after = [], None
    while True:
        variables = {"id": ada, "first": first, "after": after}
        answer = post(query, variables, staff_token()).json()
        found = answer["data"]["crmProfile"][connection_name]
        pages.append([edge["node"] for edge in found["edges"]])
        if not found["pageInfo"]["hasNextPage"]:
            assert sum(map(len, pages)) == found["totalCount"]
            return pages
        after = found["pageInfo"]["endCursor"]


def test_all_that_happened_with_a_shopper_is_read_page_by_page():
    make_shop()

    pages = pages_of(document("CrmProfileTimeline"), "timeline", 2)

    times = [event["occurredAt"] for page in pages for event in page]
    assert [len(page) for page in pages[:-1]] == [2] * (len(pages) - 1)
    assert len(pages) > 1
    assert times == sorted(times, reverse=True)
    ids = [event["id"] for page in pages for event in page]
    assert len(set(ids)) == len(ids)


def test_a_shoppers_orders_are_read_page_by_page():
    make_shop()

    pages = pages_of(document("CrmProfileOrders"), "orders", 1)

    assert [[order["reference"] for order in page] for page in pages] == [
        ["shop:order:2"],
        ["shop:order:1"],
    ]


def test_the_mails_to_a_shopper_are_read_page_by_page():
    # given
    make_shop()
    templates_seed(at=NOON)
    ada = Profile.objects.get(first_name="Ada")
    for key in ("1", "2", "3"):
        message_enqueue(
            key=key,
            profile_id=ada.pk,
            template="welcome",
            message_class=MessageClass.TRANSACTIONAL,
            topic="",
            context={},
            due_at=NOON,
            at=NOON,
        )

    # when
    pages = pages_of(document("CrmProfileMessages"), "messages", 2)

    # then
    assert [len(page) for page in pages] == [2, 1]
    assert {message["template"] for page in pages for message in page} == {"welcome"}


def test_the_document_of_one_profile_asks_for_every_field_of_the_type():
    answer = post('{ __type(name: "CrmProfile") { fields { name } } }').json()
    fields = {field["name"] for field in answer["data"]["__type"]["fields"]}

    assert [name for name in sorted(fields) if name not in document("CrmProfile")] == []
