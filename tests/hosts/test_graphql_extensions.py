"""Extensions over GraphQL: how they fare, what they computed, and telling them once more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.automation.models import DeliveryState, ExtensionDelivery
from saleor_crm_plugin.automation.services import automations_run
from saleor_crm_plugin.extensions.services import failure_record
from saleor_crm_plugin.hooks import FieldKind, Listener, SegmentField
from saleor_crm_plugin.segments.services import extension_fields_compute
from tests.domain.test_extensions_tell import happened
from tests.factories import NOON, make_profile
from tests.hosts.graphql_client import ask, post, refused, staff_token
from tests.hosts.small_shop import make_shop

pytestmark = pytest.mark.django_db


def install(shelf):
    fields = [
        SegmentField(
            slug="orders",
            kind=FieldKind.INTEGER,
            description="d",
            compute=lambda shoppers, at: {
                one.profile_id: sum(bought.orders_count for bought in one.purchases)
                for one in shoppers
            },
        ),
        SegmentField(
            slug="sky",
            kind=FieldKind.TEXT,
            description="d",
            compute=lambda shoppers, at: {
                one.profile_id: "rain" if one.purchases else None for one in shoppers
            },
        ),
        SegmentField(
            slug="seen",
            kind=FieldKind.INSTANT,
            description="d",
            compute=lambda shoppers, at: {one.profile_id: one.first_seen_at for one in shoppers},
        ),
    ]
    shelf.install(
        "weather",
        segment_fields=fields,
        timeline_listeners=[Listener(slug="ear", notify=print)],
    )


def test_staff_sees_what_is_installed_and_how_it_fares(shelf):
    # given
    install(shelf)
    shelf.install("old", api_version="0.1")
    happened(make_profile(), "1", "2")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)
    ExtensionDelivery.objects.filter(pk=ExtensionDelivery.objects.first().pk).update(
        state=DeliveryState.DEAD
    )
    failure_record(slug="weather", hook="timeline_listeners:ear", error=KeyError("x"), at=NOON)

    # when
    old, weather = ask("CrmExtensions", staff_token())

    # then
    assert (old["slug"], old["state"], old["name"]) == ("old", "WRONG_VERSION", "old-package")
    assert old["problem"] == (
        "The extension old of old-package is not used: "
        "it was written for version 0.1 of the API, this is 1.0."
    )
    assert weather == {
        "slug": "weather",
        "name": "The weather",
        "version": "1.2.3",
        "apiVersion": "1.0",
        "state": "ACTIVE",
        "problem": None,
        "hooks": ["segment_fields", "timeline_listeners"],
        "waitingCount": 1,
        "deadCount": 1,
        "failuresCount": 1,
        "lastError": "KeyError",
        "lastHook": "timeline_listeners:ear",
        "lastFailedAt": "2026-03-29T12:00:00+00:00",
    }


def test_only_who_runs_the_crm_sees_extensions():
    assert refused("{ crmExtensions { slug } }", staff_token("MANAGE_USERS")) == [
        "PermissionDenied"
    ]


def test_dead_events_are_told_once_more(shelf):
    # given
    install(shelf)
    happened(make_profile(), "1")
    automations_run(at=NOON, limit_rows=10, event_age_days_max=3)
    ExtensionDelivery.objects.update(state=DeliveryState.DEAD, attempts=8)

    # when
    answers = [
        ask("CrmExtensionReplay", staff_token(), input={"slug": slug})
        for slug in ("weather", "nothing")
    ]

    # then
    assert [answer["replayedCount"] for answer in answers] == [1, 0]
    row = ExtensionDelivery.objects.get()
    assert (row.state, row.attempts) == (DeliveryState.PENDING, 0)


@pytest.fixture
def computed(shelf):
    install(shelf)
    make_shop()
    extension_fields_compute(clock=lambda: NOON, limit_rows=1000)


def names(*wanted) -> list[str]:
    where = {"extensionFields": [{"extension": "weather"} | one for one in wanted]}
    found = ask("CrmProfiles", staff_token(), where=where)
    return sorted(edge["node"]["firstName"] for edge in found["edges"])


def test_a_profile_shows_what_was_computed(computed):
    found = ask("CrmProfile", staff_token(), userId="3")["extensionFields"]

    assert [(one["extension"], one["field"], one["kind"], one["value"]) for one in found] == [
        ("weather", "orders", "INTEGER", "0"),
        ("weather", "seen", "INSTANT", "2026-02-27T12:00:00+00:00"),
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"field": "sky", "eq": "rain"}, ["Ada", "Bo"]),
        ({"field": "sky", "oneOf": ["sun", "rain"]}, ["Ada", "Bo"]),
        ({"field": "sky", "eq": "sun"}, []),
        ({"field": "sky"}, ["Ada", "Bo"]),
        ({"field": "orders", "eq": "0"}, ["Cy"]),
        ({"field": "orders", "gte": "1"}, ["Ada", "Bo"]),
        ({"field": "orders", "gte": "0", "lte": "1"}, ["Cy"]),
        ({"field": "seen", "lte": "2026-03-01"}, ["Cy"]),
        ({"field": "seen", "lte": "20260301"}, []),
        ({"field": "sky", "gte": "1"}, []),
        ({"field": "nothing"}, []),
    ],
    ids=str,
)
def test_profiles_are_found_by_what_was_computed(computed, wanted, expected):
    assert names(wanted) == expected


def test_every_field_condition_must_hold(computed):
    assert names({"field": "sky", "eq": "rain"}, {"field": "orders", "eq": "0"}) == []


@pytest.mark.parametrize("wanted", [{"gte": "x"}, {"lte": "1.5"}, {"oneOf": ["x"] * 101}])
def test_an_unusable_condition_is_refused(wanted):
    where = {"extensionFields": [{"extension": "weather", "field": "sky"} | wanted]}
    query = "query ($where: CrmProfileWhereInput) { crmProfiles(first: 1, where: $where) { totalCount } }"

    assert refused(query, staff_token(), where=where) == ["Invalid"]


def test_fields_cost_the_same_queries_for_one_and_for_many(computed):
    token = staff_token()
    query = """query ($first: Int) { crmProfiles(first: $first) { edges { node {
      extensionFields { value } } } } }"""
    counts = []
    for first in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            post(query, {"first": first}, token)
        counts.append(len(queries))

    assert counts[0] == counts[1]
