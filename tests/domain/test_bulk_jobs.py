"""Work on many profiles in the background: chosen once, done once, refused one by one, canceled, gone on with."""

import logging
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q

from saleor_crm_plugin.bulk.models import BulkAction, BulkJob, BulkJobRow
from saleor_crm_plugin.bulk.queries import bulk_job_found, bulk_job_views, bulk_jobs_listed
from saleor_crm_plugin.bulk.services import (
    BulkOrder,
    bulk_job_cancel,
    bulk_job_create,
    bulk_jobs_process,
    work,
)
from saleor_crm_plugin.errors import Conflict, Invalid, NotFound
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.loyalty.models import LoyaltyEntry, PointsRequest
from saleor_crm_plugin.loyalty.services import ApprovalPolicy, points_adjust
from saleor_crm_plugin.profiles.models import Profile, ProfileTag
from saleor_crm_plugin.profiles.services.erasure import profile_erase
from tests.factories import NOON
from tests.points_shop import make_member, open_shop

pytestmark = pytest.mark.django_db

ALONE = ApprovalPolicy(alone_points_max=0, open_days=7)
EVERYBODY = Q()
LATER = NOON + timedelta(seconds=work.CLAIM_SECONDS)


def tag(key="k1", chosen=EVERYBODY, fingerprint="f", **wish) -> int:
    wish = {"add_tags": ["spring"], "remove_tags": []} | wish
    order = BulkOrder(
        action=BulkAction.TAG, wish=wish, chosen=chosen, key=key, fingerprint=fingerprint
    )
    return bulk_job_create(order=order, actor="staff:1", at=NOON)


def give(points: int, key="k1", chosen=EVERYBODY) -> int:
    order = BulkOrder(
        action=BulkAction.ADJUST,
        wish={"points": points, "reason": "a warm spring"},
        chosen=chosen,
        key=key,
        fingerprint="f",
    )
    return bulk_job_create(order=order, actor="staff:1", at=NOON)


def process(limit_rows=1000, policy=ALONE, at=NOON) -> int:
    return bulk_jobs_process(clock=lambda: at, policy=policy, limit_rows=limit_rows)


def counts(job_id: int) -> tuple[str, int, int, int, int, int]:
    job = bulk_job_found(job_id)
    return (
        job.state.value,
        job.percent,
        job.done_count,
        job.requested_count,
        job.refused_count,
        job.left_count,
    )


def codes() -> list[tuple[int, str]]:
    refused = BulkJobRow.objects.filter(state="refused").order_by("pk")
    return list(refused.values_list("profile_id", "code"))


def tagged() -> list[int]:
    return sorted(ProfileTag.objects.filter(value="spring").values_list("profile_id", flat=True))


def given() -> list[tuple[int, int, str, str]]:
    rows = LoyaltyEntry.objects.order_by("account__profile_id", "pk")
    return list(rows.values_list("account__profile_id", "points", "reason", "actor"))


def test_who_is_in_the_list_when_it_is_asked_for_is_chosen(django_assert_max_num_queries) -> None:
    # given
    members = [make_member(first_name="Ann") for _ in range(3)]
    make_member(first_name="Bo")

    # when
    with django_assert_max_num_queries(8):
        job_id = tag(chosen=Q(first_name="Ann"))
    late = make_member(first_name="Ann")
    Profile.objects.filter(pk=members[0].pk).update(first_name="Cy")
    waiting = counts(job_id)
    process()

    # then
    assert waiting == ("queued", 0, 0, 0, 0, 3)
    assert counts(job_id) == ("done", 100, 3, 0, 0, 0)
    assert tagged() == [one.pk for one in members]
    assert late.pk not in tagged()
    assert BulkJob.objects.get().finished_at == NOON


def test_the_same_key_is_the_same_job_and_another_wish_is_refused() -> None:
    make_member()

    first = tag()
    again = tag()
    with pytest.raises(Conflict):
        tag(fingerprint="other")

    assert again == first
    assert BulkJobRow.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "chosen", "message"),
    [
        ("", Q(), "a key has from 1 to 64 characters"),
        ("k" * 65, Q(), "a key has from 1 to 64 characters"),
        ("k", Q(first_name="Nobody"), "there is nobody to do this with"),
        ("k", Q(pk__in=[]), "there is nobody to do this with"),
    ],
)
def test_a_job_that_makes_no_sense_is_refused(key, chosen, message) -> None:
    make_member()

    with pytest.raises(Invalid, match=message):
        tag(key=key, chosen=chosen)

    assert (BulkJob.objects.count(), BulkJobRow.objects.count()) == (0, 0)


def test_tags_are_put_on_and_taken_off() -> None:
    ann = make_member()
    ProfileTag.objects.create(profile=ann, name="Winter", value="winter", created_at=NOON)

    tag(remove_tags=["winter"])
    process()

    assert list(ProfileTag.objects.values_list("name", flat=True)) == ["spring"]


def test_points_are_given_once_with_their_reason_and_who_asked() -> None:
    # given
    open_shop()
    members = [make_member() for _ in range(2)]

    # when
    job_id = give(25)
    process()
    process(at=LATER)

    # then
    assert given() == [(one.pk, 25, "a warm spring", "staff:1") for one in members]
    assert counts(job_id) == ("done", 100, 2, 0, 0, 0)


def test_who_has_too_few_points_is_refused_and_the_others_are_not() -> None:
    # given
    open_shop()
    poor, rich = make_member(), make_member()
    points_adjust(profile_id=rich.pk, points=40, cause="x", actor="staff:1", reason="", at=NOON)

    # when
    job_id = give(-30)
    process()

    # then
    assert counts(job_id) == ("done", 100, 1, 0, 1, 0)
    assert codes() == [(poor.pk, "NOT_ENOUGH_POINTS")]
    assert [points for _, points, *_ in given()] == [40, -30]


def test_above_the_limit_of_one_person_a_second_is_asked() -> None:
    open_shop()
    ann = make_member()

    job_id = give(101)
    process(policy=ApprovalPolicy(alone_points_max=100, open_days=7))

    assert counts(job_id) == ("done", 100, 0, 1, 0, 0)
    assert given() == []
    request = PointsRequest.objects.get()
    assert (request.profile_id, request.points, request.requested_by) == (ann.pk, 101, "staff:1")


def test_who_was_merged_or_erased_meanwhile_is_reached_once_or_refused() -> None:
    # given
    open_shop()
    ann, bo, cy = make_member(), make_member(), make_member()
    job_id = give(25)

    # when
    profiles_merge(survivor_id=ann.pk, absorbed_id=bo.pk, rule="staff", actor="staff:1", at=NOON)
    profile_erase(profile_id=cy.pk, at=NOON)
    process()

    # then
    assert [(profile_id, points) for profile_id, points, *_ in given()] == [(ann.pk, 25)]
    assert counts(job_id)[:2] == ("done", 100)
    assert [profile_id for profile_id, _ in codes()] == [cy.pk]


def test_a_run_does_what_it_may_and_the_next_goes_on() -> None:
    for _ in range(120):
        make_member()
    job_id = tag()

    first = process(limit_rows=50)
    between = counts(job_id)
    second = process(limit_rows=50)
    rest = process(limit_rows=50)

    assert (first, second, rest) == (50, 50, 20)
    assert between == ("running", 41, 50, 0, 0, 70)
    assert counts(job_id) == ("done", 100, 120, 0, 0, 0)


def test_a_killed_worker_leaves_a_job_that_is_gone_on_with_and_does_nothing_twice(
    monkeypatch,
) -> None:
    # given
    open_shop()
    members = [make_member() for _ in range(5)]
    job_id = give(25)
    kills = iter([False, False, True])
    really = work._do

    def killed(*arguments):
        outcome = really(*arguments)
        if next(kills):
            raise SystemExit  # after the points, before the commit
        return outcome

    # when
    monkeypatch.setattr(work, "_do", killed)
    with pytest.raises(SystemExit):
        process()
    monkeypatch.undo()
    dead = counts(job_id)
    too_early = process(at=LATER - timedelta(seconds=1))
    process(at=LATER)

    # then
    assert dead == ("running", 40, 2, 0, 0, 3)
    assert too_early == 0
    assert counts(job_id) == ("done", 100, 5, 0, 0, 0)
    assert [(profile_id, points) for profile_id, points, *_ in given()] == [
        (one.pk, 25) for one in members
    ]


def test_the_rest_of_a_canceled_job_is_left() -> None:
    # given
    for _ in range(60):
        make_member()
    job_id = tag()
    process(limit_rows=50)

    # when
    bulk_job_cancel(job_id=job_id, at=LATER)
    done = process(at=LATER)

    # then
    assert done == 0
    assert counts(job_id) == ("canceled", 83, 50, 0, 0, 10)
    assert len(tagged()) == 50
    bulk_job_cancel(job_id=job_id, at=LATER + timedelta(days=1))
    assert BulkJob.objects.get().finished_at == LATER


def test_a_job_that_is_over_cannot_be_canceled_any_more_and_an_unknown_one_is_refused() -> None:
    make_member()
    job_id = tag()
    process()

    bulk_job_cancel(job_id=job_id, at=LATER)

    assert counts(job_id)[0] == "done"
    with pytest.raises(NotFound):
        bulk_job_cancel(job_id=job_id + 1, at=LATER)


def test_a_worker_notices_that_its_job_was_canceled(monkeypatch) -> None:
    # given
    for _ in range(2 * work.BATCH_ROWS):
        make_member()
    job_id = tag()
    really = work._do

    def canceled_meanwhile(*arguments):
        bulk_job_cancel(job_id=job_id, at=NOON)
        return really(*arguments)

    # when
    monkeypatch.setattr(work, "_do", canceled_meanwhile)
    process()

    # then
    assert counts(job_id) == ("canceled", 50, work.BATCH_ROWS, 0, 0, work.BATCH_ROWS)


def test_one_row_that_fails_unforeseen_is_noted_and_stops_nobody(monkeypatch, caplog) -> None:
    # given
    ann, bo = make_member(first_name="Secretname"), make_member()
    job_id = tag()
    really = work._do

    def failing(job, profile_id, at, policy):
        if profile_id == ann.pk:
            raise RuntimeError("Secretname")
        return really(job, profile_id, at, policy)

    # when
    monkeypatch.setattr(work, "_do", failing)
    with caplog.at_level(logging.ERROR):
        process()

    # then
    assert counts(job_id) == ("done", 100, 1, 0, 1, 0)
    assert codes() == [(ann.pk, work.UNFORESEEN)]
    assert tagged() == [bo.pk]
    assert "RuntimeError" in caplog.text
    assert "Secretname" not in caplog.text


def test_jobs_are_done_one_after_another_and_listed_in_two_queries(
    django_assert_num_queries,
) -> None:
    make_member()
    first, second = tag("1"), tag("2", add_tags=["summer"])

    process()

    with django_assert_num_queries(2):
        views = bulk_job_views(bulk_jobs_listed().order_by("pk"))
    assert [(view.job_id, view.percent, view.add_tags) for view in views] == [
        (first, 100, ("spring",)),
        (second, 100, ("summer",)),
    ]
    assert bulk_job_found(second + 1) is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_reach_everybody_once() -> None:
    # given
    open_shop()
    members = [make_member() for _ in range(60)]
    jobs = [give(25, key=str(number)) for number in range(2)]

    # when
    workers = [threading.Thread(target=_processed) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    process(at=LATER)

    # then
    assert [counts(job_id) for job_id in jobs] == [("done", 100, 60, 0, 0, 0)] * 2
    points = [(profile_id, points) for profile_id, points, *_ in given()]
    assert points == [(one.pk, 25) for one in members for _ in jobs]


def _processed() -> None:
    try:
        process(limit_rows=70)
    finally:
        connection.close()
