"""What becomes of rows that cannot be applied, and of those beside them."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.ingest.models import InboxItem, InboxState, ReconcileMark
from saleor_crm_plugin.ingest.queries import inbox_page, inbox_total, reconcile_marks
from saleor_crm_plugin.ingest.services.drain import DrainReport, inbox_drain
from saleor_crm_plugin.ingest.services.inbox import fact_accept, facts_accept, touch
from saleor_crm_plugin.ingest.services.reconcile import reconcile
from saleor_crm_plugin.ingest.services.replay import dead_replay
from saleor_crm_plugin.ingest.tasks import process_inbox, purge_inbox, run_reconcile
from saleor_crm_plugin.orders.models import Order
from tests.factories import HOST, NOON, make_customer, make_line, make_order

pytestmark = pytest.mark.django_db

ORDER = Reference(HOST, Kind.ORDER, "1")


def make_broken_order(id: str = "bad"):
    """An order that no database takes: two of its lines have one id."""
    return make_order(id, lines=(make_line("1", 50), make_line("1", 50)))


class Host:
    """A host that answers as a test says; also named by a dotted path, for the tasks."""

    host = HOST
    facts: list = []
    while_reading = staticmethod(lambda: None)

    def read(self, references):
        self.while_reading()
        found = {fact.reference: fact for fact in self.facts}
        return {reference: found.get(reference) for reference in references}

    def changed(self, kind, since):
        yield from (
            fact
            for fact in sorted(self.facts, key=lambda fact: fact.version_at)
            if fact.reference.kind is kind and (since is None or fact.version_at >= since)
        )


def host_of(*facts, while_reading=lambda: None) -> Host:
    host = Host()
    host.facts, host.while_reading = list(facts), while_reading
    return host


def test_a_row_the_database_refuses_stops_nobody_and_waits_longer_each_time() -> None:
    # given
    facts_accept(
        facts=[make_order("1"), make_broken_order(), make_order("2")], is_live=True, at=NOON
    )

    # when
    report = inbox_drain(source=None, at=NOON, limit_rows=10)

    # then
    assert report == DrainReport(claimed=3, applied=2, retried=1)
    assert sorted(Order.objects.values_list("external_id", flat=True)) == ["1", "2"]
    waiting = InboxItem.objects.get(state=InboxState.PENDING)
    assert (waiting.external_id, waiting.attempts, waiting.error) == ("bad", 1, "IntegrityError")

    # and each further failure doubles the pause, until the row is dead
    pauses, at = [], NOON
    while (row := InboxItem.objects.get(pk=waiting.pk)).state == InboxState.PENDING:
        pauses.append(int((row.due_at - at).total_seconds()))
        at = row.due_at
        inbox_drain(source=None, at=at, limit_rows=10)
    assert pauses == [15, 30, 60, 120, 240, 480, 960]
    assert (row.state, row.attempts) == (InboxState.DEAD, 8)
    assert Order.objects.filter(external_id="bad").exists() is False


def test_a_row_that_kills_its_workers_is_set_aside() -> None:
    # given a row whose eighth claim ended without a word
    fact_accept(fact=make_order("1"), at=NOON)
    fact_accept(fact=make_order("2"), at=NOON)
    InboxItem.objects.filter(external_id="1").update(state=InboxState.CLAIMED, attempts=8)

    # when
    report = inbox_drain(source=None, at=NOON, limit_rows=10)

    # then
    assert report == DrainReport(claimed=1, applied=1)
    dead = InboxItem.objects.get(state=InboxState.DEAD)
    assert (dead.external_id, dead.error) == ("1", "WorkerDied: no worker survived this row")
    assert Order.objects.get().external_id == "2"


def test_a_worker_that_was_too_slow_applies_nothing() -> None:
    # given a worker whose claim another takes over while the host is slow to answer
    touch(reference=ORDER, at=NOON)
    host = host_of(
        make_order("1"),
        while_reading=lambda: InboxItem.objects.update(claim_token="another worker"),
    )

    # when
    report = inbox_drain(source=host, at=NOON, limit_rows=10)

    # then
    assert report == DrainReport(claimed=1)
    assert Order.objects.exists() is False
    assert InboxItem.objects.get().state == InboxState.CLAIMED


def test_a_failed_touch_gives_way_to_a_newer_one() -> None:
    # given a touch that fails while the object is touched again
    touch(reference=ORDER, at=NOON)

    def refuse() -> None:
        touch(reference=ORDER, at=NOON)
        raise ConnectionError

    # when
    report = inbox_drain(source=host_of(while_reading=refuse), at=NOON, limit_rows=10)

    # then
    assert report == DrainReport(claimed=1, retried=1)
    waiting = InboxItem.objects.get()
    assert (waiting.state, waiting.attempts) == (InboxState.PENDING, 0)


def test_a_touch_without_a_host_to_read_tells_what_is_missing() -> None:
    touch(reference=ORDER, at=NOON)
    inbox_drain(source=None, at=NOON, limit_rows=10)
    assert InboxItem.objects.get().error == (
        "LookupError: SALEOR_CRM['snapshot_source'] names nothing that can read the host"
    )


def test_an_order_the_host_has_no_longer_keeps_our_copy() -> None:
    fact_accept(fact=make_order("1"), at=NOON)
    touch(reference=ORDER, at=NOON)
    assert inbox_drain(source=host_of(), at=NOON, limit_rows=10).applied == 2
    assert Order.objects.get().external_id == "1"


def test_a_replayed_touch_gives_way_to_one_that_waits() -> None:
    touch(reference=ORDER, at=NOON)
    InboxItem.objects.update(state=InboxState.DEAD)
    touch(reference=ORDER, at=NOON)

    assert dead_replay(item_ids=None, at=NOON) == 0

    assert InboxItem.objects.get().state == InboxState.PENDING


def test_only_the_named_dead_rows_are_replayed() -> None:
    facts_accept(facts=[make_order("1"), make_order("2")], is_live=True, at=NOON)
    InboxItem.objects.update(state=InboxState.DEAD)
    first, second = InboxItem.objects.order_by("pk")

    assert dead_replay(item_ids=[first.pk], at=NOON) == 1

    second.refresh_from_db()
    assert second.state == InboxState.DEAD


def test_the_operator_pages_through_the_inbox_newest_first() -> None:
    facts_accept(facts=[make_order(str(n)) for n in range(5)], is_live=True, at=NOON)
    first = inbox_page(state=None, before_id=None, limit=2)
    rest = inbox_page(state=InboxState.PENDING, before_id=first[-1].item_id, limit=10)
    assert [row.reference for row in [*first, *rest]] == [
        f"shop:order:{n}" for n in (4, 3, 2, 1, 0)
    ]
    assert (inbox_total(state=None), inbox_total(state=InboxState.DEAD)) == (5, 0)


def test_the_sweep_heals_what_was_missed_and_moves_its_mark() -> None:
    # given a first sweep, whose finds are history
    shop = host_of(make_customer("1"), make_order("1"))
    seen = []
    reports = reconcile(
        source=shop,
        clock=lambda: NOON,
        overlap_seconds=60,
        progress=lambda kind, read: seen.append((kind, read)),
    )
    assert [(one.facts_read, one.facts_repaired) for one in reports] == [(1, 1), (1, 1), (0, 0)]
    assert seen == [(Kind.CUSTOMER, 1), (Kind.ORDER, 1)]
    assert InboxItem.objects.filter(is_live=True).exists() is False

    # when a hook is lost, and one object changed within the overlap is known already
    shop.facts.append(make_order("2", minutes=30))
    again = reconcile(source=shop, clock=lambda: NOON + timedelta(hours=1), overlap_seconds=60)

    # then
    assert [(one.facts_read, one.facts_repaired) for one in again] == [(1, 0), (2, 1), (0, 0)]
    assert InboxItem.objects.get(is_live=True).external_id == "2"
    mark = ReconcileMark.objects.get(kind=Kind.ORDER)
    assert mark.changed_until == NOON + timedelta(minutes=30)
    assert (mark.facts_read, mark.facts_repaired) == (3, 2)
    assert [row.kind for row in reconcile_marks()] == ["checkout", "customer", "order"]


def test_the_tasks_read_the_clock_the_settings_and_the_host(settings, monkeypatch) -> None:
    # given
    settings.SALEOR_CRM = {"snapshot_source": "tests.domain.test_inbox_failures.Host"}
    monkeypatch.setattr(Host, "facts", [make_order("1")])

    # when
    run_reconcile()
    touch(reference=ORDER, at=NOON)
    process_inbox()

    # then
    assert Order.objects.get().external_id == "1"
    assert InboxItem.objects.get().state == InboxState.DONE
    InboxItem.objects.update(done_at=NOON - timedelta(days=365))
    purge_inbox()
    assert InboxItem.objects.exists() is False


def test_without_a_host_the_sweep_task_does_nothing() -> None:
    run_reconcile()
    assert ReconcileMark.objects.exists() is False
