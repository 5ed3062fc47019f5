"""Tests of the extension alone: its functions take and return plain values, so nothing of the CRM has to run."""

from datetime import UTC, datetime

import pytest
from loyal_weather import extension, messenger, points, shoppers, words

from saleor_crm_plugin.hooks import EarningLine, EarningOrder, Outcome, OutgoingMessage, Shopper

NOON = datetime(2026, 3, 29, 12, tzinfo=UTC)


def order(*lines: tuple[str, int]) -> EarningOrder:
    return EarningOrder(
        program="points",
        reference="shop:order:1",
        profile_id=1,
        channel="default-channel",
        currency="EUR",
        placed_at=NOON,
        paid_at=NOON,
        total_gross_minor=10_000,
        shipping_gross_minor=0,
        base_points=100,
        lines=tuple(
            EarningLine(
                id=str(number),
                sku=sku,
                product_id="",
                category="",
                quantity=quantity,
                total_gross_minor=100,
                total_net_minor=100,
                is_gift_card=False,
            )
            for number, (sku, quantity) in enumerate(lines)
        ),
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [((), 0), ((("TEA-1", 3),), 0), ((("RAIN-1", 2), ("TEA-1", 1), ("RAIN-2", 1)), 30)],
)
def test_each_piece_of_rainwear_earns_ten_points(lines, expected):
    assert points.rainwear_points(order(*lines)) == expected


def test_the_climate_follows_the_country():
    def shopper(profile_id: int, country_code: str) -> Shopper:
        return Shopper(
            profile_id=profile_id,
            is_registered=True,
            registered_at=NOON,
            first_seen_at=NOON,
            country_code=country_code,
            language_code="en",
            city="",
            tags=(),
            points=0,
            purchases=(),
        )

    people = [shopper(1, "TW"), shopper(2, "EG"), shopper(3, "DE"), shopper(4, "")]

    assert shoppers.climates(people, NOON) == {1: "wet", 2: "dry", 3: "mild"}


def test_what_is_missing_has_no_umbrella():
    assert (words.umbrella("1001"), words.umbrella(None)) == ("☂ 1001", "")


def test_without_a_connection_a_message_was_certainly_not_taken(monkeypatch):
    monkeypatch.setenv("LOYAL_WEATHER_URL", "http://127.0.0.1:1")
    message = OutgoingMessage(
        key="k",
        address="+4930123456",
        subject="s",
        text="t",
        html="h",
        language_code="en",
        topic="",
        is_marketing=False,
        unsubscribe_url="",
        timeout_seconds=1,
    )

    assert messenger.deliver(message) is Outcome.LATER


def test_the_slug_is_the_name_of_the_entry_point():
    assert extension.extension().slug == "loyal_weather"
