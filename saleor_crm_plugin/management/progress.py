"""A line that tells how far a long command is; no library, since Saleor's environment has none."""

from typing import TextIO


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
