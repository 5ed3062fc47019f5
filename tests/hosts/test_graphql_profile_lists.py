"""What can be done with a whole list of profiles: a file of it, tags and points for everybody in it."""

import csv
import io

import pytest

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.loyalty.models import LoyaltyEntry, PointsRequest
from saleor_crm_plugin.profiles.models import ProfileTag
from tests.factories import NOON
from tests.hosts.graphql_client import ask, document, post, refused, staff_token, token_of
from tests.hosts.small_shop import make_shop
from tests.points_shop import make_member, open_shop, sale, tell

pytestmark = pytest.mark.django_db


def exported(token: str, **variables) -> tuple[list[list[str]], int]:
    """Return the rows of every piece and how many calls it took."""
    text, calls, after = "", 0, None
    while calls == 0 or after:
        piece = ask("CrmProfileExport", token, **variables, after=after)
        text, after, calls = text + piece["csv"], piece["endCursor"], calls + 1
    return list(csv.reader(io.StringIO(text))), calls


def for_all(name: str, token: str, **wanted) -> list[dict]:
    """Call until everybody was reached."""
    answers, after = [], None
    while not answers or after:
        answers.append(ask(name, token, input=wanted | {"after": after}))
        after = answers[-1].get("endCursor")
    return answers


def people(number: int, **values) -> list:
    return [make_member(**values) for _ in range(number)]


def test_a_list_is_exported_in_its_order_with_what_was_bought() -> None:
    # given
    make_shop()

    # when
    rows, calls = exported(
        staff_token(),
        where={"name": {"contains": "o"}},
        sortBy={"field": "NAME", "direction": "ASC"},
    )

    # then
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert ([row["first_name"] for row in found], calls) == (["Bo", "Ada", "Cy"], 1)
    assert [row["tags"] for row in found] == ["", "", "VIP"]
    assert [row["orders_count"] for row in found] == ["2", "2", "0"]
    assert [row["spent"] for row in found] == ["50.00 EUR; 90.00 USD", "300.00 EUR", ""]


def test_a_long_list_comes_in_pieces_and_names_everybody_once() -> None:
    people(501)

    rows, calls = exported(staff_token())

    assert (len(rows), calls) == (502, 2)
    assert len({row[0] for row in rows}) == 502


@pytest.mark.parametrize("_case", ["=1+1", "+886", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(_case) -> None:
    make_member(first_name=_case)

    rows, _ = exported(staff_token())

    assert rows[1][rows[0].index("first_name")] == f"'{_case}"


def test_who_may_not_see_orders_gets_no_columns_of_them() -> None:
    make_member()

    rows, _ = exported(staff_token("MANAGE_USERS"))

    assert "spent" not in rows[0]
    assert refused(document("CrmProfileExport"), staff_token("MANAGE_ORDERS")) == [
        "PermissionDenied"
    ]


def test_everybody_in_a_list_is_tagged_once_and_nobody_else() -> None:
    # given
    members = people(101, country_code="TW")
    make_member(country_code="DE")
    wanted = {"where": {"countryCode": {"eq": "TW"}}, "addTags": ["spring"]}

    # when
    answers = for_all("CrmProfilesTag", staff_token(), **wanted)
    for_all("CrmProfilesTag", staff_token(), **wanted)

    # then
    assert [answer["doneCount"] for answer in answers] == [100, 1]
    tagged = ProfileTag.objects.values_list("profile_id", flat=True)
    assert sorted(tagged) == sorted(member.pk for member in members)

    # and taking it off reaches everybody, though the list is of those who have it
    off = {"where": {"tag": {"eq": "spring"}}, "removeTags": ["spring"]}
    for_all("CrmProfilesTag", staff_token(), **off)
    assert ProfileTag.objects.count() == 0


def test_the_names_of_a_page_are_asked_at_once() -> None:
    ann, bo = make_member(first_name="Ann"), make_member(first_name="Bo")
    ids = [id_encode("CrmProfile", one.pk) for one in (ann, bo)]

    found = ask("CrmProfileNames", staff_token("MANAGE_USERS"), ids=ids)

    assert sorted(edge["node"]["firstName"] for edge in found["edges"]) == ["Ann", "Bo"]


@pytest.mark.parametrize("_case", [{}, {"addTags": []}, {"addTags": ["x" * 65]}])
def test_a_list_is_not_tagged_with_nothing_or_too_much(_case) -> None:
    make_member()

    answer = ask("CrmProfilesTag", staff_token(), input=_case)

    assert [error["field"] for error in answer["errors"]] == ["addTags"]
    assert ProfileTag.objects.count() == 0


def test_everybody_in_a_list_gets_points_once_however_often_it_is_sent() -> None:
    # given
    open_shop()
    members = people(101)
    wanted = {"points": 25, "key": "spring", "reason": "a warm spring"}

    # when
    answers = for_all("CrmProfilesAdjust", staff_token(), **wanted)
    again = for_all("CrmProfilesAdjust", staff_token(), **wanted)

    # then
    assert [answer["doneCount"] for answer in answers] == [100, 1]
    assert [answer["doneCount"] for answer in again] == [100, 1]
    entries = LoyaltyEntry.objects.values_list("account__profile_id", "points", "reason")
    assert sorted(entries) == sorted((one.pk, 25, "a warm spring") for one in members)


def test_points_above_the_limit_of_one_person_wait_for_a_second(settings) -> None:
    # given
    open_shop()
    settings.SALEOR_CRM = {"points_alone_max": 100}
    members = people(2)

    # when
    (answer,) = for_all("CrmProfilesAdjust", staff_token(), points=101, key="much", reason="a lot")

    # then
    assert (answer["doneCount"], answer["requestedCount"]) == (0, 2)
    assert LoyaltyEntry.objects.count() == 0
    assert sorted(PointsRequest.objects.values_list("profile_id", flat=True)) == [
        one.pk for one in members
    ]


def test_who_has_too_few_points_is_counted_and_left_alone() -> None:
    # given
    open_shop()
    rich, _poor = people(2)
    tell(sale(rich, 10_000, at=NOON), at=NOON)

    # when
    (answer,) = for_all(
        "CrmProfilesAdjust", staff_token(), points=-50, key="oops", reason="by mistake"
    )

    # then
    assert (answer["doneCount"], answer["refusedCount"]) == (1, 1)
    assert list(LoyaltyEntry.objects.filter(points=-50).values_list("account__profile_id")) == [
        (rich.pk,)
    ]


@pytest.mark.parametrize(
    ("_case", "field"),
    [
        ({"points": 0}, "points"),
        ({"reason": ""}, "reason"),
        ({"key": ""}, "key"),
        ({"after": "nonsense"}, "after"),
    ],
)
def test_what_cannot_be_adjusted_is_refused_and_nothing_written(_case, field) -> None:
    open_shop()
    make_member()

    answer = ask(
        "CrmProfilesAdjust",
        staff_token(),
        input={"points": 5, "key": "k", "reason": "r"} | _case,
    )

    assert [error["field"] for error in answer["errors"]] == [field]
    assert LoyaltyEntry.objects.count() == 0


def test_only_staff_with_both_permissions_move_points_of_a_list() -> None:
    # given
    open_shop()
    member = make_member()
    wanted = {"input": {"points": 5, "key": "k", "reason": "r"}}

    # when
    for token in (
        staff_token("MANAGE_USERS"),
        staff_token("MANAGE_DISCOUNTS"),
        token_of(member),
    ):
        answer = post(document("CrmProfilesAdjust"), wanted, token).json()
        assert answer["errors"][0]["extensions"]["exception"]["code"] == "PermissionDenied"

    # then
    assert LoyaltyEntry.objects.count() == 0
    tag = {"input": {"addTags": ["x"]}}
    answer = post(document("CrmProfilesTag"), tag, staff_token("MANAGE_DISCOUNTS")).json()
    assert answer["errors"][0]["extensions"]["exception"]["code"] == "PermissionDenied"
    assert ProfileTag.objects.count() == 0
