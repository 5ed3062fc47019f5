"""The CRM's own background work as GraphQL types, its question and its change."""

from datetime import datetime
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import ERRORS, asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import CrmFactKind
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError


@strawberry.enum(description="A table of work that workers look at.")
class CrmQueueName(Enum):
    FACTS = strawberry.enum_value("FACTS", description="What the shop told, to be applied.")
    EVENTS = strawberry.enum_value(
        "EVENTS", description="Events of timelines, to be answered by automations."
    )
    MESSAGES = strawberry.enum_value("MESSAGES", description="Messages that are due to be sent.")
    COUPONS = strawberry.enum_value(
        "COUPONS", description="Coupons, to be made or taken back at the shop's checkout."
    )
    POINTS_BATCHES = strawberry.enum_value(
        "POINTS_BATCHES", description="Batches of points, to be given or taken back."
    )
    BULK_JOBS = strawberry.enum_value(
        "BULK_JOBS", description="What is to be done with many customers."
    )
    IMPORTS = strawberry.enum_value("IMPORTS", description="Uploaded files, to be read.")
    RFM = strawberry.enum_value("RFM", description="Recomputations that staff asked for.")
    EXTENSIONS = strawberry.enum_value(
        "EXTENSIONS", description="Events, to be told to extensions."
    )


@strawberry.type(description="How much work of one kind waits for a worker.")
class CrmQueue:
    name: CrmQueueName = shown("Which work.")
    waiting_count: int = shown("How much of it is due and not done.")
    waits_since: datetime | None = shown("Since when the oldest waits.")
    is_late: bool = shown(
        "Whether the oldest has waited for more than five minutes: is a worker running?"
    )


@strawberry.type(description="How far one kind of object was read again from its host.")
class CrmSweep:
    host: str = shown("The host.")
    kind: CrmFactKind = shown("What is read.")
    read_until: datetime | None = shown("What changed up to then was read.")
    finished_at: datetime | None = shown("When the last sweep that came to its end began.")
    asked_at: datetime | None = shown(
        "When staff asked for a sweep that has not come to its end yet."
    )
    is_running: bool = shown("Whether a worker reads at this moment.")
    facts_read: int = shown("How many objects were read, in all sweeps.")
    facts_repaired: int = shown("How many of them we had not heard of in that state.")


@strawberry.type(description="Whether the CRM's background work gets done.")
class CrmSystem:
    queues: list[CrmQueue] = shown("Every kind of work.")
    sweeps: list[CrmSweep] = shown("What was read again, by host and kind.")
    can_sweep: bool = shown("Whether this installation can read its shop again.")


@strawberry.input(description="What is to be read again from the shop.")
class CrmReconcileInput:
    is_whole: bool | None = given(
        "Whether to read everything, whenever it changed; else what changed since the last sweep."
    )


@strawberry.type
class SystemQuery:
    """The question about background work."""

    crm_system: CrmSystem = asked("Query.crmSystem", "What waits for a worker, and the sweeps.")


@strawberry.type
class CrmReconcile:
    """The answer of `crmReconcile`."""

    errors: list[CrmError] = shown(ERRORS)
    system: CrmSystem | None = shown("Everything with the sweep that was asked for.")


@strawberry.type
class SystemMutation:
    """The change of background work."""

    crm_reconcile: CrmReconcile = asked(
        "Mutation.crmReconcile",
        "Asks for a sweep: a worker reads the shop again, and what was missed is applied.",
        {"input": (CrmReconcileInput | None, "How much is read.")},
    )
