"""Django settings of the test suite: SQLite unless `DATABASE_URL` names a PostgreSQL."""

import os
from pathlib import Path

import dj_database_url

SECRET_KEY = "only for tests"
USE_TZ = True
TIME_ZONE = "UTC"
INSTALLED_APPS = [
    "saleor_crm_plugin",
    "saleor_crm_plugin.hosts.standalone",
]
ROOT_URLCONF = "saleor_crm_plugin.hosts.standalone.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DATABASE_URL") or "sqlite://:memory:")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # As the standalone host has it, for the tests that start processes on a file.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=30,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SALEOR_CRM = {}
MAIL_CATCHER_FILE: Path | None = None
