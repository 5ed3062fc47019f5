"""One worker at a time sweeps a kind of object; one that dies gives its place back."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.facts import Kind
from saleor_crm_plugin.ingest.models import InboxItem, ReconcileMark
from saleor_crm_plugin.ingest.services import reconcile as service
from saleor_crm_plugin.ingest.services.reconcile import reconcile, sweep_request
from tests.factories import NOON, make_order

pytestmark = pytest.mark.django_db
ORDERS = [make_order("1"), make_order("2", minutes=1)]


class Shop:
    """A shop with orders; `between` is called before each is read."""

    host = "shop"

    def __init__(self, between=lambda: None):
        self.between = between

    def read(self, references):
        raise AssertionError(references)

    def changed(self, kind, since):
        for one in ORDERS if kind is Kind.ORDER else []:
            if since is None or one.version_at >= since:
                self.between()
                yield one


def swept(shop, at=NOON):
    reports = reconcile(source=shop, clock=lambda: at, overlap_seconds=0)
    return {report.kind: report.facts_read for report in reports}


def mark():
    return ReconcileMark.objects.get(kind=Kind.ORDER)


def test_a_second_worker_leaves_what_the_first_reads_to_it():
    others = []
    shop = Shop(between=lambda: others.append(swept(Shop())))

    assert swept(shop) == {Kind.CUSTOMER: 0, Kind.ORDER: 2, Kind.CHECKOUT: 0}
    assert others == [{Kind.CUSTOMER: 0, Kind.CHECKOUT: 0}] * 2
    assert (mark().facts_read, mark().claimed_until) == (2, None)
    assert InboxItem.objects.count() == 2


def test_the_claim_is_renewed_with_each_batch_and_runs_out_five_minutes_after_the_last(monkeypatch):
    # given a worker that reads an order in four minutes
    monkeypatch.setattr(service, "_FACTS_PER_BATCH", 1)
    ReconcileMark.objects.create(host="shop", kind=Kind.ORDER)
    time = {"now": NOON}
    seen = []

    def pass_time():
        time["now"] += timedelta(minutes=4)
        seen.append(mark().claimed_until)

    reconcile(source=Shop(between=pass_time), clock=lambda: time["now"], overlap_seconds=0)

    assert seen == [NOON + timedelta(minutes=5), NOON + timedelta(minutes=9)]
    ReconcileMark.objects.filter(kind=Kind.ORDER).update(claimed_until=NOON)
    assert Kind.ORDER not in swept(Shop(), at=NOON - timedelta(seconds=1))
    assert Kind.ORDER in swept(Shop(), at=NOON)


def test_a_shop_that_cannot_be_read_gives_the_claim_back_and_keeps_what_was_read(monkeypatch):
    # given
    monkeypatch.setattr(service, "_FACTS_PER_BATCH", 1)
    reads = []

    def fail_at_the_second():
        reads.append(1)
        if len(reads) == 2:
            raise ConnectionError

    # when
    with pytest.raises(ConnectionError):
        swept(Shop(between=fail_at_the_second))

    # then
    assert (mark().claimed_until, mark().finished_at) == (None, None)
    assert (mark().facts_read, InboxItem.objects.count()) == (1, 1)
    assert swept(Shop())[Kind.ORDER] == 2
    assert mark().finished_at == NOON


def test_everything_asked_for_during_a_sweep_is_read_by_the_next():
    asked = Shop(between=lambda: sweep_request(host="shop", is_whole=True, at=NOON))

    swept(asked)

    assert (mark().is_whole_asked, mark().changed_until) == (True, ORDERS[1].version_at)
    assert swept(Shop())[Kind.ORDER] == 2
    assert mark().is_whole_asked is False
    assert InboxItem.objects.count() == 2


def test_a_whole_sweep_that_was_cut_goes_on_where_it_was(monkeypatch):
    # given
    monkeypatch.setattr(service, "_FACTS_PER_BATCH", 1)
    swept(Shop())
    sweep_request(host="shop", is_whole=True, at=NOON)
    reads = []

    def fail_at_the_second():
        reads.append(1)
        if len(reads) == 2:
            raise ConnectionError

    # when
    with pytest.raises(ConnectionError):
        swept(Shop(between=fail_at_the_second))

    # then
    assert (mark().is_whole_asked, mark().changed_until) == (False, ORDERS[0].version_at)
    assert mark().asked_at == NOON
