"""Whether this process lives and whether what it stands on is there."""

from collections.abc import Callable

from celery import current_app
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from saleor_crm_plugin.hosts.standalone.findings import Check, Report
from saleor_crm_plugin.ingest.queries import inbox_waits_since
from saleor_crm_plugin.loyalty.queries import proof_latest

BROKER_TIMEOUT_SECONDS = 2


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 Django's signature
    """Return that this process answers; nothing behind it is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 Django's signature
    """Return what was found; status 503 tells a load balancer to wait."""
    found = report()
    return JsonResponse(
        {
            "status": "ready" if found.is_ready else "not ready",
            "checks": {
                check.name: {"ok": check.is_ok, "finding": check.finding} for check in found.checks
            },
        },
        status=200 if found.is_ready else 503,
    )


def report() -> Report:
    """Return the state of everything this process needs; takes some seconds when something hangs."""
    return Report(checks=tuple(check() for check in _CHECKS))


def database() -> Check:
    """Return whether the database answers and has every table."""
    name = "database"
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Check(name=name, is_ok=False, finding=f"does not answer: {type(error).__name__}")
    if missing:
        return Check(name=name, is_ok=False, finding=f"{len(missing)} migrations are not applied")
    return Check(name=name, is_ok=True, finding=f"{connection.display_name} answers")


def broker() -> Check:
    """Return whether a wake can be handed to the broker; without it the work waits for the beat."""
    name = "broker"
    with current_app.connection_for_write(connect_timeout=BROKER_TIMEOUT_SECONDS) as link:
        kind = link.transport.driver_name
        try:
            link.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT_SECONDS)
        except (KombuError, OSError) as error:
            return Check(name=name, is_ok=False, finding=f"{kind}: {type(error).__name__}")
    return Check(name=name, is_ok=True, finding=f"{kind} answers")


def inbox() -> Check:
    """Return for how long the oldest fact waits; never a reason to send nobody here, but one to look at workers."""
    name = "inbox"
    try:
        since = inbox_waits_since()
    except DatabaseError as error:
        return Check(name=name, is_ok=False, finding=f"does not answer: {type(error).__name__}")
    if since is None:
        return Check(name=name, is_ok=True, finding="nothing waits")
    seconds = (timezone.now() - since).total_seconds()  # noqa: TID251 a host reads the clock
    return Check(name=name, is_ok=True, finding=f"the oldest fact waits for {seconds:.0f} s")


def ledger() -> Check:
    """Return what the last proof of the points ledger found; never a reason to send nobody here."""
    name = "ledger"
    try:
        proof = proof_latest()
    except DatabaseError as error:
        return Check(name=name, is_ok=False, finding=f"does not answer: {type(error).__name__}")
    if proof is None:
        return Check(name=name, is_ok=True, finding="not proved yet")
    return Check(name=name, is_ok=True, finding=f"drift {proof.drift_count}")


_CHECKS: tuple[Callable[[], Check], ...] = (database, broker, inbox, ledger)
