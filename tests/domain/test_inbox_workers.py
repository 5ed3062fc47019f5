"""Several workers on one inbox."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections

from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.ingest.models import InboxItem, InboxState
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import fact_accept, facts_accept
from saleor_crm_plugin.orders.models import Order, PurchaseTotals
from saleor_crm_plugin.profiles.models import Profile
from tests.factories import HOST, NOON, make_order


def _in_threads(work, count: int) -> list:
    def run(n):
        try:
            return work(n)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_fact_told_by_many_at_once_is_accepted_once() -> None:
    assert sum(_in_threads(lambda _: fact_accept(fact=make_order(), at=NOON), 8)) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_share_the_inbox_and_apply_each_fact_once() -> None:
    # given 120 orders of ten shoppers
    facts_accept(
        facts=[
            make_order(str(n), total="10", customer=Reference(HOST, Kind.CUSTOMER, str(n % 10)))
            for n in range(120)
        ],
        is_live=True,
        at=NOON,
    )

    # when
    def drain(_) -> int:
        applied, later = 0, NOON
        for _ in range(40):
            report = inbox_drain(source=None, at=later, limit_rows=10)
            applied += report.applied
            later += timedelta(minutes=1)
        return applied

    applied = sum(_in_threads(drain, 4))

    # then
    assert applied == 120
    assert Order.objects.count() == 120
    assert Profile.objects.count() == 10
    assert (
        sorted(PurchaseTotals.objects.values_list("orders_count", "revenue_minor"))
        == [(12, 12000)] * 10
    )
    assert InboxItem.objects.exclude(state=InboxState.DONE).exists() is False


@pytest.mark.django_db
def test_a_claim_of_a_dead_worker_comes_back() -> None:
    fact_accept(fact=make_order(), at=NOON)
    InboxItem.objects.update(
        state=InboxState.CLAIMED, claim_token="gone", due_at=NOON + timedelta(seconds=120)
    )
    assert inbox_drain(source=None, at=NOON + timedelta(seconds=119), limit_rows=9).claimed == 0
    assert inbox_drain(source=None, at=NOON + timedelta(seconds=120), limit_rows=9).applied == 1


@pytest.mark.django_db
def test_the_operator_sees_and_replays_dead_rows(capsys) -> None:
    fact_accept(fact=make_order(), at=NOON)
    good = InboxItem.objects.get().payload
    InboxItem.objects.update(payload={})
    call_command("crm_inbox", "drain")
    call_command("crm_inbox", "dead")
    call_command("crm_inbox")
    InboxItem.objects.update(payload=good)
    call_command("crm_inbox", "replay")
    call_command("crm_inbox", "drain")

    out = capsys.readouterr().out
    assert "0 rows applied, 1 dead" in out
    assert "shop:order:1  1 attempts  UnreadableFact: expected one of" in out
    assert "dead     1" in out
    assert "1 rows will be tried again" in out
    assert "1 rows applied, 0 dead" in out
    assert Order.objects.count() == 1


@pytest.mark.django_db
def test_without_a_host_there_is_nothing_to_reconcile() -> None:
    from django.core.management.base import CommandError

    with pytest.raises(CommandError, match="there is no shop to read"):
        call_command("crm_reconcile")
