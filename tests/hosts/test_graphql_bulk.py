"""Work on many profiles in the background, over GraphQL."""

import pytest

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.bulk.models import BulkJob
from saleor_crm_plugin.bulk.tasks import process_bulk_jobs
from saleor_crm_plugin.loyalty.models import LoyaltyEntry
from saleor_crm_plugin.profiles.models import ProfileTag
from tests.hosts.graphql_client import ask, document, refused, staff_token, token_of
from tests.points_shop import make_member, open_shop

pytestmark = pytest.mark.django_db


def people(number: int, **values) -> list:
    return [make_member(**values) for _ in range(number)]


def create(token: str, **wanted) -> dict:
    return ask("CrmBulkJobCreate", token, input={"key": "k1"} | wanted)


def test_a_filtered_list_is_tagged_by_a_worker() -> None:
    # given
    token = staff_token("MANAGE_USERS")
    members = people(101, first_name="Ann")
    people(1, first_name="Bo")
    wanted = {"where": {"name": {"eq": "Ann"}}, "tags": {"add": ["spring"]}}

    # when
    created = create(token, **wanted)
    again = create(token, **wanted)
    process_bulk_jobs()
    job = ask("CrmBulkJob", token, id=created["job"]["id"])
    listed = ask("CrmBulkJobs", token)

    # then
    assert created["errors"] == []
    waiting = created["job"]
    assert (waiting["state"], waiting["percent"], waiting["leftCount"]) == ("QUEUED", 0, 101)
    assert again["job"] == waiting
    assert (job["state"], job["percent"], job["doneCount"]) == ("DONE", 100, 101)
    assert (job["action"], job["addTags"], job["points"]) == ("TAG", ["spring"], None)
    assert [edge["node"] for edge in listed["edges"]] == [job]
    tagged = ProfileTag.objects.values_list("profile_id", flat=True)
    assert sorted(tagged) == [one.pk for one in members]


def test_who_is_named_gets_points_and_who_has_too_few_is_told() -> None:
    # given
    open_shop()
    ann, bo, _ = people(3)
    token = staff_token("MANAGE_USERS", "MANAGE_DISCOUNTS")
    ids = [id_encode("CrmProfile", one.pk) for one in (ann, bo)]
    ask(
        "CrmPointsAdjust",
        token,
        input={"profileId": ids[0], "points": 50, "key": "x", "reason": "x"},
    )

    # when
    created = create(token, where={"ids": ids}, points={"points": -20, "reason": "an error"})
    process_bulk_jobs()
    job = ask("CrmBulkJob", token, id=created["job"]["id"])
    rows = ask("CrmBulkJobRows", token, jobId=job["id"], states=["REFUSED"])

    # then
    assert (job["rowsCount"], job["doneCount"], job["refusedCount"]) == (2, 1, 1)
    assert (job["points"], job["reason"]) == (-20, "an error")
    assert rows["totalCount"] == 1
    assert rows["edges"][0]["node"] == {
        "profileId": ids[1],
        "state": "REFUSED",
        "code": "NOT_ENOUGH_POINTS",
    }
    assert ask("CrmBulkJobRows", token, jobId=job["id"])["totalCount"] == 2
    assert list(LoyaltyEntry.objects.order_by("pk").values_list("points", flat=True)) == [50, -20]


def test_a_job_is_canceled_before_it_begins() -> None:
    people(2)
    token = staff_token("MANAGE_USERS")
    job_id = create(token, tags={"add": ["spring"]})["job"]["id"]

    canceled = ask("CrmBulkJobCancel", token, id=job_id)
    process_bulk_jobs()

    assert (canceled["errors"], canceled["job"]["state"]) == ([], "CANCELED")
    assert canceled["job"]["leftCount"] == 2
    assert ProfileTag.objects.exists() is False


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({}, "tags"),
        ({"tags": {}}, "tags"),
        ({"tags": {"add": ["x" * 65]}}, "addTags"),
        ({"tags": {"add": ["x"]}, "points": {"points": 1, "reason": "x"}}, "tags"),
        ({"points": {"points": 0, "reason": "x"}}, "points"),
        ({"points": {"points": 1, "reason": "x" * 201}}, "reason"),
        ({"tags": {"add": ["x"]}, "key": ""}, "key"),
        ({"tags": {"add": ["x"]}, "search": "nobody"}, "where"),
    ],
)
def test_a_job_that_makes_no_sense_is_refused(wanted, field) -> None:
    people(1)

    answer = create(staff_token(), **wanted)

    assert [error["field"] for error in answer["errors"]] == [field]
    assert answer["job"] is None
    assert BulkJob.objects.exists() is False


def test_a_key_stands_for_one_job_and_an_unknown_job_is_refused() -> None:
    people(1)
    token = staff_token()
    create(token, tags={"add": ["spring"]})

    other = create(token, tags={"add": ["summer"]})
    unknown = ask("CrmBulkJobCancel", token, id=id_encode("CrmBulkJob", 10**6))

    assert [error["code"] for error in other["errors"]] == ["IDEMPOTENCY_CONFLICT"]
    assert [error["code"] for error in unknown["errors"]] == ["NOT_FOUND"]
    assert ask("CrmBulkJob", token, id=id_encode("CrmBulkJob", 10**6)) is None
    assert BulkJob.objects.count() == 1


def test_points_need_the_permission_for_points_too() -> None:
    # given
    open_shop()
    (ann,) = people(1)
    points = {"input": {"key": "k", "points": {"points": 5, "reason": "x"}}}
    users, all_of_them = staff_token("MANAGE_USERS"), staff_token()

    # then
    for token in (users, staff_token("MANAGE_DISCOUNTS"), token_of(ann), ""):
        assert refused(document("CrmBulkJobCreate"), token, **points) == ["PermissionDenied"]
    assert BulkJob.objects.exists() is False
    job_id = ask("CrmBulkJobCreate", all_of_them, **points)["job"]["id"]
    assert refused(document("CrmBulkJobCancel"), users, id=job_id) == ["PermissionDenied"]
    assert refused(document("CrmBulkJobs"), token_of(ann)) == ["PermissionDenied"]
    assert BulkJob.objects.get().state == "queued"
