"""The command that proves the points ledger and rebuilds its caches."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from saleor_crm_plugin.loyalty.models import LedgerProof, LoyaltyAccount
from tests.points_shop import give, make_member, open_shop

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
