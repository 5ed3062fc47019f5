"""Builds and installs docs/examples/loyal-weather as a shop does, and plays the messenger that it talks to."""

import json
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "loyal-weather"


def example_install(folder: Path) -> Path:
    """Return the folder that the example was installed into with pip: its package and its dist-info."""
    source, target = folder / "source", folder / "site"
    shutil.copytree(
        EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg*")
    )
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--target", str(target)]
    done = subprocess.run(
        [*pip, *options, str(source)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return target


@dataclass
class Messenger:
    """What it was asked, as (path, idempotency key, body); `refusals` holds statuses for the next requests of a path."""

    url: str = ""
    asked: list[tuple[str, str, dict]] = field(default_factory=list)
    refusals: dict[str, list[int]] = field(default_factory=dict)

    def pages(self, path: str) -> list[tuple[str, dict]]:
        return [(key, body) for asked, key, body in self.asked if asked == path]


@contextmanager
def running_messenger():
    """Yield a messenger that listens on a free port of loopback."""
    messenger = Messenger()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            messenger.asked.append((self.path, self.headers["Idempotency-Key"], body))
            waiting = messenger.refusals.get(self.path)
            self.send_response(waiting.pop(0) if waiting else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    messenger.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, name="messenger")
    thread.start()
    try:
        yield messenger
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
