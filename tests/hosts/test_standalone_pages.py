"""The front page and the two addresses that a monitor asks."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.urls import resolve
from django.utils import timezone

from saleor_crm_plugin.hosts.standalone import broker, cli_doctor, findings, health, pages
from saleor_crm_plugin.hosts.standalone.celery import app
from saleor_crm_plugin.ingest.services.inbox import facts_accept
from saleor_crm_plugin.loyalty.models import LoyaltyAccount
from saleor_crm_plugin.loyalty.services import ledger_prove
from tests.factories import make_customer
from tests.points_shop import give, make_member, open_shop


@pytest.fixture
def embedded_broker(tmp_path, monkeypatch):
    directory = tmp_path / "broker"
    monkeypatch.setitem(app.conf, "broker_url", broker.URL)
    monkeypatch.setitem(
        app.conf,
        "broker_transport_options",
        broker.transport_options(url=broker.URL, directory=directory),
    )
    return directory


def test_health_asks_nobody(client) -> None:
    response = client.get("/health/")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_ready_says_what_was_found(client, embedded_broker) -> None:
    # when
    response = client.get("/ready/")

    # then
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": {
            "database": {"ok": True, "finding": f"{connection.display_name} answers"},
            "broker": {"ok": True, "finding": "embedded answers"},
            "inbox": {"ok": True, "finding": "nothing waits"},
            "ledger": {"ok": True, "finding": "not proved yet"},
        },
    }


@pytest.mark.django_db
def test_a_fact_that_waits_is_told_and_does_not_turn_requests_away(client, embedded_broker):
    # given
    facts_accept(facts=[make_customer()], is_live=True, at=timezone.now() - timedelta(seconds=90))

    # when
    response = client.get("/ready/")

    # then
    assert response.status_code == 200
    assert re.fullmatch(
        r"the oldest fact waits for 9[0-9] s", response.json()["checks"]["inbox"]["finding"]
    )


@pytest.mark.django_db
def test_a_contradiction_in_the_ledger_is_told_and_does_not_turn_requests_away(
    client, embedded_broker
) -> None:
    # given
    open_shop()
    give(make_member(), 10)
    LoyaltyAccount.objects.update(balance_points=11)
    ledger_prove(at=timezone.now())

    # when
    response = client.get("/ready/")

    # then
    assert response.status_code == 200
    assert response.json()["checks"]["ledger"] == {"ok": True, "finding": "drift 2"}
    assert cli_doctor.points_proof().is_ok is False


@pytest.mark.django_db
def test_a_broker_that_does_not_answer_makes_the_service_not_ready(client, monkeypatch) -> None:
    # given
    monkeypatch.setitem(app.conf, "broker_url", "redis://127.0.0.1:1/0")

    # when
    response = client.get("/ready/")

    # then
    assert response.status_code == 503
    assert response.json()["status"] == "not ready"
    assert response.json()["checks"]["broker"]["ok"] is False


@pytest.mark.django_db
def test_a_database_without_its_tables_makes_the_service_not_ready(monkeypatch) -> None:
    # given
    monkeypatch.setattr(
        health.MigrationExecutor, "migration_plan", lambda *_: ["0001_initial", "0002_next"]
    )

    # then
    assert health.database() == findings.Check(
        name="database", is_ok=False, finding="2 migrations are not applied"
    )


@pytest.mark.django_db
def test_the_front_page_leads_to_everything_that_is_there(
    client, settings, tmp_path, embedded_broker
) -> None:
    # given
    settings.MAIL_CATCHER_FILE = tmp_path / "mails.sqlite3"
    settings.SALEOR_CRM = {"shop_name": "Tea & Sons"}

    # when
    response = client.get("/")

    # then
    page = response.content.decode()
    assert "Tea &amp; Sons" in page
    for address in ("/graphql/", "/mail/", "/ready/"):
        assert f'href="{address}"' in page
    assert page.count("dot good") == 4
    assert '<link rel="stylesheet" href="/pages.css">' in page
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.django_db
def test_the_front_page_does_not_lead_to_a_mail_page_that_is_off(client, embedded_broker) -> None:
    assert "/mail/" not in client.get("/").content.decode()


def test_the_links_in_mails_lead_here() -> None:
    assert resolve("/u/token").view_name == "saleor_crm_web:unsubscribe"


def test_the_pages_have_their_look_from_here(client) -> None:
    response = client.get("/pages.css")
    assert (response.status_code, response["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert ".mails" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "is_led"), [({"index.html": Path("index.html")}, True), ({}, False)]
)
def test_front_page_leads_to_the_merchants_page_when_it_is_built(
    client, embedded_broker, monkeypatch, files, is_led
) -> None:
    # given
    monkeypatch.setattr(pages, "bundle_files", lambda: files)

    # when
    page = client.get("/").content.decode()

    # then
    assert ('href="/dashboard/"' in page) is is_led
