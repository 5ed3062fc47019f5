"""Fields of extensions: computed when the timeline moved and at night, kept when their code fails."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.extensions.models import ExtensionRecord
from saleor_crm_plugin.facts import CustomerErased, Kind, Money, Reference
from saleor_crm_plugin.hooks import FieldKind, SegmentField
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.mail.queries.recipients import recipients
from saleor_crm_plugin.profiles.models import Profile, ProfileField, ProfileFieldMark
from saleor_crm_plugin.profiles.rules.fields import value_stored
from saleor_crm_plugin.profiles.services.fields import field_values_store, marks_claim
from saleor_crm_plugin.segments.services import (
    extension_fields_compute,
    extension_fields_mark_all,
)
from saleor_crm_plugin.segments.tasks import (
    compute_extension_fields,
    recompute_extension_fields,
)
from tests.domain.test_outbox_deliver import queue
from tests.factories import HOST, NOON, make_customer, make_order, make_profile
from tests.hosts.small_shop import make_shop, shopper, tell

pytestmark = pytest.mark.django_db


def compute(at=NOON, limit_rows=10_000):
    return extension_fields_compute(clock=lambda: at, limit_rows=limit_rows)


def values():
    rows = ProfileField.objects.order_by("profile__first_name", "extension", "field")
    return [
        (row.profile.first_name, f"{row.extension}.{row.field}", row.kind, row.text)
        for row in rows.select_related("profile")
    ]


def orders_count(shoppers, at):
    return {
        one.profile_id: sum(bought.orders_count for bought in one.purchases) or None
        for one in shoppers
    }


def install(shelf, slug="rain", compute=orders_count, kind=FieldKind.INTEGER, field="orders"):
    found = SegmentField(slug=field, kind=kind, description="d", compute=compute)
    shelf.install(slug, segment_fields=[found])


def test_without_extensions_nothing_is_marked(shelf):
    make_shop()

    assert ProfileFieldMark.objects.exists() is False


def test_a_field_is_computed_for_whom_something_happened(shelf):
    # given
    install(shelf)
    make_shop()

    # when
    compute()

    # then
    assert values() == [
        ("Ada", "rain.orders", "integer", "2"),
        ("Bo", "rain.orders", "integer", "2"),
    ]
    assert ProfileFieldMark.objects.exists() is False


def test_only_who_moved_is_computed_again(shelf):
    # given
    seen = []

    def count(shoppers, at):
        seen.append(len(shoppers))
        return orders_count(shoppers, at)

    install(shelf, compute=count)
    make_shop()
    compute()

    # when
    tell(make_order("9", total="10", email="ada@example.com"))
    compute()

    # then
    assert seen == [3, 1]
    assert values()[0] == ("Ada", "rain.orders", "integer", "3")


def test_an_extension_sees_no_name_and_no_way_to_write_to_anybody(shelf):
    # given
    seen = {}

    def look(shoppers, at):
        seen.update({one.profile_id: one for one in shoppers})
        return {}

    install(shelf, compute=look)
    make_shop()

    # when
    compute()

    # then
    bo = seen[shopper("Bo").pk]
    assert (bo.is_registered, bo.points, bo.tags) == (True, 0, ())
    assert [(one.currency, one.orders_count, one.revenue) for one in bo.purchases] == [
        ("EUR", 1, Money.from_minor(5000, "EUR")),
        ("USD", 1, Money.from_minor(9000, "USD")),
    ]
    assert seen[shopper("Cy").pk].tags == ("VIP",)
    assert "example.com" not in repr(seen)
    assert "Ada" not in repr(seen)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda shoppers, at: 1 / 0,
        lambda shoppers, at: None,
        lambda shoppers, at: {one.profile_id: "seven" for one in shoppers},
        lambda shoppers, at: {one.profile_id: 7.0 for one in shoppers},
        lambda shoppers, at: {10**9: 7},
    ],
    ids=["raises", "nothing", "text", "float", "stranger"],
)
def test_a_field_that_fails_keeps_its_values_and_stops_no_other(shelf, wrong):
    # given
    install(shelf, "rain")
    make_shop()
    compute()
    shelf.uninstall()
    install(shelf, "rain", compute=wrong)
    install(shelf, "sun")

    # when
    extension_fields_mark_all(at=NOON)
    compute(NOON + timedelta(hours=1))

    # then
    assert values() == [
        ("Ada", "rain.orders", "integer", "2"),
        ("Ada", "sun.orders", "integer", "2"),
        ("Bo", "rain.orders", "integer", "2"),
        ("Bo", "sun.orders", "integer", "2"),
    ]
    record = ExtensionRecord.objects.get()
    assert (record.slug, record.failures_count, record.last_hook) == (
        "rain",
        1,
        "segment_fields:orders",
    )
    assert ProfileFieldMark.objects.exists() is False


def test_a_run_ends_at_its_limit_and_the_next_goes_on(shelf):
    install(shelf)
    make_shop()
    marks = ProfileFieldMark.objects.count()

    first = compute(limit_rows=2)
    rest = compute()

    assert (first, first + rest) == (2, marks)


def test_marks_of_profiles_that_are_gone_are_done_without_a_call(shelf):
    seen = []
    install(shelf, compute=lambda shoppers, at: seen.append(shoppers) or {})
    profile = make_profile()
    extension_fields_mark_all(at=NOON)
    Profile.objects.filter(pk=profile.pk).update(state="erased")

    assert (compute(), seen) == (1, [])


def test_the_tasks_mark_everybody_and_compute(shelf):
    install(shelf, compute=lambda shoppers, at: {one.profile_id: 7 for one in shoppers})
    make_profile(first_name="Ann")

    recompute_extension_fields()
    compute_extension_fields()

    assert values() == [("Ann", "rain.orders", "integer", "7")]


def test_without_extensions_the_night_marks_nobody(shelf):
    make_profile()

    assert extension_fields_mark_all(at=NOON) == 0


def test_a_value_that_is_left_out_is_deleted(shelf):
    # given
    install(shelf)
    make_shop()
    compute()
    shelf.uninstall()
    install(shelf, compute=lambda shoppers, at: {})

    # when
    marked = extension_fields_mark_all(at=NOON)
    compute()

    # then
    assert (marked, values()) == (3, [])


def test_an_older_computation_never_overwrites_a_newer_one():
    # given
    profile = make_profile()

    def store(number, at):
        field_values_store(
            extension="rain",
            field="orders",
            kind="integer",
            values={profile.pk: value_stored(number, kind=FieldKind.INTEGER)},
            at=at,
        )

    # when
    store(2, NOON)
    store(1, NOON - timedelta(seconds=1))

    # then
    assert ProfileField.objects.get().number == 2


def test_a_mark_that_was_claimed_by_a_dead_worker_comes_back(shelf):
    # given
    install(shelf)
    make_shop()
    claimed = marks_claim(limit_rows=100, at=NOON, claim_seconds=300)

    # when
    early = compute(NOON + timedelta(seconds=299))
    late = compute(NOON + timedelta(seconds=300))

    # then
    assert early == 0
    assert late == len(claimed.mark_ids) > 0


def test_a_mark_that_kills_every_worker_waits_for_the_night(shelf):
    install(shelf)
    make_shop()
    ProfileFieldMark.objects.update(attempts=8)

    assert compute() == 0
    assert ProfileFieldMark.objects.exists() is False


def test_values_outlive_their_extension(shelf):
    install(shelf)
    make_shop()
    compute()

    shelf.uninstall()
    tell(make_order("9", total="10", email="ada@example.com"))
    compute()

    assert values()[0] == ("Ada", "rain.orders", "integer", "2")


def test_a_merged_profile_leaves_its_values_behind(shelf):
    # given
    install(shelf)
    make_shop()
    compute()

    survivor_id = shopper("Ada").pk

    # when
    profiles_merge(
        survivor_id=survivor_id,
        absorbed_id=shopper("Bo").pk,
        rule="manual",
        actor="",
        at=NOON,
    )
    compute()

    # then
    row = ProfileField.objects.get()
    assert (row.profile_id, row.number) == (survivor_id, 4)


def test_an_erased_profile_has_no_values_and_no_marks(shelf):
    # given
    install(shelf, compute=lambda shoppers, at: {one.profile_id: 7 for one in shoppers})
    tell(make_customer("1"))
    compute()
    tell(make_customer("1", minutes=1, first_name="New"))

    # when
    tell(CustomerErased(reference=Reference(HOST, Kind.CUSTOMER, "1"), version_at=NOON))

    # then
    assert ProfileField.objects.exists() is False
    assert ProfileFieldMark.objects.exists() is False


def test_templates_see_the_values_of_their_recipient(shelf):
    # given
    install(shelf)
    make_shop()
    compute()
    message = queue(shopper("Ada"))

    # when
    found = recipients([message], key=b"k")

    # then
    assert found[message.pk].fields == {"rain": {"orders": 2}}


def test_computing_costs_the_same_queries_for_one_and_for_many(shelf):
    # given
    install(shelf, compute=lambda shoppers, at: {one.profile_id: 1 for one in shoppers})
    costs = []
    for number in (1, 20):
        for _ in range(number):
            make_profile()
        extension_fields_mark_all(at=NOON)

        # when
        with CaptureQueriesContext(connection) as queries:
            compute()
        costs.append(len(queries))

    # then
    assert costs[0] == costs[1]
    assert Profile.objects.count() == ProfileField.objects.count() == 21
