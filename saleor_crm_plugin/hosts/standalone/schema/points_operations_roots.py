"""Questions and changes about operating the points ledger."""

from datetime import datetime

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import PAGE, asked
from saleor_crm_plugin.hosts.standalone.schema.loyalty import EntryConnection
from saleor_crm_plugin.hosts.standalone.schema.points_operations import (
    BatchConnection,
    CrmLedgerProof,
    CrmLedgerWhereInput,
    CrmLiability,
    CrmLoyaltyAccountClose,
    CrmLoyaltyAccountFreeze,
    CrmLoyaltyAccountReopen,
    CrmLoyaltyAccountStatusInput,
    CrmLoyaltyAccountUnfreeze,
    CrmPointsBatch,
    CrmPointsBatchApply,
    CrmPointsBatchCreate,
    CrmPointsBatchCreateInput,
    CrmPointsBatchRevert,
)
from saleor_crm_plugin.hosts.standalone.schema.points_requests import (
    CrmPointsRequestDecide,
    CrmPointsRequestDecideInput,
    RequestConnection,
)


@strawberry.type
class PointsOperationsQuery:
    """Questions about operating the points ledger."""

    crm_ledger_proof: CrmLedgerProof | None = asked(
        "Query.crmLedgerProof",
        "The last nightly proof of the points ledger; null before the first.",
    )
    crm_ledger: EntryConnection = asked(
        "Query.crmLedger",
        "The movements of all accounts, newest first.",
        {"where": (CrmLedgerWhereInput | None, "Conditions that all must hold."), **PAGE},
    )
    crm_liability: CrmLiability | None = asked(
        "Query.crmLiability",
        "What the points of a program cost at any instant; null without such a program.",
        {
            "at": (datetime | None, "Movements before this instant count; now unless given."),
            "since": (datetime | None, "Where the roll-forward begins; `at` unless given."),
            "on": (
                str | None,
                "Instead of `at`, the last day on the program's calendar, such as `2026-01-31`.",
            ),
            "since_on": (str | None, "Instead of `since`, the first day."),
            "program": (str | None, "The program's slug; the first program unless given."),
        },
    )
    crm_points_requests: RequestConnection = asked(
        "Query.crmPointsRequests",
        "Adjustments above the limit of one person, newest first.",
        {"only_open": (bool | None, "Whether to show only those that wait."), **PAGE},
    )
    crm_points_batches: BatchConnection = asked(
        "Query.crmPointsBatches", "Batches of points, newest first.", PAGE
    )
    crm_points_batch: CrmPointsBatch | None = asked(
        "Query.crmPointsBatch", "One batch of points.", {"id": (strawberry.ID, "The batch.")}
    )


@strawberry.type
class PointsOperationsMutation:
    """Changes about operating the points ledger."""

    crm_loyalty_account_freeze: CrmLoyaltyAccountFreeze = asked(
        "Mutation.crmLoyaltyAccountFreeze",
        "Stops a shopper from spending points, not from earning.",
        {"input": (CrmLoyaltyAccountStatusInput, "Whose account, and why.")},
    )
    crm_loyalty_account_unfreeze: CrmLoyaltyAccountUnfreeze = asked(
        "Mutation.crmLoyaltyAccountUnfreeze",
        "Lets a shopper spend points again.",
        {"input": (CrmLoyaltyAccountStatusInput, "Whose account, and why.")},
    )
    crm_loyalty_account_close: CrmLoyaltyAccountClose = asked(
        "Mutation.crmLoyaltyAccountClose",
        "Takes a shopper out of a program: what is held is forfeited, nothing is earned or spent.",
        {"input": (CrmLoyaltyAccountStatusInput, "Whose account, and why.")},
    )
    crm_loyalty_account_reopen: CrmLoyaltyAccountReopen = asked(
        "Mutation.crmLoyaltyAccountReopen",
        "Lets a shopper take part in a program again, without points.",
        {"input": (CrmLoyaltyAccountStatusInput, "Whose account, and why.")},
    )
    crm_points_request_decide: CrmPointsRequestDecide = asked(
        "Mutation.crmPointsRequestDecide",
        "Approves or rejects an adjustment that somebody else asked for, once.",
        {"input": (CrmPointsRequestDecideInput, "Which request, and what is decided.")},
    )
    crm_points_batch_create: CrmPointsBatchCreate = asked(
        "Mutation.crmPointsBatchCreate",
        "Reads points for many shoppers and shows their totals; gives nothing yet.",
        {"input": (CrmPointsBatchCreateInput, "What to give to whom.")},
    )
    crm_points_batch_apply: CrmPointsBatchApply = asked(
        "Mutation.crmPointsBatchApply",
        "Gives a batch of points in the background, once.",
        {"id": (strawberry.ID, "The batch.")},
    )
    crm_points_batch_revert: CrmPointsBatchRevert = asked(
        "Mutation.crmPointsBatchRevert",
        "Takes back what is left of a batch of points, in the background.",
        {"id": (strawberry.ID, "The batch.")},
    )
