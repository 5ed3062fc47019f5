"""Facts from acceptance to the tables of profiles and orders."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from saleor_crm_plugin.facts import (
    CustomerErased,
    Kind,
    OrderStatus,
    Payment,
    Reference,
    Refund,
    RefundKind,
    UnreadableFact,
)
from saleor_crm_plugin.ingest.models import InboxItem, InboxState
from saleor_crm_plugin.ingest.queries import inbox_counts
from saleor_crm_plugin.ingest.services.drain import DrainReport, inbox_drain
from saleor_crm_plugin.ingest.services.inbox import fact_accept, facts_accept, touch
from saleor_crm_plugin.ingest.services.replay import dead_replay, inbox_purge
from saleor_crm_plugin.orders.models import Order, PurchaseTotals
from saleor_crm_plugin.profiles.models import Identifier, Profile, TimelineEvent
from tests.factories import HOST, NOON, make_customer, make_order, money

pytestmark = pytest.mark.django_db


def drain_all(source=None, at=NOON, limit_rows=100) -> DrainReport:
    total = {"claimed": 0, "applied": 0, "retried": 0, "dead": 0}
    while True:
        report = inbox_drain(source=source, at=at, limit_rows=limit_rows)
        for name in total:
            total[name] += getattr(report, name)
        if report.claimed == 0:
            return DrainReport(**total)


def tell(*facts, is_live=True, at=NOON) -> DrainReport:
    facts_accept(facts=facts, is_live=is_live, at=at)
    return drain_all(at=at)


def words(profile) -> list[str]:
    rows = TimelineEvent.objects.filter(profile=profile).order_by("pk")
    return [row.type for row in rows]


def test_accepting_a_fact_is_one_statement_and_repeating_it_changes_nothing() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert fact_accept(fact=make_order(), at=NOON) == 1
    assert len(queries) == 1

    assert fact_accept(fact=make_order(), at=NOON) == 0
    assert InboxItem.objects.count() == 1


def test_an_order_makes_a_profile_a_copy_totals_and_a_timeline() -> None:
    report = tell(make_customer("1"), make_order("10", total="49.90"))

    assert report == DrainReport(claimed=2, applied=2)
    profile = Profile.objects.get()
    assert (profile.email, profile.is_registered) == ("shopper1@example.com", True)
    order = Order.objects.get()
    assert (order.profile_id, order.total_gross_minor, order.revenue_minor) == (
        profile.pk,
        4990,
        4990,
    )
    totals = PurchaseTotals.objects.get()
    assert (totals.orders_count, totals.revenue_minor, totals.currency) == (1, 4990, "EUR")
    assert words(profile) == ["customer_registered", "order_placed", "order_paid"]
    assert InboxItem.objects.filter(state=InboxState.DONE, payload__isnull=True).count() == 2


def test_an_older_snapshot_never_overwrites_a_newer_one() -> None:
    tell(make_order("1", minutes=5, total="80"))

    tell(make_order("1", minutes=4, total="100"))

    assert Order.objects.get().total_gross_minor == 8000
    assert PurchaseTotals.objects.get().revenue_minor == 8000


def test_refunds_and_cancellations_leave_the_totals() -> None:
    refund = Refund(id="r1", kind=RefundKind.PAID, amount=money("30"), refunded_at=NOON)
    tell(make_order("1", total="100"), make_order("2", total="40"))
    assert PurchaseTotals.objects.get().revenue_minor == 14000

    tell(
        make_order("1", total="100", minutes=1, refunds=(refund,)),
        make_order("2", total="40", minutes=1, status=OrderStatus.CANCELED),
    )

    totals = PurchaseTotals.objects.get()
    assert (totals.orders_count, totals.revenue_minor, totals.refunded_minor) == (1, 7000, 3000)
    canceled = Order.objects.get(external_id="2")
    assert (canceled.exclusion, canceled.revenue_minor) == ("canceled", 0)
    assert words(Profile.objects.get())[-2:] == ["order_refunded", "order_canceled"]


def test_a_goodwill_refund_above_the_total_brings_zero_not_less() -> None:
    refund = Refund(id="r1", kind=RefundKind.PAID, amount=money("120"))
    tell(make_order("1", total="100", refunds=(refund,)))
    assert Order.objects.get().revenue_minor == 0


def test_a_guest_who_paid_becomes_a_member_with_one_profile() -> None:
    # given a guest order, A-50
    tell(make_order("1", customer=None, email="A@X.test"))
    guest = Profile.objects.get()
    assert guest.is_registered is False

    # when the account is confirmed
    tell(make_customer("7", email="a@x.test", email_is_verified=True, minutes=5))

    # then
    live = Profile.objects.get(state="active")
    assert live.pk == guest.pk or Profile.objects.get(pk=guest.pk).merged_into == live
    assert live.is_registered is True
    assert Order.objects.get().profile == live
    assert words(live).count("order_placed") == 1
    assert "customer_registered" in words(live)


def test_typing_a_members_address_attaches_nothing_to_the_member() -> None:
    # given a member whose address is confirmed
    tell(make_customer("7", email="victim@x.test", email_is_verified=True))
    member = Profile.objects.get()

    # when somebody else types it into a guest checkout that is never paid
    tell(
        make_order(
            "1",
            customer=None,
            email="victim@x.test",
            placed_at=NOON + timedelta(days=1),
            is_fully_paid=False,
            fully_paid_at=None,
            charged=money(0),
        )
    )

    # then
    order = Order.objects.get()
    assert order.profile_id != member.pk
    assert "order_placed" not in words(member)


def test_two_accounts_with_one_unproven_address_stay_two() -> None:
    tell(make_customer("1", email="family@x.test"), make_customer("2", email="family@x.test"))
    assert Profile.objects.filter(state="active").count() == 2
    assert Identifier.objects.filter(kind="email").exists() is False


def test_an_order_that_is_attached_to_an_account_later_moves_with_its_timeline() -> None:
    tell(make_order("1", customer=None, email="g@x.test"), make_customer("5", email="g@x.test"))
    guest = Order.objects.get().profile

    tell(make_order("1", minutes=1, customer=Reference(HOST, Kind.CUSTOMER, "5"), email="g@x.test"))

    order = Order.objects.get()
    assert order.profile.is_registered is True
    assert PurchaseTotals.objects.get().profile_id == order.profile_id
    assert words(guest) == []
    assert words(order.profile).count("order_placed") == 1


def test_an_erased_customer_leaves_numbers_and_no_name_and_stays_erased() -> None:
    # given
    tell(make_customer("1", first_name="Ann", tags=("vip",)), make_order("1", total="10"))

    # when
    reference = Reference(HOST, Kind.CUSTOMER, "1")
    tell(CustomerErased(reference=reference, version_at=NOON + timedelta(hours=1)))
    tell(make_customer("1", minutes=120, first_name="Ann"))

    # then
    profile = Profile.objects.get()
    assert (profile.state, profile.first_name, profile.email, profile.search_text) == (
        "erased",
        "",
        "",
        "",
    )
    assert Identifier.objects.exists() is False
    assert PurchaseTotals.objects.get().revenue_minor == 1000


def test_an_order_that_changes_after_the_erasure_brings_nobody_back() -> None:
    # given
    tell(make_customer("1", email="ann@x.test"), make_order("1", email="ann@x.test", total="10"))
    reference = Reference(HOST, Kind.CUSTOMER, "1")
    tell(CustomerErased(reference=reference, version_at=NOON + timedelta(hours=1)))

    # when the host, which keeps the address on the order, changes it
    tell(make_order("1", minutes=120, customer=None, email="ann@x.test", total="12"))

    # then
    profile = Profile.objects.get()
    assert (profile.state, profile.email) == ("erased", "")
    assert (Order.objects.get().profile_id, PurchaseTotals.objects.get().revenue_minor) == (
        profile.pk,
        1200,
    )
    assert Identifier.objects.exists() is False


def test_an_order_of_an_erased_shopper_goes_to_the_account_that_the_host_names() -> None:
    # given
    tell(make_customer("1"), make_order("1"))
    reference = Reference(HOST, Kind.CUSTOMER, "1")
    tell(CustomerErased(reference=reference, version_at=NOON + timedelta(hours=1)))

    # when
    tell(make_order("1", minutes=120, customer=Reference(HOST, Kind.CUSTOMER, "2")))

    # then
    owner = Identifier.objects.get(kind="host_user", value="2")
    assert Order.objects.get().profile_id == owner.profile_id


def test_history_stands_on_the_timeline_and_announces_nothing() -> None:
    tell(make_order("1"), is_live=False)
    tell(make_order("2", total="5"))
    announced = dict(TimelineEvent.objects.values_list("key", "is_announced"))
    assert announced == {"shop:order:1": True, "shop:order:2": False}


class _Host:
    """A host whose objects are given, and which can refuse to answer."""

    host = HOST

    def __init__(self, *facts) -> None:
        self.facts = {fact.reference: fact for fact in facts}
        self.is_down = False

    def read(self, references):
        if self.is_down:
            raise ConnectionError("no answer")
        return {reference: self.facts.get(reference) for reference in references}


def test_touches_collapse_and_the_drain_reads_the_host() -> None:
    reference = Reference(HOST, Kind.ORDER, "1")
    assert [touch(reference=reference, at=NOON) for _ in range(3)] == [1, 0, 0]

    report = drain_all(_Host(make_order("1")))

    assert report == DrainReport(claimed=1, applied=1)
    assert Order.objects.count() == 1
    assert InboxItem.objects.exclude(state=InboxState.DONE).exists() is False


def test_what_a_touch_brought_home_is_no_news_to_the_sweep() -> None:
    # given
    order = make_order("1")
    touch(reference=order.reference, at=NOON)
    drain_all(_Host(order))

    # when
    new = fact_accept(fact=order, at=NOON)

    # then
    assert new == 0
    assert InboxItem.objects.values_list("state", "is_touch").get() == (InboxState.DONE, False)


def test_what_a_touch_reads_counts_although_the_host_dated_no_change() -> None:
    # given: Saleor 3.21 changes customers, and every Saleor some orders, without a newer date
    customer, order = Reference(HOST, Kind.CUSTOMER, "1"), Reference(HOST, Kind.ORDER, "1")
    told = []

    # when: there and back, whichever fingerprint is the greater one
    for name, total in (("Ann", "10"), ("Eve", "12"), ("Ann", "10")):
        for reference in (customer, order):
            touch(reference=reference, at=NOON)
        drain_all(_Host(make_customer("1", first_name=name), make_order("1", total=total)))
        told.append((Profile.objects.get().first_name, Order.objects.get().total_gross_minor))

    # then
    assert told == [("Ann", 1000), ("Eve", 1200), ("Ann", 1000)]


def test_a_host_that_does_not_answer_loses_no_touch() -> None:
    # given
    host = _Host(make_order("1"))
    host.is_down = True
    touch(reference=Reference(HOST, Kind.ORDER, "1"), at=NOON)

    # when
    report = drain_all(host)

    # then
    assert report == DrainReport(claimed=1, retried=1)
    item = InboxItem.objects.get()
    assert (item.state, item.due_at) == (InboxState.PENDING, NOON + timedelta(seconds=15))
    host.is_down = False
    assert drain_all(host, at=NOON + timedelta(seconds=15)).applied == 1


def test_a_customer_that_the_host_has_no_longer_is_erased() -> None:
    tell(make_customer("1"))
    touch(reference=Reference(HOST, Kind.CUSTOMER, "1"), at=NOON)
    drain_all(_Host())
    assert Profile.objects.get().state == "erased"


def test_an_unreadable_row_is_dead_at_once_and_stops_nobody() -> None:
    # given
    facts_accept(facts=[make_order("1"), make_order("2")], is_live=True, at=NOON)
    InboxItem.objects.filter(external_id="1").update(
        payload={"fact": "order", "schema": 99, "body": {}}
    )

    # when
    report = drain_all()

    # then
    assert report == DrainReport(claimed=2, applied=1, dead=1)
    assert Order.objects.get().external_id == "2"
    dead = InboxItem.objects.get(state=InboxState.DEAD)
    assert dead.error == "UnreadableFact: schema 99 is newer than 1, the newest known here"
    assert inbox_counts().dead == 1


def test_a_row_that_fails_is_tried_with_growing_pauses_then_dead_then_replayable() -> None:
    # given an order whose channel is too long for its column on PostgreSQL, and invalid JSON for both
    fact_accept(fact=make_order("1"), at=NOON)
    good = InboxItem.objects.get().payload
    broken = {**good, "body": {**good["body"], "shipping": {"net": {"amount": "x"}}}}
    InboxItem.objects.update(payload=broken)

    # when
    report = drain_all()

    # then
    assert report.dead == 1
    assert Order.objects.exists() is False
    InboxItem.objects.update(payload=good)
    assert dead_replay(item_ids=None, at=NOON) == 1
    assert drain_all().applied == 1
    assert Order.objects.count() == 1


def test_done_rows_are_purged_and_their_snapshot_still_changes_nothing() -> None:
    tell(make_order("1"))
    assert inbox_purge(at=NOON + timedelta(days=31), kept_days=30) == 1
    assert tell(make_order("1")) == DrainReport(claimed=1, applied=1)
    assert Order.objects.count() == 1
    assert TimelineEvent.objects.filter(type="order_placed").count() == 1


def test_a_batch_of_new_buyers_costs_as_many_statements_as_one() -> None:
    def statements(prefix: str, count: int) -> int:
        orders = [
            make_order(f"{prefix}{n}", customer=Reference(HOST, Kind.CUSTOMER, f"{prefix}{n}"))
            for n in range(count)
        ]
        facts_accept(facts=orders, is_live=True, at=NOON)
        with CaptureQueriesContext(connection) as queries:
            inbox_drain(source=None, at=NOON, limit_rows=200)
        return len(queries)

    assert statements("a", 1) == statements("b", 20)


def test_the_codec_refuses_what_it_cannot_read() -> None:
    from saleor_crm_plugin.facts import fact_decode, fact_encode

    document = fact_encode(make_order())
    assert fact_decode(document) == make_order()
    for broken in ({}, {**document, "fact": "cart"}, {**document, "body": {}}):
        with pytest.raises(UnreadableFact):
            fact_decode(broken)


def test_how_a_shopper_pays_is_how_he_pays_most_often() -> None:
    def paid(number: str, gateway: str, day: int):
        payment = Payment(id=number, gateway=gateway, charged=money(10), paid_at=NOON)
        return make_order(number, payments=(payment,), placed_at=NOON + timedelta(days=day))

    tell(paid("1", "card", 1), paid("2", "card", 2), paid("3", "linepay", 3))
    assert Profile.objects.get().preferred_payment_method == "card"
    tell(paid("4", "linepay", 4))
    assert Profile.objects.get().preferred_payment_method == "linepay"

    # what staff entered stays
    Profile.objects.update(
        preferred_payment_method="cash", edited_fields=["preferred_payment_method"]
    )
    tell(paid("5", "linepay", 5))
    assert Profile.objects.get().preferred_payment_method == "cash"
