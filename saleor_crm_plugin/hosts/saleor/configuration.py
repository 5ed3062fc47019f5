"""The plugin's form in the Dashboard: its fields, what is refused, and what it means to the core."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.hosts.saleor.names import PLUGIN_ID

_CORE = CrmSettings()
_MINUTES_OF_A_DAY = 1440
_PORT_MAX = 65_535
_SECURITIES = {"none", "starttls", "tls"}


@dataclass(frozen=True, slots=True)
class _Field:
    """One field of the form; `kind` is Saleor's word for it (`ConfigurationTypeField`)."""

    kind: str
    label: str
    help_text: str
    default: str | bool | None


_FIELDS = {
    "mail_is_enabled": _Field(
        "Boolean",
        "Send e-mail",
        "Switched off, messages wait in the outbox. Set the sender before you switch it on.",
        default=False,
    ),
    "mail_sender": _Field(
        "String", "Sender address", "An address of your own domain, e.g. shop@example.com.", ""
    ),
    "mail_sender_name": _Field(
        "String", "Sender name", "Stands beside the address; the shop's name when empty.", ""
    ),
    "shop_name": _Field("String", "Shop name", "The shop's name, as mails say it.", "Our shop"),
    "public_url": _Field(
        "String",
        "Public URL of the CRM",
        "Where shoppers reach this plugin, without a final slash: the API's https address and "
        "/plugins/saleor.crm. Links in mails start with it. Empty: Saleor's PUBLIC_URL decides.",
        "",
    ),
    "time_zone": _Field(
        "String", "Time zone", "IANA name, e.g. Asia/Taipei: when the shop's day begins.", "UTC"
    ),
    "ignores_guests": _Field(
        "Boolean",
        "Ignore guests",
        "Switched on, orders without an account count for no profile, and what guests typed is not kept.",
        default=False,
    ),
    "reconcile_minutes": _Field(
        "String",
        "Minutes between sweeps",
        "How often Saleor's tables are read for what no hook told, 0 to 1440; 0 is never.",
        "10",
    ),
    "smtp_host": _Field(
        "String",
        "Mail server",
        "Empty: Saleor's own EMAIL_URL is used, and the fields below are not.",
        "",
    ),
    "smtp_port": _Field("String", "Port of the mail server", "1 to 65535.", "587"),
    "smtp_user": _Field("String", "User at the mail server", "No login when empty.", ""),
    "smtp_password": _Field(
        "Password", "Password at the mail server", "Is never shown again.", None
    ),
    "smtp_security": _Field(
        "String", "Security of the mail server", "none, starttls or tls.", "starttls"
    ),
}
STRUCTURE = {
    name: {"type": field.kind, "label": field.label, "help_text": field.help_text}
    for name, field in _FIELDS.items()
}
DEFAULTS = [{"name": name, "value": field.default} for name, field in _FIELDS.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the operator typed, as Saleor stores it, and whether the plugin is switched on."""

    is_active: bool
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return a field as text, without spaces around it."""
        return str(self.values.get(name) or "").strip()

    def is_on(self, name: str) -> bool:
        """Return whether a switch is on; Saleor has stored booleans as words in some versions."""
        return str(self.values.get(name)).lower() == "true"

    @property
    def ignores_guests(self) -> bool:
        """Return whether guests' orders make no profiles."""
        return self.is_on("ignores_guests")


def configuration() -> Configuration:
    """Return the stored configuration, in one query on the replica; the defaults when there is none."""
    from saleor.plugins.models import PluginConfiguration

    rows = PluginConfiguration.objects.using(settings.DATABASE_CONNECTION_REPLICA_NAME)
    row = rows.filter(identifier=PLUGIN_ID, channel=None).order_by("pk").first()
    stored = (row.configuration or []) if row else []
    return _read(stored, is_active=bool(row and row.active))


def _read(items: Iterable[Mapping[str, Any]], *, is_active: bool) -> Configuration:
    values = {str(item["name"]): item["value"] for item in [*DEFAULTS, *items]}
    return Configuration(is_active=is_active, values=values)


def settings_given() -> dict[str, object]:
    """
    Return the core's settings as the form has them; `SALEOR_CRM` in Django's settings wins.

    A plugin that is switched off sends nothing and sweeps nothing; what its hooks noted before
    is still brought home. Saleor without tables (before the first migration) gives the defaults.
    """
    try:
        given = configuration()
    except DatabaseError:
        given = _read([], is_active=False)
    return {
        "mail_is_enabled": given.is_active and given.is_on("mail_is_enabled"),
        "mail_sender": given.text("mail_sender") or _CORE.mail_sender,
        "mail_sender_name": given.text("mail_sender_name"),
        "shop_name": given.text("shop_name") or _CORE.shop_name,
        "public_url": given.text("public_url") or _public_url(),
        "time_zone": given.text("time_zone") or "UTC",
        "reconcile_minutes": int(given.text("reconcile_minutes") or 0) if given.is_active else 0,
        **(_smtp_of_form(given) if given.text("smtp_host") else _smtp_of_saleor()),
    }


def validate(items: Iterable[Mapping[str, Any]], *, is_active: bool) -> None:
    """
    Refuse a form that could not work.

    :raises ValidationError: by field.
    """
    given = _read(items, is_active=is_active)
    problems = {
        name: ValidationError(problem, code="invalid")
        for name, problem_of in _PROBLEMS.items()
        if (problem := problem_of(given))
    }
    if problems:
        raise ValidationError(problems)


def _public_url() -> str:
    root = str(getattr(settings, "PUBLIC_URL", None) or "").rstrip("/")
    return f"{root}/plugins/{PLUGIN_ID}" if root else _CORE.public_url


def _smtp_of_form(given: Configuration) -> dict[str, object]:
    return {
        "smtp_host": given.text("smtp_host"),
        "smtp_port": int(given.text("smtp_port")),
        "smtp_user": given.text("smtp_user"),
        "smtp_password": str(given.values.get("smtp_password") or ""),
        "smtp_security": given.text("smtp_security"),
    }


def _smtp_of_saleor() -> dict[str, object]:
    security = "tls" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "none"
    return {
        "smtp_host": settings.EMAIL_HOST or _CORE.smtp_host,
        "smtp_port": int(settings.EMAIL_PORT or _CORE.smtp_port),
        "smtp_user": settings.EMAIL_HOST_USER or "",
        "smtp_password": settings.EMAIL_HOST_PASSWORD or "",
        "smtp_security": security,
    }


def _sender_problem(given: Configuration) -> str | None:
    sender = given.text("mail_sender")
    if not sender:
        return "E-mail needs a sender." if given.is_on("mail_is_enabled") else None
    try:
        validate_email(sender)
    except ValidationError:
        return "This is not an e-mail address."
    if given.is_on("mail_is_enabled") and sender.endswith("@example.com"):
        return "Mail servers refuse the example address."
    return None


def _url_problem(given: Configuration) -> str | None:
    address = urlsplit(given.text("public_url"))
    if not given.text("public_url") or (address.scheme in {"http", "https"} and address.netloc):
        return None
    return "This is not an http address."


def _zone_problem(given: Configuration) -> str | None:
    return (
        None
        if given.text("time_zone") in available_timezones()
        else "This is not an IANA time zone."
    )


def _number_problem(name: str, lowest: int, highest: int) -> Callable[[Configuration], str | None]:
    def problem(given: Configuration) -> str | None:
        text = given.text(name)
        if text.isascii() and text.isdigit() and lowest <= int(text) <= highest:
            return None
        return f"This must be a whole number from {lowest} to {highest}."

    return problem


def _security_problem(given: Configuration) -> str | None:
    return None if given.text("smtp_security") in _SECURITIES else "This is none, starttls or tls."


_PROBLEMS: dict[str, Callable[[Configuration], str | None]] = {
    "mail_sender": _sender_problem,
    "public_url": _url_problem,
    "time_zone": _zone_problem,
    "reconcile_minutes": _number_problem("reconcile_minutes", 0, _MINUTES_OF_A_DAY),
    "smtp_port": _number_problem("smtp_port", 1, _PORT_MAX),
    "smtp_security": _security_problem,
}
