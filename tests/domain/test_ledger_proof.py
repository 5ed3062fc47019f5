"""The nightly proof finds every contradiction, and a rebuild computes every cache from the entries."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction

from saleor_crm_plugin.loyalty.models import (
    Absorption,
    LedgerProof,
    LoyaltyAccount,
    LoyaltyEntry,
    OrderAward,
    PointLot,
    Redemption,
)
from saleor_crm_plugin.loyalty.queries import cache_drift, drift_report, proof_latest
from saleor_crm_plugin.loyalty.services import caches_rebuild, ledger_prove
from saleor_crm_plugin.loyalty.tasks import prove_ledger
from tests.factories import NOON
from tests.points_shop import (
    AT_ONCE,
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


def make_history():
    """A shopper who earned 100, spent 40 of them in an order, let 60 lapse, and brought everything back."""
    open_shop(replace(AT_ONCE, lifetime_days=10, return_grace_days=5))
    shopper = make_member()
    earned = sale(shopper, 10000)
    tell(earned)
    bought = sale(shopper, 4000, is_fully_paid=False)
    spend(shopper, 40, order=bought)
    give(shopper, 500, at=days_later(20))
    tell(refunded(earned, 10000), at=days_later(20))
    tell(refunded(bought, 4000), at=days_later(21))
    return shopper


def test_a_sound_ledger_has_a_drift_of_zero() -> None:
    # given
    make_history()

    # when
    proof = ledger_prove(at=days_later(22))

    # then
    assert (proof.drift_count, proof.findings) == (0, ())
    assert proof.entries_count == LoyaltyEntry.objects.count() == 6
    assert proof_latest() == proof


def test_what_lapsed_lots_answered_for_is_kept_for_ever() -> None:
    # given
    make_history()

    # then
    assert list(Absorption.objects.values_list("points", "lot__points")) == [(60, 100)]
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        Absorption.objects.get().delete()
    assert Absorption.objects.count() == 1


@pytest.mark.parametrize(
    ("invariant", "model", "values", "drift"),
    [
        ("I1 the balance is the sum", LoyaltyAccount, {"balance_points": 501}, (500, 501)),
        ("I1 the debt is what", LoyaltyAccount, {"debt_points": 7}, (0, 7)),
        ("I3 what is left", PointLot, {"remaining_points": 1}, (0, 1)),
        ("I3 what a lot let lapse", PointLot, {"expired_points": 61}, (60, 61)),
        ("I3 a lot numbers", PointLot, {"lapses_count": 3}, (1, 3)),
        ("I3 what a lot answered", PointLot, {"absorbed_points": 59}, (60, 59)),
        ("I3 a lot has its grace", PointLot, {"is_grace_used": False}, (1, 0)),
        ("I8 what was clawed", OrderAward, {"clawed_points": 99}, (100, 99)),
        ("I8 an award numbers", OrderAward, {"claws_count": 9}, (1, 9)),
        ("I8 what came back", Redemption, {"returned_points": 39}, (40, 39)),
        ("I8 a redemption numbers", Redemption, {"returns_count": 9}, (1, 9)),
    ],
)
def test_a_wrong_cache_is_found_told_and_mended(invariant, model, values, drift) -> None:
    # given
    shopper = make_history()
    before = held(shopper, days_later(22))
    row = model.objects.order_by("pk").first()
    model.objects.filter(pk=row.pk).update(**values)

    # when
    told = cache_drift(at=days_later(22))

    # then
    found = [one for one in told.drifts if one.invariant.startswith(invariant)]
    assert [(one.row_id, one.expected, one.found) for one in found] == [(row.pk, *drift)]
    assert ledger_prove(at=days_later(22)).drift_count >= told.drift_count == len(told.drifts)
    assert caches_rebuild(at=days_later(22), limit_rows=10) == 1
    assert caches_rebuild(at=days_later(22), limit_rows=10) == 0
    again = model.objects.get(pk=row.pk)
    assert {name: getattr(again, name) for name in values} == {
        name: getattr(row, name) for name in values
    }
    assert drift_report(at=days_later(22)).drift_count == 0
    assert held(shopper, days_later(22)) == before


def test_a_rebuild_of_a_sound_ledger_changes_nothing() -> None:
    make_history()
    assert caches_rebuild(at=days_later(22), limit_rows=10) == 0


def test_only_the_first_contradictions_are_kept_and_all_are_counted() -> None:
    # given
    open_shop()
    for _ in range(5):
        give(make_member(), 10)
    PointLot.objects.update(lapses_count=2)

    # when
    report = drift_report(at=NOON, limit_rows=3)

    # then
    assert (report.drift_count, len(report.drifts)) == (5, 3)


def test_points_that_could_pay_a_debt_are_a_contradiction() -> None:
    # given
    open_shop()
    give(make_member(), 30)
    account = LoyaltyAccount.objects.get()
    LoyaltyAccount.objects.update(debt_points=5, balance_points=25)

    # when
    found = {one.invariant[:2]: one for one in drift_report(at=NOON).drifts}

    # then
    assert (found["I4"].row_id, found["I4"].found) == (account.pk, 30)


def test_a_ledger_without_its_triggers_is_a_contradiction() -> None:
    # given
    open_shop()
    drop = {
        "postgresql": "DROP TRIGGER saleor_crm_allocation_is_append_only ON saleor_crm_allocation",
        "sqlite": "DROP TRIGGER saleor_crm_allocation_no_delete",
    }
    with connection.cursor() as cursor:
        cursor.execute(drop[connection.vendor])

    # when
    report = drift_report(at=NOON)

    # then
    assert [one.invariant for one in report.drifts] == [
        "I5 the database refuses to change the ledger"
    ]
    assert report.drift_count == 1


def test_the_nightly_task_writes_down_time_first_and_keeps_its_result() -> None:
    # given
    open_shop(replace(AT_ONCE, lifetime_days=1))
    give(make_member(), 10)

    # when
    drift = prove_ledger()

    # then
    assert drift == 0
    proof = LedgerProof.objects.get()
    assert (proof.entries_count, proof.drift_count, proof.findings) == (2, 0, [])


def test_before_the_first_proof_there_is_none() -> None:
    assert proof_latest() is None
