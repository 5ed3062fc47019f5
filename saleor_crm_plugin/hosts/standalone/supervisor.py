"""Keeps the processes of `run` alive: starts them, shows what they say, restarts them, stops them."""

import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field

RESTARTS_MAX = 5
RESTARTS_WINDOW_SECONDS = 60.0
BACK_OFF_SECONDS = 0.5
READY_SECONDS = 60.0
STOP_SECONDS = 10.0
LOOK_SECONDS = 0.2

Say = Callable[[str, str], None]


class ChildFailed(Exception):
    """A child did not become ready, or crashed too often."""


@dataclass(slots=True)
class Child:
    """One process to keep alive; `name` is what `children.py` calls it."""

    name: str
    arguments: Sequence[str] = ()
    process: subprocess.Popen[str] | None = None
    echo: threading.Thread | None = None
    restart_at: float | None = None
    crashes: deque[float] = field(default_factory=deque)


class Supervisor:
    """
    Runs its children until it is told to stop or one of them cannot be kept alive.

    Children get sessions of their own, so that Ctrl-C in the terminal reaches only this process,
    which then stops them in order; each watches this process and stops when it is gone.
    """

    def __init__(self, children: Sequence[Child], *, say: Say) -> None:
        self.children = children
        self._say = say
        self._stop = threading.Event()
        self._hurry = threading.Event()

    @property
    def is_stopping(self) -> bool:
        """Whether the end was asked for."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask for the end; a second time, do not wait for running work."""
        if self._stop.is_set():
            self._hurry.set()
        self._stop.set()

    def start(self) -> None:
        """
        Start every child and wait until all of them are ready.

        :raises ChildFailed: one of them ended or did not get ready in time.
        """
        waiting = [(child, self._launch(child)) for child in self.children]
        until = time.monotonic() + READY_SECONDS
        try:
            for child, ready in waiting:
                self._await_ready(child, ready, until)
        finally:
            for _, ready in waiting:
                os.close(ready)

    def watch(self) -> None:
        """
        Keep the children alive until `stop` is called.

        :raises ChildFailed: one crashed more than `RESTARTS_MAX` times within a minute.
        """
        while not self._stop.wait(LOOK_SECONDS):
            for child in self.children:
                self._look_at(child, time.monotonic())

    def close(self) -> None:
        """Stop every child: politely, then by force after `STOP_SECONDS`; nothing is left behind."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        until = time.monotonic() + STOP_SECONDS
        for process in running:
            while process.poll() is None and time.monotonic() < until and not self._hurry.is_set():
                time.sleep(LOOK_SECONDS / 4)
            _signal_group(process, signal.SIGKILL)
            process.wait()
        for child in self.children:
            if child.echo is not None:  # its last words say why it ended
                child.echo.join(LOOK_SECONDS)

    def _look_at(self, child: Child, now: float) -> None:
        if child.restart_at is not None:
            if now >= child.restart_at:
                child.restart_at = None
                os.close(self._launch(child))
            return
        if child.process is None or (status := child.process.poll()) is None:
            return
        _signal_group(child.process, signal.SIGKILL)
        while child.crashes and child.crashes[0] < now - RESTARTS_WINDOW_SECONDS:
            child.crashes.popleft()
        child.crashes.append(now)
        if len(child.crashes) > RESTARTS_MAX:
            raise ChildFailed(f"{child.name} ended {len(child.crashes)} times within a minute")
        delay = BACK_OFF_SECONDS * 2 ** (len(child.crashes) - 1)
        self._say(child.name, f"ended with status {status}, starts again in {delay:g} s")
        child.restart_at = now + delay

    def _launch(self, child: Child) -> int:
        """Start the process; return the end of a pipe that tells when it is ready."""
        ready, tell_ready = os.pipe()
        child.process = subprocess.Popen(  # noqa: S603 our own module with our own arguments
            [
                sys.executable,
                "-m",
                "saleor_crm_plugin.hosts.standalone.children",
                child.name,
                f"--parent={os.getpid()}",
                f"--ready-fd={tell_ready}",
                *child.arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            pass_fds=[tell_ready],
        )
        os.close(tell_ready)
        child.echo = threading.Thread(
            target=self._echo, args=(child.name, child.process), daemon=True
        )
        child.echo.start()
        return ready

    def _await_ready(self, child: Child, ready: int, until: float) -> None:
        """Wait for the byte that a ready child writes; an ended child closes the pipe instead."""
        while not self._stop.is_set():
            readable, _, _ = select.select([ready], [], [], LOOK_SECONDS)
            if readable and os.read(ready, 1):
                return
            if readable:
                raise ChildFailed(f"{child.name} ended before it was ready")
            if time.monotonic() > until:
                raise ChildFailed(f"{child.name} was not ready after {READY_SECONDS:g} s")

    def _echo(self, name: str, process: subprocess.Popen[str]) -> None:
        with process.stdout or nullcontext(()) as lines:
            for line in lines:
                self._say(name, line.rstrip())


def _signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    """Signal a child and what it started; its session is its process group."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
