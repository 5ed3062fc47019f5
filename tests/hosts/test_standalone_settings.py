"""The standalone host's settings, read in a fresh process as a deployment would."""

import json
import os
import stat
import subprocess
import sys

import pytest

from saleor_crm_plugin import schedule
from saleor_crm_plugin.hosts.standalone import environment
from saleor_crm_plugin.hosts.standalone.celery import app

SHOW = """
import json, sys
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def read(directory, *names: str, **environment: str) -> dict:
    result = subprocess.run(
        [sys.executable, "-c", SHOW, *names],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "saleor_crm_plugin.hosts.standalone.settings",
            "SALEOR_CRM_DATA": str(directory),
        }
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(result.stderr.splitlines()[-1])
    return json.loads(result.stdout)


def test_without_any_variable_everything_stays_in_the_data_directory(tmp_path) -> None:
    # when
    shown = read(tmp_path, "DATABASES", "CELERY_BROKER_URL", "DEBUG", "SALEOR_CRM", "ALLOWED_HOSTS")

    # then
    database = shown["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "crm.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert shown["CELERY_BROKER_URL"] == "embedded://localhost"
    assert shown["DEBUG"] is False
    assert shown["SALEOR_CRM"] == {}
    assert shown["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_the_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path) -> None:
    # when
    first = read(tmp_path, "SECRET_KEY")["SECRET_KEY"]
    second = read(tmp_path, "SECRET_KEY")["SECRET_KEY"]

    # then
    assert len(first) == 64
    assert second == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broker", "secret_key"]


def test_a_given_secret_key_leaves_no_file(tmp_path) -> None:
    assert read(tmp_path, "SECRET_KEY", SECRET_KEY="given") == {"SECRET_KEY": "given"}
    assert (tmp_path / "secret_key").exists() is False


def test_the_environment_reaches_the_settings_of_the_crm(tmp_path) -> None:
    # when
    shown = read(
        tmp_path,
        "SALEOR_CRM",
        "ALLOWED_HOSTS",
        "SECURE_HSTS_SECONDS",
        PUBLIC_URL="https://crm.example.com/",
        SMTP_URL="smtp+starttls://robot:p%40ss@mail.example.com",
        SALEOR_CRM_RFM_BINS="4",
        SALEOR_CRM_MAIL_IS_ENABLED="no",
        SALEOR_CRM_SHOP_NAME="Tea & Sons",
    )

    # then
    assert shown["SALEOR_CRM"] == {
        "public_url": "https://crm.example.com",
        "smtp_host": "mail.example.com",
        "smtp_port": 587,
        "smtp_user": "robot",
        "smtp_password": "p@ss",
        "smtp_security": "starttls",
        "rfm_bins": 4,
        "mail_is_enabled": False,
        "shop_name": "Tea & Sons",
    }
    assert shown["ALLOWED_HOSTS"][-1] == "crm.example.com"
    assert shown["SECURE_HSTS_SECONDS"] == 31_536_000


def test_a_database_and_a_broker_can_be_named(tmp_path) -> None:
    # when
    shown = read(
        tmp_path,
        "DATABASES",
        "CELERY_BROKER_URL",
        DATABASE_URL="postgres://someone@db.example.com:5433/crm",
        CELERY_BROKER_URL="redis://broker.example.com/3",
    )

    # then
    database = shown["DATABASES"]["default"]
    assert (database["ENGINE"], database["NAME"]) == ("django.db.backends.postgresql", "crm")
    assert shown["CELERY_BROKER_URL"] == "redis://broker.example.com/3"


@pytest.mark.parametrize(
    ("_case", "name", "value", "complaint"),
    [
        ("no such setting", "SALEOR_CRM_RFM_BIN", "4", "there is no setting SALEOR_CRM_RFM_BIN"),
        (
            "not a number",
            "SALEOR_CRM_RFM_BINS",
            "five",
            "SALEOR_CRM_RFM_BINS must be a whole number, got 'five'",
        ),
        ("not a flag", "DEBUG", "maybe", "DEBUG must be 1 or 0, got 'maybe'"),
        (
            "not a mail server",
            "SMTP_URL",
            "http://mail.example.com",
            "SMTP_URL must start with one of smtp, smtp+starttls, smtps and name a host",
        ),
    ],
)
def test_a_wrong_value_is_refused_at_the_start(tmp_path, _case, name, value, complaint) -> None:
    with pytest.raises(RuntimeError) as refusal:
        read(tmp_path, "SALEOR_CRM", **{name: value})
    assert str(refusal.value) == f"ValueError: {complaint}"


def test_every_task_on_the_schedule_exists() -> None:
    # given
    app.loader.import_default_modules()

    # when
    scheduled = {entry["task"] for entry in schedule.entries(has_source=True).values()}

    # then
    assert scheduled - set(app.tasks) == set()
    assert "reconcile" not in schedule.entries(has_source=False)


def test_apps_of_extensions_are_read_from_the_environment(monkeypatch):
    monkeypatch.setenv("SALEOR_CRM_APPS", " loyal_weather, other.app ,")

    assert environment.apps() == ["loyal_weather", "other.app"]
