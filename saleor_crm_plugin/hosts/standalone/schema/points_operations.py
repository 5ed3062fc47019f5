"""Operating the points ledger, as GraphQL types."""

from datetime import datetime
from enum import Enum

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import PAGE, asked, given, shown
from saleor_crm_plugin.hosts.standalone.schema.enums import CrmLoyaltyEntryKind
from saleor_crm_plugin.hosts.standalone.schema.inputs import CrmDateTimeRangeInput
from saleor_crm_plugin.hosts.standalone.schema.lists import COUNT, Connection, Edge
from saleor_crm_plugin.hosts.standalone.schema.loyalty import CrmLoyaltyAccount
from saleor_crm_plugin.hosts.standalone.schema.parts import CrmError, CrmMoney

_ERRORS = "Why nothing was written; empty after success."


@strawberry.enum(description="What a batch of points is.")
class CrmPointsBatchKind(Enum):
    OPENING = strawberry.enum_value(
        "OPENING", description="Balances brought over from another program; announces nothing."
    )
    GRANT = strawberry.enum_value("GRANT", description="A gift, of which automations may tell.")


@strawberry.enum(description="Where a batch of points is.")
class CrmPointsBatchState(Enum):
    PREVIEW = "PREVIEW"
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    DONE = "DONE"
    REVERTING = "REVERTING"
    REVERTED = "REVERTED"


@strawberry.enum(description="What became of a line; known ones were given under this name before.")
class CrmPointsBatchRowState(Enum):
    PENDING = "PENDING"
    POSTED = "POSTED"
    KNOWN = "KNOWN"
    REFUSED = "REFUSED"
    REVERTED = "REVERTED"


@strawberry.enum(description="Why a line of a batch gives nothing.")
class CrmPointsBatchProblem(Enum):
    NOBODY_NAMED = "NOBODY_NAMED"
    UNKNOWN_PROFILE = "UNKNOWN_PROFILE"
    POINTS_NOT_WHOLE = "POINTS_NOT_WHOLE"
    POINTS_NOT_POSITIVE = "POINTS_NOT_POSITIVE"
    DATE_NOT_ISO = "DATE_NOT_ISO"
    DATE_IN_PAST = "DATE_IN_PAST"
    GIVEN_TWICE = "GIVEN_TWICE"
    OTHER_POINTS_BEFORE = "OTHER_POINTS_BEFORE"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"


@strawberry.type(description="One contradiction within the ledger.")
class CrmLedgerDrift:
    invariant: str = shown("What does not hold.")
    row: int = shown("The number of the row that breaks it.")
    expected: float = shown("The number that the entries make, a whole one.")
    found: float = shown("The number that the row has.")


@strawberry.type(description="One look at the whole ledger.")
class CrmLedgerProof:
    proved_at: datetime = shown("When it was looked at.")
    entries_count: float = shown("How many movements the ledger had, a whole number.")
    drift_count: float = shown("How many contradictions there are; must be 0.")
    findings: list[CrmLedgerDrift] = shown("The first hundred of each kind.")


@strawberry.type(description="One line of a batch; never its text.")
class CrmPointsBatchRow:
    line: int = shown("The line in the file, or the place in the list.")
    profile_id: strawberry.ID | None = shown(
        "Who gets the points; null for a line that names nobody."
    )
    points: int = shown("How many.")
    state: CrmPointsBatchRowState = shown("What became of it.")
    code: CrmPointsBatchProblem | None = shown("Why it gives nothing, if it does not.")


@strawberry.type(name="CrmPointsBatchRowCountableEdge")
class BatchRowEdge(Edge[CrmPointsBatchRow]):
    """A row of a page of lines."""


@strawberry.type(name="CrmPointsBatchRowCountableConnection")
class BatchRowConnection(Connection[BatchRowEdge]):
    """A page of lines."""

    total_count: int = asked("CrmPointsBatchRowCountableConnection.totalCount", COUNT)


@strawberry.type(description="Points that are given to many at once, and can be taken back as one.")
class CrmPointsBatch:
    id: strawberry.ID = shown("The batch's id.")
    kind: CrmPointsBatchKind = shown("What it is.")
    name: str = shown("Its name; nobody gets points twice under the same name.")
    file_sha256: str = shown("The SHA-256 of its file or list, in hexadecimal digits.")
    reason: str = shown("Why, as every movement says.")
    actor: str = shown("Who made it, as a kind and an id.")
    state: CrmPointsBatchState = shown("Where it is.")
    percent: int = shown("How far giving it, or taking it back, is: 0 to 100.")
    rows_count: int = shown("How many lines can be given.")
    refused_count: int = shown("How many lines cannot.")
    points_total: float = shown("The points of the lines that can be given, a whole number.")
    posted_count: int = shown("How many lines were given.")
    posted_points: float = shown("How many points were given, a whole number.")
    reverted_points: float = shown("How many of them were taken back, a whole number.")
    short_points: float = shown("How many of them had been used or had lapsed, a whole number.")
    created_at: datetime = shown("When it was read.")
    progressed_at: datetime = shown("When it last moved on.")
    rows: BatchRowConnection = asked(
        "CrmPointsBatch.rows",
        "Its lines, in the order of the file.",
        {"states": (list[CrmPointsBatchRowState] | None, "Only lines in these states."), **PAGE},
    )


@strawberry.type(name="CrmPointsBatchCountableEdge")
class BatchEdge(Edge[CrmPointsBatch]):
    """A row of a page of batches."""


@strawberry.type(name="CrmPointsBatchCountableConnection")
class BatchConnection(Connection[BatchEdge]):
    """A page of batches."""

    total_count: int = asked("CrmPointsBatchCountableConnection.totalCount", COUNT)


@strawberry.input(description="What to give to whom: a file, or profiles and a number of points.")
class CrmPointsBatchCreateInput:
    kind: CrmPointsBatchKind = shown("What the batch is.")
    name: str = shown("Nobody gets points twice under the same name; at most 64 characters.")
    reason: str | None = given("Why, as every movement will say.")
    content: str | None = given("A CSV file in base64; docs/points-operations.md has its columns.")
    profile_ids: list[strawberry.ID] | None = given("At most 1,000 profiles, instead of a file.")
    points: int | None = given("How many points each of these profiles gets.")
    rows_expected: int | None = given("Refuse the batch unless it has this many lines.")
    points_expected: int | None = given("Refuse the batch unless its lines give this many points.")


@strawberry.type
class CrmPointsBatchCreate:
    """The answer of `crmPointsBatchCreate`."""

    errors: list[CrmError] = shown(_ERRORS)
    batch: CrmPointsBatch | None = shown("The batch with its totals; nothing is given yet.")


@strawberry.type
class CrmPointsBatchApply:
    """The answer of `crmPointsBatchApply`."""

    errors: list[CrmError] = shown(_ERRORS)
    batch: CrmPointsBatch | None = shown("The batch; ask `crmPointsBatch` how far it is.")


@strawberry.type
class CrmPointsBatchRevert:
    """The answer of `crmPointsBatchRevert`."""

    errors: list[CrmError] = shown(_ERRORS)
    batch: CrmPointsBatch | None = shown("The batch; ask `crmPointsBatch` how far it is.")


@strawberry.input(description="Conditions on movements; all must hold.")
class CrmLedgerWhereInput:
    kinds: list[CrmLoyaltyEntryKind] | None = given("Movements of these kinds.")
    order_reference: str | None = given("About this order, such as `shop:order:42`.")
    actor: str | None = given("Moved by this party, as movements name it.")
    effective_at: CrmDateTimeRangeInput | None = given("When they became true.")


@strawberry.type(description="How many points movements of one kind added or took.")
class CrmKindPoints:
    kind: CrmLoyaltyEntryKind = shown("The kind.")
    points: float = shown("The sum, a whole number.")


@strawberry.type(description="Points that are last usable in one month.")
class CrmLadderStep:
    month: str | None = shown("Such as `2026-03`; null for points that never lapse.")
    points: float = shown("How many, a whole number.")


@strawberry.type(description="What the orders of one currency deferred for the points they gave.")
class CrmDeferredRevenue:
    sales: CrmMoney = shown("What earned points, less refunds.")
    issued: float = shown("The points it earned, less what was clawed back; a whole number.")
    used: float = shown("How many of them were spent, a whole number.")
    deferred: CrmMoney = shown("The share of the sales that belongs to the points.")
    recognized: CrmMoney = shown("How much of it has become revenue.")
    liability: CrmMoney = shown("How much of it is still owed in goods.")


@strawberry.type(description="What the points of a program cost, the moment before an instant.")
class CrmLiability:
    program: str = shown("The program's slug.")
    since: datetime = shown("Where the roll-forward begins.")
    at: datetime = shown("Where it ends: movements before this instant count.")
    opening: float = shown("Points less debts at the beginning, a whole number.")
    movements: list[CrmKindPoints] = shown("What moved in between, by kind.")
    closing: float = shown("Opening plus movements, a whole number.")
    outstanding: float = shown("Points that are out, a whole number.")
    pending: float = shown("How many of them cannot be spent yet, a whole number.")
    debt: float = shown("What shoppers owe; outstanding less this is closing.")
    ladder: list[CrmLadderStep] = shown("Outstanding points by the month of their last day.")
    experience_lots: int = shown("How many lots have lived their whole life.")
    experience_used: float = shown("How many of their points were used, a whole number.")
    experience_lapsed: float = shown("How many of them lapsed, a whole number.")
    used_percent: float | None = shown(
        "The share that is used; null below a hundred lots: insufficient data."
    )
    revenue: list[CrmDeferredRevenue] = shown("Deferred revenue, by currency.")


@strawberry.input(description="Whose account, in which program, and why.")
class CrmLoyaltyAccountStatusInput:
    profile_id: strawberry.ID = shown("The profile.")
    reason: str = shown("Why, for the timeline; at most 200 characters.")
    program: str | None = given("Slug of the program; the default one unless given.")


@strawberry.type
class CrmLoyaltyAccountFreeze:
    """The answer of `crmLoyaltyAccountFreeze`."""

    errors: list[CrmError] = shown(_ERRORS)
    account: CrmLoyaltyAccount | None = shown("The account as it is now.")


@strawberry.type
class CrmLoyaltyAccountUnfreeze:
    """The answer of `crmLoyaltyAccountUnfreeze`."""

    errors: list[CrmError] = shown(_ERRORS)
    account: CrmLoyaltyAccount | None = shown("The account as it is now.")


@strawberry.type
class CrmLoyaltyAccountClose:
    """The answer of `crmLoyaltyAccountClose`."""

    errors: list[CrmError] = shown(_ERRORS)
    account: CrmLoyaltyAccount | None = shown("The account as it is now.")


@strawberry.type
class CrmLoyaltyAccountReopen:
    """The answer of `crmLoyaltyAccountReopen`."""

    errors: list[CrmError] = shown(_ERRORS)
    account: CrmLoyaltyAccount | None = shown("The account as it is now.")
