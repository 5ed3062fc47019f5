"""The processes that `run` starts, each as one function; none of them outlives its parent."""

import argparse
import asyncio
import contextlib
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import uvicorn
from celery.exceptions import SecurityWarning
from celery.signals import beat_init, worker_ready
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from saleor_crm_plugin import conf
from saleor_crm_plugin.hosts.standalone import catcher
from saleor_crm_plugin.hosts.standalone.celery import app

PARENT_LOOK_SECONDS = 0.5
ORPHAN_GRACE_SECONDS = 5
Ready = Callable[[], None]


class _WebServer(uvicorn.Server):
    """A server that says when it accepts requests."""

    def __init__(self, config: uvicorn.Config, *, is_ready: Ready) -> None:
        super().__init__(config)
        self._is_ready = is_ready

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        self._is_ready()


def web(options: argparse.Namespace, is_ready: Ready) -> None:
    """Serve HTTP; requests are not logged, because the links of shoppers are secrets."""
    config = uvicorn.Config(
        "saleor_crm_plugin.hosts.standalone.asgi:application",
        host=options.host,
        port=options.port,
        lifespan="off",
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )
    _WebServer(config, is_ready=is_ready).run()


def worker(options: argparse.Namespace, is_ready: Ready) -> None:
    """Run the background work; threads, so that it is one process and leaves nothing behind."""
    warnings.simplefilter("ignore", SecurityWarning)  # root in a container is usual
    worker_ready.connect(lambda **_: is_ready(), weak=False)
    app.worker_main(
        [
            "--quiet",
            "worker",
            "--pool=threads",
            f"--concurrency={options.concurrency}",
            f"--queues={','.join(_queues())}",
            "--loglevel=WARNING",
            "--without-gossip",
            "--without-mingle",
        ]
    )


def _queues() -> list[str]:
    """Return the queue of whoever names none, and those of `celery_queue`: here one worker does everything."""
    named = conf.queues_read(conf.celery_queue()).values()
    return list(dict.fromkeys([app.conf.task_default_queue, *named]))


def beat(options: argparse.Namespace, is_ready: Ready) -> None:  # noqa: ARG001 same signature as the others
    """Ring the alarm clock."""
    beat_init.connect(lambda **_: is_ready(), weak=False)
    app.start(["--quiet", "beat", "--loglevel=WARNING", "--pidfile="])


def mail(options: argparse.Namespace, is_ready: Ready) -> None:
    """Catch the e-mails."""
    path: Path | None = settings.MAIL_CATCHER_FILE
    if path is None:
        raise ImproperlyConfigured("the mail catcher needs SALEOR_CRM_MAIL_CATCHER=1")
    asyncio.run(catcher.catch(port=options.smtp_port, path=path, is_ready=is_ready))


CHILDREN: dict[str, Callable[[argparse.Namespace, Ready], None]] = {
    "web": web,
    "worker": worker,
    "beat": beat,
    "mail": mail,
}


def main() -> None:
    """Become the child that the arguments name; the supervisor is the only caller."""
    parser = argparse.ArgumentParser()
    parser.add_argument("child", choices=CHILDREN)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--ready-fd", type=int, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--smtp-port", type=int, default=0)
    parser.add_argument("--concurrency", type=int, default=2)
    options = parser.parse_args()
    threading.Thread(target=_follow, args=(options.parent,), daemon=True).start()

    def is_ready() -> None:
        with contextlib.suppress(BrokenPipeError):  # after a restart nobody waits for it
            os.write(options.ready_fd, b"1")

    CHILDREN[options.child](options, is_ready)


def _follow(parent: int) -> None:
    """Stop this process soon after its parent is gone, however that died."""
    while os.getppid() == parent:
        time.sleep(PARENT_LOOK_SECONDS)
    with Path(os.devnull).open(
        "w"
    ) as nowhere:  # nobody reads the pipe, and a last word must not fail
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ORPHAN_GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
