"""What the operator typed into the plugin's form, and what it means to the core."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from saleor_crm_plugin.conf import CrmSettings
from saleor_crm_plugin.hosts.saleor.form import DEFAULTS
from saleor_crm_plugin.hosts.saleor.names import PLUGIN_ID

_CORE = CrmSettings()
_ADDRESS = re.compile(r"(?P<origin>https?://[A-Za-z0-9.:\[\]-]+)(/.*)?")


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

    def number(self, name: str, default: int) -> int:
        """Return a whole number; `default` when something else is stored."""
        return _number(self.values.get(name), default)

    @property
    def ignores_guests(self) -> bool:
        """Return whether guests' orders make no profiles."""
        return self.is_on("ignores_guests")

    @property
    def fills_attributes(self) -> bool:
        """Return whether the bridge is on and fills customer attributes, too."""
        return self.is_on("bridge_is_on") and self.is_on("bridge_fills_attributes")


def configuration() -> Configuration:
    """Return the stored configuration, in one query on the replica; the defaults when there is none."""
    from saleor.plugins.models import PluginConfiguration

    rows = PluginConfiguration.objects.using(settings.DATABASE_CONNECTION_REPLICA_NAME)
    row = rows.filter(identifier=PLUGIN_ID, channel=None).order_by("pk").first()
    stored = (row.configuration or []) if row else []
    return configuration_read(stored, is_active=bool(row and row.active))


def configuration_read(items: Iterable[Mapping[str, Any]], *, is_active: bool) -> Configuration:
    """Return the configuration that Saleor stores as `items`; what is missing there has its default."""
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
        given = configuration_read([], is_active=False)
    return {
        "mail_is_enabled": given.is_active and given.is_on("mail_is_enabled"),
        "mail_sender": given.text("mail_sender") or _CORE.mail_sender,
        "mail_sender_name": given.text("mail_sender_name"),
        "report_secret": given.text("report_secret"),
        "shop_name": given.text("shop_name") or _CORE.shop_name,
        "public_url": given.text("public_url").rstrip("/") or _public_url(),
        "dashboard_origins": dashboard_origins(
            given.text("dashboard_origins") or os.environ.get("DASHBOARD_URL", "")
        ),
        "time_zone": given.text("time_zone") or "UTC",
        "reconcile_minutes": given.number("reconcile_minutes", 0) if given.is_active else 0,
        **(_smtp_of_form(given) if given.text("smtp_host") else _smtp_of_saleor()),
    }


def dashboard_origins(addresses: str) -> str:
    """
    Return the origins of addresses that commas separate, as browsers compare them: without path and final slash.

    What is no http address is left out: the origins stand in a header.
    """
    found = [_ADDRESS.fullmatch(address.strip()) for address in addresses.split(",")]
    return ", ".join(address["origin"] for address in found if address)


def _number(value: object, default: int) -> int:
    """Return `value` as a number; Saleor says "None" for the port of a mail server that has none."""
    text = str(value).strip()
    return int(text) if text.isascii() and text.isdigit() else default


def _public_url() -> str:
    root = str(getattr(settings, "PUBLIC_URL", None) or "").rstrip("/")
    return f"{root}/plugins/{PLUGIN_ID}" if root else _CORE.public_url


def _smtp_of_form(given: Configuration) -> dict[str, object]:
    return {
        "smtp_host": given.text("smtp_host"),
        "smtp_port": given.number("smtp_port", _CORE.smtp_port),
        "smtp_user": given.text("smtp_user"),
        "smtp_password": str(given.values.get("smtp_password") or ""),
        "smtp_security": given.text("smtp_security"),
    }


def _smtp_of_saleor() -> dict[str, object]:
    security = "tls" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "none"
    return {
        "smtp_host": settings.EMAIL_HOST or _CORE.smtp_host,
        "smtp_port": _number(settings.EMAIL_PORT, _CORE.smtp_port),
        "smtp_user": settings.EMAIL_HOST_USER or "",
        "smtp_password": settings.EMAIL_HOST_PASSWORD or "",
        "smtp_security": security,
    }
