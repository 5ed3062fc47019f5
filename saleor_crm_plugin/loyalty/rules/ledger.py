"""
The ledger of one account as a working copy: lots, debt, and the movements that change them.

Nothing here touches a database: services load a sheet, let the rules post movements on it, and store those.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum

from saleor_crm_plugin.facts import JsonObject

# Lots that are not stored yet sort after every stored one.
FIRST_NEW_LOT_ID = 1 << 62
_NEVER = datetime.max.replace(tzinfo=UTC)


class EntryKind(StrEnum):
    """
    Why points moved; each word is a stored value and never changes.

    `SETTLE` moves points from a lot into debt and is worth 0 in total. `BONUS` and `FORFEIT` are kept for campaigns and inactivity.
    """

    EARN = "earn"
    BONUS = "bonus"
    OPENING = "opening"
    ADJUST = "adjust"
    MERGE_IN = "merge_in"
    REDEEM_RETURN = "redeem_return"
    REDEEM = "redeem"
    EXPIRE = "expire"
    CLAWBACK = "clawback"
    MERGE_OUT = "merge_out"
    FORFEIT = "forfeit"
    REVERT = "revert"
    SETTLE = "settle"


@dataclass(slots=True, kw_only=True)
class Lot:
    """
    Points that were credited together, and how many are left; usable while `activates_at` <= now < `expires_at`.

    `key` names the lot within its account. `expired` counts points this lot let lapse, `absorbed` those of them that
    a claw-back has already been satisfied with. `lapses` numbers its expiry entries. `reserved` of the points that
    remain are held for carts: nothing else takes them, and they do not lapse while they are held.
    """

    id: int
    key: str
    kind: EntryKind
    points: int
    activates_at: datetime
    expires_at: datetime | None
    remaining: int = 0
    reserved: int = 0
    order_id: int | None = None
    parent_id: int | None = None
    expired: int = 0
    absorbed: int = 0
    lapses: int = 0
    is_grace_used: bool = False

    @property
    def free(self) -> int:
        """Return how many points are left that no cart holds."""
        return self.remaining - self.reserved


@dataclass(frozen=True, slots=True)
class Part:
    """A share of one movement: points of one lot, or of the debt where `lot_id` is None (negative: more is owed)."""

    lot_id: int | None
    points: int


@dataclass(slots=True, kw_only=True)
class Hold:
    """
    Points of certain lots that one cart keeps until `until`, in the order in which they were taken; no ledger entry.

    `changes` counts how often points were let go, to name what that made possible.
    """

    id: int
    until: datetime
    parts: list[Part] = field(default_factory=list)
    changes: int = 0

    @property
    def points(self) -> int:
        """Return how many points are held."""
        return sum(part.points for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    Who caused a movement and for what; `order_reference` is empty for what has no order.

    `reverses_id` is the entry that it takes back in full or in part.
    """

    actor: str = "system"
    reason: str = ""
    order_id: int | None = None
    order_reference: str = ""
    reverses_id: int | None = None
    revision_id: int | None = None
    is_live: bool = True
    fingerprint: str = ""
    explanation: JsonObject = field(default_factory=dict)


LIFECYCLE = Source()


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """
    One future row of the ledger with its full allocation.

    `waived` counts points of a claw-back that were not taken because they had lapsed or were written off; negative takes that back.
    `absorbed` says which lots had let them lapse. `balance` is the account's total after it: every lot, pending or not, less the debt.
    """

    kind: EntryKind
    key: str
    effective_at: datetime
    parts: tuple[Part, ...]
    balance: int
    waived: int = 0
    absorbed: tuple[Part, ...] = ()
    source: Source = LIFECYCLE

    @property
    def points(self) -> int:
        """Return what the movement adds to the balance, negative for a debit."""
        return sum(part.points for part in self.parts)


@dataclass(slots=True, kw_only=True)
class Sheet:
    """
    The working copy of one account; `moves` are the movements posted since it was loaded.

    `reserved` is what carts hold of all lots. `lapsed_holds` are holds whose time ran out since it was loaded, and
    `is_reserved_anew` says that some hold began, ended or changed.
    """

    lots: dict[int, Lot] = field(default_factory=dict)
    holds: dict[int, Hold] = field(default_factory=dict)
    debt: int = 0
    balance: int = 0
    reserved: int = 0
    moves: list[Movement] = field(default_factory=list)
    lapsed_holds: list[int] = field(default_factory=list)
    is_reserved_anew: bool = False

    @property
    def has_changed(self) -> bool:
        """Return whether there is anything to write down."""
        return bool(self.moves) or self.is_reserved_anew

    def reserve(self, lot_id: int, points: int) -> None:
        """Let carts hold `points` more of a lot, or fewer if negative."""
        self.lots[lot_id].reserved += points
        self.reserved += points
        self.is_reserved_anew = True

    def lot_open(self, lot: Lot) -> Lot:
        """Add a lot that is not stored yet; its points arrive with the movement that credits it."""
        lot.id = FIRST_NEW_LOT_ID + len(self.lots)
        self.lots[lot.id] = lot
        return lot

    def post(
        self,
        kind: EntryKind,
        *,
        key: str,
        parts: Iterable[Part],
        effective_at: datetime,
        source: Source = LIFECYCLE,
        waived: int = 0,
        absorbed: Iterable[Part] = (),
    ) -> Movement:
        """Apply `parts` to the lots and the debt and note the movement."""
        applied = tuple(part for part in parts if part.points)
        for part in applied:
            if part.lot_id is None:
                self.debt -= part.points
            else:
                self.lots[part.lot_id].remaining += part.points
        self.balance += sum(part.points for part in applied)
        movement = Movement(
            kind=kind,
            key=key,
            effective_at=effective_at,
            parts=applied,
            balance=self.balance,
            waived=waived,
            absorbed=tuple(absorbed),
            source=source,
        )
        self.moves.append(movement)
        return movement


def sheet_copied(sheet: Sheet) -> Sheet:
    """Return an independent copy of `sheet` without its movements, to ask it "what if"."""
    return Sheet(
        lots={key: replace(lot) for key, lot in sheet.lots.items()},
        holds={key: replace(hold, parts=[*hold.parts]) for key, hold in sheet.holds.items()},
        debt=sheet.debt,
        balance=sheet.balance,
        reserved=sheet.reserved,
    )


def is_usable(lot: Lot, at: datetime) -> bool:
    """Return whether points of `lot` can be spent at `at`, if any are left."""
    return lot.activates_at <= at and not has_lapsed(lot, at)


def has_lapsed(lot: Lot, at: datetime) -> bool:
    """Return whether `lot` is no longer usable at `at`."""
    return lot.expires_at is not None and lot.expires_at <= at


def pick_order(lots: Iterable[Lot]) -> list[Lot]:
    """Return `lots` in the order in which they are spent: soonest expiry first, then the older."""
    return sorted(lots, key=lambda lot: (lot.expires_at or _NEVER, lot.id))


def usable_lots(sheet: Sheet, at: datetime) -> list[Lot]:
    """Return the lots that can be spent at `at`, in the order in which they are."""
    return pick_order(lot for lot in sheet.lots.values() if lot.free > 0 and is_usable(lot, at))


def available(sheet: Sheet, at: datetime) -> int:
    """Return the points that can be spent at `at`; only true of a sheet that was advanced to `at`."""
    return sum(lot.free for lot in sheet.lots.values() if is_usable(lot, at))


def drawn(lots: Sequence[Lot], points: int) -> tuple[list[Part], int]:
    """Return the parts that take `points` from `lots` in their order, and how many points were not found."""
    parts = []
    for lot in lots:
        if points <= 0:
            break
        taken = min(points, lot.free)
        parts.append(Part(lot.id, -taken))
        points -= taken
    return parts, points
