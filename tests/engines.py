"""
Runs the suite on SQLite, then on PostgreSQL when one answers, and says which it used: `make test`.

What opens no database runs once.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

STANDARD_URL = "postgres://postgres@127.0.0.1:5432/postgres"
ANSWER_SECONDS_MAX = 3
NO_TESTS_COLLECTED = 5
# What opens no database (pytest-django sees to it) shows as much on one engine as on two.
WITH_DATABASE = "--with-database"
# Each process has a database of its own.
PARALLEL = ("--numprocesses=auto", "--maxprocesses=4", "--dist=worksteal")


def postgres_url() -> tuple[str, str]:
    """
    Return the address of a PostgreSQL to test on, or "", and one sentence about what was found.

    `TEST_DATABASE_URL` wins over the standard port. A server that the caller named and that does
    not let us in is an error; one that just happens to listen on the standard port is not.

    :raises SystemExit: `TEST_DATABASE_URL` is given and cannot be used.
    """
    named = os.environ.get("TEST_DATABASE_URL", "")
    url = named or STANDARD_URL
    where = "at TEST_DATABASE_URL" if named else "at 127.0.0.1:5432"
    try:
        with psycopg.connect(url, connect_timeout=ANSWER_SECONDS_MAX, dbname="postgres") as server:
            version = server.info.server_version
            may_create = server.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError as error:
        reason = str(error).partition("\n")[0].rpartition(" failed: ")[2]
        if named:
            raise SystemExit(f"PostgreSQL {where} cannot be used: {reason}") from error
        if "Connection refused" in reason or "timeout expired" in str(error):
            return "", f"no PostgreSQL answers {where}"
        return "", f"a PostgreSQL answers {where} and does not let us in ({reason})"
    if not (may_create and may_create[0]):
        return "", f"the PostgreSQL {where} does not let us create a test database"
    return _own_database(url), f"PostgreSQL {version // 10000}.{version % 10000} {where}"


def _own_database(url: str) -> str:
    """Return `url` with a database name of this checkout, so that two checkouts can test at once."""
    parts = conninfo_to_dict(url)
    checkout = hashlib.sha256(str(Path.cwd()).encode()).hexdigest()[:8]
    password = f":{parts['password']}" if parts.get("password") else ""
    user = f"{parts.get('user', 'postgres')}{password}@"
    return f"postgres://{user}{parts['host']}:{parts.get('port', 5432)}/crm_{checkout}"


def run_suite(engine: str, database_url: str, arguments: list[str]) -> int:
    """Return pytest's exit code for the suite on one engine."""
    print(f"== the suite on {engine}", flush=True)
    environment = os.environ | {"DATABASE_URL": database_url}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--quiet", *PARALLEL, *arguments],
        env=environment,
        check=False,
    ).returncode


def main(arguments: list[str]) -> int:
    """Return 0 when the suite passed on every engine that was there."""
    url, found = postgres_url()
    results = {"SQLite": run_suite("SQLite", "", arguments)}
    if url:
        # somebody who names tests means them
        results[found] = run_suite(found, url, arguments or [WITH_DATABASE])
    verdicts = {0: "passed", NO_TESTS_COLLECTED: "had no test to run"}
    for engine, code in results.items():
        print(f"== {engine}: {verdicts.get(code, 'FAILED')}", flush=True)
    if not url:
        print(f"== PostgreSQL: not used, {found}", flush=True)
    return 1 if any(results.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
