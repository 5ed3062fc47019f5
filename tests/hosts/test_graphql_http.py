"""The endpoint over HTTP, in every host that has one: limits and errors."""

import logging
import re

import graphql
import pytest
from django.test import Client

from tests.factories import make_profile
from tests.hosts.graphql_client import ask, document, post, staff_token, token_of
from tests.hosts.small_shop import make_shop

pytestmark = pytest.mark.django_db

if hasattr(graphql, "get_introspection_query"):
    INTROSPECTION = graphql.get_introspection_query()
else:  # graphql-core 2, where the graphene binding is tested
    INTROSPECTION = graphql.introspection_query


def messages(response) -> list[str]:
    return [error["message"] for error in response.json()["errors"]]


def nested(levels: int) -> str:
    inner = "id"
    for _ in range(levels):
        inner = f"orders(first: 1) {{ edges {{ node {{ profile {{ {inner} }} }} }} }}"
    return f'{{ crmProfile(userId: "1") {{ {inner} }} }}'


def test_a_query_that_nests_too_deep_is_refused():
    # given
    make_shop()
    token = staff_token()

    # then
    assert post(nested(2), token=token).status_code == 200
    refused = post(nested(3), token=token)
    assert refused.status_code == 400
    assert messages(refused) == ["the query is 14 levels deep, at most 12 are answered"]


def test_depth_hidden_in_fragments_counts():
    query = f"query {{ ...A }} fragment A on Query {nested(3)}"

    assert messages(post(query, token=staff_token()))[0].startswith("the query is 14 levels deep")


@pytest.mark.parametrize(
    ("_case", "query", "variables"),
    [
        ("in the text", "{ crmProfiles(first: 100) { %s } }", {}),
        ("from the end", "{ crmProfiles(last: 100) { %s } }", {}),
        ("in a variable", "query ($n: Int) { crmProfiles(first: $n) { %s } }", {"n": 100}),
        ("by default", "query ($n: Int = 100) { crmProfiles(first: $n) { %s } }", {}),
        (
            "in a fragment",
            "{ crmProfiles(first: 100) { ...F } } fragment F on CrmProfileCountableConnection { %s }",
            {},
        ),
    ],
)
def test_a_query_for_too_much_is_refused_before_it_is_run(_case, query, variables):
    orders = "edges { node { orders(first: 100) { edges { node { id lines { sku } } } } } }"

    response = post(query % orders, variables, staff_token())

    assert response.status_code == 400
    assert messages(response) == [
        "the query may ask for 20201 objects, at most 20000 are answered; ask for smaller pages"
    ]
    assert response.json()["extensions"]["cost"]["requestedQueryCost"] == 20_201


def test_asking_again_under_other_names_costs_again():
    aliases = " ".join(
        f"p{number}: crmProfiles(first: 100) {{ edges {{ node {{ identifiers {{ value }} }} }} }}"
        for number in range(100)
    )

    response = post(f"{{ {aliases} }}", token=staff_token())

    assert messages(response)[0].startswith("the query may ask for 20100 objects")


def test_a_fragment_that_doubles_itself_is_weighed_at_once():
    # given: fragments that spread the next one twice, 2**60 selections when written out
    doubled = "".join(
        f"fragment F{level} on CrmProfile {{ a{level}: orders(first: 100) {{ edges {{ node {{ profile"
        f" {{ ...F{level + 1} }} }} }} }} b{level}: orders(first: 100) {{ edges {{ node {{ profile"
        f" {{ ...F{level + 1} }} }} }} }} }} "
        for level in range(20)
    )
    query = (
        f'{{ crmProfile(userId: "1") {{ ...F0 }} }} {doubled} fragment F20 on CrmProfile {{ id }}'
    )

    # when
    response = post(query, token=staff_token())

    # then
    assert response.status_code == 400
    assert len(messages(response)) == 2


@pytest.mark.parametrize("digits", [9, 5_000])
def test_a_page_of_astronomical_size_is_refused(digits):
    query = f"{{ crmProfiles(first: {'9' * digits}) {{ edges {{ node {{ id }} }} }} }}"

    response = post(query, token=staff_token())

    assert response.status_code == 400
    assert response.json()["errors"][-1]["extensions"]["exception"]["code"] == "GraphQLError"


def test_what_an_answer_cost_is_told():
    answer = post(
        "{ crmProfiles(first: 10) { edges { node { id } } } }", token=staff_token()
    ).json()

    assert answer["extensions"] == {"cost": {"requestedQueryCost": 11, "maximumAvailable": 20_000}}


def test_a_document_of_too_many_words_is_not_read():
    response = post("{ " + "__typename " * 3_001 + "}")

    assert response.status_code == 400
    assert "3000 tokens" in messages(response)[0]


def test_a_body_that_is_too_long_is_not_read(settings):
    settings.SALEOR_CRM = {"graphql_body_bytes_max": 1_000}

    response = post("{ __typename }" + " " * 1_000)

    assert response.status_code == 413
    assert messages(response) == ["the body is longer than 1000 bytes"]


@pytest.mark.parametrize(
    ("_case", "body", "content_type", "status"),
    [
        ("no JSON", "{", "application/json", 400),
        ("a form", "query={__typename}", "application/x-www-form-urlencoded", 415),
        ("text", '{"query": "{ __typename }"}', "text/plain", 415),
        ("a batch", '[{"query": "{ __typename }"}]', "application/json", 400),
        ("nothing", "{}", "application/json", 400),
        (
            "variables of nonsense",
            '{"query": "{ __typename }", "variables": [1]}',
            "application/json",
            400,
        ),
        (
            "a name of nonsense",
            '{"query": "{ __typename }", "operationName": 1}',
            "application/json",
            400,
        ),
        ("nested without end", "[" * 100_000, "application/json", 400),
        (
            "no such operation",
            '{"query": "query A { __typename }", "operationName": "B"}',
            "application/json",
            400,
        ),
        ("a subscription", '{"query": "subscription { __typename }"}', "application/json", 400),
        ("no GraphQL", '{"query": "hello"}', "application/json", 400),
        ("an unknown field", '{"query": "{ customers { id } }"}', "application/json", 400),
    ],
)
def test_what_is_no_question_is_refused(_case, body, content_type, status):
    response = Client().post("/graphql/", body, content_type=content_type)

    assert response.status_code == status
    assert set(response.json()) <= {"errors", "extensions"}
    assert "Traceback" not in response.content.decode()


def test_variables_nested_without_end_are_refused():
    where: dict = {}
    for _ in range(400):
        where = {"AND": [where]}

    response = post(document("CrmProfiles"), {"where": where}, staff_token())

    assert response.status_code in {200, 400}
    assert response.json()["errors"][0]["extensions"]["exception"]["code"] in {
        "Invalid",
        "BadRequest",
        "GraphQLError",
    }


def test_only_the_named_operation_is_weighed_and_run():
    both = "query A { __typename } query B { crmProfiles(first: 1) { totalCount } }"

    assert post(both, operationName="A").json()["data"] == {"__typename": "Query"}


def test_the_schema_can_be_asked_for_and_not_in_circles():
    assert "errors" not in post(INTROSPECTION).json()
    circle = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    assert post(circle).status_code == 400


def test_an_unforeseen_error_becomes_a_number_in_the_answer_and_the_log(monkeypatch, caplog):
    # given
    def broken(*args, **kwargs):
        raise RuntimeError("ada@example.com is in the way")

    monkeypatch.setattr("saleor_crm_plugin.profiles.queries.search.profiles_listed", broken)

    # when
    answer = post(document("CrmProfiles"), token=staff_token()).json()

    # then
    (error,) = answer["errors"]
    number = re.fullmatch(r"Internal Server Error \((\w{16})\)", error["message"])[1]
    assert error["extensions"] == {"id": number, "exception": {"code": "InternalServerError"}}
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert f"unforeseen error {number}: RuntimeError" in logged
    assert "in broken" in logged
    assert "example.com" not in logged


def test_personal_data_of_a_request_are_in_no_log(caplog):
    # given
    caplog.set_level(logging.DEBUG)
    profile = make_profile(email="ada@example.com", is_registered=True)
    token = staff_token()

    # when
    ask("CrmProfiles", token, where={"email": {"eq": "ada@example.com"}}, search="ada@example.com")
    ask("CrmProfile", token, email="ada@example.com")
    ask("CrmMe", token_of(profile))
    post('{ crmProfile(email: "ada@example.com") { nonsense } }', token=token)
    post(document("CrmProfiles"), {"where": {"email": {"eq": {"x": "ada@example.com"}}}}, token)

    # then
    app_lines = [r.getMessage() for r in caplog.records if not r.name.startswith("django.db")]
    assert [line for line in app_lines if "ada@" in line or token in line] == []


def test_a_token_is_not_needed_in_a_cookie_and_answers_are_not_kept():
    response = post("{ __typename }")

    assert response["Cache-Control"] == "no-store"
    assert response.cookies == {}
