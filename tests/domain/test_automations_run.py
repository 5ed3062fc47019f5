"""From timeline events to messages: once per occasion, only live ones, with the points an order earned."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.automation.models import Automation, AutomationRun
from saleor_crm_plugin.automation.queries import automation_cards
from saleor_crm_plugin.automation.services import automation_switch, automations_run
from saleor_crm_plugin.errors import NotFound
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.mail.queries import messages_page
from saleor_crm_plugin.mail.services import outbox_deliver
from saleor_crm_plugin.profiles.models import TimelineEvent
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from tests.factories import NOON, make_profile
from tests.sink import running_sink, sink_settings

pytestmark = pytest.mark.django_db


def run(at=NOON):
    return automations_run(at=at, limit_rows=1000, event_age_days_max=3)


def happened(profile, kind, *, key="shop:customer:1", at=NOON, is_live=True, details=None):
    event = NewEvent(
        profile_id=profile.pk,
        type=kind,
        key=key,
        occurred_at=at,
        is_live=is_live,
        details=details or {},
    )
    events_record(events=[event], at=at)


def paid(profile, number="1001", **values):
    reference = f"shop:order:{number}"
    details = {
        "order_id": 1,
        "reference": reference,
        "number": number,
        "channel": "default-channel",
        "currency": "EUR",
        "total_minor": 12990,
    }
    happened(profile, EventType.ORDER_PAID, key=reference, details=details, **values)


def earned(profile, number, points, balance, expires_at=None, usable_from=None):
    details = {
        "points": points,
        "entry_id": 1,
        "order_reference": f"shop:order:{number}",
        "balance": balance,
        "usable_from": usable_from,
        "expires_at": expires_at,
    }
    happened(profile, EventType.POINTS_EARNED, key=f"earn:{number}:{balance}", details=details)


@pytest.fixture
def profile():
    return make_profile(email="ann@example.com", first_name="Ann")


def test_a_registration_is_welcomed_once(profile) -> None:
    # given
    happened(profile, EventType.CUSTOMER_REGISTERED)

    # when
    seen = [run(), run()]
    TimelineEvent.objects.update(is_announced=False)
    seen.append(run())

    # then
    assert seen == [1, 0, 1]
    message = Message.objects.get()
    assert (message.key, message.template.slug) == (f"welcome:{profile.pk}", "welcome")
    assert (message.state, message.message_class) == ("queued", "transactional")
    run_row = AutomationRun.objects.get()
    assert (run_row.key, run_row.message_key) == (str(profile.pk), message.key)
    assert TimelineEvent.objects.filter(is_announced=False).exists() is False


def test_a_paid_order_is_thanked_for_with_its_points(profile) -> None:
    # given
    earned(profile, "1001", 100, 100)
    earned(profile, "1001", 29, 480, "2027-03-29T00:00:00+00:00", "2026-04-12T12:00:00+00:00")
    earned(profile, "1000", 7, 7)
    paid(profile)

    # when
    run()
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
        taken = sink.taken[0]

    # then
    message = Message.objects.get()
    assert message.key == "thanks:shop:order:1001"
    assert message.context == {
        "order": {"number": "1001", "total": {"minor": 12990, "currency": "EUR"}},
        "points": 129,
        "balance": 480,
        "points_usable_from": "2026-04-12T12:00:00+00:00",
        "points_good_until": "2027-03-28T23:59:59+00:00",
    }
    assert taken.mail["Subject"] == "Thank you: 129 points for order 1001"
    assert "You can spend these points from 12 April 2026." in taken.body("plain")
    assert "They are good until 28 March 2027." in taken.body("plain")
    assert ">+129<" in taken.body("html")


def test_an_order_without_points_is_thanked_for_without_them(profile) -> None:
    # given
    paid(profile)

    # when
    run()
    with running_sink() as sink:
        outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=10)
        taken = sink.taken[0]

    # then
    assert taken.mail["Subject"] == "Thank you for order 1001"
    assert "129.90 EUR" in taken.body("plain")
    assert "points" not in taken.body("plain")
    assert "points" not in taken.body("html")


def test_history_and_old_events_start_nothing(profile) -> None:
    # given
    paid(profile, "1", is_live=False)
    paid(profile, "2", at=NOON - timedelta(days=3, seconds=1))
    paid(profile, "3", at=NOON - timedelta(days=3))
    happened(profile, EventType.ORDER_PLACED, key="shop:order:4")

    # when
    seen = run()

    # then
    assert seen == 3
    assert list(Message.objects.values_list("key", flat=True)) == ["thanks:shop:order:3"]


def test_an_automation_switched_off_sends_nothing(profile) -> None:
    # given
    automation_switch(slug="thanks", is_active=False, at=NOON)
    paid(profile, "1")
    happened(profile, EventType.CUSTOMER_REGISTERED)

    # when
    run()
    automation_switch(slug="thanks", is_active=True, at=NOON)
    paid(profile, "2")
    run()

    # then
    keys = set(Message.objects.values_list("key", flat=True))
    assert keys == {f"welcome:{profile.pk}", "thanks:shop:order:2"}
    assert [(card.slug, card.is_active) for card in automation_cards()] == [
        ("thanks", True),
        ("welcome", True),
    ]
    with pytest.raises(NotFound):
        automation_switch(slug="nothing", is_active=False, at=NOON)
    assert Automation.objects.filter(slug="nothing").exists() is False


def test_many_events_cost_as_many_queries_as_few(profile) -> None:
    # given
    paid(profile, "0")
    run()
    costs = []

    # when
    for first, last in [(1, 5), (6, 40)]:
        for number in range(first, last + 1):
            paid(make_profile(email=f"s{number}@example.com"), str(number))
        with CaptureQueriesContext(connection) as queries:
            run()
        costs.append(len(queries))

    # then
    assert costs == [13, 13]
    assert Message.objects.count() == 41


def test_a_merge_takes_runs_and_messages_along(profile) -> None:
    # given
    absorbed = make_profile(email="bob@example.com")
    paid(absorbed)
    run()

    # when
    profiles_merge(
        survivor_id=profile.pk, absorbed_id=absorbed.pk, rule="staff", actor="staff:1", at=NOON
    )

    # then
    assert AutomationRun.objects.get().profile_id == profile.pk
    assert [card.key for card in messages_page(profile_id=profile.pk, limit=10)] == [
        "thanks:shop:order:1001"
    ]


@pytest.mark.parametrize(("shop_url", "links"), [("https://tea.example.com", 2), ("", 0)])
def test_a_welcome_links_to_the_shop_if_it_has_an_address(profile, shop_url, links) -> None:
    # given
    happened(profile, EventType.CUSTOMER_REGISTERED)

    # when
    run()
    with running_sink() as sink:
        settings = sink_settings(sink, shop_url=shop_url)
        outbox_deliver(settings=settings, clock=lambda: NOON, limit_rows=10)
        html = sink.taken[0].body("html")

    # then
    assert html.count('href="https://tea.example.com"') == links


def test_a_run_ends_at_its_limit_and_the_next_goes_on(profile) -> None:
    for number in range(3):
        paid(profile, str(number))
    seen = [automations_run(at=NOON, limit_rows=2, event_age_days_max=3) for _ in range(2)]
    assert seen == [2, 1]
    assert Message.objects.count() == 3
