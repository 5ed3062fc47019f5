"""New buyers against those who came back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.analytics.queries import BuyersRevenue, buyers_by_month, first_ordered_in
from saleor_crm_plugin.analytics.rules import Month, months_until
from saleor_crm_plugin.facts import OrderStatus
from saleor_crm_plugin.ingest.services.merges import profiles_merge
from saleor_crm_plugin.orders.services.totals import totals_rebuild
from saleor_crm_plugin.profiles.models import Profile
from saleor_crm_plugin.profiles.services.erasure import profile_erase
from tests.domain.rfm_shoppers import make_order_row
from tests.factories import NOON, make_order, make_profile
from tests.hosts.small_shop import buyer, tell

pytestmark = pytest.mark.django_db

BERLIN = ZoneInfo("Europe/Berlin")
ADA = buyer("1", "ada@example.com")
BO = buyer("2", "bo@example.com")


def on(month: int, day: int = 10, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def spring(zone=UTC) -> tuple[Month, ...]:
    """January to March."""
    return months_until(last=date(2026, 3, 29), count=3, zone=zone)


def counts(zone=UTC) -> list[tuple[int, int]]:
    return [(month.new_count, month.returning_count) for month in buyers_by_month(spring(zone))]


def order(id: str, who: dict, month: int, total: str = "100", **values):
    return make_order(id, total=total, **who, **{"placed_at": on(month)} | values)


@given(count=st.integers(1, 60), last=st.dates(date(1980, 1, 1), date(2040, 1, 1)))
def test_months_follow_one_another_and_the_last_holds_its_day(count, last) -> None:
    months = months_until(last=last, count=count, zone=BERLIN)

    assert len(months) == count
    assert [month.until for month in months[:-1]] == [month.since for month in months[1:]]
    assert months[-1].since.date() <= last < months[-1].until.date()
    assert months[-1].name == f"{last:%Y-%m}"


def test_a_month_in_which_clocks_change_lasts_an_hour_less() -> None:
    march = spring(BERLIN)[-1]

    length = march.until.astimezone(UTC) - march.since.astimezone(UTC)

    assert length == timedelta(days=31) - timedelta(hours=1)


def test_a_shopper_is_new_once_and_returns_later(django_assert_num_queries) -> None:
    # given
    tell(
        order("1", ADA, 1, "100"),
        order("2", ADA, 1, "30"),
        order("3", ADA, 3, "20"),
        order("4", BO, 3, "7"),
    )

    # when
    with django_assert_num_queries(1):
        january, february, march = buyers_by_month(spring())

    # then
    assert (january.new_count, january.returning_count) == (1, 0)
    assert january.revenue == (BuyersRevenue(currency="EUR", new_minor=13000, returning_minor=0),)
    assert (february.new_count, february.returning_count, february.revenue) == (0, 0, ())
    assert (march.new_count, march.returning_count) == (1, 1)
    assert march.revenue == (BuyersRevenue(currency="EUR", new_minor=700, returning_minor=2000),)


def test_an_order_before_the_first_month_makes_a_shopper_return() -> None:
    ada = make_profile()
    make_order_row(ada, placed_at=datetime(2019, 5, 1, tzinfo=UTC), revenue_minor=1)
    make_order_row(ada, placed_at=on(2), revenue_minor=2)
    make_order_row(ada, placed_at=on(4), revenue_minor=4)

    assert counts() == [(0, 0), (0, 1), (0, 0)]


def test_a_shopper_of_two_currencies_counts_once_and_money_is_never_added() -> None:
    tell(order("1", ADA, 1, "100"), order("2", ADA, 1, "90", currency="USD"))

    january = buyers_by_month(spring())[0]

    assert (january.new_count, january.returning_count) == (1, 0)
    assert january.revenue == (
        BuyersRevenue(currency="EUR", new_minor=10000, returning_minor=0),
        BuyersRevenue(currency="USD", new_minor=9000, returning_minor=0),
    )


def test_a_first_order_in_another_currency_still_was_the_first() -> None:
    tell(order("1", ADA, 1, "90", currency="USD"), order("2", ADA, 2, "100"))

    assert counts() == [(1, 0), (0, 1), (0, 0)]
    assert buyers_by_month(spring())[1].revenue == (
        BuyersRevenue(currency="EUR", new_minor=0, returning_minor=10000),
    )


def test_the_first_order_that_is_told_later_moves_the_beginning() -> None:
    tell(order("1", ADA, 2))
    assert counts() == [(0, 0), (1, 0), (0, 0)]

    tell(order("2", ADA, 1))

    assert counts() == [(1, 0), (0, 1), (0, 0)]


def test_a_canceled_first_order_never_was() -> None:
    tell(order("1", ADA, 1), order("2", ADA, 2))
    assert counts() == [(1, 0), (0, 1), (0, 0)]

    tell(order("1", ADA, 1, minutes=1, status=OrderStatus.CANCELED))

    assert counts() == [(0, 0), (1, 0), (0, 0)]


def test_a_refund_takes_the_money_and_leaves_the_order() -> None:
    ada = make_profile()
    make_order_row(ada, placed_at=on(1), revenue_minor=0, refunded_minor=10000)
    make_order_row(ada, placed_at=on(2), revenue_minor=6000, refunded_minor=4000)

    january, february, _ = buyers_by_month(spring())

    assert (january.new_count, january.returning_count) == (1, 0)
    assert january.revenue == (BuyersRevenue(currency="EUR", new_minor=0, returning_minor=0),)
    assert february.revenue == (BuyersRevenue(currency="EUR", new_minor=0, returning_minor=6000),)


def test_a_merged_shopper_counts_once() -> None:
    # given
    ada, other = make_profile(), make_profile()
    make_order_row(ada, placed_at=on(1), revenue_minor=1)
    make_order_row(other, placed_at=on(1), revenue_minor=2)
    make_order_row(other, placed_at=on(2), revenue_minor=4)
    assert counts() == [(2, 0), (0, 1), (0, 0)]

    # when
    profiles_merge(
        survivor_id=ada.pk, absorbed_id=other.pk, rule="manual", actor="staff:1", at=NOON
    )

    # then
    assert counts() == [(1, 0), (0, 1), (0, 0)]
    assert buyers_by_month(spring())[0].revenue == (
        BuyersRevenue(currency="EUR", new_minor=3, returning_minor=0),
    )


def test_an_erased_shopper_stays_in_the_months_that_are_over() -> None:
    ada = make_profile()
    make_order_row(ada, placed_at=on(1), revenue_minor=1)

    profile_erase(profile_id=ada.pk, at=NOON)

    assert counts() == [(1, 0), (0, 0), (0, 0)]


def test_who_was_new_in_a_month_is_found_by_it() -> None:
    # given
    ada, bo = make_profile(), make_profile()
    make_order_row(ada, placed_at=on(1), revenue_minor=1)
    make_order_row(ada, placed_at=on(2), currency="USD", revenue_minor=1)
    make_order_row(bo, placed_at=on(2), revenue_minor=1)
    totals_rebuild(profile_ids=[ada.pk, bo.pk])

    # when
    found = [Profile.objects.filter(first_ordered_in(month)) for month in spring()]

    # then
    assert [list(profiles) for profiles in found] == [[ada], [bo], []]


def test_an_order_of_nobody_counts_nowhere() -> None:
    make_order_row(None, placed_at=on(1), revenue_minor=1)

    assert [month.revenue for month in buyers_by_month(spring())] == [(), (), ()]


@pytest.mark.parametrize(
    ("_case", "zone", "found"),
    [
        ("before midnight in London", UTC, [(1, 0), (0, 0), (0, 0)]),
        ("after midnight in Berlin", BERLIN, [(0, 0), (1, 0), (0, 0)]),
    ],
)
def test_a_month_begins_at_midnight_of_the_shops_zone(_case, zone, found) -> None:
    tell(order("1", ADA, 1, placed_at=on(1, day=31, hour=23)))

    assert counts(zone) == found


def test_the_first_instant_of_a_month_belongs_to_it_and_the_last_one_too() -> None:
    february = spring()[1]
    make_order_row(make_profile(), placed_at=february.since, revenue_minor=1)
    make_order_row(
        make_profile(), placed_at=february.until - timedelta(microseconds=1), revenue_minor=1
    )

    assert counts() == [(0, 0), (2, 0), (0, 0)]
