"""Which Celery queue a task goes to, when it is woken and when beat rings."""

import pytest
from celery import current_app
from django.core.exceptions import ImproperlyConfigured
from kombu import Connection

from saleor_crm_plugin import conf, schedule, work
from saleor_crm_plugin.checks import settings_check
from saleor_crm_plugin.work import Work, wake

MAIL = Work.OUTBOX.value


@pytest.mark.parametrize(
    ("text", "inbox", "mail"),
    [
        ("", None, None),
        ("crm", "crm", "crm"),
        ("crm, deliver_outbox=crm-mail", "crm", "crm-mail"),
        (" deliver_outbox = crm-mail ,", None, "crm-mail"),
    ],
)
def test_a_task_has_the_queue_that_is_named_for_it_or_for_all(text, inbox, mail):
    assert (conf.queue_of(Work.INBOX.value, text), conf.queue_of(MAIL, text)) == (inbox, mail)


@pytest.mark.parametrize("text", ["=crm", "deliver_outbox=", "a, b", "a=b, a=c"])
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(ImproperlyConfigured, match="celery_queue"):
        conf.queues_read(text)


def test_beat_rings_in_the_named_queues_and_forgets_alarms_as_before():
    entries = schedule.entries(has_source=True, queues="crm, deliver_outbox=crm-mail")

    assert {name: entry["options"]["queue"] for name, entry in entries.items()} == {
        name: "crm-mail" if name == "deliver_outbox" else "crm" for name in entries
    }
    assert entries["process_inbox"]["options"]["expires"] == 2 * schedule.DRAIN_SECONDS
    plain = schedule.entries(has_source=True)
    assert [name for name, entry in plain.items() if "queue" in entry.get("options", {})] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("crm, deliver_outbox=crm-mail, reconcile=slow", None),
        ("crm, deliver_outbx=crm-mail", "names a task that does not exist: 'deliver_outbx'"),
        ("a, b", "cannot be read at 'b'"),
    ],
)
def test_the_checks_tell_a_queue_that_nothing_goes_to(settings, text, problem):
    settings.SALEOR_CRM = {"celery_queue": text}

    found = [one.msg for one in settings_check() if one.id == "saleor_crm.E009"]

    assert [problem in message for message in found] == ([] if problem is None else [True])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("text", "queue"), [("", "celery"), ("crm", "crm"), ("crm, process_inbox=crm-in", "crm-in")]
)
def test_a_wake_lies_in_the_named_queue_of_a_real_broker(settings, monkeypatch, text, queue):
    # given
    settings.SALEOR_CRM = {"celery_queue": text}
    url = f"memory://{queue}{len(text)}//"
    before = {
        name: current_app.conf[name]
        for name in ("broker_url", "task_always_eager", "task_default_queue")
    }
    monkeypatch.setattr(work, "_rest", work._Rest())
    current_app.conf.update(broker_url=url, task_always_eager=False, task_default_queue="celery")
    work._connections.cache_clear()

    # when
    try:
        wake(Work.INBOX)
        with Connection(url) as connection:
            message = connection.SimpleQueue(queue).get(block=False)
    finally:
        current_app.conf.update(before)
        work._connections.cache_clear()

    # then
    assert message.headers["task"] == Work.INBOX.value
