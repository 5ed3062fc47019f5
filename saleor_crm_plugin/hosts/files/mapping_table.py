"""One table of a TOML document that notes every wrong type and every unknown key under its full path."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation


class Table:
    """Hands out values by name and type; faults are added to `problems`, and a default is returned."""

    def __init__(self, values: Mapping[str, object], path: str, problems: list[str]) -> None:
        self._values = values
        self._path = path
        self._problems = problems
        self._asked: set[str] = set()

    def refuse(self, name: str, reason: str) -> None:
        """Note that the value of `name` is not acceptable."""
        self._problems.append(f"{self._full(name)}: {reason}")

    def refuse_unknown(self) -> None:
        """Note every key that nobody asked for: most are typing errors."""
        for name in sorted(set(self._values) - self._asked):
            self.refuse(name, "unknown key")

    def has(self, name: str) -> bool:
        """Return whether the table holds `name`."""
        return name in self._values

    def text(self, name: str, default: str = "", *, required: bool = False) -> str:
        """Return a string."""
        value = self._take(name, default)
        if not isinstance(value, str):
            self.refuse(name, f"expected a string, got {type(value).__name__}")
            return default
        if required and not value:
            self.refuse(name, "is needed")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self._take(name, default)
        if not isinstance(value, bool):
            self.refuse(name, f"expected true or false, got {type(value).__name__}")
            return default
        return value

    def decimal(self, name: str, default: Decimal) -> Decimal:
        """Return an exact number, written as a whole number or as a string."""
        value = self._take(name, default)
        if isinstance(value, Decimal):
            return value
        if isinstance(value, bool) or not isinstance(value, int | str):
            self.refuse(name, 'expected a whole number, or a decimal in quotes such as "0.5"')
            return default
        try:
            return Decimal(value)
        except InvalidOperation:
            self.refuse(name, "is not a number")
            return default

    def instant(self, name: str) -> datetime | None:
        """Return an instant with its offset, None when it is not there."""
        value = self._take(name, None)
        if value is None or (isinstance(value, datetime) and value.tzinfo is not None):
            return value
        self.refuse(name, "expected a date and time with offset, such as 2026-01-31T00:00:00Z")
        return None

    def texts(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """Return a list of strings; a single string is a list of one."""
        value = self._take(name, default)
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            self.refuse(name, "expected strings")
            return default
        return tuple(value)

    def texts_by_name(self) -> dict[str, str]:
        """Return the whole table as strings by name."""
        return {name: self.text(name) for name in self._values}

    def table(self, name: str) -> "Table":
        """Return a table inside this one, empty when it is not there."""
        value = self._take(name, {})
        if not isinstance(value, dict):
            self.refuse(name, f"expected a table, got {type(value).__name__}")
            value = {}
        return Table(value, self._full(name), self._problems)

    def tables(self) -> Iterator[tuple[str, "Table"]]:
        """Return every entry as a table with its name."""
        for name in self._values:
            yield name, self.table(name)

    def list_of_tables(self, name: str) -> list["Table"]:
        """Return a list of tables, empty when it is not there."""
        value = self._take(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.refuse(name, "expected a list of tables")
            return []
        return [
            Table(item, f"{self._full(name)}[{number}]", self._problems)
            for number, item in enumerate(value, start=1)
        ]

    def _take(self, name: str, default: object) -> object:
        self._asked.add(name)
        return self._values.get(name, default)

    def _full(self, name: str) -> str:
        return ".".join(part for part in (self._path, name) if part)
