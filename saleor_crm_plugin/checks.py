"""System checks: what `manage.py check` says about the CRM's configuration."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from saleor_crm_plugin import schedule
from saleor_crm_plugin.conf import CrmSettings, current, extensions_disabled, queues_read
from saleor_crm_plugin.extensions.queries import ALL, Absence, installed
from saleor_crm_plugin.work import Work, has_broker

_REPORT_SECRET = re.compile(r"[A-Za-z0-9_-]{24,200}")


def checks_register() -> None:
    """Let Django run the checks of every host."""
    register(settings_check)
    register(extensions_check)


def settings_check(**_: Any) -> list[CheckMessage]:
    """Return what is wrong or doubtful in `SALEOR_CRM`; registered when the app starts."""
    try:
        settings = current()
    except ImproperlyConfigured as problem:
        return [Error(str(problem), id="saleor_crm.E001")]
    return [*_errors(settings), *_cautions(settings)]


def _queue_errors(settings: CrmSettings) -> Iterator[CheckMessage]:
    try:
        named = set(queues_read(settings.celery_queue)) - {""}
    except ImproperlyConfigured as problem:
        yield Error(str(problem), id="saleor_crm.E009")
        return
    prefix = "saleor_crm_plugin."
    planned = {str(entry["task"]) for entry in schedule.entries(has_source=True).values()}
    known = {task.removeprefix(prefix) for task in planned | {work.value for work in Work}}
    for task in sorted(named - known):
        yield Error(
            f"SALEOR_CRM['celery_queue'] names a task that does not exist: {task!r}",
            hint="The tasks are those in docs/operations.md, without what stands before the point.",
            id="saleor_crm.E009",
        )


def _errors(settings: CrmSettings) -> Iterator[CheckMessage]:
    yield from _queue_errors(settings)
    yield from _saleor_errors(settings)
    if settings.snapshot_source:
        try:
            import_string(settings.snapshot_source)
        except ImportError as problem:
            yield Error(
                f"SALEOR_CRM['snapshot_source'] cannot be imported: {problem}",
                hint="It is the dotted path of the class that reads objects from the host.",
                id="saleor_crm.E002",
            )
    if settings.time_zone not in available_timezones():
        yield Error(
            f"SALEOR_CRM['time_zone'] is not an IANA time zone: {settings.time_zone!r}",
            hint="For example Asia/Taipei.",
            id="saleor_crm.E003",
        )
    address = urlsplit(settings.public_url)
    if address.scheme not in {"http", "https"} or not address.netloc:
        yield Error(
            f"SALEOR_CRM['public_url'] is not an http address: {settings.public_url!r}",
            hint="Unsubscribe links in mails start with it.",
            id="saleor_crm.E004",
        )
    if settings.mail_click_tracking not in {"marketing", "all", "none"}:
        yield Error(
            f"SALEOR_CRM['mail_click_tracking'] is not a choice: {settings.mail_click_tracking!r}",
            hint="It is marketing, all or none.",
            id="saleor_crm.E007",
        )
    if settings.report_secret and not _REPORT_SECRET.fullmatch(settings.report_secret):
        yield Error(
            "SALEOR_CRM['report_secret'] is too short, or has letters that no address can have.",
            hint="At least 24 of A-Z, a-z, 0-9, _ and -, such as `openssl rand -hex 24` gives.",
            id="saleor_crm.E008",
        )


def _saleor_errors(settings: CrmSettings) -> Iterator[CheckMessage]:
    if settings.reward_carrier:
        try:
            import_string(settings.reward_carrier)
        except ImportError as problem:
            yield Error(
                f"SALEOR_CRM['reward_carrier'] cannot be imported: {problem}",
                hint="It is the dotted path of the class that makes coupons work at the checkout.",
                id="saleor_crm.E010",
            )
    if settings.saleor_app_token and (problem_words := settings.saleor_app_problem):
        yield Error(
            f"Saleor's API cannot be asked: {problem_words}.",
            hint="saleor_api_url is such as https://shop.example.com/graphql/, saleor_app_token a token of the CRM's app.",
            id="saleor_crm.E011",
        )


def _cautions(settings: CrmSettings) -> Iterator[CheckMessage]:
    if not has_broker():
        yield Caution(
            "Celery has no broker or runs eagerly: nothing is done in the background.",
            hint="Set CELERY_BROKER_URL and start a worker and beat; until then facts and mails wait.",
            id="saleor_crm.W001",
        )
    address = urlsplit(settings.public_url)
    if address.scheme == "http" and address.hostname not in {"127.0.0.1", "localhost", "::1"}:
        yield Caution(
            f"SALEOR_CRM['public_url'] is not encrypted: {settings.public_url}",
            hint="One-click unsubscription needs https (RFC 8058 section 3.1).",
            id="saleor_crm.W002",
        )
    if settings.mail_is_enabled and settings.mail_sender.endswith("@example.com"):
        yield Caution(
            "SALEOR_CRM['mail_sender'] is the example address: mail servers will refuse it.",
            hint="Set an address of your own domain.",
            id="saleor_crm.W003",
        )


_EXTENSION_IDS = {
    Absence.WRONG_VERSION: "saleor_crm.W020",
    Absence.UNUSABLE: "saleor_crm.W021",
    Absence.NAME_TAKEN: "saleor_crm.W022",
}


def extensions_check(**_: Any) -> list[CheckMessage]:
    """Return which installed extensions are not used, and why; the shop runs on without them."""
    try:
        absent = installed().absent
        disabled = extensions_disabled()
    except ImproperlyConfigured:  # which the check of the settings says
        return []
    found: list[CheckMessage] = [
        Caution(
            one.problem,
            hint="Everything else works. Ask its author, or name it in extensions_disabled.",
            id=_EXTENSION_IDS[one.absence],
        )
        for one in absent
        if one.absence in _EXTENSION_IDS
    ]
    names = {one.slug for one in absent}
    found += [
        Caution(
            f"SALEOR_CRM['extensions_disabled'] names {name!r}, which is not installed.",
            id="saleor_crm.W023",
        )
        for name in sorted(disabled - names - {ALL})
    ]
    return found
