"""The contract alone at `/plugins/saleor.crm/graphql/`: whom Saleor recognizes, the same answers, and no more."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from graphql_side import CHANGES, OPERATIONS, SHOPPERS, STAFFS, Bought, ask, document, refused, told
from saleor.core.jwt import create_access_token, create_refresh_token
from saleor.graphql.tests.fixtures import ApiClient
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin.loyalty.models import LoyaltyEntry

pytestmark = pytest.mark.saleor

ADDRESS = "/plugins/saleor.crm/graphql/"
QUESTIONS = [name for name in OPERATIONS if name not in CHANGES]


@pytest.fixture
def bought(shop, crm, customer_user):
    return Bought(shop, crm, customer_user)


def alone(client):
    """Return the same caller at the address of the contract alone."""
    return ApiClient(user=client.user, app=client.app, api_path=ADDRESS)


def post(query="{ crmMe { email } }", *, content_type="application/json", **headers):
    body = {"query": query} if isinstance(query, str) else query
    return Client().post(ADDRESS, json.dumps(body), content_type=content_type, headers=headers)


def _asker(shop, bought, name):
    return bought.client if name in SHOPPERS else shop.staff


def test_every_question_is_answered_as_in_saleors_endpoint(shop, bought):
    theirs, ours = {}, {}
    for name in QUESTIONS:
        client, variables = _asker(shop, bought, name), bought.variables(name)
        theirs[name] = told(client, name, **variables)
        ours[name] = told(alone(client), name, **variables)

    # the one answer that says when it was asked
    for answers in (theirs, ours):
        for moment in ("at", "since"):
            answers["CrmLiability"][0]["crmLiability"].pop(moment)
    assert {name for name in QUESTIONS if bought.is_sure(name) and theirs[name][1]} == set()
    assert {name: data for name, (data, _codes) in ours.items()} == {
        name: data for name, (data, _codes) in theirs.items()
    }


def test_every_change_is_answered_and_made_where_a_sample_says_how(shop, bought):
    made = {}
    for name in sorted(CHANGES):
        client, variables = alone(_asker(shop, bought, name)), bought.variables(name)
        data, codes = told(client, name, **variables)
        assert "InternalServerError" not in codes, name
        if bought.written(name):
            made[name] = next(iter(data.values()))["errors"]

    assert {"CrmPointsAdjust", "CrmProfileUpdate", "CrmMyConsentUpdate"} <= set(made)
    assert {name: errors for name, errors in made.items() if errors} == {}


def test_nobody_else_runs_what_is_for_staff(
    bought, api_client, staff_api_client, permission_manage_products
):
    # given
    staff_api_client.user.user_permissions.add(permission_manage_products)

    # when
    refusals = {
        (name, number): refused(alone(client), name, **bought.variables(name))
        for name in STAFFS
        for number, client in enumerate((api_client, bought.client, staff_api_client))
    }

    # then
    assert refusals == {key: {"PermissionDenied"} for key in refusals}


def test_an_app_asks_with_its_permission_and_not_without(
    bought, app_api_client, permission_manage_users
):
    # given
    client = alone(app_api_client)
    assert refused(client, "CrmProfile", id=bought.profile_id) == {"PermissionDenied"}

    # when
    app_api_client.app.permissions.add(permission_manage_users)
    query = "query($id: ID) { crmProfile(id: $id) { email } }"
    found = ask(client, query, id=bought.profile_id)["crmProfile"]

    # then
    assert found["email"] == bought.user.email


def test_a_shopper_sees_himself_only(bought, customer_user2, api_client):
    query = "{ crmMe { email } }"

    assert ask(alone(bought.client), query) == {"crmMe": {"email": bought.user.email}}
    assert ask(alone(ApiClient(user=customer_user2)), query) == {"crmMe": None}
    assert ask(alone(api_client), query) == {"crmMe": None}


def _expired(user):
    return create_access_token(user, {"exp": 1})


def _foreign(user):
    return create_access_token(user)[:-4] + "AAAA"


def _of_somebody_switched_off(user):
    token = create_access_token(user)
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    return token


@pytest.mark.parametrize(
    ("token_of", "name"),
    [
        (_expired, "ExpiredSignatureError"),
        (_foreign, "InvalidTokenError"),
        (create_refresh_token, "InvalidTokenError"),
        (_of_somebody_switched_off, "InvalidTokenError"),
        (lambda user: "x" * 30, "InvalidTokenError"),
        (lambda user: "x", "InvalidTokenError"),
    ],
    ids=["expired", "not signed", "to refresh only", "switched off", "no app's", "nonsense"],
)
def test_a_token_that_is_not_accepted_is_refused_and_not_ignored(
    plugin, staff_user, token_of, name
):
    answer = post(Authorization=f"Bearer {token_of(staff_user)}")

    (error,) = answer.json()["errors"]
    assert answer.status_code == 401
    assert error == {
        "message": "the token is not accepted",
        "extensions": {"exception": {"code": name}},
    }


@pytest.mark.parametrize("root", ["", "global/", "channel/main/"])
def test_a_plugin_that_is_off_answers_nobody(shop, root):
    address = f"/plugins/{root}saleor.crm/graphql/"
    client = ApiClient(user=shop.staff.user, api_path=address)
    assert ask(client, "{ crmInbox { dead } }") == {"crmInbox": {"dead": 0}}

    # when
    PluginConfiguration.objects.update(active=False)

    # then
    assert client.post_graphql("{ crmInbox { dead } }").status_code == 404


@pytest.mark.parametrize(
    ("_case", "given", "content_type", "status"),
    [
        ("a form", {"query": "{ crmMe { email } }"}, "application/x-www-form-urlencoded", 415),
        ("a batch", [{"query": "{ crmMe { email } }"}], "application/json", 400),
        ("nothing", {}, "application/json", 400),
        ("a syntax error", {"query": "{"}, "application/json", 400),
        ("a field that is not there", {"query": "{ products { id } }"}, "application/json", 400),
        ("too many words", {"query": "{" + " crmMe { id }" * 1000 + "}"}, "application/json", 400),
        ("too long", {"query": " " * 262_144 + "{ a }"}, "application/json", 413),
        ("a wrong variable", {"query": "query A($n: Int!) { crmMe { orders(first: $n) { totalCount } } }"}, "application/json", 400),
        ("no such operation", {"query": "query A { crmMe { email } }", "operationName": "B"}, "application/json", 400),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_refused(plugin, _case, given, content_type, status):
    answer = post(given, content_type=content_type)

    assert answer.status_code == status
    assert "data" not in answer.json()
    assert "stacktrace" not in answer.content.decode()


def test_only_a_post_is_answered(plugin):
    for method in ("get", "put", "delete"):
        answer = getattr(Client(), method)(ADDRESS)
        assert (answer.status_code, answer["Allow"]) == (405, "POST, OPTIONS")


def test_an_unforeseen_error_is_a_number_to_the_client_and_its_place_to_the_log(
    shop, monkeypatch, caplog
):
    # given
    def broken(*_args, **_kwargs):
        raise RuntimeError("ada@example.com is in the way")

    monkeypatch.setattr("saleor_crm_plugin.profiles.queries.search.profiles_listed", broken)

    # when
    answer = alone(shop.staff).post_graphql(document("CrmProfiles")).json()

    # then
    (error,) = answer["errors"]
    assert error["message"].startswith("Internal Server Error (")
    assert set(error["extensions"]) == {"id", "exception"}
    assert error["extensions"]["id"] in caplog.text
    assert "ada@example.com" not in caplog.text + json.dumps(answer)


def test_what_the_program_refuses_is_told_and_nothing_is_written(shop, bought):
    # given
    before = LoyaltyEntry.objects.count()
    move = {"profileId": bought.profile_id, "points": 10**6, "key": "k", "reason": "too many"}

    # when
    result = ask(alone(shop.staff), "CrmPointsRedeem", input=move)["crmPointsRedeem"]

    # then
    assert [error["code"] for error in result["errors"]] == ["NOT_ENOUGH_POINTS"]
    assert LoyaltyEntry.objects.count() == before


def test_a_list_costs_the_same_statements_at_any_length(shop, crm):
    query = "{ crmProfiles(first: 50) { edges { node { email points { available } } } } }"
    client = alone(shop.staff)

    def statements(number):
        for one in range(number):
            shop.customer_create(f"shopper{number}-{one}@example.com")
        crm.drain()
        with CaptureQueriesContext(connection) as captured:
            edges = ask(client, query)["crmProfiles"]["edges"]
        return len(edges), len(captured)

    # when
    few, before = statements(2)
    many, after = statements(8)

    # then
    assert (few, many) == (2, 10)
    assert before == after


def test_shoppers_whom_saleor_locks_out_of_its_endpoint_come_in_here(bought, site_settings):
    # given
    if not hasattr(site_settings, "allow_storefront_traffic"):
        pytest.skip("this Saleor has no such setting")
    from saleor.graphql.storefront_traffic import clear_allow_storefront_traffic_cache

    site_settings.allow_storefront_traffic = False
    site_settings.save()
    clear_allow_storefront_traffic_cache()

    # when
    there = bought.client.post_graphql("{ crmMe { email } }")
    here = ask(alone(bought.client), "{ crmMe { email } }")
    clear_allow_storefront_traffic_cache()

    # then
    assert there.status_code == 401
    assert here == {"crmMe": {"email": bought.user.email}}
