"""The command line: its help, its refusals, and that every command leads somewhere."""

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from saleor_crm_plugin.hosts.standalone import cli, cli_run, environment

PROJECT = Path(__file__).parents[2]


def test_help_lists_every_command_and_every_variable(capsys) -> None:
    # when
    status = cli.main(["--help"])

    # then
    shown = capsys.readouterr().out
    assert status == 0
    for name in [*cli.MANAGED, *cli.OWN]:
        assert f"\n  {name} " in shown
    for name in environment.VARIABLES:
        assert f"\n  {name} " in shown


def test_an_unknown_command_is_refused_with_the_list(capsys) -> None:
    assert cli.main(["runn"]) == 2
    assert capsys.readouterr().out.startswith("There is no command 'runn'.\n\nusage:")


def test_a_taken_port_is_named_together_with_the_way_out(tmp_path, monkeypatch, capsys) -> None:
    # given
    monkeypatch.setenv("SALEOR_CRM_DATA", str(tmp_path))
    monkeypatch.setenv("PUBLIC_URL", "http://127.0.0.1")
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        # when
        status = cli_run.main(["--port", str(port)])

    # then
    said = capsys.readouterr().out
    assert status == 1
    assert said.startswith(f"cannot run: port {port} of 127.0.0.1 cannot be used")
    assert f"run --port {port + 10}" in said


@pytest.mark.parametrize(
    ("_case", "host", "has_catcher"),
    [
        ("this machine", "127.0.0.1", True),
        ("this machine by name", "localhost", True),
        ("everybody", "::", False),
        ("the local network", "192.168.1.7", False),
    ],
)
def test_mails_are_only_caught_where_nobody_else_can_read_them(
    tmp_path, monkeypatch, _case, host, has_catcher
) -> None:
    # given
    for name in ("PUBLIC_URL", "SMTP_URL", "SALEOR_CRM_MAIL_CATCHER", "SALEOR_CRM_MAIL_IS_ENABLED"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("SALEOR_CRM_DATA", str(tmp_path))

    # when
    used = cli_run._set_environment(cli_run._options(["--host", host]))

    # then
    assert used is has_catcher
    assert environment.flag("SALEOR_CRM_MAIL_CATCHER") is has_catcher
    assert environment.crm_settings().get("mail_is_enabled", True) is has_catcher


def doctor(directory, **environment: str) -> tuple[int, dict[str, tuple[str, str]]]:
    result = subprocess.run(
        [sys.executable, "-m", "saleor_crm_plugin", "doctor"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)}
        | {"SALEOR_CRM_DATA": str(directory)}
        | environment,
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split(maxsplit=2) for line in result.stdout.splitlines()]
    return result.returncode, {name: (mark, finding) for mark, name, finding in lines}


def test_the_doctor_names_everything_that_is_missing(tmp_path) -> None:
    # given
    tmp_path.chmod(0o755)

    # when
    status, found = doctor(
        tmp_path,
        PUBLIC_URL="http://crm.example.com",
        DEBUG="1",
        SMTP_URL="smtp://127.0.0.1:1",
        CELERY_BROKER_URL="redis://127.0.0.1:1",
    )

    # then
    assert status == 1
    assert found["data"] == ("bad", f"{tmp_path}, mode 755")
    assert found["secrecy"] == ("bad", "DEBUG is on; PUBLIC_URL is not https")
    assert found["mail"] == ("bad", "server  127.0.0.1:1: ConnectionRefusedError; set SMTP_URL")
    assert found["database"][0] == "bad"
    assert found["database"][1].endswith(" migrations are not applied")
    assert found["broker"] == ("bad", "redis: OperationalError")


def test_the_doctor_finds_nothing_wrong_with_a_whole_installation(tmp_path) -> None:
    # given
    tmp_path.chmod(0o700)
    subprocess.run(
        [sys.executable, "-m", "saleor_crm_plugin", "migrate", "--verbosity=0"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)}
        | {"SALEOR_CRM_DATA": str(tmp_path)},
        check=True,
    )

    # when
    status, found = doctor(
        tmp_path,
        SALEOR_CRM_MAIL_IS_ENABLED="0",
        SALEOR_CRM_MAIL_SENDER="tea@shop.example.org",
    )

    # then
    assert (status, {mark for mark, _ in found.values()}) == (0, {"ok"})


def test_the_doctor_names_a_wrong_variable(tmp_path) -> None:
    status, found = doctor(tmp_path, SALEOR_CRM_RFM_BIN="4")
    assert status == 1
    assert found == {"settings": ("bad", "there is no setting SALEOR_CRM_RFM_BIN")}


@pytest.mark.parametrize(
    ("_case", "name", "value", "complaint"),
    [
        (
            "no database",
            "DATABASE_URL",
            "postgres://nobody@127.0.0.1:1/crm",
            "cannot run: the database of DATABASE_URL: connection failed",
        ),
        (
            "no broker",
            "CELERY_BROKER_URL",
            "redis://127.0.0.1:1",
            "cannot run: the broker of CELERY_BROKER_URL does not answer: redis: OperationalError",
        ),
        (
            "no such setting",
            "SALEOR_CRM_RFM_BIN",
            "4",
            "cannot run: there is no setting SALEOR_CRM_RFM_BIN",
        ),
    ],
)
def test_what_is_missing_is_said_before_anything_starts(
    tmp_path, _case, name, value, complaint
) -> None:
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in "12"]
        ports = [str(server.getsockname()[1]) for server in servers]

    # when
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "saleor_crm_plugin",
            "run",
            "--port",
            ports[0],
            "--smtp-port",
            ports[1],
        ],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT)}
        | {"SALEOR_CRM_DATA": str(tmp_path), name: value},
        capture_output=True,
        text=True,
        check=False,
    )

    # then
    assert result.returncode == 1
    assert result.stdout.startswith(complaint)
    assert "Traceback" not in result.stderr
