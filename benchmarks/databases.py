"""Fresh databases for one measurement: a SQLite file, and one on the PostgreSQL of `TEST_DATABASE_URL`."""

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
