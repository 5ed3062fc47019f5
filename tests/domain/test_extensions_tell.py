"""Listeners and actions hear of each live event at least once, and nothing they do hurts anybody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Lock

import pytest
from django.db import connection

from saleor_crm_plugin.automation.models import AutomationRun, DeliveryState, ExtensionDelivery
from saleor_crm_plugin.automation.services import (
    automation_switch,
    automations_run,
    deliveries_replay,
    extensions_tell,
)
from saleor_crm_plugin.automation.services.deliveries import deliveries_claim
from saleor_crm_plugin.automation.tasks import tell_extensions
from saleor_crm_plugin.extensions.models import ExtensionRecord
from saleor_crm_plugin.facts import CustomerErased, Kind, Reference
from saleor_crm_plugin.hooks import Action, Listener, Occasion
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.profiles.models import Profile, TimelineEvent
from saleor_crm_plugin.profiles.rules.timeline import EventType
from saleor_crm_plugin.profiles.services.timeline import NewEvent, events_record
from tests.factories import HOST, NOON, make_customer, make_profile
from tests.hosts.small_shop import tell

pytestmark = pytest.mark.django_db


def happened(profile, *keys, kind=EventType.ORDER_PAID, at=NOON, is_live=True):
    events_record(
        events=[
            NewEvent(
                profile_id=profile.pk,
                type=kind,
                key=key,
                occurred_at=at,
                is_live=is_live,
                details={
                    "reference": f"shop:order:{key}",
                    "number": key,
                    "total_minor": 100,
                    "currency": "EUR",
                },
            )
            for key in keys
        ],
        at=at,
    )


def run(at=NOON):
    automations_run(at=at, limit_rows=1000, event_age_days_max=3)
    return extensions_tell(clock=lambda: at, limit_rows=1000)


class Ear:
    """A listener that remembers what it heard, and fails on events whose number is in `bad`."""

    def __init__(self):
        self.calls, self.bad = [], set()

    @property
    def heard(self):
        return [event.details["number"] for call in self.calls for event in call]

    def __call__(self, events):
        if any(event.details.get("number") in self.bad for event in events):
            raise ConnectionError("ann@example.com")
        self.calls.append(events)


@pytest.fixture
def ear(shelf):
    ear = Ear()
    shelf.install("rain", timeline_listeners=[Listener(slug="ear", notify=ear)])
    return ear


@pytest.fixture
def profile(db):
    return make_profile(email="ann@example.com")


def test_a_live_event_is_told_once_when_all_goes_well(ear, profile):
    # given
    happened(profile, "1", "2")

    # when
    reports = [run(), run()]

    # then
    assert [(one.told, one.failed) for one in reports] == [(2, 0), (0, 0)]
    (events,) = ear.calls
    row = TimelineEvent.objects.order_by("pk").first()
    assert (events[0].event_id, events[0].profile_id, events[0].type) == (
        row.pk,
        profile.pk,
        "order_paid",
    )
    assert ear.heard == ["1", "2"]
    assert ExtensionDelivery.objects.exists() is False


def test_history_is_not_told(ear, profile):
    happened(profile, "1", is_live=False)

    assert run().told == 0


def test_only_wanted_types_are_told(shelf, profile):
    # given
    ear = Ear()
    wanted = Listener(slug="ear", notify=ear, types=frozenset({"order_fulfilled"}))
    shelf.install("rain", timeline_listeners=[wanted])
    happened(profile, "1")
    happened(profile, "2", kind=EventType.ORDER_FULFILLED)

    # when
    run()

    # then
    assert ear.heard == ["2"]


def test_an_event_that_commits_late_is_told_too(ear, profile):
    # given: the event with the lower id becomes visible last
    happened(profile, "1", "2")
    first = TimelineEvent.objects.order_by("pk").first()
    TimelineEvent.objects.filter(pk=first.pk).update(is_announced=True)
    run()

    # when
    TimelineEvent.objects.filter(pk=first.pk).update(is_announced=False)
    run()

    # then
    assert ear.heard == ["2", "1"]


def test_what_a_dead_worker_had_claimed_is_told_again(ear, profile):
    # given
    happened(profile, "1")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)
    deliveries_claim(extension="rain", kind="listener", handler="ear", limit_rows=10, at=NOON)

    # when
    extensions_tell(clock=lambda: NOON + timedelta(seconds=299), limit_rows=10)
    before = list(ear.heard)
    extensions_tell(clock=lambda: NOON + timedelta(seconds=300), limit_rows=10)

    # then
    assert (before, ear.heard) == ([], ["1"])


def test_a_bad_event_holds_up_no_other_and_is_dead_in_the_end(ear, profile):
    # given
    ear.bad = {"2"}
    happened(profile, "1", "2", "3")

    # when
    first = run()
    at = NOON
    for _ in range(10):
        at += timedelta(hours=1)
        run(at)

    # then
    assert (first.told, first.failed) == (2, 1)
    assert ear.heard == ["1", "3"]
    row = ExtensionDelivery.objects.get()
    assert (row.state, row.attempts, row.error) == (DeliveryState.DEAD, 8, "ConnectionError")
    record = ExtensionRecord.objects.get()
    assert (record.failures_count, record.last_error, record.last_hook) == (
        9,
        "ConnectionError",
        "timeline_listeners:ear",
    )


def test_a_dead_event_is_told_when_staff_asks_for_it(ear, profile):
    # given
    ear.bad = {"1"}
    happened(profile, "1")
    for hours in range(10):
        run(NOON + timedelta(hours=hours))
    ear.bad = set()

    # when
    replayed = deliveries_replay(extension="rain", at=NOON + timedelta(days=1))
    run(NOON + timedelta(days=1))

    # then
    assert (replayed, ear.heard) == (1, ["1"])


def test_an_event_that_kills_every_worker_is_set_aside(ear, profile):
    # given
    happened(profile, "1")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)
    ExtensionDelivery.objects.update(attempts=8)

    # when
    run()

    # then
    row = ExtensionDelivery.objects.get()
    assert (row.state, row.error, ear.heard) == (DeliveryState.DEAD, "WorkerDied", [])


def test_one_extensions_errors_stop_no_other(shelf, profile):
    # given
    good, bad = Ear(), Ear()
    bad.bad = {"1"}
    shelf.install("bad", timeline_listeners=[Listener(slug="ear", notify=bad)])
    shelf.install("good", timeline_listeners=[Listener(slug="ear", notify=good)])
    happened(profile, "1")

    # when
    report = run()

    # then
    assert (report.told, report.failed, good.heard) == (1, 1, ["1"])
    assert ExtensionDelivery.objects.get().extension == "bad"


def test_what_an_erased_profile_did_is_not_told(ear):
    # given
    tell(make_customer("1"), is_live=True)
    profile = Profile.objects.get()
    happened(profile, "1")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)
    waiting = ExtensionDelivery.objects.count()

    # when
    tell(CustomerErased(reference=Reference(HOST, Kind.CUSTOMER, "1"), version_at=NOON))
    report = run()

    # then
    assert (waiting, report.told, ear.calls) == (2, 0, [])
    assert ExtensionDelivery.objects.exists() is False


def test_an_erasure_between_noting_and_telling_is_seen(ear, profile):
    # given
    happened(profile, "1")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)
    Profile.objects.update(state="erased")

    # when
    report = run()

    # then
    assert (report.told, report.dropped, ear.calls) == (0, 1, [])
    assert ExtensionDelivery.objects.exists() is False


def test_a_merged_shopper_is_told_under_the_live_profile(ear, profile):
    # given
    survivor = make_profile()
    happened(profile, "1")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)
    profiles_merge(
        survivor_id=survivor.pk, absorbed_id=profile.pk, rule="manual", actor="", at=NOON
    )

    # when
    extensions_tell(clock=lambda: NOON, limit_rows=10)

    # then
    assert [event.profile_id for event in ear.calls[0]] == [survivor.pk]


def test_a_listener_cannot_change_the_timeline_by_its_copy(shelf, profile):
    # given
    shelf.install(
        "rain",
        timeline_listeners=[Listener(slug="ear", notify=lambda events: events[0].details.clear())],
    )
    happened(profile, "1")

    # when
    run()

    # then
    assert TimelineEvent.objects.get().details["number"] == "1"


def test_rows_of_an_uninstalled_extension_wait_and_are_told_when_it_is_back(shelf, ear, profile):
    # given
    happened(profile, "1")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)
    shelf.uninstall()

    # when
    away = run()
    later = Ear()
    shelf.install("rain", timeline_listeners=[Listener(slug="ear", notify=later)])
    run()

    # then
    assert (away.told, later.heard) == (0, ["1"])


def acting(shelf, occasion=Occasion.ORDER):
    keys = []
    action = Action(
        slug="call",
        types=frozenset({"order_paid", "order_fulfilled"}),
        run=lambda call: keys.append((call.key, call.event.details["number"])),
        occasion=occasion,
    )
    shelf.install("rain", automation_actions=[action])
    return keys


def test_an_action_runs_once_per_occasion_with_its_key(shelf, profile):
    # given
    keys = acting(shelf)
    happened(profile, "1")
    happened(profile, "1", kind=EventType.ORDER_FULFILLED)
    happened(profile, "2")

    # when
    run()
    happened(profile, "2", kind=EventType.ORDER_FULFILLED)
    run()

    # then
    assert keys == [
        ("rain.call:shop:order:1", "1"),
        ("rain.call:shop:order:2", "2"),
    ]
    assert AutomationRun.objects.filter(automation__slug="rain.call").count() == 2


def test_an_action_is_not_started_by_old_events(shelf, profile):
    keys = acting(shelf)
    happened(profile, "1", at=NOON - timedelta(days=4))

    run()

    assert keys == []


def test_an_action_can_be_switched_off(shelf, profile):
    keys = acting(shelf)
    automation_switch(slug="rain.call", is_active=False, at=NOON)
    happened(profile, "1")

    run()

    assert (keys, AutomationRun.objects.filter(automation__slug="rain.call").exists()) == (
        [],
        False,
    )


@pytest.mark.parametrize(
    ("occasion", "expected"),
    [(Occasion.PROFILE, 1), (Occasion.EVENT, 3), (Occasion.ORDER, 2)],
)
def test_the_occasion_decides_how_often_an_action_runs(shelf, profile, occasion, expected):
    keys = acting(shelf, occasion)
    happened(profile, "1", "2")
    happened(profile, "2", kind=EventType.ORDER_FULFILLED)

    run()

    assert len(keys) == expected


def test_a_run_ends_at_its_limit_and_the_next_goes_on(ear, profile):
    happened(profile, "1", "2", "3")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)

    told = [extensions_tell(clock=lambda: NOON, limit_rows=2).told for _ in range(2)]

    assert (told, ear.heard) == ([2, 1], ["1", "2", "3"])


def test_the_task_tells_what_waits(ear, profile):
    happened(profile, "1")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=30_000)

    tell_extensions()

    assert ear.heard == ["1"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_time_tell_each_event_once(shelf):
    # given
    heard, lock = [], Lock()

    def notify(events):
        with lock:
            heard.extend(event.event_id for event in events)

    shelf.install("rain", timeline_listeners=[Listener(slug="ear", notify=notify)])
    profile = make_profile()
    happened(profile, *(str(number) for number in range(600)))

    def work(_):
        try:
            automations_run(at=NOON, limit_rows=1000, event_age_days_max=3)
            return extensions_tell(clock=lambda: NOON, limit_rows=1000).told
        finally:
            connection.close()

    # when
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(work, range(4)))
    rest = run().told

    # then
    assert sum(told) + rest == 600
    assert sorted(heard) == sorted(TimelineEvent.objects.values_list("pk", flat=True))
    assert ExtensionDelivery.objects.exists() is False
