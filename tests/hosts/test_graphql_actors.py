"""Who did something, over GraphQL: names of tokens for those who may see people."""

import pytest

from saleor_crm_plugin.hosts.standalone.auth.api_tokens import token_create, token_revoke
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, post, refused, staff_token

pytestmark = pytest.mark.django_db


def make_token(name: str) -> str:
    made = token_create(name=name, permissions=["MANAGE_ORDERS"], expires_at=None, at=NOON)
    return f"token:{made.token_id}"


def test_tokens_are_called_by_their_names_each_once_and_as_asked():
    # given
    ada, till = make_token("Ada, support"), make_token("The till")
    token_revoke(token_id=int(till.removeprefix("token:")), at=NOON)

    # when
    named = ask("CrmActors", staff_token(), actors=[till, ada, till])

    # then
    assert named == [
        {"actor": till, "name": "The till"},
        {"actor": ada, "name": "Ada, support"},
    ]


@pytest.mark.parametrize(
    "_case", ["token:999999", "staff:1", "system", "token:", "token:x", f"token:{'9' * 30}", ""]
)
def test_who_is_not_known_is_left_out(_case):
    make_token("Ada, support")

    assert ask("CrmActors", staff_token(), actors=[_case]) == []


def test_many_actors_cost_one_query_more_than_none(django_assert_num_queries):
    token, actors = staff_token(), [make_token(f"token {number}") for number in range(20)]
    ask("CrmActors", token, actors=[])

    with django_assert_num_queries(3):  # the caller, the note of its use, the names
        assert len(ask("CrmActors", token, actors=actors)) == 20


def test_a_hundred_at_a_time_and_only_for_those_who_may_see_people():
    # given
    actors = [f"token:{number}" for number in range(101)]

    # then
    assert (
        post(document("CrmActors"), {"actors": actors}, staff_token())
        .json()["errors"][0]["message"]
        .startswith("at most 100 actors at a time, got 101")
    )
    assert refused(document("CrmActors"), staff_token("MANAGE_DISCOUNTS"), actors=["token:1"]) == [
        "PermissionDenied"
    ]
    assert refused(document("CrmActors"), "", actors=["token:1"]) == ["PermissionDenied"]
