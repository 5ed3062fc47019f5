"""What the standalone host reads from environment variables; Django is not needed here."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote, urlsplit

from saleor_crm_plugin.conf import CrmSettings

# Every variable that is not a setting of the CRM itself, with what it does.
VARIABLES: Mapping[str, str] = {
    "ALLOWED_HOSTS": "Host names the web server answers to, separated by commas.",
    "CELERY_BROKER_URL": "Redis, RabbitMQ or SQS instead of the embedded broker.",
    "DATABASE_URL": "PostgreSQL instead of the SQLite file in the data directory.",
    "DEBUG": "1 shows tracebacks in the browser; never in production.",
    "PUBLIC_URL": "Where shoppers reach this service; the links in e-mails start with it.",
    "SALEOR_CRM_APPS": "Django apps that extensions bring, as dotted names separated by commas.",
    "SALEOR_CRM_DATA": "The data directory; `.var` in the working directory unless set.",
    "SALEOR_CRM_MAIL_CATCHER": "1 shows the page of caught mails; set by `run`, never in production.",
    "SECRET_KEY": "Signs links and tokens; made once and kept in the data directory unless set.",
    "SMTP_URL": "The mail server, as smtp://, smtp+starttls:// or smtps://user:password@host:port.",
}
PREFIX = "SALEOR_CRM_"
SCHEMES: Mapping[str, tuple[str, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def flag(name: str) -> bool:
    """
    Return whether the variable `name` is switched on; absent means off.

    :raises ValueError: it holds neither a yes nor a no.
    """
    value = os.environ.get(name, "").strip().lower()
    if value not in _TRUE | _FALSE:
        raise ValueError(f"{name} must be 1 or 0, got {value!r}")
    return value in _TRUE


def apps() -> list[str]:
    """Return the Django apps that extensions bring, in the order in which they are named."""
    named = os.environ.get("SALEOR_CRM_APPS", "").split(",")
    return [name.strip() for name in named if name.strip()]


def data_directory() -> Path:
    """Return the directory of everything this installation keeps in files; it exists, for its owner only."""
    directory = Path(os.environ.get("SALEOR_CRM_DATA") or ".var").expanduser().absolute()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    return directory


def secret_key(directory: Path) -> str:
    """
    Return the signing key: `SECRET_KEY`, or the one kept in `directory`, made on first use.

    Processes that start together agree on one: the file appears complete or not at all, and only
    the first to link it wins.
    """
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = directory / "secret_key"
    if not path.exists():
        descriptor, draft = tempfile.mkstemp(dir=directory)  # created with mode 0600
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:  # another process was quicker; its key counts
            pass
        finally:
            Path(draft).unlink()
    return path.read_text()


def crm_settings() -> dict[str, object]:
    """
    Return the CRM's settings that the environment names: `SALEOR_CRM_` and the setting in capitals.

    `PUBLIC_URL` and `SMTP_URL` are short ways to say the settings that everybody needs.

    :raises ValueError: a value does not have its setting's type, or no such setting exists.
    """
    given: dict[str, object] = {}
    if url := os.environ.get("PUBLIC_URL"):
        given["public_url"] = url.rstrip("/")
    given |= _smtp_settings(os.environ.get("SMTP_URL", ""))
    types = {f"{PREFIX}{field.name.upper()}": field for field in fields(CrmSettings)}
    for name, value in os.environ.items():
        if name.startswith(PREFIX) and name not in VARIABLES:
            if name not in types:
                raise ValueError(f"there is no setting {name}")
            given[types[name].name] = _typed(name, value, types[name].type)
    return given


def _typed(name: str, value: str, kind: object) -> object:
    if kind is bool:
        return flag(name)
    if kind is int:
        try:
            return int(value)
        except ValueError:
            raise ValueError(f"{name} must be a whole number, got {value!r}") from None
    return value


def _smtp_settings(url: str) -> dict[str, object]:
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError(f"SMTP_URL must start with one of {', '.join(SCHEMES)} and name a host")
    security, port = SCHEMES[parts.scheme]
    return {
        "smtp_host": parts.hostname,
        "smtp_port": parts.port or port,
        "smtp_user": unquote(parts.username or ""),
        "smtp_password": unquote(parts.password or ""),
        "smtp_security": security,
    }
