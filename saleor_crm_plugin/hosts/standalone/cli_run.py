"""`run`: everything in one terminal, from an empty directory to a shop with data, until Ctrl-C."""

import argparse
import fcntl
import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_address

from rich.console import Console
from rich.text import Text

from saleor_crm_plugin.hosts.standalone import environment
from saleor_crm_plugin.hosts.standalone.findings import CannotRun
from saleor_crm_plugin.hosts.standalone.supervisor import Child, ChildFailed, Supervisor

COLORS = {"web": "cyan", "worker": "green", "beat": "yellow", "mail": "magenta"}


def main(arguments: Sequence[str]) -> int:
    """Run until Ctrl-C, SIGTERM or a child that cannot be kept alive."""
    options = _options(arguments)
    console = Console(highlight=False)
    try:
        return _run(options, console)
    except (CannotRun, ChildFailed) as obstacle:
        console.print(f"[bold red]cannot run:[/] {obstacle}", soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        return 130


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m saleor_crm_plugin run",
        description="Web server, worker, beat and mail catcher in one terminal, until Ctrl-C.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=int, default=8000, help="port of the web server (%(default)s)"
    )
    parser.add_argument(
        "--smtp-port", type=int, default=1025, help="port of the local mail catcher (%(default)s)"
    )
    parser.add_argument(
        "--concurrency", type=int, default=2, help="threads of the worker (%(default)s)"
    )
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    return parser.parse_args(arguments)


def _run(options: argparse.Namespace, console: Console) -> int:
    began = time.monotonic()
    has_catcher = _set_environment(options)
    _require_port(options.host, options.port, "--port")
    if has_catcher:
        _require_port("127.0.0.1", options.smtp_port, "--smtp-port")
    with _only_one():
        _prepare(options, console)
        supervisor = Supervisor(
            _children(options, has_catcher=has_catcher),
            say=lambda name, line: console.print(
                Text(f"{name:>6} │ ", style=COLORS.get(name, "")) + Text(line), soft_wrap=True
            ),
        )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: supervisor.stop())
        try:
            with console.status("starting"):
                supervisor.start()
            if not supervisor.is_stopping:
                _welcome(options, console, seconds=time.monotonic() - began)
            supervisor.watch()
            return 0
        finally:
            console.print("stopping")
            supervisor.close()


def _set_environment(options: argparse.Namespace) -> bool:
    """Tell this process and its children the same; return whether the local mail catcher is used."""
    os.environ["SALEOR_CRM_DATA"] = str(environment.data_directory())
    os.environ.setdefault("PUBLIC_URL", f"http://{_shown_host(options.host)}:{options.port}")
    if os.environ.get("SMTP_URL"):
        return False
    if not _is_loopback(options.host):
        # The page of caught mails shows them to everybody who reaches it.
        os.environ.setdefault("SALEOR_CRM_MAIL_IS_ENABLED", "0")
        return False
    os.environ["SMTP_URL"] = f"smtp://127.0.0.1:{options.smtp_port}"
    os.environ["SALEOR_CRM_MAIL_CATCHER"] = "1"
    return True


def _shown_host(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 compared, not bound


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _require_port(host: str, port: int, option: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise CannotRun(
            f"port {port} of {host} cannot be used ({os.strerror(error.errno or 0)}); choose another: "
            f"python -m saleor_crm_plugin run {option} {port + 10}, "
            f"or make run ARGS='{option} {port + 10}'"
        ) from None


@contextmanager
def _only_one() -> Iterator[None]:
    """Hold the data directory: two beats or two brokers on one directory would do everything twice."""
    path = environment.data_directory() / "run.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(
                f"another run already uses {path.parent}; stop it, or name another directory in SALEOR_CRM_DATA"
            ) from None
        yield


def _prepare(options: argparse.Namespace, console: Console) -> None:
    import django

    try:
        django.setup()
    except ValueError as error:  # a variable of the environment
        raise CannotRun(str(error)) from None
    from saleor_crm_plugin.hosts.standalone import cli_prepare

    cli_prepare.broker_require()
    cli_prepare.tables_update(console)
    if _is_loopback(options.host) and not options.no_demo:  # whom others reach is no demo
        cli_prepare.demo_load_if_empty()


def _welcome(options: argparse.Namespace, console: Console, *, seconds: float) -> None:
    from saleor_crm_plugin.hosts.standalone import cli_welcome

    address = f"http://{_shown_host(options.host)}:{options.port}"
    cli_welcome.addresses_show(console, address=address, seconds=seconds)
    if _is_loopback(options.host):  # elsewhere the output is a log that others read
        cli_welcome.tokens_show(console)


def _children(options: argparse.Namespace, *, has_catcher: bool) -> list[Child]:
    children = [
        Child("web", (f"--host={options.host}", f"--port={options.port}")),
        Child("worker", (f"--concurrency={options.concurrency}",)),
        Child("beat"),
    ]
    if has_catcher:
        children.insert(0, Child("mail", (f"--smtp-port={options.smtp_port}",)))
    return children
