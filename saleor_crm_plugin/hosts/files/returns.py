"""
Finds the orders that returned goods came from.

A row that names its order is taken at its word. Other rows are matched to the same customer's orders that were
placed no later than the return: lines of the same SKU, first those of the same unit price, newest first, until
the pieces are used up. Rows without goods (a discount given afterwards) reduce the newest orders first.
Never more is given back than a line, and its order, was worth. What finds no order becomes a problem row.
"""

from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from sqlite3 import Connection

from saleor_crm_plugin.facts import Money
from saleor_crm_plugin.hosts.files.staged import Problem, Taken
from saleor_crm_plugin.hosts.files.staging import Staging

_LINES = """
    SELECT line.id, line.order_id, untaken_quantity, line.untaken, is_shipping
    FROM line JOIN head ON head.order_id = line.order_id
    WHERE untaken_quantity > 0 AND line.currency = :currency AND sku = :sku AND {scope}
    ORDER BY line.unit_price = :unit_price DESC, head.placed DESC, line.order_id DESC, line.id DESC
"""
_ORDERS = """
    SELECT order_id, untaken FROM head
    WHERE untaken > 0 AND currency = :currency AND {scope}
    ORDER BY placed DESC, order_id DESC
"""
_LINES_NAMED = _LINES.format(scope="line.order_id = :order_id")
_LINES_EARLIER = _LINES.format(scope="line.customer = :customer AND head.placed <= :moment")
_ORDERS_NAMED = _ORDERS.format(scope="order_id = :order_id")
_ORDERS_EARLIER = _ORDERS.format(scope="customer = :customer AND placed <= :moment")


@dataclass(slots=True)
class ReturnCounts:
    """What became of the returns; money in minor units per currency."""

    rows_matched: int = 0
    rows_unmatched: int = 0
    matched_minor: Counter[str] = field(default_factory=Counter)
    unmatched_minor: Counter[str] = field(default_factory=Counter)


def returns_match(*, staging: Staging, amount_only_skus: frozenset[str]) -> ReturnCounts:
    """Match every staged return, oldest first, and note as problems what found no order."""
    counts = ReturnCounts()
    returns = [  # only the numbers of the rows: matching writes to the tables it reads
        number for (number,) in staging.database.execute("SELECT id FROM taken ORDER BY moment, id")
    ]
    for number in returns:
        row = staging.database.execute("SELECT * FROM taken WHERE id = ?", (number,)).fetchone()
        taken = Taken(**dict(zip(Taken.__dataclass_fields__, row, strict=True)))
        if not taken.sku or taken.sku in amount_only_skus:
            left_pieces, left_amount = 0, _take_money(staging.database, taken)
        else:
            left_pieces, left_amount = _take_goods(staging.database, taken)
        counts.matched_minor[taken.currency] += taken.amount - left_amount
        counts.unmatched_minor[taken.currency] += left_amount
        if left_pieces or left_amount:
            counts.rows_unmatched += 1
            staging.problem_add(_problem(taken, left_pieces, left_amount))
        else:
            counts.rows_matched += 1
    return counts


def _take_goods(database: Connection, taken: Taken) -> tuple[int, int]:
    """Return the pieces and the money that found no line."""
    pieces_left, amount_left, excess = taken.quantity, taken.amount, 0
    lines = database.execute(_LINES_NAMED if taken.order_id else _LINES_EARLIER, _asked(taken))
    for line_id, order_id, untaken_pieces, untaken, is_shipping in lines.fetchall():
        pieces = min(untaken_pieces, pieces_left)
        share = _share(amount_left, pieces, pieces_left)
        amount = min(share, _untaken_of_order(database, order_id), untaken)
        database.execute(
            "UPDATE line SET untaken = untaken - ?, untaken_quantity = untaken_quantity - ? WHERE id = ?",
            (amount, pieces, line_id),
        )
        _give_back(database, taken, (order_id, line_id, pieces, amount, is_shipping))
        pieces_left -= pieces
        amount_left -= share
        excess += share - amount
        if not pieces_left:
            break
    return pieces_left, amount_left + excess


def _take_money(database: Connection, taken: Taken) -> int:
    """Return the money that found no order."""
    left = taken.amount
    orders = database.execute(_ORDERS_NAMED if taken.order_id else _ORDERS_EARLIER, _asked(taken))
    for order_id, untaken in orders.fetchall():
        amount = min(untaken, left)
        _give_back(database, taken, (order_id, None, 0, amount, 0))
        left -= amount
        if not left:
            break
    return left


def _asked(taken: Taken) -> dict[str, str | int]:
    return {
        "order_id": taken.order_id,
        "customer": taken.customer,
        "moment": taken.moment,
        "currency": taken.currency,
        "sku": taken.sku,
        "unit_price": taken.unit_price,
    }


def _share(amount: int, pieces: int, of_pieces: int) -> int:
    """Return the part of `amount` for some of the pieces, half up; the last piece gets what is left."""
    exact = Decimal(amount * pieces) / of_pieces
    return int(exact.to_integral_value(rounding=ROUND_HALF_UP))


def _untaken_of_order(database: Connection, order_id: str) -> int:
    (untaken,) = database.execute(
        "SELECT untaken FROM head WHERE order_id = ?", (order_id,)
    ).fetchone()
    return int(untaken)


def _give_back(
    database: Connection, taken: Taken, part: tuple[str, int | None, int, int, int]
) -> None:
    order_id, line_id, pieces, amount, is_shipping = part
    database.execute("UPDATE head SET untaken = untaken - ? WHERE order_id = ?", (amount, order_id))
    database.execute(
        "INSERT INTO refund VALUES (?, ?, ?, ?, ?, ?, ?)",
        (order_id, taken.return_id, line_id, taken.moment, pieces, amount, is_shipping),
    )


def _problem(taken: Taken, pieces: int, amount: int) -> Problem:
    money = Money.from_minor(amount, taken.currency)
    return Problem(
        line=taken.id,
        field="",
        code="return_unmatched",
        message=f"{pieces} pieces and {money.amount} {money.currency} of it match no earlier order",
    )
