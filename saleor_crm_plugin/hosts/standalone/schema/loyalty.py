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


@strawberry.type(description="One movement of points.")
class CrmLoyaltyEntry:
    id: strawberry.ID = shown("The movement's id.")
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


@strawberry.type(description="What a shopper holds now.")
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


@strawberry.type(description="Your points.")
class CrmMyPoints:
    available: int = shown("What you can spend now.")
    pending: int = shown("What you can spend later.")
    debt: int = shown("What you owe the shop; the next points pay it.")
    expiring: list[CrmExpiringPoints] = shown("Available points that lapse, soonest first.")
    expiring_soon: int = shown("How many of them lapse within 30 days.")


@strawberry.type(description="What one order earned.")
class CrmOrderAward:
    points: int = shown("The points it earned.")
    clawed_back: int = shown("How many of them refunds have taken back.")
    basis: CrmMoney = shown("The money they were computed from.")
    awarded_at: datetime = shown("When they were earned.")
