"""The page about points in the cart is right: each quote is what it says."""

import re
from pathlib import Path

import pytest

from saleor_crm_plugin.loyalty.rules.program import Rate
from saleor_crm_plugin.loyalty.rules.quotes import redemption_quote
from saleor_crm_plugin.loyalty.rules.reservations import ReservationState

PAGE = (Path(__file__).parents[2] / "docs" / "reservations.md").read_text()
QUOTES = re.findall(r"^\| (\d+) \|(.*)\|$", PAGE, re.MULTILINE)


def _number(text: str) -> int:
    return int(re.sub(r"[^\d]", "", text))


def test_the_page_has_its_seven_quotes() -> None:
    assert len(QUOTES) == 7


@pytest.mark.parametrize(("points", "rest"), QUOTES)
def test_29_a_quote_is_what_the_page_says(points, rest) -> None:
    minor, least, block, percent, asked, cart, used, paid = map(_number, rest.split("|"))
    rate = Rate(
        redeem_points=int(points),
        redeem_minor=minor,
        redeem_points_min=least,
        redeem_points_block=block,
        redeem_percent_max=percent,
    )

    quote = redemption_quote(asked=asked, available=10_000, order_minor=cart, rate=rate)

    assert (quote.points, quote.amount_minor) == (used, paid)


def test_every_state_is_on_the_page() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)) == set(ReservationState)
