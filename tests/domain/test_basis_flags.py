"""The basis of an award: what its rate counts, kept with the award, the same for its refunds."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from saleor_crm_plugin.facts import Discount
from saleor_crm_plugin.ingest.services.drain import inbox_drain
from saleor_crm_plugin.ingest.services.inbox import fact_accept
from saleor_crm_plugin.loyalty.models import LoyaltyEntry, OrderAward, ProgramChannel
from saleor_crm_plugin.loyalty.queries import ledger_drift
from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.services import program_revise
from saleor_crm_plugin.orders.models import OrderLine
from saleor_crm_plugin.orders.queries import order_summaries
from tests.factories import NOON, make_line, make_order, money, taxed
from tests.points_shop import AT_ONCE, held, line, make_member, open_shop, refunded, sale, tell

pytestmark = pytest.mark.django_db
EVERYTHING = Rate(
    basis_is_gross=True,
    basis_has_shipping=True,
    basis_has_discounts=True,
    basis_has_points_paid=True,
    basis_has_gift_cards=True,
)
GOODS = (
    line("1", 5000, net_minor=4000, undiscounted_gross_minor=6000, undiscounted_net_minor=4800),
    line("2", 3000, is_gift_card=True),
)


def test_each_channel_has_its_own_basis_and_the_award_says_which() -> None:
    # given
    plain, whole = make_member(), make_member()
    open_shop(AT_ONCE, Rate(), replace(EVERYTHING, channel="outlet"))

    # when
    values = {"shipping_minor": 500, "points_paid_minor": 800}
    tell(sale(plain, *GOODS, **values), sale(whole, *GOODS, channel="outlet", **values))

    # then
    assert (held(plain), held(whole)) == ((36, 0, 0), (95, 0, 0))
    kept = OrderAward.objects.order_by("account__profile_id").values_list("basis_minor", flat=True)
    assert list(kept) == [3600, 9500]
    told = [
        entry.explanation["basis"] for entry in LoyaltyEntry.objects.order_by("account__profile_id")
    ]
    names = ["is_gross", "has_shipping", "has_discounts", "has_points_paid", "has_gift_cards"]
    assert told == [dict.fromkeys(names, False), dict.fromkeys(names, True)]
    assert ledger_drift(at=NOON) == []


def test_refunds_follow_the_basis_at_which_the_order_earned() -> None:
    # given
    open_shop(AT_ONCE, EVERYTHING)
    shopper = make_member()
    order = sale(shopper, *GOODS, shipping_minor=500)
    tell(order)
    assert held(shopper) == (95, 0, 0)

    # when
    program_revise(config=AT_ONCE, rates=[Rate()], at=NOON)
    shipping_back = refunded(order, 500, shipping_minor=500)
    tell(shipping_back)

    # then
    assert held(shopper) == (90, 0, 0)
    card_back = refunded(shipping_back, 3000, line_2=3000)
    tell(card_back)
    assert held(shopper) == (60, 0, 0)
    tell(refunded(card_back, 5000, line_1=5000))
    assert held(shopper) == (0, 0, 0)


def test_case_41_shipping_that_did_not_earn_takes_nothing_back() -> None:
    open_shop(AT_ONCE, replace(EVERYTHING, basis_has_shipping=False))
    shopper = make_member()
    order = sale(shopper, *GOODS, shipping_minor=1000)
    tell(order)
    tell(refunded(order, 1000, shipping_minor=1000))
    assert held(shopper) == (90, 0, 0)


def test_case_56_buying_a_gift_card_earns_where_the_rate_says_so() -> None:
    open_shop(AT_ONCE, Rate(basis_has_gift_cards=True))
    buyer = make_member()
    tell(sale(buyer, line("1", 5000, is_gift_card=True)))
    assert held(buyer) == (50, 0, 0)


def test_prices_before_discounts_are_kept_with_the_order() -> None:
    # given
    open_shop(AT_ONCE, Rate(basis_has_discounts=True, basis_is_gross=True))
    lines = (
        make_line("1", 40, undiscounted=taxed(50, net=40)),
        make_line("2", 60),
    )

    # when
    fact_accept(fact=make_order("1", total=100, lines=lines, charged=money(100)), at=NOON)
    inbox_drain(source=None, at=NOON, limit_rows=10)

    # then
    kept = OrderLine.objects.order_by("external_id").values_list(
        "undiscounted_gross_minor", "undiscounted_net_minor"
    )
    assert list(kept) == [(5000, 4000), (None, None)]
    (summary,) = order_summaries([OrderLine.objects.order_by("pk")[0].order_id])
    assert [one.undiscounted_gross_minor for one in summary.lines] == [5000, None]
    assert OrderAward.objects.get().points == 110


def test_the_code_of_a_discount_is_kept_with_what_it_took_off() -> None:
    open_shop()
    discounts = (
        Discount(kind="voucher", amount=money(5), code="TEA5"),
        Discount(kind="sale", amount=money(3)),
    )
    fact_accept(fact=make_order("1", discounts=discounts), at=NOON)
    inbox_drain(source=None, at=NOON, limit_rows=10)
    (summary,) = order_summaries([OrderLine.objects.get().order_id])
    assert summary.code_discounts == (("TEA5", 500),)


@pytest.mark.django_db(transaction=True)
def test_new_columns_leave_the_rates_protected() -> None:
    # given
    open_shop()

    # when
    call_command("migrate", "saleor_crm", "0019", verbosity=0)
    before = _is_protected()
    call_command("migrate", "saleor_crm", verbosity=0)

    # then
    assert (before, _is_protected()) == (True, True)
    rate = ProgramChannel.objects.order_by("pk").last()
    assert (rate.earn_points, rate.basis_has_discounts, rate.basis_has_gift_cards) == (
        1,
        False,
        False,
    )


def _is_protected() -> bool:
    for action in (
        "UPDATE saleor_crm_program_channel SET earn_points = 9",
        "DELETE FROM saleor_crm_program_channel",
    ):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(action)
        except DatabaseError as refusal:
            if "cannot be changed or deleted" not in str(refusal):
                raise
        else:
            return False
    return True
