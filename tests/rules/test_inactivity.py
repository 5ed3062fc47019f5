"""Points of idle shoppers lapse, and the invariants of the ledger hold through a thousand histories with it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.balances import balance_at, expiring_until
from saleor_crm_plugin.loyalty.rules.inactivity import IdlePeriod, Inactivity, idle_periods
from saleor_crm_plugin.loyalty.rules.movements import sheet_advance
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Shortfall
from tests.factories import NOON
from tests.ledger_model import (
    IDLE_HISTORIES,
    IDLE_POLICIES,
    Commit,
    Earn,
    Job,
    Model,
    Open,
    Redeem,
    Reserve,
    Return,
    Wait,
)
from tests.rules.test_ledger_invariants import assert_sound

THOUSAND = settings(max_examples=1000)
SHORTFALLS = st.sampled_from(Shortfall)
UTC_ZONE = ZoneInfo("UTC")


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def policy(*revisions: tuple[str, int | None], zone: str = "UTC") -> Inactivity:
    told = [(day(since), months) for since, months in revisions]
    return Inactivity(zone=ZoneInfo(zone), periods=idle_periods(told))


@pytest.mark.parametrize(
    ("_case", "inactivity", "active", "usable", "lapses"),
    [
        ("off", policy(), "2026-03-01", "2026-03-01", None),
        ("six months", policy(("2020-01-01", 6)), "2026-03-01", "2025-01-01", "2026-09-02"),
        ("never active", policy(("2020-01-01", 6)), None, "2026-03-01", "2026-09-02"),
        ("a short month", policy(("2020-01-01", 1)), "2026-01-31", "2025-01-01", "2026-03-01"),
        ("usable later", policy(("2020-01-01", 6)), "2026-03-01", "2026-03-15", "2026-09-16"),
        ("case 49", policy(("2026-05-01", 6)), "2020-01-01", "2020-01-01", "2026-11-02"),
        (
            "shortened: a whole new period",
            policy(("2020-01-01", 12), ("2026-05-01", 6)),
            "2025-06-01",
            "2025-06-01",
            "2026-11-02",
        ),
        (
            "switched off in time",
            policy(("2020-01-01", 6), ("2026-08-01", None)),
            "2026-03-01",
            "2026-03-01",
            None,
        ),
        (
            "switched off too late",
            policy(("2020-01-01", 6), ("2026-10-01", None)),
            "2026-03-01",
            "2026-03-01",
            "2026-09-02",
        ),
        (
            "another revision goes on",
            policy(("2025-05-01", 6), ("2025-09-01", 6)),
            "2020-01-01",
            "2020-01-01",
            "2025-11-02",
        ),
    ],
)
def test_when_idle_points_lapse(_case, inactivity, active, usable, lapses) -> None:
    found = inactivity.lapses_at(active_at=active and day(active), usable_at=day(usable))
    assert found == (lapses and day(lapses))


def test_idle_points_lapse_at_midnight_in_the_programs_zone() -> None:
    warsaw = policy(("2020-01-01", 1), zone="Europe/Warsaw")
    active_at = datetime(2026, 1, 25, 23, 30, tzinfo=UTC)  # the 26th in Warsaw
    assert warsaw.lapses_at(active_at=active_at, usable_at=active_at) == datetime(
        2026, 2, 26, 23, tzinfo=UTC
    )


def test_periods_follow_the_revisions() -> None:
    found = idle_periods(
        [(day("2020-01-01"), None), (day("2021-01-01"), 6), (day("2022-01-01"), 6)]
    )
    assert found == (IdlePeriod(months=6, from_at=day("2021-01-01")),)
    with pytest.raises(ValueError, match="a month without activity"):
        ProgramConfig(inactivity_months=0)


instants = st.datetimes(
    datetime(2023, 1, 1),
    datetime(2028, 12, 31),
    timezones=st.just(UTC),
)
policies = st.lists(
    st.tuples(st.dates(date(2023, 1, 1), date(2027, 1, 1)), st.none() | st.integers(1, 14)),
    max_size=4,
)


@THOUSAND
@given(policies, instants, instants, st.sampled_from(["UTC", "Europe/Warsaw", "Asia/Taipei"]))
def test_many_accounts_are_found_by_the_instant_that_one_is_judged_by(
    revisions, start, at, zone
) -> None:
    told = [
        (datetime(*one.timetuple()[:3], tzinfo=UTC), months)
        for one, months in sorted(revisions, key=lambda one: one[0])
    ]
    inactivity = Inactivity(zone=ZoneInfo(zone), periods=idle_periods(told))
    lapses_at = inactivity.lapses_at(active_at=None, usable_at=start)
    before = inactivity.lapsed_before(at)
    assert (lapses_at is not None and lapses_at <= at) == (before is not None and start < before)


@THOUSAND
@given(IDLE_HISTORIES, SHORTFALLS)
def test_i1_to_i4_and_i8_hold_after_every_step(history, shortfall) -> None:
    model = Model(shortfall=shortfall, config=IDLE_POLICIES)
    for step in history:
        model.step(step)
        sheet_advance(model.sheet, at=model.at)
        assert_sound(model)


@THOUSAND
@given(IDLE_HISTORIES, SHORTFALLS, st.integers(0, 80))
def test_i7_the_balance_does_not_depend_on_when_the_job_ran(history, shortfall, days) -> None:
    # given
    daily = Model(shortfall=shortfall, config=IDLE_POLICIES, is_eager=True).run(history)
    never = Model(shortfall=shortfall, config=IDLE_POLICIES).run(
        [step for step in history if not isinstance(step, Job)]
    )
    later = daily.at + timedelta(days=days)

    # when
    told = [balance_at(model.sheet, later) for model in (daily, never)]
    for model in (daily, never):
        sheet_advance(model.sheet, at=later)

    # then
    assert told[0] == told[1] == balance_at(never.sheet, later)
    assert daily.lots() == never.lots()
    assert daily.entries() == never.entries()


@THOUSAND
@given(IDLE_HISTORIES, SHORTFALLS)
def test_what_lapses_was_foretold_and_nothing_else_does(history, shortfall) -> None:
    model = Model(shortfall=shortfall, config=IDLE_POLICIES).run(history)
    sheet_advance(model.sheet, at=model.at)
    until = model.at + timedelta(days=200)
    foretold = expiring_until(model.sheet, at=model.at, until=until)
    held = sum(hold.points for hold in model.sheet.holds.values())
    known = len(model.sheet.moves)
    sheet_advance(model.sheet, at=until)
    lapsed = Counter()
    for move in model.sheet.moves[known:]:
        if move.kind in {"expire", "forfeit"}:
            lapsed[move.effective_at] -= move.points
    if not held:
        assert foretold == dict(lapsed)
    assert sum(foretold.values()) <= sum(lapsed.values())


@THOUSAND
@given(
    st.lists(st.tuples(st.integers(1, 90), st.none() | st.integers(1, 25)), min_size=1, max_size=6),
    st.integers(1, 200),
    st.integers(0, 100),
)
def test_i12_redeeming_and_returning_is_redeeming_less(lots, points, percent) -> None:
    opened = [Open(amount, days) for amount, days in lots]
    both = Model(config=IDLE_POLICIES).run([*opened, Redeem(points), Return(0, percent)])
    once = Model(config=IDLE_POLICIES).run(opened)
    returned = points * percent // 100
    if both.redemptions and returned < points:
        once.step(Redeem(points - returned))
        assert both.lots() == once.lots()
        assert both.sheet.balance == once.sheet.balance


def kinds(model: Model) -> list[tuple[str, int, datetime]]:
    return [
        (move.kind.value, move.points, move.effective_at.date().isoformat())
        for move in model.sheet.moves
    ]


def test_a_purchase_renews_what_is_held_and_silence_ends_all() -> None:
    model = Model(config=IDLE_POLICIES).run([Earn(100), Wait(25), Earn(50), Wait(60)])
    sheet_advance(model.sheet, at=model.at)
    assert kinds(model) == [
        ("earn", 100, "2026-03-29"),
        ("earn", 50, "2026-04-23"),
        ("forfeit", -100, "2026-05-24"),
        ("forfeit", -50, "2026-05-27"),  # usable from the 26th of April on
    ]


def test_held_points_outlive_the_silence_and_spending_them_renews_the_rest() -> None:
    # given 100 points since 29 March, and a cart that holds 60 of them from 28 April on
    model = Model(config=IDLE_POLICIES).run([Open(100, 150), Wait(30), Reserve(60, 0), Wait(2)])
    assert balance_at(model.sheet, model.at).available == 0
    assert balance_at(model.sheet, model.at).reserved == 60

    # when they are spent on the 30th
    model.run([Commit(0), Open(10, 150), Wait(29)])

    # then what the cart did not hold is gone, and the new points live on
    assert kinds(model) == [
        ("opening", 100, "2026-03-29"),
        ("forfeit", -40, "2026-04-30"),
        ("redeem", -60, "2026-04-30"),
        ("opening", 10, "2026-04-30"),
    ]
    assert balance_at(model.sheet, model.at).available == 10


def test_debt_is_untouched() -> None:
    model = Model(config=IDLE_POLICIES)
    model.sheet.debt, model.sheet.balance = 30, -30
    model.run([Wait(300)])
    sheet_advance(model.sheet, at=model.at)
    assert (model.sheet.debt, model.sheet.moves) == (30, [])


def test_returned_points_of_an_idle_shopper_lapse_at_once_but_for_the_grace() -> None:
    model = Model(config=IDLE_POLICIES).run([Open(100, 150), Redeem(80), Wait(40), Return(0, 50)])
    assert balance_at(model.sheet, model.at).available == 40
    model.run([Wait(5)])
    sheet_advance(model.sheet, at=model.at)
    assert balance_at(model.sheet, model.at).available == 0
    assert model.at > NOON
    assert_sound(model)
