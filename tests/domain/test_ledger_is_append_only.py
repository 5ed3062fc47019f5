"""The ledger's rows cannot be changed or deleted, by Django or by anybody with a database connection."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from saleor_crm_plugin.loyalty.models import (
    Allocation,
    LedgerIsAppendOnly,
    LoyaltyEntry,
    ProgramChannel,
    ProgramRevision,
)
from tests.points_shop import give, make_member, open_shop

MODELS = [LoyaltyEntry, Allocation, ProgramRevision, ProgramChannel]
_CHANGES = {
    LoyaltyEntry: "points = 1000000",
    Allocation: "points = 1000000",
    ProgramRevision: "number = 99",
    ProgramChannel: "earn_points = 99",
}


def _rows() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in MODELS]


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("action", ["update", "delete"])
@pytest.mark.django_db
def test_the_database_refuses_to_change_the_ledger(model, action) -> None:
    # given
    open_shop()
    give(make_member(), 100)
    before = _rows()
    table = model._meta.db_table
    sql = {"update": f"UPDATE {table} SET {_CHANGES[model]}", "delete": f"DELETE FROM {table}"}

    # when
    with (
        pytest.raises(DatabaseError, match="cannot be changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql[action])

    # then
    assert _rows() == before


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.django_db
def test_query_sets_of_the_ledger_refuse_it_too(model) -> None:
    open_shop()
    give(make_member(), 100)
    before = _rows()
    with pytest.raises(LedgerIsAppendOnly):
        model.objects.update(id=7)
    with pytest.raises(LedgerIsAppendOnly):
        model.objects.all().delete()
    row = model.objects.order_by("pk").first()
    with pytest.raises(LedgerIsAppendOnly):
        model.objects.bulk_update([row], [_CHANGES[model].split(" ")[0]])
    assert _rows() == before


@pytest.mark.django_db
def test_saving_a_changed_entry_is_refused_by_the_database() -> None:
    open_shop()
    give(make_member(), 100)
    entry = LoyaltyEntry.objects.get()
    entry.points = 1_000_000
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError, match="cannot be changed"), transaction.atomic():
        Allocation.objects.get().delete()
    assert LoyaltyEntry.objects.get().points == 100


@pytest.mark.django_db(transaction=True)
def test_the_protection_can_be_migrated_away_and_back() -> None:
    # given
    open_shop()
    give(make_member(), 100)

    # when
    call_command("migrate", "saleor_crm", "0001", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE saleor_crm_loyalty_entry SET reason = 'changed'")
    call_command("migrate", "saleor_crm", verbosity=0)

    # then
    assert LoyaltyEntry.objects.get().reason == "changed"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE saleor_crm_loyalty_entry SET reason = ''")


@pytest.mark.django_db(transaction=True)
def test_a_flushed_test_database_is_protected_again() -> None:
    open_shop()
    give(make_member(), 100)
    call_command("flush", interactive=False, verbosity=0)
    assert LoyaltyEntry.objects.count() == 0
    open_shop()
    give(make_member(), 50)
    with (
        pytest.raises(DatabaseError, match="cannot be changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM saleor_crm_allocation")
    assert Allocation.objects.count() == 1
