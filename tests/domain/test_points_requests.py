"""Adjustments with four eyes: asked by one, decided by another, posted once."""

from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from saleor_crm_plugin.errors import Conflict, NotFound
from saleor_crm_plugin.loyalty.models import LoyaltyEntry, PointsDecision, PointsRequest
from saleor_crm_plugin.loyalty.queries import drift_report, points_summary
from saleor_crm_plugin.loyalty.rules.movements import NotEnoughPoints
from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.services import (
    ApprovalPolicy,
    NoProgram,
    RequestClosed,
    SecondPersonNeeded,
    accounts_merge,
    adjustment_ask,
    program_activate,
    program_create,
    request_decide,
)
from tests.factories import NOON
from tests.points_shop import AT_ONCE, days_later, give, held, make_member, open_shop

pytestmark = pytest.mark.django_db
LIMIT = ApprovalPolicy(alone_points_max=100, open_days=7)


def ask(shopper, points, *, cause="k", actor="staff:1", at=NOON, policy=LIMIT):
    return adjustment_ask(
        profile_id=shopper.pk,
        points=points,
        cause=cause,
        actor=actor,
        reason="goodwill",
        policy=policy,
        at=at,
    )


def decide(request_id, *, actor="staff:2", is_approved=True, at=NOON):
    return request_decide(
        request_id=request_id, is_approved=is_approved, actor=actor, reason="fine", at=at
    )


def test_up_to_the_limit_one_person_adjusts_alone() -> None:
    open_shop()
    shopper = make_member()
    assert ask(shopper, 100).request is None
    assert held(shopper) == (100, 0, 0)
    assert ask(shopper, 100).entry == ask(shopper, 100).entry
    assert PointsRequest.objects.exists() is False


def test_without_a_limit_nobody_is_asked() -> None:
    open_shop()
    shopper = make_member()
    policy = ApprovalPolicy(alone_points_max=0, open_days=7)
    assert ask(shopper, 10**6, policy=policy).request is None


def test_above_the_limit_a_second_person_approves_and_it_is_posted_once() -> None:
    # given
    open_shop()
    shopper = make_member()

    # when
    asked = ask(shopper, 101)
    again = ask(shopper, 101)

    # then
    assert asked.request is not None
    assert (asked.entry, again) == (None, asked)
    assert held(shopper) == (0, 0, 0)
    with pytest.raises(Conflict):
        ask(shopper, 102)
    with pytest.raises(SecondPersonNeeded):
        decide(asked.request.request_id, actor="staff:1")
    assert PointsDecision.objects.exists() is False
    first = decide(asked.request.request_id)
    second = decide(asked.request.request_id, actor="staff:3")
    assert (first.state, first.decided_by, second) == ("approved", "staff:2", first)
    entry = LoyaltyEntry.objects.get()
    assert (entry.points, entry.actor, entry.reason) == (101, "staff:1", "goodwill")
    assert first.entry_id == entry.pk
    assert held(shopper) == (101, 0, 0)
    with pytest.raises(RequestClosed):
        decide(asked.request.request_id, is_approved=False)
    assert ask(shopper, 101).request == first


def test_small_pieces_add_up_within_a_day_and_per_person() -> None:
    open_shop()
    shopper = make_member()
    ask(shopper, 60, cause="1")
    asked = ask(shopper, 41, cause="2")
    assert asked.request is not None
    assert ask(shopper, 41, cause="3", actor="staff:2").request is None
    assert ask(make_member(), 41, cause="4").request is None
    assert ask(shopper, 41, cause="5", at=days_later(2)).request is None
    assert ask(shopper, -41, cause="6", at=days_later(2)).entry is not None
    assert ask(shopper, -20, cause="7", at=days_later(2)).request is not None
    decide(asked.request.request_id, at=days_later(1))
    # What a second person approved does not count against the first.
    assert ask(shopper, 100, cause="8", at=days_later(3.5)).request is None
    assert drift_report(at=days_later(4)).drift_count == 0


def test_a_rejection_posts_nothing() -> None:
    open_shop()
    shopper = make_member()
    asked = ask(shopper, 500).request
    for _ in range(2):
        assert decide(asked.request_id, is_approved=False).state == "rejected"
    with pytest.raises(RequestClosed):
        decide(asked.request_id)
    assert held(shopper) == (0, 0, 0)
    assert LoyaltyEntry.objects.exists() is False


def test_a_request_lapses() -> None:
    open_shop()
    shopper = make_member()
    asked = ask(shopper, 500).request
    late = asked.expires_at
    assert late == NOON + timedelta(days=7)
    for is_approved in (True, False):
        with pytest.raises(RequestClosed):
            decide(asked.request_id, is_approved=is_approved, at=late)
    assert PointsDecision.objects.exists() is False
    assert decide(asked.request_id, at=late - timedelta(seconds=1)).state == "approved"


def test_case_33_an_approved_deduction_beyond_the_balance_is_refused_and_stays_open() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 200)
    asked = ask(shopper, -300).request
    with pytest.raises(NotEnoughPoints):
        decide(asked.request_id)
    assert PointsDecision.objects.exists() is False
    assert held(shopper) == (200, 0, 0)
    give(shopper, 100)
    assert decide(asked.request_id).state == "approved"
    assert held(shopper) == (0, 0, 0)


def test_an_approval_follows_a_merge() -> None:
    open_shop()
    first, second = make_member(), make_member()
    asked = ask(second, 500).request
    accounts_merge(survivor_id=first.pk, absorbed_id=second.pk, at=NOON)
    second.state, second.merged_into = "merged", first
    second.save()
    decide(asked.request_id)
    assert held(first) == (500, 0, 0)


def test_there_is_nothing_to_decide_about_a_request_that_does_not_exist() -> None:
    with pytest.raises(NotFound):
        decide(7)


@pytest.mark.parametrize("model", [PointsRequest, PointsDecision])
def test_requests_and_decisions_are_kept_for_ever(model) -> None:
    open_shop()
    asked = ask(make_member(), 500).request
    decide(asked.request_id)
    with (
        pytest.raises(DatabaseError, match="cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {model._meta.db_table} SET reason = 'other'")
    assert model.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_approvals_at_once_post_once() -> None:
    # given
    open_shop()
    shopper = make_member()
    asked = ask(shopper, 500).request
    barrier, found = Barrier(8), []

    def approve(number: int) -> None:
        barrier.wait()
        try:
            found.append(decide(asked.request_id, actor=f"staff:{number}").state)
        finally:
            connection.close()

    # when
    threads = [Thread(target=approve, args=(number,)) for number in range(2, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then
    assert found == ["approved"] * 8
    assert LoyaltyEntry.objects.count() == PointsDecision.objects.count() == 1
    assert held(shopper) == (500, 0, 0)


def open_club(alone_points_max: int | None = None) -> None:
    program_create(slug="club", at=NOON)
    config = replace(AT_ONCE, alone_points_max=alone_points_max)
    program_activate(program="club", at=NOON, config=config, rates=[Rate()])


def in_club(shopper, points, *, cause="k"):
    return adjustment_ask(
        profile_id=shopper.pk,
        points=points,
        cause=cause,
        actor="staff:1",
        reason="goodwill",
        policy=LIMIT,
        at=NOON,
        program="club",
    )


def club_points(shopper) -> int:
    return points_summary(profile_id=shopper.pk, at=NOON, program="club").available


@pytest.mark.parametrize(
    ("own_limit", "alone", "asked"), [(None, 100, 101), (30, 30, 31), (0, 10_000, None)]
)
def test_a_program_has_its_own_limit_or_the_shops(own_limit, alone, asked) -> None:
    # given
    open_shop()
    open_club(own_limit)
    shopper, other = make_member(), make_member()

    # when
    posted = in_club(shopper, alone)
    waiting = None if asked is None else in_club(other, asked)

    # then
    assert (posted.request, club_points(shopper), held(shopper)) == (None, alone, (0, 0, 0))
    if waiting is not None:
        assert (waiting.entry, waiting.request.program, club_points(other)) == (None, "club", 0)


def test_a_request_posts_to_the_program_it_was_asked_for() -> None:
    # given
    open_shop()
    open_club()
    shopper = make_member()
    request_id = in_club(shopper, 500).request.request_id

    # when
    decided = decide(request_id)
    decide(request_id)

    # then
    assert (decided.state.value, decided.program) == ("approved", "club")
    assert (club_points(shopper), held(shopper)) == (500, (0, 0, 0))


def test_what_one_adjusts_in_one_program_does_not_count_in_another() -> None:
    open_shop()
    open_club()
    shopper = make_member()
    ask(shopper, 100, cause="a")
    assert in_club(shopper, 100, cause="b").request is None
    assert in_club(shopper, 1, cause="c").entry is None


def test_one_cause_names_one_program() -> None:
    open_shop()
    open_club()
    shopper = make_member()
    ask(shopper, 500)
    with pytest.raises(Conflict):
        in_club(shopper, 500)
    assert PointsRequest.objects.count() == 1


def test_a_program_that_never_started_takes_no_adjustment() -> None:
    open_shop()
    program_create(slug="club", at=NOON)
    with pytest.raises(NoProgram):
        in_club(make_member(), 500)
    assert PointsRequest.objects.exists() is False


@pytest.mark.django_db(transaction=True)
def test_the_new_column_leaves_requests_protected() -> None:
    # given
    open_shop()
    ask(make_member(), 500)

    # when
    call_command("migrate", "saleor_crm", "0023", verbosity=0)
    call_command("migrate", "saleor_crm", verbosity=0)

    # then
    assert PointsRequest.objects.get().program == "points"
    for action in (
        "UPDATE saleor_crm_points_request SET points = 1",
        "DELETE FROM saleor_crm_points_request",
    ):
        with (
            pytest.raises(DatabaseError, match="cannot be changed or deleted"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(action)
    assert drift_report(at=NOON).drift_count == 0
