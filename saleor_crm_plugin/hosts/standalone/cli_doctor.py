"""`doctor`: looks at the configuration and at everything an installation stands on."""

import argparse
import os
import smtplib
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from rich.console import Console

from saleor_crm_plugin.hosts.standalone import environment
from saleor_crm_plugin.hosts.standalone.findings import Check

SMTP_TIMEOUT_SECONDS = 5


def main(arguments: Sequence[str]) -> int:
    """Print every check; the exit status is 1 when one of them failed."""
    argparse.ArgumentParser(
        prog="python -m saleor_crm_plugin doctor",
        description="Check the configuration, the database, the broker and the mail server.",
    ).parse_args(arguments)
    console = Console(highlight=False)
    checks = _checks()
    for check in checks:
        mark = "[green]ok  [/]" if check.is_ok else "[bold red]bad [/]"
        console.print(f"{mark} {check.name:<12} {check.finding}", soft_wrap=True)
    return 0 if all(check.is_ok for check in checks) else 1


def _checks() -> list[Check]:
    try:
        import django

        django.setup()
    except ValueError as error:  # a variable of the environment
        return [Check(name="settings", is_ok=False, finding=str(error))]
    from saleor_crm_plugin.hosts.standalone import health

    own: tuple[Callable[[], Check], ...] = (
        settings,
        data_directory,
        secrecy,
        mail_server,
        rewards,
        extensions,
    )
    return [*(check() for check in own), *health.report().checks, points_proof()]


def settings() -> Check:
    """Return what Django's and the CRM's own system checks say; only errors are bad."""
    from django.core.checks import ERROR, run_checks

    messages = run_checks()
    return Check(
        name="settings",
        is_ok=all(message.level < ERROR for message in messages),
        finding="; ".join(f"{message.id} {message.msg}" for message in messages) or "no findings",
    )


def data_directory() -> Check:
    """Return whether only its owner can read the data directory."""
    directory = environment.data_directory()
    mode = directory.stat().st_mode & 0o777
    return Check(
        name="data",
        is_ok=not mode & 0o077 and os.access(directory, os.W_OK),
        finding=f"{directory}, mode {mode:o}",
    )


def secrecy() -> Check:
    """Return whether an address that others can reach is served without tracebacks and over HTTPS."""
    from django.conf import settings as django_settings

    from saleor_crm_plugin import conf

    public = urlsplit(conf.current().public_url)
    is_local = public.hostname in {"localhost", "127.0.0.1", "::1"}
    faults = []
    if not is_local and django_settings.DEBUG:
        faults.append("DEBUG is on")
    if not is_local and public.scheme != "https":
        faults.append("PUBLIC_URL is not https")
    if not is_local and django_settings.MAIL_CATCHER_FILE is not None:
        faults.append("the page of caught mails is on")
    return Check(
        name="secrecy",
        is_ok=not faults,
        finding="; ".join(faults) or f"{public.scheme}://{public.netloc}",
    )


def points_proof() -> Check:
    """Return whether the last proof of the points ledger found no contradiction."""
    from django.db import DatabaseError

    from saleor_crm_plugin.loyalty.queries import proof_latest

    try:
        proof = proof_latest()
    except DatabaseError as error:
        return Check(name="points", is_ok=False, finding=f"does not answer: {type(error).__name__}")
    if proof is None:
        return Check(name="points", is_ok=True, finding="not proved yet; saleor-crm points prove")
    told = f"{proof.drift_count} contradictions in {proof.entries_count} entries"
    return Check(
        name="points",
        is_ok=proof.drift_count == 0,
        finding=f"{told}, proved at {proof.proved_at:%Y-%m-%d %H:%M} UTC",
    )


def mail_server() -> Check:
    """Return whether the mail server answers; no mail is sent and nobody logs in."""
    from saleor_crm_plugin import conf

    crm = conf.current()
    address = f"{crm.smtp_host}:{crm.smtp_port}"
    if not crm.mail_is_enabled:
        return Check(name="mail server", is_ok=True, finding="not needed, e-mail is switched off")
    connect = smtplib.SMTP_SSL if crm.smtp_security == "tls" else smtplib.SMTP
    try:
        with connect(crm.smtp_host, crm.smtp_port, timeout=SMTP_TIMEOUT_SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Check(
            name="mail server",
            is_ok=False,
            finding=f"{address}: {type(error).__name__}; set SMTP_URL",
        )
    return Check(name="mail server", is_ok=True, finding=f"{address} answers")


def rewards() -> Check:
    """Return whether coupons reach the checkout: where Saleor answers for them, it is asked."""
    from saleor_crm_plugin.hosts.saleor_app.rewards import SaleorApiCarrier
    from saleor_crm_plugin.hosts.saleor_app.standing import standing_look
    from saleor_crm_plugin.loyalty.queries.carriers import reward_carrier

    try:
        carrier = reward_carrier()
    except ImportError:  # which the check of the settings says
        return Check(name="rewards", is_ok=False, finding="reward_carrier cannot be imported")
    if not isinstance(carrier, SaleorApiCarrier):
        return Check(name="rewards", is_ok=True, finding=f"carried by {type(carrier).__name__}")
    standing = standing_look()
    return Check(name="rewards", is_ok=standing.is_well, finding=standing.words)


def extensions() -> Check:
    """Return how the installed extensions fare; one that is not in force is bad, unless it is switched off."""
    from django.db import DatabaseError

    from saleor_crm_plugin.automation.queries import extensions_look

    try:
        look = extensions_look()
    except DatabaseError as error:
        return Check(name="extensions", is_ok=False, finding=f"unread: {type(error).__name__}")
    return Check(name="extensions", is_ok=look.is_well, finding=look.words)
