"""
The embedded broker: Celery messages as files that cross the processes of one machine, without a server.

It is for the two-command start and small shops. Delivery is at most once, which is enough:
messages are alarms, the work itself is in tables.
"""

import time
import uuid
from collections import deque
from pathlib import Path
from queue import Empty
from typing import Any

from kombu import transport
from kombu.transport import virtual
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

URL = "embedded://localhost"
POLLING_SECONDS = 0.2
STOP_LOOK_SECONDS = 0.5


class Channel(virtual.Channel):
    """
    A queue is a set of files of one directory; renaming a file is what makes it appear and what claims it.

    Kombu's own filesystem transport shows a file before its content is written and moves it through
    the system's temporary directory; its SQLAlchemy transport keeps every delivered message forever.
    """

    supports_fanout = False

    def __init__(self, connection: Any, **kwargs: Any) -> None:
        super().__init__(connection, **kwargs)
        self._directory = Path(connection.client.transport_options["directory"])
        # What was listed and not yet claimed; with a listing per message a backlog would be quadratic.
        self._listed: dict[str, deque[Path]] = {}

    def _put(self, queue: str, message: object, **kwargs: object) -> None:  # noqa: ARG002 kombu's signature
        identity = f"{time.time_ns():020d}-{uuid.uuid4().hex}"
        draft = self._directory / f"{identity}.draft"
        draft.write_bytes(str_to_bytes(dumps(message)))
        draft.rename(draft.with_suffix(f".{queue}.message"))

    def _get(self, queue: str, timeout: float | None = None) -> object:  # noqa: ARG002 kombu's signature
        listed = self._listed.setdefault(queue, deque())
        if not listed:
            listed.extend(self._waiting(queue))
        while listed:
            waiting = listed.popleft()
            claimed = waiting.with_suffix(".claimed")
            try:
                waiting.rename(claimed)
            except FileNotFoundError:  # another worker was quicker
                continue
            content = claimed.read_bytes()
            claimed.unlink()
            return loads(bytes_to_str(content))
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for path in waiting:
            path.unlink(missing_ok=True)
        return len(waiting)

    def _waiting(self, queue: str) -> list[Path]:
        """Return the files of `queue`, the oldest first."""
        return sorted(self._directory.glob(f"*.{queue}.message"))


class Transport(virtual.Transport):
    """Makes `embedded://` known to kombu; who is bound to which queue is declared by every process itself."""

    Channel = Channel
    driver_type = "embedded"
    driver_name = "embedded"
    default_port = 0
    implements = virtual.Transport.implements.extend(
        asynchronous=False, exchange_type=frozenset(["direct"])
    )
    _bindings = virtual.BrokerState()

    def __init__(self, client: Any, **kwargs: Any) -> None:
        super().__init__(client, **kwargs)
        self.state = self._bindings

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:  # type: ignore[override]  # kombu's own two signatures differ
        """Deliver the next message; a worker that is told to stop notices it between two calls."""
        super().drain_events(
            connection, timeout=min(timeout or STOP_LOOK_SECONDS, STOP_LOOK_SECONDS)
        )

    def driver_version(self) -> str:
        """Return what kombu shows in place of a driver's version."""
        return "1"


transport.TRANSPORT_ALIASES["embedded"] = f"{__name__}:Transport"


def transport_options(*, url: str, directory: Path) -> dict[str, object]:
    """Return what the transport behind `url` needs to be told; the embedded one keeps its files in `directory`."""
    if url != URL:
        return {}
    directory.mkdir(mode=0o700, exist_ok=True)
    return {"directory": str(directory), "polling_interval": POLLING_SECONDS}
