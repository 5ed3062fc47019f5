"""Measures the CPU seconds until a Celery worker of Saleor is ready, with the plugin installed and without, in turn.

Run from the project's root with the Python of a Saleor checkout, on a migrated database and a broker:

    PYTHONPATH=/srv/saleor DATABASE_URL=… CELERY_BROKER_URL=… SECRET_KEY=x DEBUG=True \
        /srv/saleor/.venv/bin/python -m benchmarks.saleor_start [PAIRS]
"""

import os
import signal
import statistics
import subprocess
import sys
from pathlib import Path

SETTINGS = {"without": "benchmarks.saleor_without", "with": "saleor.settings"}
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(process_id):
    """Return what a process and its children that have ended used so far."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / TICKS


def started(settings):
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "celery",
        "--app=saleor.celeryconf:app",
        "worker",
    ]
    worker = subprocess.Popen(
        [*command, "--pool=solo", "--loglevel=INFO", "--without-gossip", "--without-mingle"],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for line in worker.stderr:
            if " ready." in line:
                return cpu_seconds(worker.pid)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    raise SystemExit(f"the worker with {settings} never became ready")


def main():
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    seconds = {name: [] for name in SETTINGS}
    for number in range(pairs):
        for name in sorted(SETTINGS, reverse=bool(number % 2)):
            seconds[name].append(started(SETTINGS[name]))
        print({name: round(taken[-1], 2) for name, taken in seconds.items()}, flush=True)
    differences = [after - before for before, after in zip(*seconds.values(), strict=True)]
    print(
        f"worker start: {statistics.median(seconds['without']):.2f} s CPU without, "
        f"{statistics.median(seconds['with']):.2f} s with the plugin; "
        f"added median {statistics.median(differences):+.2f} s, sd {statistics.stdev(differences):.2f} s, "
        f"{pairs} pairs"
    )


if __name__ == "__main__":
    main()
