"""Asking for background work: after commit, once, and never at the caller's cost."""

import logging
from time import monotonic

import pytest
from celery import current_app
from django.db import transaction

from saleor_crm_plugin import work
from saleor_crm_plugin.work import Work, wake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def broker(monkeypatch):
    """Record what is sent; `broker.fails` makes the broker unreachable."""

    class Broker:
        def __init__(self) -> None:
            self.asked, self.fails = [], False

        def send_task(self, name, **options):
            self.asked.append(name)
            assert options["retry"] is False
            if self.fails:
                raise ConnectionRefusedError

    broker = Broker()
    monkeypatch.setattr(current_app, "send_task", broker.send_task)
    monkeypatch.setattr(work, "_rest", work._Rest())
    before = {name: current_app.conf[name] for name in ("broker_url", "task_always_eager")}
    current_app.conf.update(broker_url="memory://localhost//", task_always_eager=False)
    work._connections.cache_clear()
    yield broker
    current_app.conf.update(before)
    work._connections.cache_clear()


def test_a_transaction_wakes_each_work_once_and_only_after_commit(broker) -> None:
    with transaction.atomic():
        for _ in range(3):
            wake(Work.INBOX)
        wake(Work.OUTBOX)
        assert broker.asked == []
    assert broker.asked == [Work.INBOX.value, Work.OUTBOX.value]


def test_a_rolled_back_transaction_wakes_nobody(broker) -> None:
    with transaction.atomic():
        wake(Work.INBOX)
        transaction.set_rollback(True)
    assert broker.asked == []


def test_a_wake_in_a_savepoint_that_is_undone_does_not_silence_a_later_one(broker) -> None:
    with transaction.atomic():
        with transaction.atomic():
            wake(Work.INBOX)
            transaction.set_rollback(True)
        wake(Work.INBOX)
    assert broker.asked == [Work.INBOX.value]


def test_a_dead_broker_is_left_alone_and_breaks_nothing(broker, caplog) -> None:
    # given
    broker.fails = True

    # when
    with caplog.at_level(logging.WARNING, logger="saleor_crm_plugin.work"):
        wake(Work.INBOX)
        wake(Work.INBOX)

    # then
    assert broker.asked == [Work.INBOX.value]
    assert caplog.messages == ["could not wake INBOX: ConnectionRefusedError"]

    # and once the rest is over, it is asked again
    work._rest.until = 0.0
    broker.fails = False
    wake(Work.INBOX)
    assert len(broker.asked) == 2


def test_a_broker_that_refuses_costs_a_caller_no_time(monkeypatch, caplog) -> None:
    # given nobody listens on port 1
    before = {name: current_app.conf[name] for name in ("broker_url", "task_always_eager")}
    monkeypatch.setattr(work, "_rest", work._Rest())
    work._connections.cache_clear()
    current_app.conf.update(broker_url="redis://127.0.0.1:1/0", task_always_eager=False)
    work.wake_prepare()

    # when
    started = monotonic()
    try:
        wake(Work.INBOX)
        taken = monotonic() - started
    finally:
        current_app.conf.update(before)
        work._connections.cache_clear()

    # then Celery's own pool would have tried for six seconds
    assert caplog.messages[-1] == "could not wake INBOX: OperationalError"
    assert taken < 1


@pytest.mark.parametrize("is_eager", [True, False])
def test_without_a_broker_or_eagerly_nothing_runs_in_the_request(broker, is_eager) -> None:
    current_app.conf.update(task_always_eager=is_eager, broker_url="memory://" if is_eager else "")
    wake(Work.INBOX)
    assert broker.asked == []
