"""System checks that only make sense inside Saleor: the plugin's place, its public address, its sweep."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils import timezone
from saleor.core.db.connection import allow_writer

from saleor_crm_plugin.conf import CrmSettings, current
from saleor_crm_plugin.facts import Kind
from saleor_crm_plugin.hosts.saleor.configuration import Configuration, configuration
from saleor_crm_plugin.hosts.saleor.customer_attributes import attribute_problems
from saleor_crm_plugin.hosts.saleor.names import HOST
from saleor_crm_plugin.ingest.queries import reconcile_marks

_PLUGIN = "saleor_crm_plugin.hosts.saleor.plugin.CrmPlugin"
_SWEEPS_MISSED = 3


def plugin_is_listed() -> bool:
    """Return whether Saleor knows the plugin: it finds it by the entry point of an installed package."""
    return _PLUGIN in settings.PLUGINS


def host_check(**_: Any) -> list[CheckMessage]:
    """Return what keeps the CRM from working inside this Saleor; nothing while the plugin is off."""
    if not plugin_is_listed():
        return [
            Caution(
                "Saleor does not list the plugin.",
                hint="Install the package with pip, where Saleor runs; a path alone has no entry point.",
                id="saleor_crm.W012",
            )
        ]
    try:
        with allow_writer():
            if not (given := configuration()).is_active:
                return []
            return [*_address(current()), *_sweep(current()), *_attributes(given)]
    except (DatabaseError, ImproperlyConfigured):  # `migrate` comes first; E001 tells the other
        return []


def sweep_is_late(*, crm: CrmSettings, at: datetime) -> bool:
    """Return whether a sweep that should have come has not: some kind of object was never or long ago swept."""
    if crm.reconcile_minutes <= 0:
        return False
    latest = at - _SWEEPS_MISSED * timedelta(minutes=crm.reconcile_minutes)
    swept = {
        mark.kind
        for mark in reconcile_marks()
        if mark.host == HOST and mark.finished_at and mark.finished_at > latest
    }
    return any(kind.value not in swept for kind in Kind)


def _address(crm: CrmSettings) -> Iterator[CheckMessage]:
    if crm.public_url == CrmSettings().public_url:
        yield Caution(
            "The CRM has no public address: links in its mails lead to this machine only.",
            hint="Set Saleor's PUBLIC_URL, for API and worker, or the plugin's Public URL.",
            id="saleor_crm.W013",
        )


def _sweep(crm: CrmSettings) -> Iterator[CheckMessage]:
    if sweep_is_late(crm=crm, at=timezone.now()):  # noqa: TID251 a host reads the clock
        yield Caution(
            f"Saleor's tables were not swept within {_SWEEPS_MISSED} times {crm.reconcile_minutes} minutes.",
            hint="Is beat running, and a worker? A first sweep of a large shop takes a while.",
            id="saleor_crm.W014",
        )


def _attributes(given: Configuration) -> Iterator[CheckMessage]:
    for problem in attribute_problems() if given.fills_attributes else []:
        yield Caution(
            f"The bridge cannot fill a customer attribute: {problem}.",
            hint="The metadata of customers are written all the same.",
            id="saleor_crm.W015",
        )
