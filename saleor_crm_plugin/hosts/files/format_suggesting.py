"""
Suggests how a file writes rows, letters and numbers, from its beginning; pure functions on plain values.

What is suggested is shown and can be changed. An import itself never guesses: it does what its mapping says.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from saleor_crm_plugin.hosts.files.mapping import RowFormat

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BY_LANGUAGE = {
    "zh-hant": ("cp950", "gb18030"),
    "zh-hans": ("gb18030", "cp950"),
    "ru": ("cp1251", "koi8-r"),
}
_EVERYWHERE = ("cp1252", "cp1251", "cp950", "gb18030", "latin-1")
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")
_DELIMITERS = (",", ";", "\t", "|")
_LINES_COMPARED = 50
# Decimal separator, thousands' separator; narrow and no-break spaces are what spreadsheets write for them.
_NOTATIONS = (
    (".", ""), (".", ","), (",", ""), (",", "."), (",", " "), (",", "\u00a0"), (",", "\u202f"), (".", " "),
    (".", "'"), (".", "\u2019"),
)  # fmt: skip
_COMMA_LANGUAGES = {
    "ru",
    "de",
    "fr",
    "es",
    "it",
    "pl",
    "pt",
    "nl",
    "uk",
    "cs",
    "sv",
    "da",
    "fi",
    "nb",
}


def language_of(tag: str) -> str:
    """Return a BCP 47 tag as the languages here are told apart: Chinese by its letters."""
    plain = tag.lower().replace("_", "-")
    if plain.startswith("zh"):
        return "zh-hant" if plain.startswith(_TRADITIONAL) else "zh-hans"
    return plain.split("-")[0]


def encodings_fitting(content: bytes, *, language: str, is_cut: bool) -> tuple[str, ...]:
    """
    Return the encodings that `content` can be in, the likeliest first.

    UTF-8 first, as hardly anything else happens to be it; then what is common where `language` is spoken.
    """
    if content.startswith(_UTF16_MARKS):
        return ("utf-16",)
    tried = ("utf-8-sig", *_BY_LANGUAGE.get(language_of(language), ()), *_EVERYWHERE)
    return tuple(
        name for name in dict.fromkeys(tried) if decoded(content, name, is_cut=is_cut) is not None
    )


def decoded(content: bytes, encoding: str, *, is_cut: bool) -> str | None:
    """
    Return the text of `content`, None when it is not in `encoding` or there is no such encoding of text.

    The letter in whose middle a file was cut is left out.
    """
    if not is_text_encoding(encoding):
        return None
    try:
        return codecs.getincrementaldecoder(encoding)().decode(content, final=not is_cut)
    except UnicodeError:
        return None


def is_text_encoding(name: str) -> bool:
    """Return whether Python knows an encoding of text by this name; it also has some of bytes, such as zlib."""
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=name)
    except (LookupError, ValueError):
        return False
    return True


def rows_suggest(text: str) -> RowFormat:
    """Return whether the rows are lines of JSON or separated cells."""
    return RowFormat.JSON_LINES if text.lstrip().startswith("{") else RowFormat.CSV


def delimiter_suggest(text: str) -> str:
    """Return the character that parts most rows into as many cells as the first; a comma when none does."""
    return max(_DELIMITERS, key=lambda delimiter: _evenness(text, delimiter))


def _evenness(text: str, delimiter: str) -> tuple[int, int]:
    widths = [len(cells) for cells in _first_rows(text, delimiter) if cells]
    if not widths or widths[0] == 1:
        return 0, 0
    return sum(width == widths[0] for width in widths), widths[0]


def _first_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for _, cells in zip(range(_LINES_COMPARED), reader, strict=False):
            yield cells
    except csv.Error:
        return


def notations_fitting(cells: Iterable[str], *, language: str) -> tuple[tuple[str, str], ...]:
    """
    Return how the numbers in `cells` may be written, the likeliest first: decimal and thousands' separator.

    Each fits as many cells as any. More than one that read a cell differently are worth a question.
    """
    told = [cell for cell in cells if cell]
    ordered: tuple[tuple[str, str], ...] = _NOTATIONS
    if language_of(language) in _COMMA_LANGUAGES:
        ordered = tuple(sorted(_NOTATIONS, key=lambda notation: notation[0] != ","))
    counts = [(sum(_is_number(cell, *notation) for cell in told), notation) for notation in ordered]
    most = max(count for count, _ in counts)
    return tuple(notation for count, notation in counts if count == most)


def notations_differing(
    cells: Sequence[str], notations: Sequence[tuple[str, str]]
) -> tuple[tuple[tuple[str, str], str, str], ...]:
    """
    Return how one cell is read in the fitting notations, when not all read it alike: notation, cell, number.

    Of notations that read it alike the first is named.
    """
    for cell in cells:
        readings: dict[str, tuple[str, str]] = {}
        for notation in notations:
            if _is_number(cell, *notation):
                readings.setdefault(_plain(cell, *notation), notation)
        if len(readings) > 1:
            return tuple((notation, cell, number) for number, notation in readings.items())
    return ()


def _is_number(cell: str, decimal: str, thousands: str) -> bool:
    fraction = rf"(?:{re.escape(decimal)}\d+)?"
    whole = r"\d+"
    if thousands:
        whole = rf"(?:\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d+)"
    return re.fullmatch(rf"[+-]?{whole}{fraction}", cell, re.ASCII) is not None


def _plain(cell: str, decimal: str, thousands: str) -> str:
    return (cell.replace(thousands, "") if thousands else cell).replace(decimal, ".")
