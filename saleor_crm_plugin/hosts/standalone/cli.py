"""The command line: which commands an operator has, and where each of them leads."""

import os
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from saleor_crm_plugin.hosts.standalone import environment

PROGRAM = "python -m saleor_crm_plugin"
SETTINGS = "saleor_crm_plugin.hosts.standalone.settings"

# What the operator types: Django's management command behind it, and what it does.
MANAGED: Mapping[str, tuple[str, str]] = {
    "migrate": ("crm_migrate", "create or update the tables"),
    "demo": ("crm_demo", "fill an empty database with a believable shop"),
    "import": ("crm_import", "read customers or orders from CSV or JSON lines"),
    "token": ("crm_token", "issue, list and revoke API tokens"),
    "inbox": ("crm_inbox", "count what waits, list and replay what failed"),
    "rfm": ("crm_rfm", "recompute the RFM scores of every profile"),
    "points": ("crm_points", "prove the points ledger, give points to many, take them back"),
    "reconcile": ("crm_reconcile", "read again from the shop what changed"),
}
OWN: Mapping[str, str] = {
    "run": "everything in one terminal: web server, worker, beat, mail catcher",
    "doctor": "check the configuration and everything this installation needs",
    "manage": "any of Django's own commands",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if name in {"--help", "-h", "help"}:
        print(usage())  # noqa: T201 the answer to --help
        return 0
    if name not in MANAGED and name not in OWN:
        print(f"There is no command {name!r}.\n\n{usage()}")  # noqa: T201 the answer to the operator
        return 2
    if missing := _missing():
        print(f"{missing} is not installed: pip install 'saleor-crm-plugin[standalone]'")  # noqa: T201
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    return _dispatch(name, rest)


def usage() -> str:
    """Return the help text of the whole command line."""
    commands = {**{name: OWN[name] for name in ("run", "doctor")}} | {
        name: summary for name, (_, summary) in MANAGED.items()
    }
    commands["manage"] = OWN["manage"]
    lines = [f"  {name:<11}{summary}" for name, summary in commands.items()]
    variables = [f"  {name:<25}{meaning}" for name, meaning in environment.VARIABLES.items()]
    return "\n".join(
        [
            f"usage: {PROGRAM} COMMAND [OPTIONS]",
            "",
            "A CRM for Saleor shops: profiles, points, segments and automated e-mail.",
            "",
            "commands:",
            *lines,
            "",
            f"{PROGRAM} COMMAND --help describes the options of one command.",
            "",
            "environment:",
            *variables,
            f"  {environment.PREFIX + '…':<25}Every setting of the CRM, in capitals; docs/standalone.md.",
        ]
    )


def _missing() -> str:
    """Return the first library of the `standalone` extra that is absent; a Saleor environment has none."""
    libraries = ("dj_database_url", "aiosmtpd", "rich", "strawberry", "uvicorn")
    return next((name for name in libraries if find_spec(name) is None), "")


def _dispatch(name: str, rest: Sequence[str]) -> int:
    if name == "run":
        from saleor_crm_plugin.hosts.standalone import cli_run

        return cli_run.main(rest)
    if name == "doctor":
        from saleor_crm_plugin.hosts.standalone import cli_doctor

        return cli_doctor.main(rest)
    from django.core.management import ManagementUtility

    if name == "manage":
        ManagementUtility([f"{PROGRAM} manage", *rest]).execute()
        return 0
    import django

    django.setup()
    command = ManagementUtility([PROGRAM]).fetch_command(MANAGED[name][0])
    command.run_from_argv([PROGRAM, name, *rest])
    return 0
