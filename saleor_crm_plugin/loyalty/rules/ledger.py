"""
The ledger of one account as a working copy: lots, debt, and the movements that change them.

Nothing here touches a database: services load a sheet, let the rules post movements on it, and store those.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from saleor_crm_plugin.facts import JsonObject
from saleor_crm_plugin.loyalty.rules.inactivity import Inactivity

# Lots that are not stored yet sort after every stored one.
FIRST_NEW_LOT_ID = 1 << 62
_NEVER = datetime.max.replace(tzinfo=UTC)


class EntryKind(StrEnum):
    """
    Why points moved; each word is a stored value and never changes.

    `SETTLE` moves points from a lot into debt and is worth 0 in total. `FORFEIT` is what idle or closed accounts lose.
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


# Movements by which points end unused.
LAPSES = (EntryKind.EXPIRE, EntryKind.FORFEIT)


@dataclass(slots=True, kw_only=True)
class Lot:
    """
    Points that were credited together, and how many are left; usable while `activates_at` <= now < `expires_at`.

    `key` names the lot within its account. `expired` counts points this lot let lapse, `absorbed` those of them that
    a claw-back has already been satisfied with. `lapses` numbers its expiry entries. `idle_at` is when it
    lapses before that if its owner does nothing, `forfeited_at` when it did. `reserved` of the points that
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
    idle_at: datetime | None = None
    forfeited_at: datetime | None = None

    @property
    def free(self) -> int:
        """Return how many points are left that no cart holds."""
        return self.remaining - self.reserved

    @property
    def is_idle_first(self) -> bool:
        """Return whether inactivity ends the lot sooner than its own date."""
        idle_at = self.forfeited_at or self.idle_at
        return idle_at is not None and (self.expires_at is None or idle_at < self.expires_at)

    @property
    def lapses_at(self) -> datetime | None:
        """Return when what is left lapses if its owner does nothing, None for never."""
        return self.forfeited_at or self.idle_at if self.is_idle_first else self.expires_at


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

    `reserved` is what carts hold of all lots. `active_at` is when its owner last bought or spent, `inactivity` what follows
    from that. `lapsed_holds` are holds whose time ran out since it was loaded, and
    `is_reserved_anew` says that some hold began, ended or changed.
    """

    lots: dict[int, Lot] = field(default_factory=dict)
    holds: dict[int, Hold] = field(default_factory=dict)
    debt: int = 0
    balance: int = 0
    reserved: int = 0
    active_at: datetime | None = None
    inactivity: Inactivity | None = None
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
        self.idle_note([lot])
        return lot

    def active_note(self, active_at: datetime | None) -> None:
        """Note that the owner was active at `active_at`, and what that means for the lots; earlier news change nothing."""
        if active_at is not None and (self.active_at is None or active_at > self.active_at):
            self.active_at = active_at
            self.idle_note(self.lots.values())

    def idle_note(self, lots: Iterable[Lot]) -> None:
        """Note in `lots` when they lapse if the owner does nothing."""
        policy = self.inactivity
        for lot in lots:
            lot.idle_at = None
            if policy is not None:
                lot.idle_at = policy.lapses_at(active_at=self.active_at, usable_at=lot.activates_at)

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
        if is_activity(kind, source):
            self.active_note(effective_at)
        return movement


def is_activity(kind: EntryKind, source: Source) -> bool:
    """
    Return whether a movement is something the shopper did: an order that earns, or points that are spent.

    What the shop gives, imports or corrects is not, nor are refunds.
    """
    is_of_order = source.order_id is not None
    return kind in {EntryKind.EARN, EntryKind.REDEEM} or (kind is EntryKind.BONUS and is_of_order)


def is_usable(lot: Lot, at: datetime) -> bool:
    """Return whether points of `lot` can be spent at `at`, if any are left."""
    return lot.activates_at <= at and not has_lapsed(lot, at)


def has_lapsed(lot: Lot, at: datetime) -> bool:
    """Return whether `lot` is no longer usable at `at`."""
    return lot.lapses_at is not None and lot.lapses_at <= at


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
