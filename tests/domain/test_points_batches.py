"""Batches of points: read, looked at, given once, and taken back as a unit."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection

from saleor_crm_plugin.errors import Invalid, NotFound
from saleor_crm_plugin.loyalty.models import BatchKind, LoyaltyEntry, PointsBatch, PointsBatchRow
from saleor_crm_plugin.loyalty.queries import batch_found, drift_report, points_summary
from saleor_crm_plugin.loyalty.queries.batches import profiles_named
from saleor_crm_plugin.loyalty.rules.batches import (
    BatchLine,
    ColumnsMissing,
    LineProblem,
    NameKind,
    batch_lines,
)
from saleor_crm_plugin.loyalty.services import (
    BatchNotReady,
    BatchOrder,
    TotalsDiffer,
    accounts_merge,
    batch_apply,
    batch_create,
    batch_read,
    batch_revert,
    batches_process,
    content_hash,
    lines_of_profiles,
    points_adjust,
)
from saleor_crm_plugin.loyalty.services import batch_posts as posts
from saleor_crm_plugin.profiles.models import Identifier, IdentifierKind, TimelineEvent
from tests.factories import NOON
from tests.points_shop import AT_ONCE, held, make_member, open_shop, spend

pytestmark = pytest.mark.django_db
OPENING = BatchOrder(kind=BatchKind.OPENING, name="legacy", reason="from the old program")


def read(text: str, order: BatchOrder = OPENING):
    return batch_read(order=order, content=text.encode(), actor="staff:1", at=NOON)


def work(at=NOON) -> int:
    return batches_process(clock=lambda: at)


def rows_of(batch) -> list[tuple[int, str, str]]:
    rows = PointsBatchRow.objects.filter(batch_id=batch.batch_id).order_by("line")
    return list(rows.values_list("line", "state", "code"))


def test_case_34_an_opening_batch_is_given_once_and_reverted_as_far_as_it_goes() -> None:
    # given
    open_shop()
    shopper = make_member(email="one@example.com")
    text = "email,points\none@example.com,500\n"

    # when
    batch = read(text)
    assert (batch.state, batch.rows_count, batch.points_total, batch.percent) == (
        "preview",
        1,
        500,
        0,
    )
    assert work() == 0
    assert held(shopper) == (0, 0, 0)
    for _ in range(2):
        batch_apply(batch_id=batch.batch_id, at=NOON)
        work()
    again = read(text)
    batch_apply(batch_id=again.batch_id, at=NOON)
    work()

    # then
    assert again.batch_id == batch.batch_id
    assert held(shopper) == (500, 0, 0)
    spend(shopper, 200)
    for _ in range(2):
        batch_revert(batch_id=batch.batch_id, at=NOON)
        work()
    reverted = batch_found(batch.batch_id)
    assert reverted is not None
    assert (reverted.state, reverted.reverted_points, reverted.short_points) == (
        "reverted",
        300,
        200,
    )
    assert held(shopper) == (0, 0, 0)
    assert drift_report(at=NOON).drift_count == 0
    assert list(
        TimelineEvent.objects.filter(is_announced=False).values_list("type", flat=True)
    ) == ["points_redeemed"]


def test_a_corrected_file_of_the_same_name_gives_only_what_was_not_given() -> None:
    # given
    open_shop()
    one, two, three = (make_member(email=f"{name}@example.com") for name in ("one", "two", "six"))
    first = read("email;points\none@example.com;500\ntwo@example.com;100\nnobody@example.com;7\n")
    batch_apply(batch_id=first.batch_id, at=NOON)
    work()

    # when
    text = "email;points\none@example.com;500\ntwo@example.com;101\nsix@example.com;7\n"
    second = read(text)
    batch_apply(batch_id=second.batch_id, at=NOON)
    work()

    # then
    assert rows_of(first) == [
        (2, "posted", ""),
        (3, "posted", ""),
        (4, "refused", "unknown_profile"),
    ]
    assert rows_of(second) == [
        (2, "known", ""),
        (3, "refused", "other_points_before"),
        (4, "posted", ""),
    ]
    assert [held(shopper)[0] for shopper in (one, two, three)] == [500, 100, 7]
    batch_revert(batch_id=second.batch_id, at=NOON)
    work()
    assert [held(shopper)[0] for shopper in (one, two, three)] == [500, 100, 0]


def test_a_file_names_shoppers_by_id_by_the_hosts_id_and_by_address() -> None:
    # given
    open_shop(replace(AT_ONCE, lifetime_months=12), time_zone="Asia/Taipei")
    by_id, by_customer, by_proof, by_guest = (make_member() for _ in range(4))
    make_member(email="proof@example.com")
    for profile, kind, source, value in (
        (by_customer, IdentifierKind.HOST_USER, "pos", "42"),
        (by_proof, IdentifierKind.EMAIL, "", "proof@example.com"),
        (by_guest, IdentifierKind.GUEST_EMAIL, "", "guest@example.com"),
    ):
        Identifier.objects.create(
            profile=profile,
            kind=kind,
            source=source,
            value=value,
            claimed_until=NOON,
            created_at=NOON,
        )

    # when
    text = (
        "\ufeffProfile,Customer,Email,Points,Expires_on\n"
        f"{by_id.pk},,,10,2026-12-31\n"
        ",pos:customer:42,,20,\n"
        ",,Proof@Example.com,30,\n"
        ",,guest@example.com,40,\n"
        "\n"
    )
    batch = read(text)
    batch_apply(batch_id=batch.batch_id, at=NOON)
    work()

    # then
    assert [held(one)[0] for one in (by_id, by_customer, by_proof, by_guest)] == [10, 20, 30, 40]
    expiring = points_summary(profile_id=by_id.pk, at=NOON).expiring
    assert [one.expires_at.isoformat() for one in expiring] == ["2026-12-31T16:00:00+00:00"]
    assert [
        one.expires_at.date() for one in points_summary(profile_id=by_proof.pk, at=NOON).expiring
    ] == [date(2027, 3, 29)]


@pytest.mark.parametrize("written", ["ann@example.com", "Ann@EXAMPLE.com"])
def test_an_address_names_who_proved_it_then_who_typed_it_then_who_shows_it(written) -> None:
    # given
    lines = list(batch_lines(f"email,points\n{written},10\nnobody@example.com,5\n"))
    expected = make_member(email="ann@example.com")

    for kind in (IdentifierKind.GUEST_EMAIL, IdentifierKind.EMAIL, None):
        # then
        assert profiles_named(lines) == {(NameKind.EMAIL, written): expected.pk}

        # when
        if kind is not None:
            expected = make_member()
            Identifier.objects.create(
                profile=expected,
                kind=kind,
                source="",
                value="ann@example.com",
                claimed_until=NOON,
                created_at=NOON,
            )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("nobody@example.com,5,", "unknown_profile"),
        (",5,", "nobody_named"),
        ("one@example.com,five,", "points_not_whole"),
        ("one@example.com,1.5,", "points_not_whole"),
        ("one@example.com,0,", "points_not_positive"),
        ("one@example.com,-3,", "points_not_positive"),
        ("one@example.com,1000000001,", "points_not_positive"),
        ("one@example.com,5,31.12.2026", "date_not_iso"),
        ("one@example.com,5,2026-03-28", "date_in_past"),
        ("six@example.com,5,", "given_twice"),
    ],
)
def test_a_line_that_cannot_be_given_is_left_out_and_says_why(line, code) -> None:
    # given
    open_shop()
    make_member(email="one@example.com")
    six = make_member(email="six@example.com")

    # when
    batch = read(f"email,points,expires_on\nsix@example.com,7,\n{line}\n")
    batch_apply(batch_id=batch.batch_id, at=NOON)
    work()

    # then
    assert rows_of(batch) == [(2, "posted", ""), (3, "refused", code)]
    assert (batch.rows_count, batch.refused_count, batch.points_total) == (1, 1, 7)
    assert held(six) == (7, 0, 0)
    assert LoyaltyEntry.objects.count() == 1


@pytest.mark.parametrize(
    "order",
    [replace(OPENING, rows_expected=3), replace(OPENING, points_expected=13)],
)
def test_other_totals_than_the_merchant_expects_refuse_the_whole_file(order) -> None:
    open_shop()
    make_member(email="one@example.com")
    with pytest.raises(TotalsDiffer):
        read("email,points\none@example.com,5\nnobody@example.com,7\n", order)
    assert PointsBatch.objects.exists() is False
    expected = replace(OPENING, rows_expected=2, points_expected=12)
    assert read("email,points\none@example.com,5\nnobody@example.com,7\n", expected).rows_count == 1


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("email,points\n", OPENING),
        ("", OPENING),
        ("email,amount\none@example.com,5\n", OPENING),
        ("name,points\nAda,5\n", OPENING),
        ("email,points\none@example.com,5\n", replace(OPENING, name="")),
        ("email,points\none@example.com,5\n", replace(OPENING, name="a:b")),
        ("email,points\none@example.com,5\n", replace(OPENING, name="n" * 65)),
        ("email,points\none@example.com,5\n", replace(OPENING, reason="r" * 201)),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_whole(text, order) -> None:
    open_shop()
    with pytest.raises(Invalid):
        read(text, order)
    assert PointsBatch.objects.exists() is False


def test_a_file_that_is_not_utf8_is_refused() -> None:
    open_shop()
    with pytest.raises(Invalid, match="UTF-8"):
        batch_read(order=OPENING, content="é,points".encode("latin-1"), actor="", at=NOON)


def test_a_header_without_points_is_no_batch() -> None:
    with pytest.raises(ColumnsMissing):
        list(batch_lines("email\none@example.com\n"))


def test_an_opaque_id_names_a_profile() -> None:
    (line,) = batch_lines("profile,points\nQ3JtUHJvZmlsZTo3,5\n")
    assert line == BatchLine(line=2, named_by=NameKind.PROFILE, name="Q3JtUHJvZmlsZTo3", points=5)
    open_shop()
    other = lines_of_profiles([8, 9], points=5)
    assert [(one.line, one.name, one.points) for one in other] == [(1, "8", 5), (2, "9", 5)]


@pytest.mark.parametrize("name", ["Q3JtT3JkZXI6Nw==", "x", "99999999999999999999"])
def test_other_ids_name_nobody(name) -> None:
    open_shop()
    batch = read(f"profile,points\n{name},5\n")
    assert rows_of(batch) == [(2, "refused", LineProblem.UNKNOWN_PROFILE)]


def test_a_grant_pays_debt_first_and_is_news() -> None:
    # given
    open_shop()
    owing, other = make_member(), make_member()
    points_adjust(
        profile_id=owing.pk,
        points=-40,
        cause="x",
        actor="test",
        reason="",
        at=NOON,
        debt_points_max=40,
    )
    TimelineEvent.objects.update(is_announced=True)
    lines = lines_of_profiles([owing.pk, other.pk], points=100)

    # when
    batch = batch_create(
        order=BatchOrder(kind=BatchKind.GRANT, name="sorry"),
        lines=lines,
        sha256=content_hash(lines),
        actor="staff:1",
        at=NOON,
    )
    batch_apply(batch_id=batch.batch_id, at=NOON)
    work()

    # then
    assert (held(owing), held(other)) == ((60, 0, 0), (100, 0, 0))
    assert TimelineEvent.objects.filter(type="points_adjusted", is_announced=False).count() == 2
    assert drift_report(at=NOON).drift_count == 0


def test_a_killed_worker_loses_no_more_than_its_chunk(monkeypatch) -> None:
    # given
    open_shop()
    shoppers = [make_member() for _ in range(5)]
    lines = lines_of_profiles([one.pk for one in shoppers], points=10)
    batch = batch_create(order=OPENING, lines=lines, sha256="", actor="test", at=NOON)
    batch_apply(batch_id=batch.batch_id, at=NOON)
    steps = []
    plain = posts.batch_chunk

    def two_rows(*, at):
        if len(steps) == 1:
            raise KeyboardInterrupt
        return plain(at=at, limit_rows=2)

    monkeypatch.setattr(posts, "batch_chunk", two_rows)
    with pytest.raises(KeyboardInterrupt):
        batches_process(clock=lambda: NOON, progress=steps.append)
    assert [step.percent for step in steps] == [40]
    assert [held(one)[0] for one in shoppers] == [10, 10, 0, 0, 0]
    with pytest.raises(BatchNotReady):
        batch_revert(batch_id=batch.batch_id, at=NOON)

    # when
    monkeypatch.setattr(posts, "batch_chunk", lambda *, at: plain(at=at, limit_rows=2))
    steps = []
    batches_process(clock=lambda: NOON, progress=steps.append)

    # then
    assert [step.percent for step in steps] == [80, 100]
    assert [held(one)[0] for one in shoppers] == [10, 10, 10, 10, 10]
    assert LoyaltyEntry.objects.count() == 5


def test_points_of_a_batch_are_taken_back_where_a_merge_moved_them() -> None:
    # given
    open_shop()
    first, second, gone = make_member(), make_member(), make_member()
    lines = lines_of_profiles([first.pk, second.pk, gone.pk], points=10)
    batch = batch_create(order=OPENING, lines=lines, sha256="", actor="test", at=NOON)
    gone.state = "erased"
    gone.save()
    batch_apply(batch_id=batch.batch_id, at=NOON)
    work()
    accounts_merge(survivor_id=first.pk, absorbed_id=second.pk, at=NOON)
    second.state, second.merged_into = "merged", first
    second.save()
    assert held(first) == (20, 0, 0)

    # when
    known = batch_create(order=OPENING, lines=lines[:2], sha256="2", actor="test", at=NOON)
    batch_apply(batch_id=known.batch_id, at=NOON)
    batch_revert(batch_id=batch.batch_id, at=NOON) if batch_found(batch.batch_id) else None
    work()

    # then
    assert rows_of(batch) == [
        (1, "reverted", ""),
        (2, "reverted", ""),
        (3, "refused", "unknown_profile"),
    ]
    assert held(first) == (0, 0, 0)
    assert rows_of(known) == [(1, "known", ""), (2, "refused", "given_twice")]
    assert drift_report(at=NOON).drift_count == 0


def test_a_preview_is_closed_without_a_trace_and_can_be_read_again() -> None:
    open_shop()
    make_member(email="one@example.com")
    batch = read("email,points\none@example.com,5\n")
    assert batch_revert(batch_id=batch.batch_id, at=NOON).state == "reverted"
    with pytest.raises(BatchNotReady):
        batch_apply(batch_id=batch.batch_id, at=NOON)
    assert read("email,points\none@example.com,5\n").batch_id != batch.batch_id
    assert work(NOON + timedelta(days=1)) == 0
    assert LoyaltyEntry.objects.exists() is False


def test_there_is_no_batch_without_its_row() -> None:
    with pytest.raises(NotFound):
        batch_apply(batch_id=1, at=NOON)
    assert batch_found(1) is None


@pytest.mark.parametrize("number", [3, 30])
def test_a_chunk_costs_the_same_statements_whatever_its_number(
    number, django_assert_max_num_queries
) -> None:
    open_shop()
    shoppers = [make_member() for _ in range(number)]
    lines = lines_of_profiles([one.pk for one in shoppers], points=10)
    batch = batch_create(order=OPENING, lines=lines, sha256="", actor="test", at=NOON)
    batch_apply(batch_id=batch.batch_id, at=NOON)
    with django_assert_max_num_queries(24) as captured:
        posts.batch_chunk(at=NOON)
    # PostgreSQL gets what needs no answer as one statement.
    assert len(captured) == {"postgresql": 19, "sqlite": 21}[connection.vendor]
