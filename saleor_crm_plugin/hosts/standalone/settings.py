"""Django's settings of the standalone host; everything a deployment decides comes from the environment."""

import os
from urllib.parse import urlsplit

import dj_database_url

from saleor_crm_plugin import schedule
from saleor_crm_plugin.hosts.standalone import broker, environment

DATA_DIRECTORY = environment.data_directory()
SECRET_KEY = environment.secret_key(DATA_DIRECTORY)
DEBUG = environment.flag("DEBUG")
SALEOR_CRM = environment.crm_settings()
MAIL_CATCHER_FILE = (
    DATA_DIRECTORY / "mails.sqlite3" if environment.flag("SALEOR_CRM_MAIL_CATCHER") else None
)

_public = urlsplit(str(SALEOR_CRM.get("public_url", "")))
ALLOWED_HOSTS = [
    name.strip()
    for name in os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if name.strip()
]
if _public.hostname:
    ALLOWED_HOSTS.append(_public.hostname)

INSTALLED_APPS = [
    "saleor_crm_plugin",
    "saleor_crm_plugin.hosts.standalone",
    *environment.apps(),
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "saleor_crm_plugin.hosts.standalone.urls"
ASGI_APPLICATION = "saleor_crm_plugin.hosts.standalone.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIRECTORY / 'crm.sqlite3'}",
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock first, so that two writers wait instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-us"

SECURE_REFERRER_POLICY = "no-referrer"
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 31_536_000 if _public.scheme == "https" else 0

CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or broker.URL
CELERY_BROKER_TRANSPORT_OPTIONS = broker.transport_options(
    url=CELERY_BROKER_URL, directory=DATA_DIRECTORY / "broker"
)
CELERY_BROKER_CONNECTION_TIMEOUT = 1  # a wake must not keep a shopper waiting
CELERY_WORKER_ENABLE_REMOTE_CONTROL = CELERY_BROKER_URL != broker.URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = schedule.entries(
    has_source=bool(SALEOR_CRM.get("snapshot_source")),
    queues=str(SALEOR_CRM.get("celery_queue", "")),
)
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIRECTORY / "beat-schedule")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "saleor_crm"
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"route": {"()": "saleor_crm_plugin.hosts.standalone.logs.RouteInsteadOfPath"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["route"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},  # refused requests are the requester's matter
        "django.security": {"level": "ERROR"},
        "celery": {"level": "WARNING"},
        "kombu": {"level": "WARNING"},
    },
}
