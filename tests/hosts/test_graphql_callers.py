"""Who may see what: shoppers themselves only, staff by permission, strangers nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.profiles.models import ProfileState
from tests.factories import make_profile
from tests.hosts.graphql_client import ask, post, refused, staff_token, token_of
from tests.hosts.small_shop import make_shop, shopper

pytestmark = pytest.mark.django_db

STAFF_ONLY = [
    "{ crmProfiles(first: 1) { totalCount } }",
    '{ crmProfile(userId: "1") { id } }',
    'mutation { crmProfileUpdate(input: {id: "x", firstName: "Eve"}) { profile { id } } }',
    """mutation { crmConsentUpdate(input: {profileId: "x", channel: "email", isGranted: true}) {
      profile { id } } }""",
]
SHOPPER_ONLY = [
    'mutation { crmMyConsentUpdate(input: {channel: "email", isGranted: true}) { me { id } } }'
]
ENTITIES = """query ($of: [_Any!]!) { _entities(representations: $of) {
  ... on User { id crm { firstName } } ... on Order { id crm { reference } } } }"""


def user(number: int) -> dict:
    return {"__typename": "User", "id": id_encode("User", number)}


def order(number: int) -> dict:
    return {"__typename": "Order", "id": id_encode("Order", number)}


@pytest.mark.parametrize("query", STAFF_ONLY + SHOPPER_ONLY)
def test_strangers_are_refused(query):
    assert refused(query) == ["PermissionDenied"]


@pytest.mark.parametrize("query", STAFF_ONLY)
def test_shoppers_are_refused_what_is_for_staff(query):
    make_shop()

    assert refused(query, token_of(shopper("Ada"))) == ["PermissionDenied"]


@pytest.mark.parametrize("query", STAFF_ONLY)
def test_a_token_with_another_permission_is_refused(query):
    make_shop()

    assert refused(query, staff_token("MANAGE_ORDERS")) == ["PermissionDenied"]


@pytest.mark.parametrize("query", SHOPPER_ONLY)
def test_staff_are_no_shoppers(query):
    assert refused(query, staff_token()) == ["PermissionDenied"]


def test_a_refusal_says_what_is_missing_in_saleors_words():
    answer = post(STAFF_ONLY[0]).json()

    assert answer["errors"][0]["message"] == (
        "To access this path, you need one of the following permissions: MANAGE_USERS"
    )


def test_orders_need_their_own_permission():
    # given
    make_shop()
    query = '{ crmProfile(userId: "1") { firstName orders(first: 1) { totalCount } } }'

    # when
    answer = post(query, token=staff_token("MANAGE_USERS")).json()

    # then
    assert answer["data"]["crmProfile"] is None
    assert [error["path"] for error in answer["errors"]] == [["crmProfile", "orders"]]


def test_a_shopper_sees_himself():
    # given
    make_shop()

    # when
    me = ask("CrmMe", token_of(shopper("Ada")))

    # then
    assert me["firstName"] == "Ada"
    assert me["orders"]["totalCount"] == 2
    assert {edge["node"]["reference"] for edge in me["orders"]["edges"]} == {
        "shop:order:1",
        "shop:order:2",
    }


def test_nobody_else_is_somebody():
    assert ask("CrmMe") is None
    assert ask("CrmMe", staff_token()) is None


def test_what_staff_note_about_a_shopper_is_hidden_from_him():
    answer = post('{ __type(name: "CrmMe") { fields { name } } }').json()
    fields = {field["name"] for field in answer["data"]["__type"]["fields"]}

    hidden = {"tags", "productNeeds", "buyingMotive", "identifiers", "timeline", "rfm", "messages"}
    assert fields & hidden == set()


def test_the_token_of_a_merged_shopper_opens_the_profile_he_became():
    survivor = make_profile(first_name="Kept")
    absorbed = make_profile(state=ProfileState.MERGED, merged_into=survivor)

    assert ask("CrmMe", token_of(absorbed))["firstName"] == "Kept"


def test_the_token_of_an_erased_shopper_opens_nothing():
    assert ask("CrmMe", token_of(make_profile(state=ProfileState.ERASED))) is None


def test_entities_are_not_resolved_for_strangers():
    make_shop()

    answer = post(ENTITIES, {"of": [user(1), order(1)]}).json()

    assert [entity["crm"] for entity in answer["data"]["_entities"]] == [None, None]
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["PERMISSION_DENIED"] * 2


def test_a_shopper_gets_only_his_own_entities():
    make_shop()
    asked = [user(1), user(2), user(99), order(1), order(3), order(99)]

    answer = post(ENTITIES, {"of": asked}, token_of(shopper("Ada"))).json()

    assert "errors" not in answer
    assert [entity["crm"] for entity in answer["data"]["_entities"]] == [
        {"firstName": "Ada"},
        None,
        None,
        {"reference": "shop:order:1"},
        None,
        None,
    ]


def test_a_shopper_who_reaches_his_profile_by_entity_does_not_see_what_is_for_staff():
    # given
    make_shop()
    token = token_of(shopper("Ada"))

    # then
    for field in ("tags", "productNeeds", "buyingMotive", "identifiers { value }"):
        query = "query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { crm { %s } } } }"
        answer = post(query % field, {"of": [user(1)]}, token).json()
        assert answer["data"]["_entities"] == [{"crm": None}]
        assert answer["errors"][0]["extensions"]["code"] == "PERMISSION_DENIED"


def test_staff_get_entities_by_permission():
    make_shop()
    asked = [user(1), user(99), order(1)]

    users_only = post(ENTITIES, {"of": asked}, staff_token("MANAGE_USERS")).json()
    both = post(ENTITIES, {"of": asked}, staff_token()).json()

    assert [entity["crm"] for entity in users_only["data"]["_entities"]] == [
        {"firstName": "Ada"},
        None,
        None,
    ]
    assert [entity["crm"] for entity in both["data"]["_entities"]] == [
        {"firstName": "Ada"},
        None,
        {"reference": "shop:order:1"},
    ]


@pytest.mark.parametrize(
    "representation",
    [
        {"__typename": "CrmProfile", "id": "1"},
        {"__typename": "User"},
        {"__typename": "User", "email": "ada@example.com"},
        {"id": "1"},
        {"__typename": "User", "id": ["1"]},
        {"__typename": "User", "id": "1", "info": "x", "crm": {"firstName": "x"}},
    ],
)
def test_an_entity_without_its_key_is_refused_and_extra_keys_are_ignored(representation):
    make_shop()

    answer = post(ENTITIES, {"of": [representation]}, staff_token()).json()

    if representation.get("info"):
        assert answer["data"]["_entities"][0]["crm"] == {"firstName": "Ada"}
    else:
        assert answer["errors"][0]["extensions"]["exception"]["code"] == "GraphQLError"


def test_more_entities_than_a_gateway_sends_are_refused():
    answer = post(ENTITIES, {"of": [user(number) for number in range(101)]}, staff_token()).json()

    assert answer["errors"][0]["message"] == "at most 100 entities are answered at a time, got 101"


def test_entities_cost_the_same_queries_for_one_and_for_many():
    # given
    make_shop()
    token = staff_token()
    post("{ __typename }", token=token)

    # when
    counts = []
    for asked in (
        [user(1), order(1)],
        [user(n) for n in (1, 2, 3)] + [order(n) for n in range(1, 5)],
    ):
        with CaptureQueriesContext(connection) as queries:
            post(ENTITIES, {"of": asked}, token)
        counts.append(len(queries))

    # then
    assert counts == [7, 7]


def test_a_stranger_is_told_what_he_may_ask():
    assert ask("CrmOperations") == [
        "crmEarnQuote",
        "crmMe",
        "crmMyRewards",
        "crmOperations",
        "crmRedeemQuote",
        "crmTiers",
    ]


def test_staff_are_told_what_their_permissions_let_them_ask():
    told = ask("CrmOperations", staff_token("MANAGE_ORDERS"))

    assert told == [
        "crmEarnQuote",
        "crmMe",
        "crmMyRewards",
        "crmOperations",
        "crmOrder",
        "crmRedeemQuote",
        "crmTiers",
    ]
