"""The bridge: group, tier and points in the metadata of Saleor's customers."""

from datetime import timedelta

import pytest
from bridge_side import give, run, switch
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from saleor.account.models import User
from saleor.core.db.connection import allow_writer
from saleor.graphql.tests.fixtures import ApiClient
from saleor.plugins.models import PluginConfiguration

from saleor_crm_plugin.hosts.saleor.metadata import metadata_write
from saleor_crm_plugin.hosts.saleor.models import BridgeMark, BridgeState
from saleor_crm_plugin.hosts.saleor.tasks import bridge_customers
from saleor_crm_plugin.segments.services import rfm_recompute

pytestmark = pytest.mark.saleor

NAMES = ("crm.group", "crm.points", "crm.tier")


def ours(user, column="metadata"):
    user.refresh_from_db()
    return {name: value for name, value in getattr(user, column).items() if name in NAMES}


def test_it_is_off_at_first(ann):
    switch()
    assert (run().written, ours(ann)) == (0, {})


def test_points_stand_in_the_metadata_beside_what_others_wrote(ann):
    # when
    first, again = run(), run()

    # then
    assert (first.written, again.written) == (1, 0)
    assert ours(ann) == {"crm.points": "50"}
    assert ann.metadata["shoe"] == "38"
    row = BridgeState.objects.get()
    assert (row.customer_key, row.written, row.is_private) == (
        str(ann.pk),
        {"crm.points": "50"},
        False,
    )


def test_a_movement_is_followed_and_a_group_too(shop, crm, ann):
    # given
    run()
    client = ApiClient(user=ann)
    shop.buy(client)
    crm.sweep()
    crm.drain()
    with allow_writer():
        rfm_recompute(at=timezone.now())
    give(crm.profile_of(ann.pk), -20, "taken")

    # when
    run()

    # then
    found = ours(ann)
    with allow_writer():
        from saleor_crm_plugin.hosts.saleor.bridge import values_at

        profile_id = crm.profile_of(ann.pk).pk
        true = values_at(profile_ids=[profile_id], at=timezone.now())[profile_id]
    assert found == true
    assert set(found) == {"crm.group", "crm.points"}


def test_writing_is_no_news_for_hooks_and_sweep(crm, ann):
    # given
    crm.sweep()
    crm.drain()
    before = User.objects.get(pk=ann.pk).updated_at

    # when
    run()

    # then
    assert (crm.waiting(), User.objects.get(pk=ann.pk).updated_at) == ([], before)
    crm.sweep()
    crm.drain()
    assert run().written == 0


def test_what_a_shopper_makes_of_it_himself_is_put_right(shop, ann):
    # given
    run()
    client = ApiClient(user=ann)
    forged = """mutation { accountUpdate(input: {metadata: [
      {key: "crm.points", value: "999999"}, {key: "crm.tier", value: "gold"}]}) {
      errors { message } } }"""
    answer = client.post_graphql(forged).json()
    assert answer["data"]["accountUpdate"]["errors"] == []
    assert ours(ann)["crm.points"] == "999999"

    # when
    BridgeMark.objects.update(identifier_id=2**40)
    run()

    # then
    assert ours(ann) == {"crm.points": "50"}
    assert ann.metadata["shoe"] == "38"


def test_nobody_is_forgotten_when_no_event_tells(ann):
    # given
    run()
    BridgeMark.objects.update(
        event_id=2**40, customers_changed_at=timezone.now() + timedelta(days=1)
    )
    User.objects.filter(pk=ann.pk).update(metadata={})

    # then: round and round, one of the runs comes to her
    assert [run().written, ours(ann)] == [1, {"crm.points": "50"}]


def test_private_metadata_instead_and_back(ann):
    run()
    switch(bridge_is_on=True, bridge_is_private=True)
    run()
    assert (ours(ann), ours(ann, "private_metadata")) == ({}, {"crm.points": "50"})
    switch(bridge_is_on=True)
    run()
    assert (ours(ann), ours(ann, "private_metadata")) == ({"crm.points": "50"}, {})


def test_switched_off_it_takes_its_values_back(ann):
    run()
    switch()
    assert [run().written, run().written] == [1, 0]
    ann.refresh_from_db()
    assert (ann.metadata, BridgeState.objects.exists()) == ({"shoe": "38"}, False)


def test_a_plugin_that_is_off_leaves_everything_as_it_is(ann):
    run()
    PluginConfiguration.objects.update(active=False)
    give_nothing = run()
    assert (give_nothing.looked_at, ours(ann)) == (0, {"crm.points": "50"})


def test_a_run_is_bounded_and_the_next_ones_go_on(shop, crm, ann, settings):
    # given
    settings.SALEOR_CRM = {**django_settings.SALEOR_CRM, "bridge_batch_size_rows": 2}
    people = [ann, *(shop.register(f"p{number}@example.com") for number in range(4))]
    crm.drain()
    BridgeMark.objects.create(
        name="bridge",
        event_id=2**40,
        customers_changed_at=timezone.now() + timedelta(days=1),
    )

    # when
    written = [run().written for _ in range(4)]

    # then
    assert written == [2, 2, 1, 0]
    assert [ours(person)["crm.points"] for person in people] == ["50", "0", "0", "0", "0"]


def test_many_customers_cost_as_many_statements_as_one(shop, crm, ann):
    # given
    people = [ann, *(shop.register(f"p{number}@example.com") for number in range(3))]
    crm.drain()
    run()
    counts = []

    # when
    for some in (people[:1], people):
        User.objects.filter(pk__in=[one.pk for one in some]).update(metadata={})
        with CaptureQueriesContext(connection) as queries:
            assert run().written == len(some)
        counts.append(len(queries))

    # then
    assert counts[0] == counts[1]


def test_staff_and_strangers_are_left_alone(ann, staff_user):
    with allow_writer():
        wrote = metadata_write(
            {str(staff_user.pk): {"crm.points": "1"}, "2147483647": {"crm.points": "1"}},
            is_private=False,
        )
    assert (wrote, ours(staff_user)) == (0, {})


def test_a_deleted_customer_stops_nobody(crm, ann, customer_user):
    run()
    User.objects.filter(pk=ann.pk).delete()
    assert run().written == 0


def test_the_task_runs_it_and_beat_knows_it(ann):
    with allow_writer():
        bridge_customers()
    assert ours(ann) == {"crm.points": "50"}
    entry = django_settings.CELERY_BEAT_SCHEDULE["saleor-crm-bridge_customers"]
    assert entry["task"] == "saleor_crm_plugin.bridge_customers"
