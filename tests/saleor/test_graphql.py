"""The contract in Saleor's own endpoint: who may ask what, and that Saleor's schema is otherwise the same."""

import re
from pathlib import Path

import pytest
import saleor
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from graphql.language.printer import print_ast
from saleor.core.db.connection import allow_writer
from saleor.graphql.api import schema
from saleor.graphql.schema_printer import print_schema
from saleor.graphql.tests.fixtures import ApiClient
from shop_side import gid

from saleor_crm_plugin.api.table import FIELDS
from saleor_crm_plugin.hosts.saleor.schema import building, extension
from saleor_crm_plugin.hosts.saleor.schema.sdl import contract_read, contract_text
from saleor_crm_plugin.loyalty.services import program_activate, program_ensure

pytestmark = pytest.mark.saleor

FOLDER = Path(__file__).parents[2] / "graphql"
DOCUMENTS = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*/*.graphql"))}
OPERATIONS = sorted(
    path.stem for path in FOLDER.glob("*/*.graphql") if path.parent.name != "fragments"
)
SHOPPERS = {"CrmMe", "CrmMyConsentUpdate", "CrmMyPointsRedeem"}
STAFFS = [name for name in OPERATIONS if name not in SHOPPERS]
MAPPING = """
host = "till"
[columns]
customer = "no"
email = "mail"
"""
ME = "query { me { email crm { email firstName points { available } orders(first: 5) { totalCount } } } }"


def document(name):
    """Return an operation with every fragment it needs, each once."""
    needed, waiting = {name: DOCUMENTS[name]}, [name]
    while waiting:
        for fragment in re.findall(r"\.\.\.(\w+)", DOCUMENTS[waiting.pop()]):
            if fragment not in needed:
                needed[fragment] = DOCUMENTS[fragment]
                waiting.append(fragment)
    return "\n".join(needed.values())


def ask(client, query, **variables):
    """Run a document that must succeed, and return what it answers."""
    answer = client.post_graphql(
        (DOCUMENTS.get(query) and document(query)) or query, variables
    ).json()
    assert "errors" not in answer, [error["message"] for error in answer["errors"]]
    return answer["data"]


def refused(client, query, **variables):
    """Run a document that must not be answered, and return the names of its errors."""
    answer = client.post_graphql(
        (DOCUMENTS.get(query) and document(query)) or query, variables
    ).json()
    assert not any((answer.get("data") or {}).values()), answer
    return {error["extensions"]["exception"]["code"] for error in answer["errors"]}


class Bought:
    """A registered shopper with one paid order and fifty points more."""

    def __init__(self, shop, crm, user):
        with allow_writer():
            at = timezone.now()
            program_ensure(at=at)
            program_activate(at=at)
        self.user, self.client = user, ApiClient(user=user)
        self.order = shop.buy(self.client)[0]
        crm.sweep()
        crm.drain()
        found = ask(shop.staff, "CrmProfile", userId=gid("User", user.pk))["crmProfile"]
        self.profile_id = found["id"]
        gift = {"profileId": self.profile_id, "points": 50, "key": "gift", "reason": "test"}
        given = ask(shop.staff, "CrmPointsAdjust", input=gift)["crmPointsAdjust"]
        assert given["errors"] == []

    def variables(self, name):
        """Return what each document needs."""
        move = {"profileId": self.profile_id, "points": 1, "key": name, "reason": "test"}
        consent = {"channel": "email", "topic": "offers", "isGranted": True}
        upload = {"kind": "CUSTOMERS", "fileName": "a.csv", "content": "bm8sbWFpbAo="}
        return {
            "CrmProfile": {"id": self.profile_id},
            "CrmLoyaltyAccount": {"profileId": self.profile_id},
            "CrmLoyaltyEntries": {"profileId": self.profile_id, "kinds": ["EARN"]},
            "CrmImport": {"id": "Q3JtSW1wb3J0OjE="},
            "CrmImportRowErrors": {"importId": "Q3JtSW1wb3J0OjE="},
            "CrmRfmRun": {"id": "Q3JtUmZtUnVuOjE="},
            "CrmProfiles": {
                "where": {"OR": [{"email": {"eq": self.user.email}}, {"ordersCount": {"gte": 99}}]},
                "sortBy": {"field": "SPENT", "direction": "DESC", "currency": "USD"},
            },
            "CrmConsentUpdate": {"input": consent | {"profileId": self.profile_id}},
            "CrmMyConsentUpdate": {"input": consent},
            "CrmPointsAdjust": {"input": move},
            "CrmPointsRedeem": {"input": move},
            "CrmMyPointsRedeem": {"input": {"points": 1, "key": "mine"}},
            "CrmProfileUpdate": {
                "input": {"id": self.profile_id, "city": "Taipei", "addTags": ["VIP"]}
            },
            "CrmMessageSendTest": {"input": {"template": "welcome", "address": "s@example.com"}},
            "CrmImportCreate": {"input": upload | {"mapping": MAPPING, "isDryRun": True}},
        }.get(name, {})


@pytest.fixture
def bought(shop, crm, customer_user):
    return Bought(shop, crm, customer_user)


@pytest.mark.parametrize("name", STAFFS)
def test_staff_run_every_document_in_saleors_endpoint(shop, bought, name):
    # when
    (value,) = ask(shop.staff, name, **bought.variables(name)).values()

    # then
    if "Query" in {owner for owner, field in FIELDS if field == name[0].lower() + name[1:]}:
        assert value is not None or name in {"CrmImport", "CrmRfmRun", "CrmRfmOverview"}
    else:
        assert value["errors"] == []


@pytest.mark.parametrize("name", sorted(SHOPPERS))
def test_a_shopper_runs_his_documents(bought, name):
    # when
    (value,) = ask(bought.client, name, **bought.variables(name)).values()

    # then
    assert value.get("errors", []) == []
    assert value.get("email", bought.user.email) == bought.user.email


@pytest.mark.parametrize("name", STAFFS)
def test_nobody_else_runs_what_is_for_staff(
    bought, name, api_client, staff_api_client, permission_manage_products
):
    # given
    staff_api_client.user.user_permissions.add(permission_manage_products)
    variables = bought.variables(name)

    # then
    for client in (api_client, bought.client, staff_api_client):
        assert refused(client, name, **variables) == {"PermissionDenied"}


@pytest.mark.parametrize("name", sorted(SHOPPERS - {"CrmMe"}))
def test_only_a_shopper_changes_his_own_data(shop, bought, api_client, app_api_client, name):
    for client in (api_client, shop.staff, app_api_client):
        assert refused(client, name, **bought.variables(name)) == {"PermissionDenied"}


def test_an_app_asks_with_its_permission_and_not_without(
    bought, app_api_client, permission_manage_users, permission_manage_orders
):
    # given
    assert refused(app_api_client, "CrmProfile", id=bought.profile_id) == {"PermissionDenied"}

    # when
    app_api_client.app.permissions.add(permission_manage_users)
    query = "query($id: ID) { crmProfile(id: $id) { email points { available } } }"
    found = ask(app_api_client, query, id=bought.profile_id)["crmProfile"]

    # then
    assert found["email"] == bought.user.email
    totals = "query($id: ID) { crmProfile(id: $id) { totals { currency } } }"
    answer = app_api_client.post_graphql(totals, {"id": bought.profile_id}).json()
    (error,) = answer["errors"]
    assert "MANAGE_ORDERS" in error["message"]


def test_a_shopper_sees_his_profile_and_his_orders_beside_saleors(bought):
    # when
    me = ask(bought.client, ME)["me"]
    orders = ask(
        bought.client,
        "query { me { orders(first: 1) { edges { node { number crm { number award { points } } } } } } }",
    )["me"]["orders"]["edges"]

    # then
    assert me["crm"]["email"] == me["email"] == bought.user.email
    assert me["crm"]["orders"]["totalCount"] == 1
    assert me["crm"]["points"]["available"] >= 0
    assert orders[0]["node"]["crm"]["number"] == orders[0]["node"]["number"]


def test_a_shopper_sees_nothing_of_another(bought, customer_user2):
    # given
    stranger = ApiClient(user=customer_user2)
    query = "query($id: ID!) { order(id: $id) { number crm { number } } }"

    # when
    seen = stranger.post_graphql(query, {"id": gid("Order", bought.order.pk)}).json()
    me = ask(stranger, "query { me { crm { email } } crmMe { email } }")

    # then
    assert seen["data"]["order"]["crm"] is None
    assert me == {"me": {"crm": None}, "crmMe": None}


def test_crm_of_an_order_asks_for_a_permission(bought, api_client, staff_api_client):
    query = "query($id: ID!) { order(id: $id) { crm { number } } }"

    for client in (api_client, staff_api_client):
        answer = client.post_graphql(query, {"id": gid("Order", bought.order.pk)}).json()
        assert answer["data"]["order"]["crm"] is None
        assert [error["extensions"]["exception"]["code"] for error in answer["errors"]] == [
            "PermissionDenied"
        ]


def test_a_list_of_customers_asks_the_crm_once(shop, crm):
    # given
    query = (
        "query { customers(first: 20) { edges { node { crm { email points { available } } } } } }"
    )

    def statements():
        crm.drain()
        with CaptureQueriesContext(
            connection,
        ) as captured:
            edges = ask(shop.staff, query)["customers"]["edges"]
        asked = [one for one in captured.captured_queries if "saleor_crm_" in one["sql"]]
        return len(edges), len(asked)

    for number in range(2):
        shop.customer_create(f"few{number}@example.com")
    few, before = statements()

    # when
    for number in range(8):
        shop.customer_create(f"many{number}@example.com")
    many, after = statements()

    # then
    assert many == few + 8
    assert before == after > 0


def test_what_a_mutation_refuses_is_in_its_payload(shop, bought):
    # when
    move = {"profileId": bought.profile_id, "points": 10**6, "key": "k", "reason": "too many"}
    result = ask(shop.staff, "CrmPointsRedeem", input=move)["crmPointsRedeem"]

    # then
    assert [error["code"] for error in result["errors"]] == ["NOT_ENOUGH_POINTS"]
    assert result["entry"] is None


def test_what_a_question_does_wrong_is_told(shop):
    # when
    answer = shop.staff.post_graphql("query { crmProfiles(first: 101) { totalCount } }").json()

    # then
    (error,) = answer["errors"]
    assert "`first` must be from 1 to 100" in error["message"]
    assert error["extensions"]["exception"]["code"] == "GraphQLError"


def test_pages_cost_as_much_as_their_rows(shop):
    answer = shop.staff.post_graphql("query { crmProfiles(first: 30) { edges { cursor } } }").json()

    assert answer["extensions"]["cost"]["requestedQueryCost"] == 30


def test_saleors_schema_is_the_same_and_ours_comes_on_top():
    # given
    folder = Path(saleor.__file__).parent / "graphql"
    theirs = (folder / "schema.graphql").read_text().splitlines()

    # when
    printed = iter(print_schema(schema).splitlines())
    added = []
    for line in theirs:
        for other in printed:
            if other == line:
                break
            added.append(other)
        else:
            pytest.fail(f"missing or changed: {line}")
    added += printed

    # then
    types = [line.split()[1] for line in added if re.match(r"(type|input|enum|scalar) ", line)]
    assert types
    assert all(name.startswith("Crm") for name in types)


def test_every_type_of_the_contract_is_made_as_it_is_written():
    # given
    contract = contract_read(contract_text())

    def written(part):
        arguments = {one.name.value: print_ast(one.type) for one in getattr(part, "arguments", ())}
        return print_ast(part.type), arguments, contract.description(part)

    def made(field):
        arguments = {name: str(one.type) for name, one in getattr(field, "args", {}).items()}
        return str(field.type), arguments, field.description

    # then
    for name, node in contract.own().items():
        found = schema.get_type(name)
        assert found.description == contract.description(node)
        if hasattr(node, "values"):
            assert [one.name for one in found.values] == [one.name.value for one in node.values]
        else:
            fields = {part.name.value: written(part) for part in node.fields}
            assert {key: made(field) for key, field in found.fields.items()} == fields


def test_too_late_a_start_leaves_saleor_as_it_is_and_says_so(shop, caplog, monkeypatch):
    # when
    monkeypatch.setattr(extension, "_problems", [])
    extension.schema_extend()

    # then
    (finding,) = extension.schema_check()
    assert finding.id == "saleor_crm.W010"
    assert "was made before the CRM started" in finding.msg
    assert ask(shop.staff, "query { shop { name } }")["shop"]["name"]


@pytest.mark.parametrize(
    ("ask_for", "taken"),
    [
        (lambda: building.require_free_types({"CrmNobodysName", "Checkout"}), "Checkout"),
        (lambda: building.require_free_fields({"User": {"email": 1, "crm_nobodys": 2}}), "email"),
    ],
)
def test_taken_names_are_refused_before_anything_is_changed(ask_for, taken):
    with pytest.raises(building.NotExtensible, match=f" {taken}$"):
        ask_for()
