"""Looks at the whole chain inside Saleor: settings, tables, plugin, reading, broker, worker, sweep, beat, mail."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.checks import ERROR, run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone
from django_celery_beat.models import PeriodicTask
from kombu.exceptions import KombuError
from saleor.channel.models import Channel
from saleor.order.models import Order

from saleor_crm_plugin import conf
from saleor_crm_plugin.automation.queries import extensions_look
from saleor_crm_plugin.facts import Kind, Reference
from saleor_crm_plugin.hosts.saleor.checks import plugin_is_listed, sweep_is_late
from saleor_crm_plugin.hosts.saleor.configuration import configuration
from saleor_crm_plugin.hosts.saleor.customer_attributes import attribute_problems
from saleor_crm_plugin.hosts.saleor.names import BEAT_PREFIX, reference
from saleor_crm_plugin.hosts.saleor.program import rates_in_force
from saleor_crm_plugin.hosts.saleor.schema.extension import schema_check
from saleor_crm_plugin.hosts.saleor.source import SaleorSource
from saleor_crm_plugin.ingest.queries import inbox_counts, inbox_waits_since, reconcile_marks
from saleor_crm_plugin.ingest.services.inbox import touch
from saleor_crm_plugin.loyalty.queries import proof_latest
from saleor_crm_plugin.loyalty.rules.program import rate_matching
from saleor_crm_plugin.work import has_broker

_CONNECT_SECONDS = 5
_LOOK_SECONDS = 0.2
_BEAT_AGE_MAX = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one look found; `is_ok` false asks the operator to do something."""

    name: str
    is_ok: bool
    words: str


def findings(*, wait_seconds: int) -> Iterator[Finding]:
    """Return what each part of the chain says, in the order in which they depend on each other."""
    looks: tuple[Callable[[], Finding], ...] = (_settings, _tables)
    for look in looks:
        finding = look()
        yield finding
        if not finding.is_ok:
            return
    yield _plugin()
    newest = _newest_order()
    yield _reading(newest)
    yield _broker()
    yield _worker(newest, wait_seconds)
    yield _inbox()
    yield _sweep()
    yield _beat()
    yield _schema()
    yield _address()
    yield _points()
    yield _bridge()
    yield _ledger()
    yield _mail_server()
    yield _extensions()


def _settings() -> Finding:
    found = [message for message in run_checks() if (message.id or "").startswith("saleor_crm.")]
    return Finding(
        name="settings",
        is_ok=all(message.level < ERROR for message in found),
        words="; ".join(f"{message.id} {message.msg}" for message in found) or "no findings",
    )


def _tables() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] == "saleor_crm"]
        missing = len(executor.migration_plan(leaves))
    except DatabaseError as error:
        return Finding(name="tables", is_ok=False, words=f"no answer: {type(error).__name__}")
    words = f"{missing} migrations are missing: manage.py migrate" if missing else "all there"
    return Finding(name="tables", is_ok=not missing, words=words)


def _ledger() -> Finding:
    proof = proof_latest()
    if proof is None:
        return Finding(
            name="ledger", is_ok=True, words="not proved yet: manage.py crm_points prove"
        )
    words = f"{proof.drift_count} contradictions in {proof.entries_count} entries"
    return Finding(name="ledger", is_ok=proof.drift_count == 0, words=words)


def _plugin() -> Finding:
    if not plugin_is_listed():
        return Finding(
            name="plugin", is_ok=False, words="Saleor does not list it: reinstall the package"
        )
    is_active = configuration().is_active
    return Finding(
        name="plugin",
        is_ok=is_active,
        words="switched on" if is_active else "switched off: no hook is heard and nothing is sent",
    )


def _newest_order() -> Reference | None:
    rows: Any = Order.objects.using(settings.DATABASE_CONNECTION_DEFAULT_NAME).exclude(
        status="draft"
    )
    key = rows.order_by("-created_at", "-pk").values_list("pk", flat=True).first()
    return reference(Kind.ORDER, key) if key else None


def _reading(newest: Reference | None) -> Finding:
    if newest is None:
        return Finding(name="reading", is_ok=True, words="the shop has no order yet")
    is_told = newest in SaleorSource().read([newest])
    words = (
        "the newest order is read and translated"
        if is_told
        else f"{newest} cannot be told, see the log"
    )
    return Finding(name="reading", is_ok=is_told, words=words)


def _broker() -> Finding:
    if not has_broker():
        return Finding(name="broker", is_ok=False, words="none: set CELERY_BROKER_URL")
    with current_app.connection_for_write(connect_timeout=_CONNECT_SECONDS) as link:
        kind = link.transport.driver_name
        try:
            link.ensure_connection(max_retries=1, timeout=_CONNECT_SECONDS)
        except (KombuError, OSError) as error:
            return Finding(name="broker", is_ok=False, words=f"{kind}: {type(error).__name__}")
    return Finding(name="broker", is_ok=True, words=f"{kind} answers")


def _worker(newest: Reference | None, wait_seconds: int) -> Finding:
    """Touch the newest order as a hook would, and wait until a worker has taken it."""
    if newest is None or not has_broker():
        return Finding(name="worker", is_ok=newest is None, words="not asked")
    started = monotonic()
    touch(reference=newest, at=timezone.now())  # noqa: TID251 a host reads the clock
    while monotonic() - started < wait_seconds:
        if inbox_waits_since() is None:
            words = f"a touched order was brought home after {monotonic() - started:.1f} seconds"
            return Finding(name="worker", is_ok=True, words=words)
        sleep(_LOOK_SECONDS)
    return Finding(
        name="worker", is_ok=False, words=f"nobody emptied the inbox within {wait_seconds} seconds"
    )


def _inbox() -> Finding:
    counts = inbox_counts()
    words = f"{counts.pending + counts.claimed} wait, {counts.done} done, {counts.dead} dead"
    return Finding(name="inbox", is_ok=counts.dead == 0, words=words)


def _sweep() -> Finding:
    marks = {mark.kind: mark for mark in reconcile_marks() if mark.host == SaleorSource.host}
    never = [kind.value for kind in Kind if kind not in marks or not marks[kind].finished_at]
    if never:
        return Finding(name="sweep", is_ok=False, words=f"never finished for {', '.join(never)}")
    oldest = min(mark.finished_at for mark in marks.values() if mark.finished_at)
    is_late = sweep_is_late(crm=conf.current(), at=timezone.now())  # noqa: TID251 a host reads the clock
    return Finding(
        name="sweep", is_ok=not is_late, words=f"last finished at {oldest:%Y-%m-%d %H:%M} UTC"
    )


def _beat() -> Finding:
    """Look at the rows that Saleor's database scheduler keeps; another scheduler shows in the sweep."""
    if "DatabaseScheduler" not in str(current_app.conf.beat_scheduler):
        return Finding(name="beat", is_ok=True, words="its scheduler keeps no rows to look at")
    rows = PeriodicTask.objects.filter(name__startswith=BEAT_PREFIX, enabled=True)
    count = rows.count()
    last = rows.aggregate(last=Max("last_run_at"))["last"]
    if not count or last is None:
        words = "has never sent one of our tasks: start or restart it"
        return Finding(name="beat", is_ok=False, words=words)
    age = timezone.now() - last  # noqa: TID251 a host reads the clock
    words = f"{count} periodic tasks, the last sent {age.total_seconds():.0f} seconds ago"
    return Finding(name="beat", is_ok=age < _BEAT_AGE_MAX, words=words)


def _schema() -> Finding:
    problems = [message.msg for message in schema_check()]
    return Finding(
        name="schema",
        is_ok=not problems,
        words="; ".join(problems) or "Saleor's GraphQL has the CRM's fields",
    )


def _address() -> Finding:
    crm = conf.current()
    is_set = crm.public_url != conf.CrmSettings().public_url
    words = crm.public_url if is_set else "none: set PUBLIC_URL or the plugin's Public URL"
    return Finding(name="address", is_ok=is_set, words=words)


def _points() -> Finding:
    """Say at which rates orders earn, and which channels of the shop have none."""
    rates = rates_in_force()
    if not rates:
        return Finding(name="points", is_ok=True, words="are not awarded")
    channels: Any = Channel.objects.using(settings.DATABASE_CONNECTION_DEFAULT_NAME)
    without = [
        slug
        for slug, currency in channels.order_by("slug").values_list("slug", "currency_code")
        if rate_matching(rates, channel=slug, currency=currency) is None
    ]
    words = f"no rate for {', '.join(without)}" if without else "every channel has a rate"
    return Finding(name="points", is_ok=not without, words=words)


def _bridge() -> Finding:
    """Say where the bridge writes group, tier and points to, and what keeps it from the customer attributes."""
    given = configuration()
    if not given.is_on("bridge_is_on"):
        return Finding(name="bridge", is_ok=True, words="is switched off")
    kind = "private metadata" if given.is_on("bridge_is_private") else "metadata"
    if not given.fills_attributes:
        return Finding(name="bridge", is_ok=True, words=f"writes to {kind}")
    problems = attribute_problems()
    words = "; ".join(problems) or f"writes to {kind} and customer attributes"
    return Finding(name="bridge", is_ok=not problems, words=words)


def _mail_server() -> Finding:
    crm = conf.current()
    if not crm.mail_is_enabled:
        return Finding(name="mail server", is_ok=True, words="not needed, e-mail is switched off")
    address = f"{crm.smtp_host}:{crm.smtp_port}"
    connect = smtplib.SMTP_SSL if crm.smtp_security == "tls" else smtplib.SMTP
    try:
        with connect(crm.smtp_host, crm.smtp_port, timeout=_CONNECT_SECONDS) as server:
            if crm.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if crm.smtp_user:
                server.login(crm.smtp_user, crm.smtp_password)
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(name="mail server", is_ok=False, words=f"{address}: {type(error).__name__}")
    return Finding(name="mail server", is_ok=True, words=f"{address} answers")


def _extensions() -> Finding:
    look = extensions_look()
    return Finding(name="extensions", is_ok=look.is_well, words=look.words)
