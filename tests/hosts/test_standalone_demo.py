"""The demo shop: the same for the same seed, believable, and told like any host's facts."""

import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q, Sum

from saleor_crm_plugin.facts import (
    CheckoutSnapshot,
    CustomerSnapshot,
    OrderSnapshot,
    OrderStatus,
    fact_decode,
    fact_encode,
    fact_fingerprint,
)
from saleor_crm_plugin.hosts.standalone.demo import demo_load
from saleor_crm_plugin.hosts.standalone.demo.catalog import ARTICLES, CATEGORIES
from saleor_crm_plugin.hosts.standalone.demo.rhythm import (
    ALPHA,
    HISTORY_DAYS,
    A,
    B,
    R,
    repeat_days,
)
from saleor_crm_plugin.hosts.standalone.demo.shop import demo_facts
from saleor_crm_plugin.ingest.models import InboxItem
from saleor_crm_plugin.loyalty.models import (
    EarningRule,
    FraudSignal,
    IssuedCoupon,
    LoyaltyEntry,
    PointsRequest,
    Referral,
    ReferralTouch,
    Reward,
)
from saleor_crm_plugin.loyalty.queries.tier_views import tier_member_rows
from saleor_crm_plugin.loyalty.services import ledger_prove
from saleor_crm_plugin.orders.models import Order, PurchaseTotals
from saleor_crm_plugin.profiles.models import Profile, ProfileNote, TimelineEvent
from saleor_crm_plugin.segments.models import RfmScore

AT = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)


def facts_of(shoppers: int, seed: int = 1):
    return demo_facts(shoppers=shoppers, seed=seed, at=AT, host="shop")


def test_one_seed_is_one_shop() -> None:
    first, again, other = facts_of(60), facts_of(60), facts_of(60, seed=2)

    assert first == again
    assert first != other
    assert [fact_fingerprint(fact) for fact in first.history] == [
        fact_fingerprint(fact) for fact in again.history
    ]


def test_every_fact_survives_the_inbox() -> None:
    shop = facts_of(200)

    for fact in shop.history + shop.today:
        assert fact_decode(fact_encode(fact)) == fact


def test_the_shop_holds_what_a_shop_holds() -> None:
    history = facts_of(600).history
    customers = [fact for fact in history if isinstance(fact, CustomerSnapshot)]
    orders = [fact for fact in history if isinstance(fact, OrderSnapshot)]
    carts = [fact for fact in history if isinstance(fact, CheckoutSnapshot)]

    assert (len(ARTICLES), len({one.sku for one in ARTICLES}), len(CATEGORIES)) == (210, 210, 10)
    assert {(order.channel, order.currency) for order in orders} == {
        ("default-channel", "EUR"),
        ("channel-pln", "PLN"),
        ("channel-tw", "TWD"),
        ("pos-kaohsiung", "TWD"),
    }
    assert {order.reference.host for order in orders} == {"shop", "pos-kaohsiung"}
    assert {order.status for order in orders} == {
        OrderStatus.FULFILLED,
        OrderStatus.UNFULFILLED,
        OrderStatus.RETURNED,
        OrderStatus.PARTIALLY_RETURNED,
        OrderStatus.CANCELED,
    }
    assert any(order.customer is None for order in orders)
    assert {cart.is_gone for cart in carts} == {True, False}
    birthdays = [customer.birthday for customer in customers if customer.birthday]
    assert {(day.is_lunar, day.year is None) for day in birthdays} == {
        (False, False),
        (False, True),
        (True, False),
    }
    consents = [statement for customer in customers for statement in customer.consents]
    assert {statement.is_granted for statement in consents} == {True, False}
    assert any(customer.tags for customer in customers)
    emails = {fact.email for fact in history if fact.email}
    assert {email.partition("@")[2] for email in emails} == {"example.com"}
    assert all(email.isascii() for email in emails)


def test_every_order_adds_up_and_lies_in_the_two_years() -> None:
    begin = AT - timedelta(days=HISTORY_DAYS + 1)

    for order in facts_of(400).history:
        if not isinstance(order, OrderSnapshot):
            continue
        lines = sum(line.total.gross.minor for line in order.lines)
        assert order.total.gross.minor == lines + order.shipping.gross.minor
        assert begin < order.placed_at <= AT
        assert order.placed_at <= order.version_at <= AT + timedelta(hours=1)
        assert sum(refund.amount.minor for refund in order.refunds) <= order.total.gross.minor
        if order.customer is not None:
            assert order.customer.id.isdigit()


def expected_repeats(weeks: float) -> float:
    """Fader, Hardie & Lee 2005, eq. 9, with the hypergeometric function as its series."""
    place = weeks / (ALPHA + weeks)
    term = series = 1.0
    for n in range(5000):
        term *= (R + n) * (B + n) / ((A + B - 1 + n) * (n + 1)) * place
        series += term
    return (A + B - 1) / (A - 1) * (1 - (ALPHA / (ALPHA + weeks)) ** R * series)


@pytest.mark.parametrize("weeks", [13, 52, 104])
def test_repeat_buying_follows_the_model_case(weeks) -> None:
    rng = Random(5)
    days = weeks * 7

    repeats = sum(
        len(list(takewhile(lambda day: day < days, repeat_days(rng, 0.0)))) - 1
        for _ in range(40_000)
    )

    assert repeats / 40_000 == pytest.approx(expected_repeats(weeks), rel=0.03)


def test_singles_day_is_the_busiest() -> None:
    days = Counter(
        order.placed_at.date()
        for order in facts_of(1500).history
        if isinstance(order, OrderSnapshot)
    )
    singles = {day: count for day, count in days.items() if (day.month, day.day) == (11, 11)}

    assert max(days, key=lambda day: days[day]) in singles


@pytest.mark.django_db
def test_the_shop_is_loaded_like_any_hosts_facts() -> None:
    shown: list[int] = []

    report = demo_load(shoppers=80, seed=1, at=AT, progress=shown.append)

    assert report.failed == 0
    assert shown == sorted(shown)
    assert shown[-1] == 100
    shop = facts_of(80)
    assert (report.history, report.today) == (len(shop.history), len(shop.today))
    assert InboxItem.objects.exclude(state="done").count() == 0
    orders = [fact for fact in shop.history + shop.today if isinstance(fact, OrderSnapshot)]
    assert Order.objects.count() == len(orders)
    assert Order.objects.aggregate(sum=Sum("total_gross_minor"))["sum"] == sum(
        order.total.gross.minor for order in orders
    )
    buyers = set(PurchaseTotals.objects.values_list("profile_id", flat=True))
    assert set(RfmScore.objects.values_list("profile_id", flat=True)) == buyers
    assert LoyaltyEntry.objects.filter(kind="earn").count() > 0


@pytest.mark.django_db
def test_only_today_is_news() -> None:
    demo_load(shoppers=40, seed=1, at=AT, progress=lambda percent: None)

    news = TimelineEvent.objects.filter(is_announced=False)
    counts = Counter(news.values_list("type", flat=True))
    assert (counts["customer_registered"], counts["order_paid"]) == (4, 2)
    since = AT - timedelta(hours=1)
    assert news.filter(occurred_at__lt=since).count() == 0
    assert Profile.objects.filter(registered_at__gte=since).count() == 4


@pytest.mark.django_db
def test_the_command_never_mixes_the_demo_with_real_shoppers() -> None:
    out = io.StringIO()
    call_command("crm_demo", "--shoppers", "5", stdout=out)
    before = Profile.objects.count()
    InboxItem.objects.all().delete()  # as the purge does after a month

    with pytest.raises(CommandError, match="the database is not empty"):
        call_command("crm_demo", "--shoppers", "5")
    call_command("crm_demo", "--shoppers", "5", "--if-empty")

    assert Profile.objects.count() == before
    assert out.getvalue().endswith("facts of the past and 6 of today; 0 failed\n")


@pytest.mark.django_db
def test_the_program_is_in_use_with_tiers_a_campaign_and_referrals() -> None:
    demo_load(shoppers=300, seed=1, at=AT, progress=lambda percent: None)

    members = {
        slug: tier_member_rows(program="points", slug=slug, at=AT).count()
        for slug in ("silver", "gold")
    }
    assert members == {"silver": 74, "gold": 14}
    rules = EarningRule.objects.order_by("pk").values_list("slug", "is_active", "used_points")
    assert list(rules) == [("tea-weeks", True, 562), ("first-order", False, 0)]
    states = Counter(Referral.objects.values_list("state", flat=True))
    assert states == {"pending": 2, "claimed": 2, "rewarded": 2, "review": 1, "rejected": 1}
    signals = FraudSignal.objects.order_by("kind").values_list("referral__state", "kind")
    assert list(signals) == [
        ("review", "same_address"),
        ("rejected", "same_card"),
        ("review", "same_ip"),
    ]
    assert ReferralTouch.objects.exists() is False
    # who is rewarded for the past, or reached a tier then, is told nothing by mail
    past = Q(type__startswith="referral_") | Q(type__startswith="tier_")
    assert TimelineEvent.objects.filter(past, is_announced=False).exists() is False


@pytest.mark.django_db
def test_coupons_end_in_every_way_and_staff_have_something_to_decide() -> None:
    demo_load(shoppers=300, seed=1, at=AT, progress=lambda percent: None)

    states = Counter(IssuedCoupon.objects.values_list("state", flat=True))
    assert states == {
        "active": 2,
        "used": 1,
        "refunded": 1,
        "expired": 1,
        "revoked": 1,
        "failed": 1,
    }
    rewards = Reward.objects.order_by("slug").values_list("slug", "is_active")
    assert dict(rewards) == {
        "five-euros": True,
        "free-shipping": True,
        "gift-card": True,
        "spring-harvest": False,
        "ten-percent": True,
    }
    requests = PointsRequest.objects.order_by("pk").values_list("points", "decision__is_approved")
    assert list(requests) == [(1200, True), (5000, False), (1500, None)]
    assert ProfileNote.objects.count() == 3
    assert ledger_prove(at=AT).drift_count == 0
    # what coupons and staff did is no news either
    news = TimelineEvent.objects.filter(is_announced=False).values_list("type", flat=True)
    assert not {one for one in news if one.startswith("coupon_") or one == "points_adjusted"}


@pytest.mark.django_db
def test_a_shop_of_few_has_fewer_stories() -> None:
    report = demo_load(shoppers=5, seed=1, at=AT, progress=lambda percent: None)

    assert report.failed == 0
    assert (Referral.objects.count(), IssuedCoupon.objects.count()) == (0, 0)
    assert Reward.objects.count() == 5
