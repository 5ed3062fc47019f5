"""The contract in Saleor's own endpoint: who may ask what, and what is answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql_side import CHANGES, SHOPPERS, STAFFS, Bought, ask, document, refused, told
from saleor.graphql.core.context import SaleorContext
from saleor.graphql.tests.fixtures import ApiClient
from shop_side import gid

from saleor_crm_plugin.hosts.saleor.schema.answering import inquiry_of

pytestmark = pytest.mark.saleor

ME = "query { me { email crm { email firstName points { available } orders(first: 5) { totalCount } } } }"


@pytest.fixture
def bought(shop, crm, customer_user):
    return Bought(shop, crm, customer_user)


ALWAYS_THERE = {"CrmProfile", "CrmProfiles", "CrmLoyaltyAccount", "CrmLoyaltyEntries", "CrmInbox"}


def answers(client, names, bought):
    """Return what documents answer that ask for something, the first of several; the others only must not break."""
    answered = {}
    for name in sorted(names):
        if bought.is_sure(name):
            answered[name], *_more = ask(client, name, **bought.variables(name)).values()
        else:
            _data, codes = told(client, name, **bought.variables(name))
            assert set(codes) <= {"GraphQLError"}, (name, codes)
    return answered


def test_staff_run_every_document_in_saleors_endpoint(shop, bought):
    # when
    answered = answers(shop.staff, STAFFS, bought)

    # then
    assert {name for name in ALWAYS_THERE if answered[name] is None} == set()
    assert {name for name in CHANGES & set(answered) if answered[name]["errors"]} == set()


def test_a_shopper_runs_his_documents(bought):
    # when
    answered = answers(bought.client, SHOPPERS, bought)

    # then
    assert {name for name in CHANGES & set(answered) if answered[name]["errors"]} == set()
    assert answered["CrmMe"]["email"] == bought.user.email


def test_nobody_else_runs_what_is_for_staff(
    bought, api_client, staff_api_client, permission_manage_products
):
    # given
    staff_api_client.user.user_permissions.add(permission_manage_products)

    # when
    refusals = {
        (name, number): refused(client, name, **bought.variables(name))
        for name in STAFFS
        for number, client in enumerate((api_client, bought.client, staff_api_client))
    }

    # then
    assert refusals == {key: {"PermissionDenied"} for key in refusals}


def test_only_a_shopper_changes_his_own_data(shop, bought, api_client, app_api_client):
    refusals = {
        (name, number): refused(client, name, **bought.variables(name))
        for name in SHOPPERS & CHANGES
        for number, client in enumerate((api_client, shop.staff, app_api_client))
    }

    assert refusals == {key: {"PermissionDenied"} for key in refusals}


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


def test_apps_whose_webhooks_share_loaders_do_not_share_permissions(
    db, app, external_app, permission_manage_users
):
    # given
    app.permissions.add(permission_manage_users)
    external_app.permissions.clear()
    shared, callers = {}, []

    # when
    for one in (app, external_app):
        context = SaleorContext(dataloaders=shared)
        context.app = one
        callers.append(inquiry_of(context).caller)
        assert inquiry_of(context).caller is callers[-1]

    # then
    assert [caller.actor for caller in callers] == [f"app:{app.pk}", f"app:{external_app.pk}"]
    assert [caller.permissions for caller in callers] == [{"MANAGE_USERS"}, set()]


def test_only_shoppers_have_a_profile_of_their_own(shop, bought, api_client):
    for client in (shop.staff, api_client):
        assert ask(client, "query { crmMe { email } }") == {"crmMe": None}


def test_documents_of_one_request_are_answered_each_anew(bought, staff_api_client, settings):
    # given
    settings.GRAPHQL_BATCH_MAX_COUNT = 3
    adjust = document("CrmPointsAdjust")
    account = document("CrmLoyaltyAccount")
    staff_api_client.user.is_superuser = True
    staff_api_client.user.save()
    read = {"query": account, "variables": {"profileId": bought.profile_id}}
    move = {"profileId": bought.profile_id, "points": 7, "key": "seven", "reason": "test"}

    # when
    answers = staff_api_client.post(
        [read, {"query": adjust, "variables": {"input": move}}, read]
    ).json()

    # then
    before, changed, after = [answer["data"] for answer in answers]
    assert changed["crmPointsAdjust"]["errors"] == []
    points = [one["crmLoyaltyAccount"]["available"] for one in (before, after)]
    assert points[1] == points[0] + 7


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


def test_staff_are_called_by_their_address_and_apps_by_their_name(
    shop, app_api_client, customer_user
):
    # given
    staff, app = shop.staff.user, app_api_client.app
    actors = [f"app:{app.pk}", f"staff:{staff.pk}", f"staff:{customer_user.pk}", "token:1"]

    # when
    named = ask(shop.staff, "CrmActors", actors=actors)["crmActors"]

    # then
    assert named == [
        {"actor": f"app:{app.pk}", "name": app.name},
        {"actor": f"staff:{staff.pk}", "name": staff.email},
    ]
