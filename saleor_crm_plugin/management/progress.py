"""Tells how far a long command is: a bar where `rich` is installed, else a line, since Saleor's environment has none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, TextIO


class ProgressLine:
    """
    Writes `label  42 % (420 of 1000)` over itself on a terminal, and once per ten percent elsewhere.

    With an unknown total it writes the count alone.
    """

    def __init__(self, stream: TextIO, label: str, total: int | None = None) -> None:
        self._stream = stream
        self._label = label
        self._total = total
        self._told = -1

    def show(self, done: int) -> None:
        """Tell that `done` of the total are done."""
        step = done * 100 // self._total if self._total else done // 1000
        is_terminal = self._stream.isatty()
        if step == self._told or (
            not is_terminal and self._total and step // 10 == self._told // 10
        ):
            return
        self._told = step
        count = f"{step} % ({done} of {self._total})" if self._total else f"{done}"
        self._stream.write(
            f"\r{self._label}  {count}" if is_terminal else f"{self._label}  {count}\n"
        )
        self._stream.flush()

    def finish(self) -> None:
        """End the line."""
        if self._told >= 0 and self._stream.isatty():
            self._stream.write("\n")


class ShowPercent(Protocol):
    """Takes the name of what is being done and the percentage of the whole."""

    def __call__(self, *, stage: str, percent: int) -> None:
        """Show both."""


@contextmanager
def percent_shown(*, stream: TextIO, label: str) -> Iterator[ShowPercent]:
    """Yield a way to show a percentage: a bar on a terminal, else a line per ten percent."""
    try:
        from rich.console import Console
        from rich.progress import Progress
    except ImportError:  # `rich` belongs to the standalone extra
        yield _percent_line(stream, label)
        return
    if not stream.isatty():
        yield _percent_line(stream, label)
        return
    with Progress(console=Console(file=stream)) as bar:
        task = bar.add_task(label, total=100)

        def show(*, stage: str, percent: int) -> None:
            bar.update(task, completed=percent, description=f"{label}: {stage}")

        yield show


def _percent_line(stream: TextIO, label: str) -> ShowPercent:
    line = ProgressLine(stream, label, total=100)

    def show(*, stage: str, percent: int) -> None:  # noqa: ARG001 a log needs no stages
        line.show(percent)

    return show
