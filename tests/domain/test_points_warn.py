"""The timeline is told once which points will lapse."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from saleor_crm_plugin.loyalty.queries import points_expiring
from saleor_crm_plugin.loyalty.services import Cart, points_reserve, points_warn
from saleor_crm_plugin.profiles.models import TimelineEvent
from saleor_crm_plugin.profiles.rules.timeline import EventType
from tests.factories import NOON
from tests.points_shop import (
    AT_ONCE,
    days_later,
    give,
    make_member,
    open_shop,
    refunded,
    sale,
    spend,
    tell,
)

pytestmark = pytest.mark.django_db


def warn(*, at=NOON, within_days: int = 30) -> list[tuple]:
    last = 0
    while last is not None:
        last = points_warn(within_days=within_days, after_account_id=last, limit_rows=1, at=at)
    events = TimelineEvent.objects.filter(type=EventType.POINTS_EXPIRING).order_by("pk")
    return [(one.profile_id, one.details["points"], one.details["expires_at"]) for one in events]


def expiring(profile, *, at=NOON, within_days: int = 30) -> list[tuple]:
    found = points_expiring(profile_ids=[profile.pk], within_days=within_days, at=at)
    return [(one.points, one.expires_at) for one in found[profile.pk]]


def test_50_a_warning_counts_what_a_cart_holds_as_spent() -> None:
    # given: 100 that lapse in 10 days with 60 of them held, 200 that lapse in 40 days
    open_shop()
    ann = make_member()
    give(ann, 100, expires_at=days_later(10))
    give(ann, 200, expires_at=days_later(40))
    cart = Cart(checkout="shop:checkout:1", total_minor=9_999, currency="EUR", channel="x")
    points_reserve(profile_id=ann.pk, points=60, cart=cart, at=NOON)

    # then
    assert expiring(ann) == [(40, days_later(10))]
    assert warn() == [(ann.pk, 40, days_later(10).isoformat())]


def test_the_same_points_are_warned_of_once_for_each_number_of_days() -> None:
    # given
    open_shop()
    ann, bob = make_member(), make_member()
    give(ann, 100, expires_at=days_later(10))
    give(bob, 50, expires_at=days_later(31))
    give(bob, 7)

    # when
    first = warn()
    warn()
    later = warn(at=days_later(2))
    soon = warn(at=days_later(4), within_days=7)

    # then
    assert first == [(ann.pk, 100, days_later(10).isoformat())]
    assert later == [*first, (bob.pk, 50, days_later(31).isoformat())]
    assert soon == [*later, first[0]]


def test_pending_points_are_warned_of_less_the_debt_that_they_will_pay() -> None:
    # given: 100 are owed for a refund of spent points
    open_shop(replace(AT_ONCE, hold_days=3, lifetime_days=20))
    ann = make_member()
    order = sale(ann, 10_000)
    tell(order)
    spend(ann, 100, at=days_later(3))
    tell(refunded(order, 10_000), at=days_later(4))

    # when: 150 are earned that can be spent in three days
    tell(sale(ann, 15_000, at=days_later(4)), at=days_later(4))

    # then
    until = datetime(2026, 4, 25, tzinfo=UTC)
    assert expiring(ann, at=days_later(4)) == [(50, until)]


def test_points_that_lapsed_or_never_lapse_are_not_warned_of() -> None:
    open_shop()
    ann = make_member()
    give(ann, 100, expires_at=days_later(1))
    give(ann, 100)

    assert expiring(ann, at=days_later(1)) == []
    assert warn(at=days_later(1)) == []
