"""Spending, adjusting and expiring points, by the numbered cases of the loyalty specification."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from saleor_crm_plugin.errors import Conflict, NotFound
from saleor_crm_plugin.loyalty.models import LoyaltyAccount, LoyaltyEntry, PointLot, Redemption
from saleor_crm_plugin.loyalty.queries import (
    entries_page,
    ledger_drift,
    points_quote,
    points_summaries,
    points_summary,
    roll_forward,
)
from saleor_crm_plugin.loyalty.rules.ledger import EntryKind
from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.rules.quotes import Quote
from saleor_crm_plugin.loyalty.services import (
    AccountFrozen,
    GuestsNeverSpend,
    NoProgram,
    NotEnoughPoints,
    account_detach,
    account_freeze,
    account_unfreeze,
    accounts_merge,
    lots_expire,
    opening_post,
    opening_revert,
    points_adjust,
    postings,
)
from saleor_crm_plugin.loyalty.services import points as points_service
from saleor_crm_plugin.loyalty.tasks import expire_points
from saleor_crm_plugin.orders.services import orders_move
from saleor_crm_plugin.profiles.models import TimelineEvent
from tests.factories import NOON, make_profile
from tests.points_shop import (
    AT_ONCE,
    day,
    days_later,
    give,
    held,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db


def adjust(profile, points: int, *, cause: str, debt_points_max: int = 0, at=NOON):
    return points_adjust(
        profile_id=profile.pk,
        points=points,
        cause=cause,
        actor="clerk",
        reason="goodwill",
        at=at,
        debt_points_max=debt_points_max,
    )


def left(profile) -> list[int]:
    lots = PointLot.objects.filter(account__profile=profile).order_by("pk")
    return list(lots.values_list("remaining_points", flat=True))


def sound(at=NOON) -> bool:
    return ledger_drift(at=at) == []


def test_case_9_the_points_that_lapse_soonest_are_spent_first() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 100, expires_at=day("2027-06-01"))
    give(shopper, 100, expires_at=day("2027-01-01"))
    give(shopper, 100)
    entry = spend(shopper, 150)
    assert left(shopper) == [50, 0, 100]
    assert [(part.points, part.expires_at) for part in entry.allocations] == [
        (-100, day("2027-01-01")),
        (-50, day("2027-06-01")),
    ]
    assert sound()


def test_case_10_what_is_left_of_a_lot_expires() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 400, expires_at=day("2026-05-01"))
    spend(shopper, 150)
    assert lots_expire(at=day("2026-05-01"), limit_rows=10) == 1
    entry = LoyaltyEntry.objects.get(kind="expire")
    assert (entry.points, entry.effective_at) == (-250, day("2026-05-01"))
    assert held(shopper, day("2026-05-01")) == (0, 0, 0)
    assert sound(day("2026-05-01"))


def test_case_11_points_lapse_to_the_second_though_no_job_ran() -> None:
    open_shop()
    shopper = make_member()
    lapse_at = day("2026-02-01")
    give(shopper, 100, expires_at=lapse_at, at=day("2026-01-01"))
    assert held(shopper, lapse_at - timedelta(seconds=1)) == (100, 0, 0)
    with pytest.raises(NotEnoughPoints) as refusal:
        spend(shopper, 1, at=lapse_at)
    assert (refusal.value.asked, refusal.value.balance) == (1, 0)
    assert list(LoyaltyEntry.objects.values_list("kind", flat=True)) == ["opening"]


def test_case_12_a_daily_job_and_a_late_one_write_the_same_entries() -> None:
    # given
    open_shop(replace(AT_ONCE, hold_days=20, lifetime_days=30))

    def history(shopper) -> None:
        give(shopper, 50, expires_at=day("2026-04-10"))
        adjust(shopper, -80, cause="debt", debt_points_max=100)
        order = sale(shopper, 10000)
        tell(order)
        tell(sale(shopper, 2000, at=days_later(3)), at=days_later(3))

    daily, late = make_member(), make_member()
    history(daily)
    for number in range(92):
        lots_expire(at=days_later(number), limit_rows=100)
    history(late)

    # when
    lots_expire(at=days_later(92), limit_rows=100)

    # then
    def written(shopper):
        lots = dict(PointLot.objects.filter(account__profile=shopper).values_list("key", "points"))
        return [
            (entry.kind, entry.points, entry.balance, entry.effective_at)
            for entry in entries_page(profile_id=shopper.pk, limit_rows=50).entries
        ], sorted(lots.values())

    assert written(daily) == written(late)
    assert [entry[:2] for entry in written(late)[0][:4]] == [
        ("expire", -20),
        ("expire", -70),
        ("settle", 0),
        ("earn", 20),
    ]
    assert sound(days_later(92))


def test_case_17_redeeming_and_returning_is_redeeming_less() -> None:
    open_shop()
    for returned in range(0, 401, 50):
        both, once = make_member(), make_member()
        for shopper in (both, once):
            give(shopper, 150, expires_at=day("2026-06-01"))
            give(shopper, 100, expires_at=day("2026-05-01"))
            give(shopper, 200)
        order = sale(both, 400, is_fully_paid=False)
        spend(both, 400, order=order)
        tell(refunded(order, returned))
        if returned < 400:
            spend(once, 400 - returned)
        assert left(both) == left(once)
    assert sound()


def test_case_23_a_repeated_cause_is_one_entry_and_another_amount_a_conflict() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 100)
    first = spend(shopper, 40, cause="cart-1")
    assert spend(shopper, 40, cause="cart-1") == first
    with pytest.raises(Conflict) as refusal:
        spend(shopper, 41, cause="cart-1")
    assert refusal.value.code == "IDEMPOTENCY_CONFLICT"
    assert held(shopper) == (60, 0, 0)
    adjusted = adjust(shopper, 10, cause="cart-1")
    assert adjust(shopper, 10, cause="cart-1") == adjusted
    with pytest.raises(Conflict):
        adjust(shopper, 11, cause="cart-1")
    assert held(shopper) == (70, 0, 0)
    assert LoyaltyEntry.objects.count() == 3


def test_case_32_a_merge_sums_both_ledgers_and_pays_the_debt() -> None:
    # given
    open_shop()
    first, second = make_member(), make_member()
    give(first, 300, expires_at=day("2026-05-01"))
    adjust(second, -100, cause="debt", debt_points_max=100)

    # when
    moved = accounts_merge(survivor_id=first.pk, absorbed_id=second.pk, at=NOON)

    # then
    summary = points_summary(profile_id=first.pk, at=NOON)
    assert (summary.available, summary.debt) == (200, 0)
    assert [(one.points, one.expires_at) for one in summary.expiring] == [(200, day("2026-05-01"))]
    assert summary.expiring_before(day("2026-05-02")) == 200
    assert summary.expiring_before(day("2026-05-01")) == 0
    closed = LoyaltyAccount.objects.get(merged_into__isnull=False)
    assert (closed.balance_points, closed.status, closed.profile_id) == (0, "closed", None)
    assert list(moved) == [str(closed.pk)]
    assert accounts_merge(survivor_id=first.pk, absorbed_id=second.pk, at=NOON) == {}
    assert held(first) == (200, 0, 0)
    assert sound()


def test_a_merge_keeps_refunds_returns_and_causes_working() -> None:
    # given
    open_shop(replace(AT_ONCE, lifetime_days=60))
    first, second = make_member(), make_member()
    for shopper in (first, second):
        opening_post(profile_id=shopper.pk, points=50, cause="legacy", actor="import", at=NOON)
    order = sale(second, 10000)
    tell(order)
    bought = sale(second, 8000, is_fully_paid=False)
    spend(second, 80, order=bought, cause="cart-1")

    # when
    accounts_merge(survivor_id=first.pk, absorbed_id=second.pk, at=days_later(1))
    orders_move(survivor_id=first.pk, absorbed_id=second.pk)

    # then
    assert held(first, days_later(1)) == (120, 0, 0)
    before = LoyaltyEntry.objects.count()
    spending = points_service.Spending(order_reference=bought.reference)
    points_service.points_redeem(
        profile_id=first.pk,
        points=80,
        cause="cart-1",
        actor="test",
        reason="",
        at=days_later(1),
        spending=spending,
    )
    assert LoyaltyEntry.objects.count() == before
    tell(
        replace(refunded(order, 10000), profile_id=first.pk),
        replace(refunded(bought, 8000), profile_id=first.pk),
        at=days_later(2),
    )
    assert held(first, days_later(2)) == (100, 0, 0)
    page = entries_page(profile_id=first.pk, limit_rows=3)
    assert (len(page.entries), page.has_more) == (3, True)
    assert page.total_count == LoyaltyEntry.objects.count()
    older = entries_page(profile_id=first.pk, limit_rows=100, before_id=page.entries[-1].entry_id)
    assert len(older.entries) == page.total_count - 3
    merged = entries_page(
        profile_id=first.pk, limit_rows=9, kinds=[EntryKind.MERGE_IN, EntryKind.MERGE_OUT]
    )
    assert [(entry.kind, entry.points) for entry in merged.entries] == [
        ("merge_in", 70),
        ("merge_out", -70),
    ]
    assert lots_expire(at=days_later(90), limit_rows=100) == 3
    assert held(first, days_later(90)) == (0, 0, 0)
    assert sound(days_later(90))


def test_a_merge_of_empty_accounts_moves_nothing_and_keeps_a_freeze() -> None:
    open_shop()
    first, second = make_member(), make_member()
    give(second, 10)
    spend(second, 10)
    account_freeze(profile_id=second.pk, actor="test", reason="", at=NOON)
    before = LoyaltyEntry.objects.count()
    (moved,) = accounts_merge(survivor_id=first.pk, absorbed_id=second.pk, at=NOON).values()
    assert moved["lots"] == []
    assert len(moved["redemptions"]) == 1
    assert LoyaltyEntry.objects.count() == before
    assert points_summary(profile_id=first.pk, at=NOON).status == "frozen"


def test_case_33_a_deduction_beyond_the_balance_needs_leave_to_owe() -> None:
    open_shop()
    shopper = make_member()
    adjust(shopper, 200, cause="sorry")
    with pytest.raises(NotEnoughPoints) as refusal:
        adjust(shopper, -300, cause="mistake")
    assert (refusal.value.asked, refusal.value.balance) == (300, 200)
    assert held(shopper) == (200, 0, 0)
    adjust(shopper, -300, cause="mistake", debt_points_max=100)
    assert held(shopper) == (0, 0, 100)
    with pytest.raises(NotEnoughPoints):
        adjust(shopper, -1, cause="one more", debt_points_max=100)
    assert held(shopper) == (0, 0, 100)
    adjust(shopper, 150, cause="again")
    assert held(shopper) == (50, 0, 0)
    assert sound()


def test_case_34_an_opening_balance_is_imported_once_and_taken_back_as_far_as_it_goes() -> None:
    open_shop()
    shopper = make_member()
    for _ in range(2):
        opening_post(profile_id=shopper.pk, points=500, cause="row-1", actor="import", at=NOON)
    assert held(shopper) == (500, 0, 0)
    with pytest.raises(Conflict):
        opening_post(profile_id=shopper.pk, points=501, cause="row-1", actor="import", at=NOON)
    spend(shopper, 200)
    for _ in range(2):
        reverted = opening_revert(profile_id=shopper.pk, cause="row-1", actor="import", at=NOON)
        assert (reverted.taken, reverted.short) == (300, 200)
    assert held(shopper) == (0, 0, 0)
    opening_post(profile_id=shopper.pk, points=5, cause="row-3", actor="import", at=NOON)
    spend(shopper, 5)
    gone = opening_revert(profile_id=shopper.pk, cause="row-3", actor="import", at=NOON)
    assert (gone.taken, gone.short) == (0, 5)
    with pytest.raises(NotFound):
        opening_revert(profile_id=shopper.pk, cause="row-2", actor="import", at=NOON)
    assert list(TimelineEvent.objects.order_by("pk").values_list("is_announced", flat=True)) == [
        True,
        False,
        True,
        True,
        False,
    ]
    assert sound()


def test_case_35_a_month_rolls_forward() -> None:
    # given
    program = open_shop()
    shopper = make_member()
    give(shopper, 1000, at=day("2026-01-01"))
    order = sale(shopper, 25000, at=day("2026-01-05"))
    tell(order, at=day("2026-01-05"))
    give(shopper, 80, expires_at=day("2026-01-20"), at=day("2026-01-06"))
    spend(shopper, 400, at=day("2026-01-15"))

    # when
    tell(refunded(order, 10000), at=day("2026-01-25"))

    # then
    assert lots_expire(at=day("2026-01-31"), limit_rows=10) == 0
    month = roll_forward(
        program_id=program.program_id, from_at=day("2026-01-02"), until_at=day("2026-02-01")
    )
    assert (month.opening, month.closing) == (1000, 830)
    assert month.by_kind == {"earn": 250, "opening": 80, "redeem": -400, "clawback": -100}
    assert held(shopper, day("2026-01-31")) == (830, 0, 0)


def test_case_37_a_frozen_account_earns_and_does_not_spend() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 100)
    assert account_freeze(profile_id=shopper.pk, actor="test", reason="", at=NOON) is True
    assert account_freeze(profile_id=shopper.pk, actor="test", reason="", at=NOON) is False
    tell(sale(shopper, 1000))
    assert held(shopper) == (110, 0, 0)
    with pytest.raises(AccountFrozen):
        spend(shopper, 10)
    assert held(shopper) == (110, 0, 0)
    assert account_unfreeze(profile_id=shopper.pk, actor="test", reason="", at=NOON) is True
    spend(shopper, 10)
    assert held(shopper) == (100, 0, 0)


def test_case_52_a_crash_between_entry_and_allocation_leaves_nothing(monkeypatch) -> None:
    # given
    open_shop()
    shopper = make_member()
    give(shopper, 100)

    # when
    with monkeypatch.context() as patched:
        patched.setattr(postings, "Allocation", _killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            spend(shopper, 40, cause="cart-1")

    # then
    assert held(shopper) == (100, 0, 0)
    assert Redemption.objects.count() == 0
    spend(shopper, 40, cause="cart-1")
    spend(shopper, 40, cause="cart-1")
    assert held(shopper) == (60, 0, 0)
    assert sound()


def _killed(*_args, **_kwargs):
    raise KeyboardInterrupt


def test_case_53_a_guest_is_refused_and_learns_nothing_about_the_balance() -> None:
    open_shop()
    guest = make_profile()
    tell(sale(guest, 10000))
    with pytest.raises(GuestsNeverSpend) as refusal:
        spend(guest, 10)
    assert str(refusal.value) == "points can be spent after registering"
    assert quote(guest) == Quote(points=0, amount_minor=0)
    assert held(guest) == (100, 0, 0)
    assert Redemption.objects.count() == 0


def quote(profile) -> Quote:
    return points_quote(
        profile_id=profile.pk,
        asked=1000,
        order_minor=10_000,
        channel="default-channel",
        currency="EUR",
        at=NOON,
    )


def test_case_29j_a_quote_debits_nothing() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 70)
    assert quote(shopper) == Quote(points=70, amount_minor=70)
    assert held(shopper) == (70, 0, 0)
    account_freeze(profile_id=shopper.pk, actor="test", reason="", at=NOON)
    assert quote(shopper) == Quote(points=0, amount_minor=0)


def test_nothing_is_quoted_without_a_program_or_a_rate() -> None:
    shopper = make_member()
    assert quote(shopper) == Quote(points=0, amount_minor=0)
    open_shop(AT_ONCE, Rate(currency="USD"))
    give(shopper, 70)
    assert quote(shopper) == Quote(points=0, amount_minor=0)


def test_guests_spend_where_the_program_lets_them() -> None:
    open_shop(replace(AT_ONCE, guests_may_spend=True))
    guest = make_profile()
    give(guest, 10)
    spend(guest, 10)
    assert held(guest) == (0, 0, 0)


def test_a_refused_redemption_writes_nothing() -> None:
    open_shop()
    shopper = make_member()
    with pytest.raises(NotEnoughPoints):
        spend(shopper, 1)
    assert LoyaltyAccount.objects.count() == 0
    assert LoyaltyEntry.objects.count() == 0


def test_points_need_a_program() -> None:
    shopper = make_member()
    with pytest.raises(NoProgram):
        spend(shopper, 1)
    with pytest.raises(NoProgram):
        adjust(shopper, 1, cause="x")


@pytest.mark.parametrize(("points", "cause"), [(0, "x"), (-1, "x"), (1, ""), (1, "x" * 129)])
def test_a_movement_needs_points_and_a_cause(points, cause) -> None:
    open_shop()
    shopper = make_member()
    with pytest.raises(ValueError, match=r"point|cause"):
        points_service.points_redeem(
            profile_id=shopper.pk, points=points, cause=cause, actor="", reason="", at=NOON
        )


def test_the_longest_causes_fit() -> None:
    open_shop()
    shopper = make_member()
    adjust(shopper, -5, cause="d" * 128, debt_points_max=10)
    adjust(shopper, 10, cause="c" * 128)
    assert held(shopper) == (5, 0, 0)
    account = LoyaltyAccount.objects.get()
    assert (account.balance_points, account.debt_points, account.version) == (5, 0, 2)


def test_an_erased_profile_leaves_the_totals_of_the_program() -> None:
    program = open_shop()
    shopper = make_member()
    give(shopper, 100, expires_at=days_later(10))
    assert account_detach(profile_id=shopper.pk) == 1
    account = LoyaltyAccount.objects.get()
    assert (account.profile_id, account.status, account.balance_points) == (None, "closed", 100)
    assert held(shopper) == (0, 0, 0)
    lots_expire(at=days_later(11), limit_rows=10)
    totals = roll_forward(program_id=program.program_id, from_at=NOON, until_at=days_later(12))
    assert totals.by_kind == {"opening": 100, "expire": -100}
    assert TimelineEvent.objects.filter(type="points_expired").exists() is False


def test_old_expiries_announce_nothing() -> None:
    open_shop()
    shopper = make_member()
    give(shopper, 100, expires_at=days_later(1))
    give(shopper, 7, expires_at=days_later(5))
    lots_expire(at=days_later(5), limit_rows=10)
    events = TimelineEvent.objects.filter(type="points_expired").order_by("pk")
    assert [(event.details["points"], event.is_announced) for event in events] == [
        (-100, True),
        (-7, False),
    ]


def test_the_task_works_until_nothing_is_due() -> None:
    open_shop()
    for _ in range(3):
        give(make_member(), 10, expires_at=days_later(-1), at=days_later(-2))
    assert expire_points() == 3
    assert expire_points() == 0


def test_many_balances_cost_two_queries(django_assert_num_queries) -> None:
    open_shop()
    shoppers = [make_member() for _ in range(5)]
    for number, shopper in enumerate(shoppers[:4], start=1):
        give(shopper, number)
    with django_assert_num_queries(2):
        found = points_summaries(profile_ids=[one.pk for one in shoppers], at=NOON)
    assert [found[one.pk].available for one in shoppers] == [1, 2, 3, 4, 0]
    assert found[shoppers[4].pk].account_id is None


def test_the_movements_page_has_a_constant_number_of_queries(django_assert_num_queries) -> None:
    open_shop()
    shopper = make_member()
    for _ in range(6):
        give(shopper, 10)
    spend(shopper, 55)
    for limit_rows in (1, 7):
        with django_assert_num_queries(3):
            entries_page(profile_id=shopper.pk, limit_rows=limit_rows)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_case_51_of_64_clients_who_each_redeem_everything_20_times_one_succeeds_once() -> None:
    # given
    open_shop()
    shopper = make_member()
    give(shopper, 100)
    outcomes: list[str] = []
    start = threading.Barrier(64)

    def client(number: int) -> None:
        try:
            start.wait()
            for attempt in range(20):
                try:
                    spend(shopper, 100, cause=f"client-{number}-{attempt}")
                    outcomes.append("redeemed")
                except NotEnoughPoints:
                    outcomes.append("refused")
        finally:
            connection.close()

    # when
    threads = [threading.Thread(target=client, args=(number,)) for number in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # then
    assert outcomes.count("redeemed") == 1
    assert outcomes.count("refused") == 64 * 20 - 1
    assert held(shopper) == (0, 0, 0)
    assert LoyaltyEntry.objects.filter(kind="redeem").count() == 1
    assert sound()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_concurrent_drains_of_the_same_orders_award_once() -> None:
    open_shop()
    shoppers = [make_member() for _ in range(5)]
    orders = [sale(shopper, 10000) for shopper in shoppers for _ in range(4)]
    failures: list[Exception] = []
    start = threading.Barrier(8)

    def drain() -> None:
        try:
            start.wait()
            tell(*orders)
        except (DatabaseError, LookupError) as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=drain) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert [held(shopper) for shopper in shoppers] == [(400, 0, 0)] * 5
    assert LoyaltyEntry.objects.count() == 20
    assert sound()
