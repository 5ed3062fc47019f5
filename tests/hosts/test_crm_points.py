"""The command that proves the points ledger and rebuilds its caches."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from saleor_crm_plugin.loyalty.models import (
    LedgerProof,
    LiabilitySnapshot,
    LoyaltyAccount,
    PointsBatch,
)
from saleor_crm_plugin.loyalty.tasks import snapshot_liability
from tests.points_shop import day, give, held, make_member, open_shop, sale, spend, tell

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    output = StringIO()
    call_command("crm_points", *arguments, stdout=output, stderr=StringIO())
    return output.getvalue()


def test_a_sound_ledger_is_proved() -> None:
    open_shop()
    give(make_member(), 10)
    assert run("prove") == "0 contradictions in 1 entries\n"
    assert LedgerProof.objects.get().drift_count == 0


def test_a_contradiction_fails_the_command_and_a_rebuild_mends_it() -> None:
    # given
    open_shop()
    give(make_member(), 10)
    account = LoyaltyAccount.objects.get()
    LoyaltyAccount.objects.update(balance_points=11)

    # then
    with pytest.raises(CommandError, match="contradicts itself"):
        run("prove")
    told = (
        "I1 the balance is the sum of the entries:"
        f" row {account.pk} has 11, its entries make 10\n"
        "1 cached numbers differ from the entries\n"
    )
    assert run("rebuild", "--dry-run") == told
    assert LoyaltyAccount.objects.get().balance_points == 11
    assert run("rebuild") == told + "1 accounts were rebuilt\n"
    assert LoyaltyAccount.objects.get().balance_points == 10
    assert run("rebuild") == "0 cached numbers differ from the entries\n0 accounts were rebuilt\n"
    assert run("prove") == "0 contradictions in 1 entries\n"


def test_a_file_of_points_is_previewed_given_and_taken_back(tmp_path) -> None:
    # given
    open_shop()
    shopper = make_member(email="one@example.com")
    file = tmp_path / "balances.csv"
    file.write_text("email,points\none@example.com,500\nnobody@example.com,1\n")
    arguments = ["give", "opening", str(file), "--name", "legacy", "--rows", "2", "--points", "501"]

    # when
    previewed = run(*arguments, "--dry-run")
    given = run(*arguments)

    # then
    batch_id = PointsBatch.objects.get().pk
    totals = f"batch {batch_id}: 500 points for 1 shoppers, 1 lines left out\n"
    assert previewed == totals
    assert given == totals + "500 points were given to 1\n"
    assert held(shopper, timezone.now()) == (500, 0, 0)
    assert run("revert", str(batch_id)) == ("500 points were taken back, 0 were gone already\n")
    assert held(shopper, timezone.now()) == (0, 0, 0)


def test_what_is_refused_is_told_in_one_line(tmp_path) -> None:
    open_shop()
    file = tmp_path / "balances.csv"
    file.write_text("email,points\none@example.com,500\n")
    with pytest.raises(CommandError, match="expected 2 lines, the file has 1"):
        run("give", "grant", str(file), "--name", "gift", "--rows", "2")
    with pytest.raises(CommandError, match="there is no batch 7"):
        run("revert", "7")


def test_what_points_cost_is_written_as_csv() -> None:
    # given
    open_shop(time_zone="Asia/Taipei")
    shopper = make_member()
    tell(sale(shopper, 10000, at=day("2026-01-05")), at=day("2026-01-05"))
    spend(shopper, 30, at=day("2026-01-31T15:59"))
    spend(shopper, 5, at=day("2026-01-31T16:00"))

    # when
    said = run("liability", "--since", "2026-01-01", "--at", "2026-02-01").splitlines()

    # then
    assert said == [
        "section,name,value",
        "roll-forward,opening,0",
        "roll-forward,earn,100",
        "roll-forward,redeem,-30",
        "roll-forward,closing,70",
        "points,outstanding,70",
        "points,pending,0",
        "points,debt,0",
        "ladder,never,70",
        "experience,lots,0",
        "experience,used,0",
        "experience,lapsed,0",
        "experience,used percent,insufficient data",
        "revenue EUR,sales,10000",
        "revenue EUR,points issued,100",
        "revenue EUR,points used,30",
        "revenue EUR,deferred,99",
        "revenue EUR,recognized,30",
        "revenue EUR,liability,69",
    ]
    with pytest.raises(CommandError, match="there is no program 'other'"):
        run("liability", "--at", "2026-02-01", "--program", "other")


def test_the_nightly_task_keeps_the_liability_of_the_last_midnight() -> None:
    snapshot_liability()
    assert LiabilitySnapshot.objects.exists() is False
    open_shop(time_zone="Asia/Taipei")
    snapshot_liability()
    snapshot_liability()
    as_of_at = LiabilitySnapshot.objects.get().as_of_at
    assert (as_of_at.hour, as_of_at.minute, as_of_at.second) == (16, 0, 0)
