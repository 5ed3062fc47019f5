"""Fresh databases for one measurement: a SQLite file, one on the PostgreSQL of `TEST_DATABASE_URL`, one beside that of `DATABASE_URL`."""

import os
import tempfile
from contextlib import contextmanager

import psycopg

STANDARD_URL = "postgres://postgres@127.0.0.1:5432/postgres"


@contextmanager
def postgres():
    server = os.environ.get("TEST_DATABASE_URL") or STANDARD_URL
    name = f"crm_benchmark_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def sqlite():
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/crm.sqlite3"


ENGINES = (("SQLite", sqlite), ("PostgreSQL", postgres))


@contextmanager
def test_database():
    """Let Django work in a test database of its own beside that of `DATABASE_URL`, and drop it afterwards."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
