"""Stories from what a host tells to the mail in the shopper's hands."""

from datetime import timedelta

import pytest

from saleor_crm_plugin.automation.services import automations_run
from saleor_crm_plugin.facts import Kind, Reference, Refund, RefundKind
from saleor_crm_plugin.loyalty.queries import ledger_drift, points_summary
from saleor_crm_plugin.loyalty.rules.program import ProgramConfig
from saleor_crm_plugin.loyalty.services import program_activate
from saleor_crm_plugin.mail.models import Message
from saleor_crm_plugin.mail.services import outbox_deliver
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import Profile, TimelineEvent
from tests.domain.test_facts_apply import tell
from tests.factories import HOST, NOON, make_customer, make_order, money
from tests.sink import running_sink, sink_settings

pytestmark = pytest.mark.django_db(transaction=True)


def _post(sink) -> list[tuple[list[str], str]]:
    """Let automation and delivery do what is due; return recipients and subjects of what was sent."""
    before = len(sink.taken)
    automations_run(at=NOON, limit_rows=1000, event_age_days_max=3)
    outbox_deliver(settings=sink_settings(sink), clock=lambda: NOON, limit_rows=100)
    return [(taken.recipients, taken.mail["Subject"]) for taken in sink.taken[before:]]


def test_a_shopper_registers_buys_is_thanked_and_gets_his_money_back() -> None:
    program_activate(at=NOON - timedelta(days=1), config=ProgramConfig(hold_days=0))
    with running_sink() as sink:
        # registration
        tell(make_customer("1", first_name="小美"))
        assert [recipients for recipients, _ in _post(sink)] == [["shopper1@example.com"]]
        assert "小美" in sink.taken[-1].body("plain")

        # a paid order
        tell(make_order("9", total="49.90"))
        assert [recipients for recipients, _ in _post(sink)] == [["shopper1@example.com"]]
        assert "49" in sink.taken[-1].body("plain")
        profile = Profile.objects.get()
        assert points_summary(profile_id=profile.pk, at=NOON).available == 49

        # the same news again, and a later state: no second mail
        tell(make_order("9", total="49.90", minutes=1), make_customer("1", minutes=1))
        assert _post(sink) == []

        # a refund of half
        refund = Refund(id="r", kind=RefundKind.PAID, amount=money("24.95"), refunded_at=NOON)
        tell(make_order("9", total="49.90", minutes=2, refunds=(refund,)))
        assert _post(sink) == []
        assert points_summary(profile_id=profile.pk, at=NOON).available == 25

    assert list(
        TimelineEvent.objects.filter(profile=profile).order_by("pk").values_list("type", flat=True)
    ) == [
        "customer_registered",
        "message_sent",
        "order_placed",
        "order_paid",
        "points_earned",
        "message_sent",
        "order_refunded",
        "points_clawed_back",
    ]
    assert ledger_drift(at=NOON) == []


def test_history_earns_and_scores_and_sends_nothing() -> None:
    program_activate(
        at=NOON, config=ProgramConfig(hold_days=0, earns_history=True, lifetime_months=None)
    )
    with running_sink() as sink:
        tell(make_customer("1"), make_order("1", total="80"), is_live=False)
        assert _post(sink) == []
    profile = Profile.objects.get()
    assert points_summary(profile_id=profile.pk, at=NOON).available == 80
    assert Message.objects.exists() is False


def test_a_guest_who_confirms_his_address_keeps_his_points() -> None:
    program_activate(at=NOON - timedelta(days=1), config=ProgramConfig(hold_days=0))
    tell(make_order("1", total="30", customer=None, email="g@x.test"))
    tell(make_customer("5", email="other@x.test"))
    tell(make_customer("5", minutes=5, email="g@x.test", email_is_verified=True))

    live = Profile.objects.get(state="active")
    assert live.is_registered is True
    assert points_summary(profile_id=live.pk, at=NOON).available == 30
    assert ledger_drift(at=NOON) == []


def test_an_order_that_staff_attach_to_another_account_takes_its_points_there() -> None:
    program_activate(at=NOON - timedelta(days=1), config=ProgramConfig(hold_days=0))
    tell(make_customer("1"), make_customer("2"), make_order("9", total="30"))
    first, second = Profile.objects.order_by("pk")
    assert points_summary(profile_id=first.pk, at=NOON).available == 30

    theirs = Reference(HOST, Kind.CUSTOMER, "2")
    tell(make_order("9", total="30", minutes=1, customer=theirs))

    assert points_summary(profile_id=first.pk, at=NOON).available == 0
    assert points_summary(profile_id=second.pk, at=NOON).available == 30
    assert ledger_drift(at=NOON) == []


def test_an_order_under_an_address_that_proves_to_be_anothers_takes_its_points_there() -> None:
    program_activate(at=NOON - timedelta(days=1), config=ProgramConfig(hold_days=0))
    unpaid = {"customer": None, "email": "g@x.test", "is_fully_paid": False, "charged": money(0)}
    tell(make_order("8", total="10", **unpaid))
    guest = Profile.objects.get()
    tell(make_order("8", total="10", minutes=1, customer=None, email="g@x.test"))
    held = points_summary(profile_id=Order.objects.get().profile_id, at=NOON)
    assert held.available == 10

    tell(make_customer("5", minutes=5, email="g@x.test", email_is_verified=True))

    owner = Order.objects.get().profile
    assert owner.is_registered is True
    assert points_summary(profile_id=owner.pk, at=NOON).available == 10
    if guest.pk != owner.pk:
        assert points_summary(profile_id=guest.pk, at=NOON).available == 0
    assert ledger_drift(at=NOON) == []
