"""The graphene binding where nothing else is: no Saleor, no Strawberry, the versions that Saleor pins."""

import json
from importlib.metadata import version
from importlib.util import find_spec
from urllib.request import Request, urlopen

import pytest
from django.test import Client
from graphql.language.printer import print_ast

from saleor_crm_plugin.hosts.saleor.schema.alone import contract_schema
from saleor_crm_plugin.hosts.saleor.schema.sdl import contract_read, contract_text
from tests.hosts.graphql_client import ask, document, post, staff_token
from tests.hosts.small_shop import make_shop


def test_the_libraries_are_those_of_saleor_and_saleor_is_not_there():
    pinned = {name: version(name) for name in ("graphene", "graphql-core", "promise")}

    assert pinned == {"graphene": "2.1.9", "graphql-core": "2.3.2", "promise": "2.3"}
    assert [name for name in ("saleor", "strawberry") if find_spec(name)] == []


def test_every_type_is_made_as_the_contract_writes_it():
    # given
    contract, made = contract_read(contract_text()), contract_schema().get_type_map()

    def written(part):
        arguments = {one.name.value: print_ast(one.type) for one in getattr(part, "arguments", ())}
        return print_ast(part.type), arguments, contract.description(part)

    def built(field):
        arguments = {name: str(one.type) for name, one in getattr(field, "args", {}).items()}
        return str(field.type), arguments, field.description

    # then
    owned = {
        **contract.own(),
        **{root: contract.definitions[root] for root in ("Query", "Mutation")},
    }
    assert {name for name in made if name.startswith("Crm")} == set(contract.own())
    for name, node in owned.items():
        if hasattr(node, "values"):
            assert [one.name for one in made[name].values] == [
                one.name.value for one in node.values
            ]
        else:
            fields = {part.name.value: written(part) for part in node.fields}
            assert {key: built(field) for key, field in made[name].fields.items()} == fields


@pytest.mark.django_db
def test_graphene_djangos_own_view_answers_the_same():
    # given
    make_shop()
    token = staff_token()
    body = {"query": document("CrmProfiles"), "variables": {"search": "Ada"}}

    # when
    answer = Client().post(
        "/graphene-django/",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )

    # then
    ours = ask("CrmProfiles", token, search="Ada")
    assert answer.json()["data"]["crmProfiles"] == ours
    assert [edge["node"]["firstName"] for edge in ours["edges"]] == ["Ada"]


@pytest.mark.django_db(transaction=True)
def test_a_document_is_answered_over_a_socket(live_server):
    # given
    make_shop()
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {staff_token()}",
    }
    body = json.dumps({"query": "{ crmProfiles(first: 10) { totalCount } }"}).encode()

    # when
    with urlopen(Request(f"{live_server.url}/graphql/", body, headers)) as response:
        answer = json.load(response)

    # then
    assert answer["data"] == {"crmProfiles": {"totalCount": 3}}


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_a_post_is_answered(method):
    response = getattr(Client(), method)("/graphql/")

    assert (response.status_code, response["Allow"]) == (405, "POST, OPTIONS")
    assert "POST a document" in response.json()["errors"][0]["message"]


@pytest.mark.django_db
def test_a_number_that_python_refuses_to_read_is_refused_in_words():
    query = f"{{ crmProfiles(first: {'9' * 5000}) {{ totalCount }} }}"

    answer = post(query, token=staff_token())

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"] == "a number has more than 20 digits"


@pytest.mark.parametrize("levels", [1, 2, 3, 4])
def test_types_are_listed_two_lists_deep_and_no_deeper(levels):
    inner = "name"
    for _ in range(levels):
        inner = f"fields {{ type {{ {inner} }} }}"
    spread = f"{{ __schema {{ types {{ ...T }} }} }} fragment T on __Type {{ {inner} }}"

    for query in (f"{{ __schema {{ types {{ {inner} }} }} }}", spread):
        assert post(query).status_code == (200 if levels < 3 else 400)
