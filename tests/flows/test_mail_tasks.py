"""From an event on the timeline to a mail, by the tasks that the beat starts."""

import pytest
from django.utils import timezone

from saleor_crm_plugin.automation.tasks import run_automations
from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.mail.tasks import deliver_outbox
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from tests.factories import make_profile
from tests.sink import running_sink


@pytest.mark.django_db
def test_a_registration_becomes_a_mail_once_however_often_the_tasks_run(settings) -> None:
    # given
    profile = make_profile(email="ann@example.com", language_code="zh-TW")
    now = timezone.now()
    event = NewEvent(
        profile_id=profile.pk,
        type=EventType.CUSTOMER_REGISTERED,
        key="shop:customer:1",
        occurred_at=now,
        is_live=True,
    )
    events_record(events=[event], at=now)

    # when
    with running_sink() as sink:
        settings.SALEOR_CRM = {
            "shop_name": "Tea House",
            "mail_sender": "shop@example.com",
            "smtp_port": sink.port,
        }
        for _ in range(2):
            run_automations()
            deliver_outbox()

    # then
    assert sink.addresses == ["ann@example.com"]
    assert sink.taken[0].mail["Subject"] == "歡迎加入 Tea House"
    assert Message.objects.get().state == "sent"
