"""What operators see, as GraphQL types: the inbox and the imports."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import PAGE, asked, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import (
    CrmFactKind,
    CrmImportState,
    CrmInboxState,
)
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge


@strawberry.type(description="One row of the inbox; what the fact says is not shown.")
class CrmInboxItem:
    id: strawberry.ID = shown("The row's id.")
    reference: str = shown("The object in its host, such as `saleor:order:42`.")
    kind: CrmFactKind = shown("What the fact is about.")
    is_touch: bool = shown("Whether only the change was noted and the object is read later.")
    state: CrmInboxState = shown("Where the row is.")
    attempts: int = shown("How often it was tried.")
    error: str | None = shown("The kind of error that stopped it, if one did.")
    accepted_at: datetime = shown("When it came in.")
    due_at: datetime = shown("When it is tried next.")
    done_at: datetime | None = shown("When it was applied.")


@strawberry.type(name="CrmInboxItemCountableEdge")
class InboxItemEdge(Edge[CrmInboxItem]):
    """A row of a page of the inbox."""


@strawberry.type(name="CrmInboxItemCountableConnection")
class InboxItemConnection(Connection[InboxItemEdge]):
    """A page of the inbox."""

    total_count: int = asked("CrmInboxItemCountableConnection.totalCount", COUNT)


@strawberry.type(description="What hosts have told and how much of it is applied.")
class CrmInbox:
    pending: int = shown("How many rows wait.")
    claimed: int = shown("How many are being applied.")
    done: int = shown("How many were applied and are not cleared away yet.")
    dead: int = shown("How many failed too often and wait for an operator.")
    oldest_pending_at: datetime | None = shown("Since when the oldest undone row waits.")
    items: InboxItemConnection = asked(
        "CrmInbox.items",
        "The rows, newest first.",
        {"states": (list[CrmInboxState] | None, "Only rows in these states."), **PAGE},
    )


@strawberry.type(description="One reading of one file.")
class CrmImport:
    id: strawberry.ID = shown("The import's id.")
    kind: str = shown("What the file holds: `customers` or `orders`.")
    host: str = shown("The host that the file's objects are of.")
    file_name: str = shown("The file's name.")
    file_sha256: str = shown("The file's SHA-256 in hexadecimal digits.")
    state: CrmImportState = shown("Where the import is.")
    percent: int = shown("0 to 100.")
    is_dry_run: bool = shown("Whether the file is only read and checked.")
    counts: str = shown("The figures that the command prints, as a JSON object.")
    error: str | None = shown("What stopped it, if something did.")
    started_at: datetime = shown("When it began; of a queued one, when it was asked for.")
    finished_at: datetime | None = shown("When it ended.")


@strawberry.type(name="CrmImportCountableEdge")
class ImportEdge(Edge[CrmImport]):
    """A row of a page of imports."""


@strawberry.type(name="CrmImportCountableConnection")
class ImportConnection(Connection[ImportEdge]):
    """A page of imports."""

    total_count: int = asked("CrmImportCountableConnection.totalCount", COUNT)


@strawberry.type(description="Why one row of a file was left out; never the row itself.")
class CrmImportRowError:
    line: int = shown("The line in the file.")
    column: str | None = shown("The column at fault, if one is.")
    code: str = shown("What is wrong.")
    message: str = shown("The same in words.")


@strawberry.type(name="CrmImportRowErrorCountableEdge")
class RowErrorEdge(Edge[CrmImportRowError]):
    """A row of a page of refused rows."""


@strawberry.type(name="CrmImportRowErrorCountableConnection")
class RowErrorConnection(Connection[RowErrorEdge]):
    """A page of refused rows."""

    total_count: int = asked("CrmImportRowErrorCountableConnection.totalCount", COUNT)
