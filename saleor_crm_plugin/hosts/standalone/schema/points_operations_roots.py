"""Questions and changes about operating the points ledger."""

import strawberry

from saleor_crm_plugin.hosts.standalone.schema.declaring import PAGE, asked
from saleor_crm_plugin.hosts.standalone.schema.points_operations import (
    BatchConnection,
    CrmLedgerProof,
    CrmPointsBatch,
    CrmPointsBatchApply,
    CrmPointsBatchCreate,
    CrmPointsBatchCreateInput,
    CrmPointsBatchRevert,
)


@strawberry.type
class PointsOperationsQuery:
    """Questions about operating the points ledger."""

    crm_ledger_proof: CrmLedgerProof | None = asked(
        "Query.crmLedgerProof",
        "The last nightly proof of the points ledger; null before the first.",
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
