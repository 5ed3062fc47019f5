"""Measures the mail outbox: throughput of two workers, and 25 kills during 4,000 mails.

Run from the project's root: `python -m benchmarks.mail`. It creates and drops a database of its own on the
PostgreSQL of `TEST_DATABASE_URL`, and a file for SQLite.
"""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager

import psycopg

MAILS = 4_000
KILLS = 25
STANDARD_URL = "postgres://postgres@127.0.0.1:5432/postgres"
NAME = "crm_benchmark_mail"


@contextmanager
def postgres():
    server = os.environ.get("TEST_DATABASE_URL") or STANDARD_URL
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {NAME}")
        try:
            yield f"{server.rpartition('/')[0]}/{NAME}"
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


@contextmanager
def sqlite():
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/crm.sqlite3"


def outcome(database_url, *arguments):
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    python = [sys.executable, "-m"]
    subprocess.run(
        [*python, "django", "migrate", "-v0", "--skip-checks"], env=environment, check=True
    )
    finished = subprocess.run(
        [*python, "tests.mail_kills", "--mails", str(MAILS), *arguments],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(finished.stdout)


def main():
    for name, engine in (("PostgreSQL", postgres), ("SQLite", sqlite)):
        for title, arguments in (("two workers", ()), ("killed", ("--kills", str(KILLS)))):
            with engine() as url:
                print(f"== {name}, {title}", flush=True)
                print(json.dumps(outcome(url, *arguments), indent=2), flush=True)


if __name__ == "__main__":
    main()
