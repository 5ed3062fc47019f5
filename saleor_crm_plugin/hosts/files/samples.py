"""The beginning of a file, for a preview: unpacked, read as text and cut behind its last whole row; in memory only."""

import csv
import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from saleor_crm_plugin.hosts.files.format_suggesting import decoded
from saleor_crm_plugin.hosts.files.mapping import FileFormat, RowFormat
from saleor_crm_plugin.hosts.files.rows import FileUnreadable, SourceFile, SourceRow

SAMPLE_BYTES_MAX = 131_072
SAMPLE_ROWS_MAX = 500
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first bytes of a file; `is_cut` says that more of them follow."""

    content: bytes
    is_cut: bool


def beginning_of(content: bytes, *, is_whole: bool) -> Beginning:
    """
    Return the first bytes of a file, plain or gzip-compressed, no more than are looked at.

    :raises FileUnreadable: a compressed file is damaged.
    """
    plain = content
    is_cut = not is_whole
    if content.startswith(_GZIP_MAGIC):
        plain, is_cut = _unpacked(content, is_whole=is_whole)
    return Beginning(plain[:SAMPLE_BYTES_MAX], is_cut or len(plain) > SAMPLE_BYTES_MAX)


def _unpacked(content: bytes, *, is_whole: bool) -> tuple[bytes, bool]:
    reader = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)  # 16: with the head and end of gzip
    try:
        plain = reader.decompress(content, SAMPLE_BYTES_MAX + 1)
    except zlib.error as error:
        raise FileUnreadable(f"the file is damaged: {error}") from error
    if is_whole and not reader.eof and len(plain) <= SAMPLE_BYTES_MAX:
        raise FileUnreadable("the file is damaged: it ends before its end")
    return plain, not reader.eof or bool(reader.unused_data)


@dataclass(frozen=True, slots=True)
class Sample:
    """The first whole rows of a file as text."""

    text: str

    def rows(
        self, file_format: FileFormat, needed: frozenset[str] = frozenset()
    ) -> tuple[tuple[str, ...], list[SourceRow]]:
        """
        Return the names of the columns, and the rows.

        :raises FileUnreadable: the file as a whole cannot be read in this format.
        """
        with SourceFile(self.opened(), in_memory(file_format), needed) as source:
            rows = list(source)
            columns = source.columns
        if file_format.rows is RowFormat.JSON_LINES:
            columns = tuple(dict.fromkeys(name for row in rows for name in row.cells if name))
        return columns, rows

    def opened(self) -> io.BytesIO:
        """Return the sample as an open file, in the encoding of `in_memory`."""
        return io.BytesIO(self.text.encode("utf-8", "surrogatepass"))


def in_memory(file_format: FileFormat) -> FileFormat:
    """Return the format that a sample has, which has been decoded already."""
    return replace(file_format, encoding="utf-8")


def sample_read(beginning: Beginning, file_format: FileFormat) -> Sample:
    """
    Return the whole rows at the beginning of a file.

    :raises FileUnreadable: the bytes are not in the encoding that the format says.
    """
    text = decoded(beginning.content, file_format.encoding, is_cut=beginning.is_cut)
    if text is None:
        raise FileUnreadable(f"the file is not {file_format.encoding}")
    lines = list(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    if beginning.is_cut and len(lines) > 1 and not lines[-1].endswith(("\n", "\r")):
        lines.pop()
    if file_format.rows is RowFormat.JSON_LINES:
        return Sample("".join(lines[:SAMPLE_ROWS_MAX]))
    return Sample("".join(lines[: _whole_rows(lines, file_format, is_cut=beginning.is_cut)]))


def _whole_rows(lines: Sequence[str], file_format: FileFormat, *, is_cut: bool) -> int:
    """Return how many lines hold the first whole rows; what is damaged anywhere else is left in to be told."""
    reader = csv.reader(lines, delimiter=file_format.delimiter, strict=True)
    end = 0
    try:
        for _ in zip(range(SAMPLE_ROWS_MAX + 1), reader, strict=False):
            end = reader.line_num
    except csv.Error:
        return end if is_cut and reader.line_num == len(lines) else len(lines)
    return end
