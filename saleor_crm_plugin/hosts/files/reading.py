"""Reads a whole file into the staging tables and hands out the facts it states; writes nothing of ours."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from saleor_crm_plugin.facts import Fact
from saleor_crm_plugin.hosts.files.conditions import skip_code
from saleor_crm_plugin.hosts.files.customers import CustomerRows
from saleor_crm_plugin.hosts.files.mapping import ImportKind, Mapping
from saleor_crm_plugin.hosts.files.order_rows import OrderRows
from saleor_crm_plugin.hosts.files.orders import OrderFacts
from saleor_crm_plugin.hosts.files.returns import ReturnCounts, returns_match
from saleor_crm_plugin.hosts.files.rows import SourceFile, SourceRow
from saleor_crm_plugin.hosts.files.staged import Problem
from saleor_crm_plugin.hosts.files.staging import Staging
from saleor_crm_plugin.hosts.files.values import ValueUnreadable

Progress = Callable[[int], None]
Opened = Callable[[], BinaryIO]
_ROWS_BETWEEN_PROGRESS = 500


@dataclass(slots=True, kw_only=True)
class FileCounts:
    """What a file holds; `rows` is everything but the first line."""

    rows: int = 0
    customers: int = 0
    orders: int = 0
    order_lines: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    returns: ReturnCounts = field(default_factory=ReturnCounts)


class FileReading:
    """One reading of the file that `opened` opens; `read` first, then `facts`."""

    def __init__(self, opened: Opened, mapping: Mapping, staging: Staging) -> None:
        self._opened = opened
        self._mapping = mapping
        self._staging = staging
        self.counts = FileCounts()
        self.columns: tuple[str, ...] = ()

    def read(self, progress: Progress) -> None:
        """
        Read every row, telling `progress` the percentage.

        :raises FileUnreadable: the file as a whole cannot be read.
        """
        if self._mapping.kind is ImportKind.CUSTOMERS:
            self._read_customers(progress)
        else:
            self._read_orders(progress)
        self.counts.problems = self._staging.problem_counts()

    def facts(self) -> Iterator[Fact]:
        """Return the facts of the file: customers, then orders from the oldest."""
        if self._mapping.kind is ImportKind.CUSTOMERS:
            yield from self._staging.facts()
            return
        translate = OrderFacts(self._mapping)
        if self._mapping.customers.are_made_from_orders:
            yield from translate.customers(self._staging.newest_heads())
        for staged in self._staging.orders():
            yield translate.order(staged)

    def problems(self) -> Iterator[Problem]:
        """Return why rows were refused, in the order of the file."""
        return self._staging.problems()

    def rows(self) -> Iterator[SourceRow]:
        """Return the rows of the file again."""
        needed = frozenset(self._mapping.columns.values())
        with SourceFile(self._opened(), self._mapping.file, needed) as source:
            yield from source

    def _read_rows(self, progress: Progress) -> Iterator[SourceRow]:
        needed = frozenset(self._mapping.columns.values())
        with SourceFile(self._opened(), self._mapping.file, needed) as source:
            for row in source:
                self.counts.rows += 1
                if not self.counts.rows % _ROWS_BETWEEN_PROGRESS:
                    progress(source.percent)
                yield row
            self.columns = source.columns
        progress(100)

    def _read_orders(self, progress: Progress) -> None:
        rows = OrderRows(self._mapping, self._staging)
        for row in self._read_rows(progress):
            rows.add(row)
        self._staging.orders_complete()
        self.counts.returns = returns_match(
            staging=self._staging,
            amount_only_skus=self._mapping.orders.returns.amount_only_skus,
        )
        self.counts.skipped = dict(sorted(rows.skipped.items()))
        self.counts.orders = self._staging.count("head")
        self.counts.order_lines = self._staging.count("line")
        if self._mapping.customers.are_made_from_orders:
            self.counts.customers = self._staging.count_customers()

    def _read_customers(self, progress: Progress) -> None:
        rows = CustomerRows(self._mapping)
        for row in self._read_rows(progress):
            self._read_customer(rows, row)
        self.counts.customers = self._staging.count("fact")

    def _read_customer(self, rows: CustomerRows, row: SourceRow) -> None:
        if code := skip_code(self._mapping, row.cells):
            self.counts.skipped[code] = self.counts.skipped.get(code, 0) + 1
            return
        try:
            self._stage_customer(rows, row)
        except ValueUnreadable as error:
            self._staging.problem_add(
                Problem(line=row.line, field=error.column, code=error.code, message=error.message)
            )

    def _stage_customer(self, rows: CustomerRows, row: SourceRow) -> None:
        if row.fault:
            raise ValueUnreadable("", "row", row.fault)
        if not self._staging.fact_add(rows.read(row.cells)):
            raise ValueUnreadable("", "duplicate", "an earlier row has the same customer")
