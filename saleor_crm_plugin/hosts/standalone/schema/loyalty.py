"""Points as GraphQL types."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import (
    CrmLoyaltyAccountStatus,
    CrmLoyaltyEntryKind,
)
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmMoney


@strawberry.type(description="A part of one movement: points of one lot, or of what is owed.")
class CrmPointAllocation:
    lot_id: strawberry.ID | None = shown("The lot; null for what is owed to the shop.")
    points: int = shown("How many; negative when they were taken, or are owed.")
    expires_at: datetime | None = shown("When the lot's points lapse, if they do.")
    lot_kind: CrmLoyaltyEntryKind | None = shown("Where the lot's points came from.")
    order_reference: str | None = shown("The order that the lot's points came from, if any.")


@strawberry.type(description="One movement of points.")
class CrmLoyaltyEntry:
    id: strawberry.ID = shown("The movement's id.")
    profile_id: strawberry.ID | None = shown(
        "Whose points moved, in lists of movements; null after an erasure."
    )
    allocations: list[CrmPointAllocation] = shown("Which lots it credited or took from, in order.")
    kind: CrmLoyaltyEntryKind = shown("Why points moved.")
    points: int = shown("How many; negative when they were taken.")
    waived: int = shown("Points of a claw-back that were not taken.")
    balance: int = shown("The account's total right after it, pending points included.")
    effective_at: datetime = shown("When it became true.")
    recorded_at: datetime = shown("When it was written down.")
    order_reference: str | None = shown("The order it is about, if any.")
    actor: str = shown("Who moved them, as a kind and an id.")
    reason: str = shown("Why, in the words of who moved them.")
    explanation: str = shown("How the number was computed, as a JSON object.")


@strawberry.type(name="CrmLoyaltyEntryCountableEdge")
class EntryEdge(Edge[CrmLoyaltyEntry]):
    """A row of a page of movements."""


@strawberry.type(name="CrmLoyaltyEntryCountableConnection")
class EntryConnection(Connection[EntryEdge]):
    """A page of movements."""

    total_count: int = asked("CrmLoyaltyEntryCountableConnection.totalCount", COUNT)


@strawberry.type(description="Points that lapse at one instant.")
class CrmExpiringPoints:
    points: int = shown("How many.")
    expires_at: datetime = shown("The first instant at which they cannot be spent.")


@strawberry.type(description="Points that were credited together and lapse together.")
class CrmPointLot:
    id: strawberry.ID = shown("The lot's id.")
    entry_id: strawberry.ID = shown("The movement that credited it.")
    kind: CrmLoyaltyEntryKind = shown("Where its points came from.")
    points: int = shown("How many it began with.")
    remaining: int = shown("How many are left now.")
    expired: int = shown("How many it let lapse.")
    activates_at: datetime = shown("From when on they can be spent.")
    expires_at: datetime | None = shown("The first instant at which they cannot; null for never.")
    order_reference: str | None = shown("The order that earned them, if any.")
    parent_id: strawberry.ID | None = shown("The lapsed lot that they came back to, if they did.")


@strawberry.type(name="CrmPointLotCountableEdge")
class LotEdge(Edge[CrmPointLot]):
    """A row of a page of lots."""


@strawberry.type(name="CrmPointLotCountableConnection")
class LotConnection(Connection[LotEdge]):
    """A page of lots."""

    total_count: int = asked("CrmPointLotCountableConnection.totalCount", COUNT)


@strawberry.type(description="What a shopper holds, now or at the instant that was asked for.")
class CrmLoyaltyAccount:
    status: CrmLoyaltyAccountStatus = shown("Whether the account can spend.")
    available: int = shown("What can be spent now.")
    pending: int = shown("What can be spent later.")
    reserved: int = shown("What a cart holds.")
    debt: int = shown("What is owed to the shop; the next points pay it.")
    expiring: list[CrmExpiringPoints] = shown("Available points that lapse, soonest first.")
    expiring_soon: int = shown("How many of them lapse within 30 days.")
    entries: EntryConnection = asked(
        "CrmLoyaltyAccount.entries", "The movements, newest first.", PAGE
    )
    lots: LotConnection = asked(
        "CrmLoyaltyAccount.lots",
        "The lots as they are now, newest first.",
        {"only_open": (bool | None, "Whether to leave out lots with nothing left."), **PAGE},
    )


@strawberry.type(description="Your points.")
class CrmMyPoints:
    available: int = shown("What you can spend now.")
    pending: int = shown("What you can spend later.")
    reserved: int = shown("What your carts hold.")
    lots: LotConnection = asked(
        "CrmMyPoints.lots",
        "Your points as they came, newest first.",
        {"only_open": (bool | None, "Whether to leave out what is used up."), **PAGE},
    )
    debt: int = shown("What you owe the shop; the next points pay it.")
    expiring: list[CrmExpiringPoints] = shown("Available points that lapse, soonest first.")
    expiring_soon: int = shown("How many of them lapse within 30 days.")


@strawberry.type(description="What one order earned in one program.")
class CrmOrderAward:
    program: str = shown("Slug of the program.")
    points: int = shown("The points it earned.")
    clawed_back: int = shown("How many of them refunds have taken back.")
    basis: CrmMoney = shown("The money they were computed from.")
    awarded_at: datetime = shown("When they were earned.")
