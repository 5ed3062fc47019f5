"""A-03: the same task at the same time."""

import threading

import pytest
from django.db import connection

from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.mail.services import outbox_deliver
from tests.domain.test_outbox_deliver import queue
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_twenty_workers_at_once_send_each_message_once() -> None:
    # given
    for number in range(5):
        queue(make_profile(email=f"s{number}@example.com"), key=f"m{number}")
    start = threading.Barrier(20)
    reports = []

    # when
    with running_sink() as sink:

        def work():
            start.wait(30)
            settings = sink_settings(sink, mail_batch_size_rows=1)
            reports.append(outbox_deliver(settings=settings, clock=lambda: NOON, limit_rows=100))
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    # then
    assert sink.addresses == [f"s{number}@example.com" for number in range(5)]
    assert sorted(report.sent for report in reports)[:15] == [0] * 15
    assert (len(reports), sum(report.sent for report in reports)) == (20, 5)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
