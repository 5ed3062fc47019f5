"""Points as the contract shows them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from saleor_crm_plugin.api.ids import id_encode
from saleor_crm_plugin.api.nodes.money import MoneyNode, money_node
from saleor_crm_plugin.loyalty.queries import AwardView, EntryView, LotView, PointsSummary

ENTRY, LOT = "CrmLoyaltyEntry", "CrmPointLot"
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiringNode:
    """Points that lapse at one instant."""

    points: int
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountNode:
    """What a shopper holds now; his movements are loaded in batches when asked for."""

    profile_id: int
    status: str
    available: int
    pending: int
    reserved: int
    debt: int
    expiring: tuple[ExpiringNode, ...]
    expiring_soon: int


def account_node(points: PointsSummary, at: datetime) -> AccountNode:
    """Return what a shopper holds at `at` as the contract shows it; soon is within 30 days."""
    return AccountNode(
        profile_id=points.profile_id,
        status=points.status.name,
        available=points.available,
        pending=points.pending,
        reserved=points.reserved,
        debt=points.debt,
        expiring=tuple(
            ExpiringNode(points=lot.points, expires_at=lot.expires_at) for lot in points.expiring
        ),
        expiring_soon=points.expiring_before(at + SOON),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AllocationNode:
    """A part of one movement: points of one lot, or of what is owed."""

    lot_id: str | None
    points: int
    expires_at: datetime | None
    lot_kind: str | None
    order_reference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryNode:
    """One movement of points."""

    id: str
    profile_id: str | None
    allocations: tuple[AllocationNode, ...]
    kind: str
    points: int
    waived: int
    balance: int
    effective_at: datetime
    recorded_at: datetime
    order_reference: str | None
    actor: str
    reason: str
    explanation: str


def entry_nodes(entries: Sequence[EntryView]) -> list[EntryNode]:
    """Return movements as the contract shows them; how they were computed is JSON in a string."""
    return [entry_node(entry) for entry in entries]


def entry_node(entry: EntryView) -> EntryNode:
    """Return one movement as the contract shows it."""
    return EntryNode(
        id=id_encode(ENTRY, entry.entry_id),
        profile_id=None if entry.profile_id is None else id_encode("CrmProfile", entry.profile_id),
        allocations=tuple(
            AllocationNode(
                lot_id=None if part.lot_id is None else id_encode(LOT, part.lot_id),
                points=part.points,
                expires_at=part.expires_at,
                lot_kind=part.lot_kind and part.lot_kind.name,
                order_reference=part.order_reference,
            )
            for part in entry.allocations
        ),
        kind=entry.kind.name,
        points=entry.points,
        waived=entry.waived,
        balance=entry.balance,
        effective_at=entry.effective_at,
        recorded_at=entry.recorded_at,
        order_reference=entry.order_reference,
        actor=entry.actor,
        reason=entry.reason,
        explanation=json.dumps(entry.explanation, sort_keys=True),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LotNode:
    """Points that were credited together."""

    id: str
    entry_id: str
    kind: str
    points: int
    remaining: int
    expired: int
    activates_at: datetime
    expires_at: datetime | None
    order_reference: str | None
    parent_id: str | None


def lot_node(lot: LotView) -> LotNode:
    """Return a lot as the contract shows it."""
    return LotNode(
        id=id_encode(LOT, lot.lot_id),
        entry_id=id_encode(ENTRY, lot.entry_id),
        kind=lot.kind.name,
        points=lot.points,
        remaining=lot.remaining,
        expired=lot.expired,
        activates_at=lot.activates_at,
        expires_at=lot.expires_at,
        order_reference=lot.order_reference,
        parent_id=None if lot.parent_id is None else id_encode(LOT, lot.parent_id),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardNode:
    """What one order earned in one program."""

    program: str
    points: int
    clawed_back: int
    basis: MoneyNode
    awarded_at: datetime


def award_node(award: AwardView, currency: str) -> AwardNode:
    """Return what an order in `currency` earned as the contract shows it."""
    return AwardNode(
        program=award.program,
        points=award.points,
        clawed_back=award.clawed,
        basis=money_node(award.basis_minor, currency),
        awarded_at=award.awarded_at,
    )
