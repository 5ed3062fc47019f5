"""What an account holds at one instant, and what will lapse; asking changes nothing."""

from dataclasses import dataclass, replace
from datetime import datetime

from saleor_crm_plugin.loyalty.rules.ledger import (
    LAPSES,
    Sheet,
    available,
    is_usable,
    pick_order,
)
from saleor_crm_plugin.loyalty.rules.movements import sheet_advance


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """
    What an account holds at one instant; `expiring` are the spendable points by the instant they lapse.

    `reserved` is held for carts: it is neither available nor lost.
    """

    available: int
    pending: int
    reserved: int
    debt: int
    expiring: tuple[tuple[datetime, int], ...]


def sheet_copied(sheet: Sheet) -> Sheet:
    """Return an independent copy of `sheet` without its movements, to ask it "what if"."""
    return Sheet(
        lots={key: replace(lot) for key, lot in sheet.lots.items()},
        holds={key: replace(hold, parts=[*hold.parts]) for key, hold in sheet.holds.items()},
        debt=sheet.debt,
        balance=sheet.balance,
        reserved=sheet.reserved,
        active_at=sheet.active_at,
        inactivity=sheet.inactivity,
    )


def balance_at(sheet: Sheet, at: datetime) -> Balance:
    """Return the balance at `at`, the same before and after anything writes down what time did."""
    then = sheet_copied(sheet)
    sheet_advance(then, at=at)
    left = [lot for lot in then.lots.values() if lot.remaining > 0]
    expiring: dict[datetime, int] = {}
    for lot in pick_order(left):
        if lot.lapses_at is not None and lot.free > 0 and is_usable(lot, at):
            expiring[lot.lapses_at] = expiring.get(lot.lapses_at, 0) + lot.free
    return Balance(
        available=available(then, at),
        pending=sum(lot.remaining for lot in left if lot.activates_at > at),
        reserved=sum(lot.reserved for lot in left),
        debt=then.debt,
        expiring=tuple(sorted(expiring.items())),
    )


def expiring_until(sheet: Sheet, *, at: datetime, until: datetime) -> dict[datetime, int]:
    """
    Return the points that will lapse after `at` and up to `until`, by instant, if nothing is earned or spent meanwhile.

    Simulated, not added up: what carts hold counts as spent, what is pending comes in, and debts are paid first.
    """
    then = sheet_copied(sheet)
    sheet_advance(then, at=at)
    for lot in then.lots.values():
        lot.remaining -= lot.reserved
        lot.reserved = 0
    then.holds.clear()
    known = len(then.moves)
    sheet_advance(then, at=until)
    lapsing: dict[datetime, int] = {}
    for move in then.moves[known:]:
        if move.kind in LAPSES:
            lapsing[move.effective_at] = lapsing.get(move.effective_at, 0) - move.points
    return lapsing
