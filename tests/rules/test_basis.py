"""What of an order counts, by the flags of its rate, and that its refunds count the same."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saleor_crm_plugin.loyalty.rules.earning import (
    LineAmounts,
    OrderAmounts,
    RefundAmounts,
    order_award,
)
from saleor_crm_plugin.loyalty.rules.program import Rate, Rounding
from saleor_crm_plugin.loyalty.rules.refunds import refunded_share, share_of

FLAGS = [
    "basis_is_gross",
    "basis_has_shipping",
    "basis_has_discounts",
    "basis_has_points_paid",
    "basis_has_gift_cards",
]
RATES = [
    Rate(**dict(zip(FLAGS, bits, strict=True)))
    for bits in product((False, True), repeat=len(FLAGS))
]


def tea(gross: int = 5000, before: int | None = None, **values) -> LineAmounts:
    return LineAmounts(
        id="tea",
        gross_minor=gross,
        net_minor=gross * 4 // 5,
        undiscounted_gross_minor=before,
        undiscounted_net_minor=None if before is None else before * 4 // 5,
        **values,
    )


CARD = LineAmounts(id="card", gross_minor=3000, net_minor=3000, is_gift_card=True)


def points(order: OrderAmounts, **flags: bool) -> int:
    rate = Rate(**{f"basis_{name}": value for name, value in flags.items()})
    return order_award(order, rate=rate, rounding=Rounding.FLOOR).points


@pytest.mark.parametrize(
    ("flags", "earned"),
    [
        ({}, 40),
        ({"is_gross": True}, 50),
        ({"has_discounts": True}, 48),
        ({"is_gross": True, "has_discounts": True}, 60),
        ({"is_gross": True, "has_gift_cards": True}, 80),
        ({"is_gross": True, "has_shipping": True}, 55),
        (
            {"is_gross": True, "has_shipping": True, "has_discounts": True, "has_gift_cards": True},
            95,
        ),
    ],
)
def test_each_flag_adds_what_it_names(flags, earned) -> None:
    order = OrderAmounts(
        lines=(tea(before=6000), CARD), shipping_gross_minor=500, shipping_net_minor=400
    )
    assert points(order, **flags) == earned


@pytest.mark.parametrize(
    ("_case", "order", "without", "with_points"),
    [
        ("a payment in points", OrderAmounts(lines=(tea(),), points_paid_minor=1000), 40, 50),
        (
            "a discount by points",
            OrderAmounts(lines=(tea(4000),), points_discount_minor=1000),
            40,
            50,
        ),
        ("all by a payment", OrderAmounts(lines=(tea(),), points_paid_minor=5000), 0, 50),
        (
            "all by a discount",
            OrderAmounts(lines=(tea(0, 5000),), points_discount_minor=5000),
            0,
            50,
        ),
        (
            "points beside another discount",
            OrderAmounts(lines=(tea(3000, 5000),), points_discount_minor=1000),
            30,
            40,
        ),
    ],
)
def test_case_55_what_points_paid_counts_only_where_the_rate_says_so(
    _case, order, without, with_points
) -> None:
    assert points(order, is_gross=True) == without
    assert points(order, is_gross=True, has_points_paid=True) == with_points


def test_a_discount_by_points_is_no_discount_of_the_shop() -> None:
    order = OrderAmounts(lines=(tea(3000, 5000),), points_discount_minor=1000)
    assert points(order, is_gross=True, has_discounts=True) == 40
    assert points(order, is_gross=True, has_discounts=True, has_points_paid=True) == 50


def test_without_prices_before_discounts_the_paid_ones_count() -> None:
    assert points(OrderAmounts(lines=(tea(),)), is_gross=True, has_discounts=True) == 50


@pytest.mark.parametrize(("has_shipping", "share"), [(False, 0), (True, Fraction(10, 60))])
def test_case_41_a_refund_of_the_shipping_weighs_as_much_as_shipping_earned(
    has_shipping, share
) -> None:
    order = OrderAmounts(
        lines=(LineAmounts(id="1", gross_minor=10000, net_minor=10000),),
        shipping_gross_minor=1000,
        shipping_net_minor=1000,
        points_paid_minor=5000,
        refunds=(RefundAmounts(amount_minor=1000, shipping_minor=1000),),
    )
    assert refunded_share(order, rate=Rate(basis_has_shipping=has_shipping)).basis == share


minors = st.integers(0, 20_000)


@given(
    st.lists(st.tuples(minors, minors, st.booleans()), min_size=1, max_size=4),
    minors,
    minors,
    minors,
    st.lists(minors, max_size=5),
    st.sampled_from(RATES),
)
def test_refunds_of_any_basis_take_back_no_more_than_was_earned_and_all_of_it_in_the_end(
    prices, shipping, in_points, taken_off, refunds, rate
) -> None:
    lines = tuple(
        LineAmounts(
            id=str(number),
            gross_minor=gross,
            net_minor=gross * 4 // 5,
            is_gift_card=is_card,
            undiscounted_gross_minor=gross + off,
            undiscounted_net_minor=(gross + off) * 4 // 5,
        )
        for number, (gross, off, is_card) in enumerate(prices)
    )

    def told(*amounts: int) -> OrderAmounts:
        return OrderAmounts(
            lines=lines,
            shipping_gross_minor=shipping,
            shipping_net_minor=shipping,
            points_paid_minor=in_points,
            points_discount_minor=taken_off,
            refunds=tuple(RefundAmounts(amount_minor=one) for one in amounts),
        )

    award = order_award(told(), rate=rate, rounding=Rounding.FLOOR)
    assert award.points * 100 <= award.basis_minor
    shares = [
        refunded_share(told(*refunds[:count]), rate=rate).basis for count in range(len(refunds))
    ]
    assert shares == sorted(shares)
    assert all(0 <= share_of(award.points, share) <= award.points for share in shares)
    goods = sum(one.gross_minor for one in lines)
    everything = goods - min(in_points, goods) + shipping
    assert refunded_share(told(everything), rate=rate).basis in (0, 1)
    if goods > in_points and any(
        one.gross_minor and (rate.basis_has_gift_cards or not one.is_gift_card) for one in lines
    ):
        assert (
            share_of(award.points, refunded_share(told(everything), rate=rate).basis)
            == award.points
        )
