"""A-01: real worker processes are killed while they send."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection


@pytest.fixture
def database_url(transactional_db, tmp_path):
    """Return the address of a migrated, empty database that other processes can open."""
    if connection.vendor == "postgresql":
        where = connection.settings_dict
        user = f"{where['USER']}:{where['PASSWORD']}" if where["PASSWORD"] else where["USER"]
        return f"postgres://{user}@{where['HOST']}:{where['PORT']}/{where['NAME']}"
    url = f"sqlite:///{tmp_path / 'outbox.sqlite3'}"
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0", "--skip-checks"],
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE},
        check=True,
        capture_output=True,
    )
    return url


def outcome(database_url, *arguments):
    finished = subprocess.run(
        [sys.executable, "-m", "tests.mail_kills", *arguments],
        env=os.environ | {"DATABASE_URL": database_url},
        check=True,
        capture_output=True,
        timeout=240,
    )
    return json.loads(finished.stdout)


def test_killed_workers_double_nothing_and_lose_nothing_in_silence(database_url) -> None:
    # when
    seen = outcome(database_url, "--mails", "300", "--kills", "5", "--pause", "0.1", "0.3")

    # then
    unknown = seen["states"].get("unknown", 0)
    assert (seen["kills"], seen["duplicates"]) == (5, 0)
    assert set(seen["states"]) <= {"sent", "unknown"}
    assert seen["states"]["sent"] + unknown == 300
    assert unknown <= 5
    assert (seen["sent_but_missing"], seen["missing_and_not_unknown"]) == (0, 0)
    assert seen["received"] == seen["states"]["sent"] + seen["unknown_but_received"]
