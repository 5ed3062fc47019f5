"""Our tasks in Saleor's Celery: their queues, and that an eager Celery does nothing of ours in a request."""

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.core import mail as django_mail
from django.utils import timezone
from saleor.core.db.connection import allow_writer
from saleor.graphql.tests.fixtures import ApiClient

from saleor_crm_plugin.hosts.saleor import startup
from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.mail.services import message_enqueue, templates_seed

pytestmark = pytest.mark.saleor


def test_an_eager_celery_neither_drains_nor_mails_inside_a_request(shop, crm, customer_user):
    # given
    assert current_app.conf.task_always_eager is True
    user = shop.customer_create("ann@example.com")
    crm.drain()
    with allow_writer():
        templates_seed(at=timezone.now())
        message_enqueue(
            key="one",
            profile_id=crm.profile_of(user.pk).pk,
            template="welcome",
            message_class="transactional",
            topic="",
            context={},
            due_at=timezone.now(),
            at=timezone.now(),
        )
    django_mail.outbox.clear()

    # when
    order = shop.buy(ApiClient(user=customer_user))[0]

    # then
    assert ("order", str(order.pk)) in crm.waiting()
    assert Message.objects.get(key="one").state == "queued"
    assert [one for one in django_mail.outbox if "ann@example.com" in one.to] == []


def test_beat_sends_our_tasks_to_the_queue_that_the_operator_named(settings, monkeypatch):
    # given
    monkeypatch.setattr(django_settings, "CELERY_BEAT_SCHEDULE", {})
    settings.SALEOR_CRM = {**settings.SALEOR_CRM, "celery_queue": "crm, deliver_outbox=crm-mail"}

    # when
    startup._plan()

    # then
    planned = django_settings.CELERY_BEAT_SCHEDULE
    assert planned["saleor-crm-deliver_outbox"]["options"]["queue"] == "crm-mail"
    assert planned["saleor-crm-reconcile"]["options"]["queue"] == "crm"
