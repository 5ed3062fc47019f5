"""
Imports the whole Online Retail file: `python -m benchmarks.import_online_retail` from the project's root.

CSV to profiles, orders, points, RFM and timeline on a fresh SQLite file and on a database of its own on the
PostgreSQL of `TEST_DATABASE_URL`. Prints the seconds, the peak memory, and the ratio to a plain bulk insert of the
very same rows into tables without constraints, in the same run.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.databases import ENGINES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT.parent / "shared" / "data" / "online_retail.csv.gz"
MAPPING = ROOT / "docs" / "examples" / "online-retail" / "mapping.toml"
AT = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
MODELS = (
    "Profile", "Identifier", "ProfileAddress", "CustomerVersion", "Order", "OrderLine", "PurchaseTotals",
    "TimelineEvent", "InboxItem", "LoyaltyAccount", "LoyaltyEntry", "PointLot", "Allocation", "OrderAward",
    "RfmScore",
)  # fmt: skip
ROWS_PER_STATEMENT = 10_000


def measured() -> dict[str, object]:
    import django

    django.setup()
    from django.core.management import call_command

    from saleor_crm_plugin.loyalty.rules.program import ProgramConfig, Rate
    from saleor_crm_plugin.loyalty.services import program_activate
    from saleor_crm_plugin.segments.services import rfm_recompute

    program_activate(at=AT, config=ProgramConfig(earns_history=True), rates=[Rate()])
    began, worked = time.perf_counter(), time.process_time()
    call_command("crm_import", "orders", str(SOURCE), "--mapping", str(MAPPING))
    imported = time.perf_counter()
    rfm_recompute(at=AT)
    finished = time.perf_counter()
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    processor = time.process_time() - worked
    rows, plain = plain_insert_seconds()
    return {
        "seconds": round(finished - began, 1),
        "of_which_rfm": round(finished - imported, 2),
        "processor_seconds": round(processor, 1),
        "peak_mib": peak_mib,
        "rows": rows,
        "plain_insert_seconds": round(plain, 1),
        "ratio": round((finished - began) / plain, 1),
    }


def plain_insert_seconds() -> tuple[int, float]:
    """Copy every written row into a bare table of the same columns; only the inserting is timed."""
    from django.apps import apps
    from django.db import connection, transaction

    total, seconds = 0, 0.0
    for name in MODELS:
        meta = apps.get_model("saleor_crm", name)._meta  # noqa: SLF001 Django's documented model API
        columns = ", ".join(f'"{field.column}"' for field in meta.concrete_fields)
        marks = ", ".join(["%s"] * len(meta.concrete_fields))
        last = 0
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bare_{name} AS SELECT * FROM {meta.db_table} WHERE 1 = 0")
        while True:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT {columns} FROM {meta.db_table} WHERE id > %s ORDER BY id LIMIT %s",
                    [last, ROWS_PER_STATEMENT],
                )
                rows = cursor.fetchall()
            if not rows:
                break
            place = [field.column for field in meta.concrete_fields].index("id")
            last, total = rows[-1][place], total + len(rows)
            began = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(f"INSERT INTO bare_{name} ({columns}) VALUES ({marks})", rows)
            seconds += time.perf_counter() - began
    return total, seconds


def outcome(database_url: str) -> dict[str, object]:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
    }
    python = [sys.executable, "-m"]
    subprocess.run(
        [*python, "django", "migrate", "-v0", "--skip-checks"], env=environment, check=True
    )
    finished = subprocess.run(
        [*python, "benchmarks.import_online_retail", "--here"],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    return json.loads(finished.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--here", action="store_true", help="on the database of DATABASE_URL")
    if parser.parse_args().here:
        print(json.dumps(measured()))
        return
    for name, engine in ENGINES:
        with engine() as url:
            print(f"== {name}", flush=True)
            print(json.dumps(outcome(url), indent=2), flush=True)


if __name__ == "__main__":
    main()
