"""
Groups the rows of an order file in a temporary SQLite file, so that memory stays flat.

Lines of one order may stand anywhere in the file, and a return may come long after its order.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from saleor_crm_plugin.facts import CustomerSnapshot, Fact, fact_decode, fact_encode
from saleor_crm_plugin.hosts.files.staged import Head, Line, Problem, RefundPart, StagedOrder, Taken

_TABLES = """
CREATE TABLE head (
    order_id TEXT PRIMARY KEY, customer TEXT, currency TEXT, placed INTEGER, total INTEGER, shipping INTEGER,
    untaken INTEGER, texts TEXT
) WITHOUT ROWID;
CREATE TABLE line (
    id INTEGER PRIMARY KEY, order_id TEXT, customer TEXT, currency TEXT, placed INTEGER, sku TEXT, name TEXT,
    product TEXT, category TEXT, collections TEXT, quantity INTEGER, unit_price TEXT, amount INTEGER, is_shipping INTEGER,
    untaken INTEGER, untaken_quantity INTEGER
);
CREATE TABLE taken (
    id INTEGER PRIMARY KEY, return_id TEXT, order_id TEXT, customer TEXT, currency TEXT, moment INTEGER, sku TEXT,
    quantity INTEGER, unit_price TEXT, amount INTEGER
);
CREATE TABLE refund (
    order_id TEXT, return_id TEXT, line_id INTEGER, moment INTEGER, quantity INTEGER, amount INTEGER,
    is_shipping INTEGER
);
CREATE TABLE problem (line INTEGER, field TEXT, code TEXT, message TEXT);
CREATE TABLE rejected (order_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE fact (id INTEGER PRIMARY KEY, reference TEXT UNIQUE, document TEXT);
"""
_INDEXES = """
CREATE INDEX line_of_order ON line (order_id);
CREATE INDEX line_of_customer ON line (customer, sku);
CREATE INDEX head_of_customer ON head (customer);
"""
_CACHE_KIB = 32_768


class Staging:
    """The temporary tables; `database` is open for `returns`, which matches what came back."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self.database = database
        self._last_head: Head | None = None

    def head_add(self, head: Head) -> bool:
        """Keep what a row says about its order; the first row of an order counts. False says they contradict."""
        if head is self._last_head:
            return True
        self._last_head = head
        self.database.execute(
            "INSERT INTO head VALUES (?, ?, ?, ?, ?, ?, 0, ?)"
            " ON CONFLICT (order_id) DO UPDATE SET placed = min(placed, excluded.placed)",
            (
                head.order_id,
                head.customer,
                head.currency,
                head.placed,
                head.total,
                head.shipping,
                json.dumps(head.texts),
            ),
        )
        kept = self.database.execute(
            "SELECT customer, currency FROM head WHERE order_id = ?", (head.order_id,)
        ).fetchone()
        return bool(kept == (head.customer, head.currency))

    def line_add(self, head: Head, line: Line) -> None:
        """Keep one line of an order."""
        self.database.execute(
            "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                line.id,
                head.order_id,
                head.customer,
                head.currency,
                head.placed,
                line.sku,
                line.name,
                line.product,
                line.category,
                line.collections,
                line.quantity,
                line.unit_price,
                line.amount,
                line.is_shipping,
                line.amount,
                line.quantity,
            ),
        )

    def taken_add(self, taken: Taken) -> None:
        """Keep one row of a return."""
        self.database.execute(
            "INSERT INTO taken VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                taken.id,
                taken.return_id,
                taken.order_id,
                taken.customer,
                taken.currency,
                taken.moment,
                taken.sku,
                taken.quantity,
                taken.unit_price,
                taken.amount,
            ),
        )

    def problem_add(self, problem: Problem) -> None:
        """Note that a row was not imported as it stands."""
        self.database.execute(
            "INSERT INTO problem VALUES (?, ?, ?, ?)",
            (problem.line, problem.field, problem.code, problem.message),
        )

    def reject(self, order_id: str) -> None:
        """Hold a whole order back: with a line missing its total would be wrong."""
        self.database.execute("INSERT OR IGNORE INTO rejected VALUES (?)", (order_id,))

    def fact_add(self, fact: CustomerSnapshot) -> bool:
        """Keep a customer's fact until the whole file is read; False if he has one already."""
        added = self.database.execute(
            "INSERT OR IGNORE INTO fact (reference, document) VALUES (?, ?)",
            (str(fact.reference), json.dumps(fact_encode(fact))),
        )
        return added.rowcount == 1

    def facts(self) -> Iterator[Fact]:
        """Return the kept facts in the order of the file."""
        for (document,) in self.database.execute("SELECT document FROM fact ORDER BY id"):
            yield fact_decode(json.loads(document))

    def orders_complete(self) -> None:
        """Close the reading: take rejected orders out, naming each of their rows, and total the others."""
        self.database.executescript(_INDEXES)
        self.database.executescript("""
            INSERT INTO problem SELECT id, '', 'order_held_back', 'another row of this order cannot be read'
                FROM line WHERE order_id IN (SELECT order_id FROM rejected)
                AND id NOT IN (SELECT line FROM problem);
            DELETE FROM line WHERE order_id IN (SELECT order_id FROM rejected);
            DELETE FROM head WHERE order_id IN (SELECT order_id FROM rejected);
            UPDATE head SET untaken = coalesce(
                total, (SELECT sum(amount) FROM line WHERE line.order_id = head.order_id) + shipping, shipping);
        """)
        self.database.execute("BEGIN")

    def count(self, table: str) -> int:
        """Return how many rows one of the temporary tables has."""
        (number,) = self.database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 our own names
        return int(number)

    def count_customers(self) -> int:
        """Return how many customers the orders name."""
        (number,) = self.database.execute(
            "SELECT count(DISTINCT customer) FROM head WHERE customer != ''"
        ).fetchone()
        return int(number)

    def problem_counts(self) -> dict[str, int]:
        """Return how many rows have each problem."""
        return dict(
            self.database.execute("SELECT code, count(*) FROM problem GROUP BY code ORDER BY code")
        )

    def problems(self) -> Iterator[Problem]:
        """Return all problems in the order of the file."""
        rows = self.database.execute("SELECT * FROM problem ORDER BY line, rowid")
        for line, field, code, message in rows:
            yield Problem(line=line, field=field, code=code, message=message)

    def newest_heads(self) -> Iterator[tuple[Head, int]]:
        """Return the newest order of each customer, and when the oldest was placed."""
        rows = self.database.execute(
            "SELECT order_id, customer, currency, max(placed), total, shipping, texts,"
            " (SELECT min(placed) FROM head AS other WHERE other.customer = head.customer)"
            " FROM head WHERE customer != '' GROUP BY customer ORDER BY customer"
        )
        for *columns, first in rows:
            yield _head(columns), first

    def orders(self) -> Iterator[StagedOrder]:
        """Return every order, oldest first."""
        rows = self.database.execute(
            "SELECT head.order_id, head.customer, head.currency, head.placed, head.total, head.shipping, texts,"
            " id, sku, name, product, category, collections, quantity, unit_price, amount, is_shipping"
            " FROM head LEFT JOIN line ON line.order_id = head.order_id"
            " ORDER BY head.placed, head.order_id, id"
        )
        refunded = {order for (order,) in self.database.execute("SELECT order_id FROM refund")}
        for order_id, members in groupby(rows, key=lambda row: row[0]):
            yield _order(members, self._refunds(order_id) if order_id in refunded else ())

    def _refunds(self, order_id: str) -> tuple[RefundPart, ...]:
        rows = self.database.execute(
            "SELECT return_id, line_id, moment, quantity, amount, is_shipping FROM refund"
            " WHERE order_id = ? ORDER BY moment, return_id, line_id, rowid",
            (order_id,),
        )
        return tuple(
            RefundPart(
                return_id=return_id,
                line_id=line_id,
                moment=moment,
                quantity=quantity,
                amount=amount,
                is_shipping=bool(is_shipping),
            )
            for return_id, line_id, moment, quantity, amount, is_shipping in rows
        )


_HEAD_COLUMNS = 7
_Row = tuple[Any, ...]


def _head(row: Sequence[Any]) -> Head:
    order_id, customer, currency, placed, total, shipping, texts = row
    return Head(
        order_id=order_id,
        customer=customer,
        currency=currency,
        placed=placed,
        total=total,
        shipping=shipping,
        texts=json.loads(texts),
    )


def _line(row: _Row) -> Line:
    id_, sku, name, product, category, collections, quantity, unit_price, amount, is_shipping = row
    return Line(
        id=id_,
        sku=sku,
        name=name,
        product=product,
        category=category,
        collections=collections,
        quantity=quantity,
        unit_price=unit_price,
        amount=amount,
        is_shipping=bool(is_shipping),
    )


def _order(rows: Iterable[_Row], refunds: tuple[RefundPart, ...]) -> StagedOrder:
    members = list(rows)
    return StagedOrder(
        head=_head(members[0][:_HEAD_COLUMNS]),
        lines=tuple(
            _line(row[_HEAD_COLUMNS:]) for row in members if row[_HEAD_COLUMNS] is not None
        ),
        refunds=refunds,
    )


@contextmanager
def staging_open() -> Iterator[Staging]:
    """Yield empty temporary tables that disappear afterwards."""
    with TemporaryDirectory(prefix="crm-import-") as folder:
        yield from _opened(str(Path(folder) / "staging.sqlite3"))


@contextmanager
def staging_in_memory() -> Iterator[Staging]:
    """Yield empty tables that never reach a disk, for the beginning of a file."""
    yield from _opened(":memory:")


def _opened(place: str) -> Iterator[Staging]:
    database = sqlite3.connect(place, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        database.executescript(_TABLES)
        database.execute("BEGIN")
        yield Staging(database)
    finally:
        database.close()
