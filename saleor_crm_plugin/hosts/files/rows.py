"""Reads the rows of a CSV or JSON lines file, compressed or not, one at a time and as text."""

import csv
import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from saleor_crm_plugin.errors import CrmError
from saleor_crm_plugin.hosts.files.mapping import FileFormat, RowFormat

_GZIP_MAGIC = b"\x1f\x8b"
_CHUNK_BYTES = 1 << 20
_DAMAGE = (EOFError, gzip.BadGzipFile, zlib.error)


class FileUnreadable(CrmError):
    """The file as a whole cannot be read with this mapping; nothing of it was stored."""

    code = "IMPORT_FILE_UNREADABLE"
    field = "file"


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: `line` is where it begins in the file, `fault` says why its cells cannot be used."""

    line: int
    cells: dict[str, str]
    fault: str = ""


class SourceFile:
    """
    An open file of rows, which it closes; iterate it once. Memory does not grow with the file.

    Numbers stay text, so that leading zeros and decimals survive. The encoding is taken at its word:
    the first byte that does not fit refuses the whole file.
    """

    def __init__(self, raw: BinaryIO, file_format: FileFormat, needed: frozenset[str]) -> None:
        self._format = file_format
        self._needed = needed
        self._raw = raw
        self._size_bytes = raw.seek(0, io.SEEK_END)
        raw.seek(0)
        is_gzip = raw.read(2) == _GZIP_MAGIC
        raw.seek(0)
        plain = gzip.GzipFile(fileobj=raw) if is_gzip else raw
        self._text = io.TextIOWrapper(plain, encoding=file_format.encoding, newline="")
        self.columns: tuple[str, ...] = ()

    def __enter__(self) -> "SourceFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._text.close()
        self._raw.close()

    @property
    def percent(self) -> int:
        """Return how much of the file has been read, 0 to 100."""
        return 100 if not self._size_bytes else 100 * self._raw.tell() // self._size_bytes

    def __iter__(self) -> Iterator[SourceRow]:
        rows = self._csv_rows() if self._format.rows is RowFormat.CSV else self._json_rows()
        line = 0
        try:
            for row in rows:
                line = row.line
                yield row
        except UnicodeDecodeError as error:
            raise FileUnreadable(
                f"after line {line} the file is not {self._format.encoding}; nothing was stored"
            ) from error
        except (csv.Error, *_DAMAGE) as error:
            raise FileUnreadable(f"after line {line} the file is damaged: {error}") from error

    def _csv_rows(self) -> Iterator[SourceRow]:
        reader = csv.reader(self._text, delimiter=self._format.delimiter, strict=True)
        self.columns = tuple(next(reader, ()))
        if len(set(self.columns)) != len(self.columns):
            raise FileUnreadable("two columns have the same name in the first line")
        if missing := sorted(self._needed - set(self.columns)):
            raise FileUnreadable(f"the first line does not have the mapping's columns {missing}")
        width, before = len(self.columns), reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not cells:
                continue
            row = dict(zip(self.columns, cells, strict=False))
            fault = "" if len(cells) == width else f"{len(cells)} cells, the first line has {width}"
            yield SourceRow(line, row, fault or _unstorable(cells))

    def _json_rows(self) -> Iterator[SourceRow]:
        for line, text in enumerate(self._text, start=1):
            if not text.strip():
                continue
            try:
                yield SourceRow(line, *_json_row(text))
            except (ValueError, RecursionError):
                yield SourceRow(line, {"": text.rstrip("\r\n")}, "not JSON")


def _json_row(text: str) -> tuple[dict[str, str], str]:
    document = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    if not isinstance(document, dict):
        return {"": text.rstrip("\r\n")}, "not a JSON object"
    cells = dict(_flat(document, ""))
    if fault := _unstorable(cells.values()):
        return {}, fault
    return cells, ""


def _unstorable(cells: Iterable[str]) -> str:
    """Return why no database takes some cell, empty when each can be kept."""
    together = "".join(cells)
    if "\x00" in together:
        return "holds a null character"
    try:
        together.encode()
    except UnicodeEncodeError:
        return "holds half a letter"
    return ""


def _flat(document: dict[str, object], path: str) -> Iterator[tuple[str, str]]:
    for name, value in document.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.")
        elif isinstance(value, list):
            yield f"{path}{name}", ",".join(str(item) for item in value)
        elif isinstance(value, bool):
            yield f"{path}{name}", "true" if value else "false"
        else:
            yield f"{path}{name}", "" if value is None else str(value)


def unpacked_size_check(path: Path, *, bytes_max: int) -> None:
    """
    Refuse a gzip file that unpacks to more than `bytes_max`, without keeping what is read.

    :raises FileUnreadable: it does, or it is damaged.
    """
    with path.open("rb") as raw:
        if raw.read(2) != _GZIP_MAGIC:
            return
    size_bytes = 0
    try:
        with gzip.open(path) as plain:
            while chunk := plain.read(_CHUNK_BYTES):
                size_bytes += len(chunk)
                if size_bytes > bytes_max:
                    raise FileUnreadable(
                        f"the file unpacks to more than {bytes_max} bytes; import it by command"
                    )
    except _DAMAGE as error:
        raise FileUnreadable(f"the file is damaged: {error}") from error


def file_sha256(path: Path) -> str:
    """Return the SHA-256 (hex) of the file's bytes, which names it in the list of imports."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
