"""What `manage.py check` says about a configuration."""

import pytest

from saleor_crm_plugin.checks import settings_check

GOOD = {"mail_sender": "crm@shop.test", "public_url": "https://crm.shop.test"}


@pytest.mark.parametrize(
    ("given", "broker", "expected"),
    [
        ({}, "memory://", []),
        ({"nonsense": 1}, "memory://", ["saleor_crm.E001"]),
        ({"rfm_bins": "5"}, "memory://", ["saleor_crm.E001"]),
        ({"snapshot_source": "no.such.Source"}, "memory://", ["saleor_crm.E002"]),
        ({"reward_carrier": "no.such.Carrier"}, "memory://", ["saleor_crm.E010"]),
        ({"saleor_app_token": "secret"}, "memory://", ["saleor_crm.E011"]),
        (
            {"saleor_app_token": "secret", "saleor_api_url": "http://shop.test/graphql/"},
            "memory://",
            ["saleor_crm.E011"],
        ),
        (
            {"saleor_app_token": "secret", "saleor_api_url": "https://shop.test/graphql/"},
            "memory://",
            [],
        ),
        ({"time_zone": "Mars"}, "memory://", ["saleor_crm.E003"]),
        ({"public_url": "shop"}, "memory://", ["saleor_crm.E004"]),
        ({"public_url": "http://shop.test"}, "memory://", ["saleor_crm.W002"]),
        ({"public_url": "http://127.0.0.1:8000"}, "memory://", []),
        ({"mail_sender": "crm@example.com"}, "memory://", ["saleor_crm.W003"]),
        ({}, "", ["saleor_crm.W001"]),
    ],
)
def test_each_mistake_has_its_id(settings, monkeypatch, given, broker, expected) -> None:
    from celery import current_app

    monkeypatch.setattr(current_app.conf, "broker_url", broker)
    settings.SALEOR_CRM = GOOD | given
    assert [message.id for message in settings_check()] == expected
