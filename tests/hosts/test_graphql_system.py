"""The CRM's background work over GraphQL: what waits, and reading the shop again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from saleor_crm_plugin.automation.services import automations_run
from saleor_crm_plugin.facts import Kind
from saleor_crm_plugin.ingest.models import InboxItem, InboxState, ReconcileMark
from saleor_crm_plugin.ingest.queries import sweep_is_due
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.ingest.services.reconcile import reconcile
from tests.domain.test_extensions_tell import happened
from tests.factories import NOON, make_customer, make_order, make_profile
from tests.hosts.graphql_client import ask, document, refused, staff_token

pytestmark = pytest.mark.django_db
HOST = f"{__name__}.Host"
QUEUES = [
    "FACTS",
    "EVENTS",
    "MESSAGES",
    "COUPONS",
    "POINTS_BATCHES",
    "BULK_JOBS",
    "IMPORTS",
    "RFM",
    "EXTENSIONS",
]


class Host:
    """A shop that can be read."""

    host = "shop"
    facts: list = []
    asked: list = []

    def read(self, references):
        raise AssertionError(references)

    def changed(self, kind, since):
        self.asked.append((kind, since))
        yield from (one for one in self.facts if one.reference.kind is kind)


@pytest.fixture
def shop(settings, monkeypatch):
    settings.SALEOR_CRM = {"snapshot_source": HOST, "reconcile_minutes": 0}
    monkeypatch.setattr(Host, "facts", [make_customer("1"), make_order("1")])
    monkeypatch.setattr(Host, "asked", [])
    return Host()


def test_an_idle_system_has_nothing_waiting_and_cannot_be_swept_without_a_shop():
    found = ask("CrmSystem", staff_token())

    assert found == {
        "queues": [
            {"name": name, "waitingCount": 0, "waitsSince": None, "isLate": False}
            for name in QUEUES
        ],
        "sweeps": [],
        "canSweep": False,
    }


def test_what_waits_is_counted_and_late_after_five_minutes():
    # given
    now = timezone.now()
    facts_accept(facts=[make_order("1"), make_order("2"), make_order("3")], is_live=True, at=now)
    newest, oldest, dead = InboxItem.objects.order_by("-pk")
    InboxItem.objects.filter(pk=dead.pk).update(state=InboxState.DEAD)
    InboxItem.objects.filter(pk=newest.pk).update(accepted_at=now - timedelta(minutes=1))
    InboxItem.objects.filter(pk=oldest.pk).update(accepted_at=now - timedelta(minutes=4))

    # when
    in_time = ask("CrmSystem", staff_token())["queues"][0]
    InboxItem.objects.filter(pk=oldest.pk).update(accepted_at=now - timedelta(minutes=6))
    late = ask("CrmSystem", staff_token())["queues"][0]

    # then
    assert (in_time["waitingCount"], in_time["isLate"]) == (2, False)
    assert (late["waitingCount"], late["isLate"]) == (2, True)
    assert late["waitsSince"] == (now - timedelta(minutes=6)).isoformat()


def test_events_of_timelines_wait_until_an_automation_has_looked():
    happened(make_profile(), "1", "2")
    waiting = ask("CrmSystem", staff_token())["queues"][1]
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)

    assert (waiting["name"], waiting["waitingCount"]) == ("EVENTS", 2)
    assert ask("CrmSystem", staff_token())["queues"][1]["waitingCount"] == 0


def test_it_costs_as_many_queries_whatever_waits():
    with CaptureQueriesContext(
        connection,
    ) as idle:
        ask("CrmSystem", staff_token())
    facts_accept(facts=[make_order(str(n)) for n in range(9)], is_live=True, at=NOON)
    with CaptureQueriesContext(connection) as busy:
        ask("CrmSystem", staff_token())

    assert len(busy) == len(idle)


def test_staff_asks_for_a_sweep_and_it_is_answered_once(shop):
    # given a shop that is never swept by itself
    assert sweep_is_due(host="shop", at=NOON, interval_minutes=0) is False

    # when
    answer = ask("CrmReconcile", staff_token())

    # then
    assert answer["errors"] == []
    assert [sweep["kind"] for sweep in answer["system"]["sweeps"]] == [
        "CHECKOUT",
        "CUSTOMER",
        "ORDER",
    ]
    assert all(sweep["askedAt"] for sweep in answer["system"]["sweeps"])
    assert sweep_is_due(host="shop", at=timezone.now(), interval_minutes=0) is True
    reconcile(source=shop, clock=timezone.now, overlap_seconds=60)
    after = ask("CrmSystem", staff_token())
    assert [(one["factsRead"], one["askedAt"]) for one in after["sweeps"]] == [
        (0, None),
        (1, None),
        (1, None),
    ]
    assert sweep_is_due(host="shop", at=timezone.now(), interval_minutes=0) is False


def test_asked_during_a_sweep_it_is_swept_again(shop):
    began = timezone.now()
    ask("CrmReconcile", staff_token())

    reconcile(source=shop, clock=lambda: began, overlap_seconds=60)

    assert sweep_is_due(host="shop", at=began, interval_minutes=0) is True


def test_a_whole_sweep_reads_everything_once(shop):
    # given
    reconcile(source=shop, clock=lambda: NOON, overlap_seconds=60)
    shop.asked.clear()

    # when
    ask("CrmReconcile", staff_token(), input={"isWhole": True})
    reports = reconcile(source=shop, clock=timezone.now, overlap_seconds=60)
    reconcile(source=shop, clock=timezone.now, overlap_seconds=60)

    # then what it finds is known
    assert [(one.facts_read, one.facts_repaired) for one in reports] == [(1, 0), (1, 0), (0, 0)]
    assert [since is None for kind, since in shop.asked if kind is Kind.ORDER] == [True, False]
    assert InboxItem.objects.count() == 2


def test_without_a_shop_nothing_is_asked_for():
    answer = ask("CrmReconcile", staff_token())

    assert answer["system"] is None
    assert [(error["code"], error["message"]) for error in answer["errors"]] == [
        ("INVALID", "this shop's facts come by file and API: there is nothing to read again")
    ]
    assert ReconcileMark.objects.exists() is False


@pytest.mark.parametrize("name", ["CrmSystem", "CrmReconcile"])
def test_only_who_runs_the_crm_may(shop, name):
    assert refused(document(name), staff_token("MANAGE_USERS")) == ["PermissionDenied"]
    assert ReconcileMark.objects.exists() is False
