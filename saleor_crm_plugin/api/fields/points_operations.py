"""The part of the table about operating the points ledger."""

from saleor_crm_plugin.api.commands import points_batches as batch_commands
from saleor_crm_plugin.api.fields.field import DISCOUNTS, SETTINGS, Field, Fields, counted
from saleor_crm_plugin.api.queries import ledger_proofs, points_batches

POINTS_OPERATIONS: Fields = {
    ("Query", "crmLedgerProof"): Field(ledger_proofs.ledger_proof, SETTINGS),
    ("Query", "crmPointsBatches"): Field(points_batches.points_batch_page, DISCOUNTS),
    ("Query", "crmPointsBatch"): Field(points_batches.points_batch, DISCOUNTS),
    ("CrmPointsBatch", "rows"): Field(points_batches.points_batch_rows, DISCOUNTS),
    ("Mutation", "crmPointsBatchCreate"): Field(batch_commands.points_batch_create, DISCOUNTS),
    ("Mutation", "crmPointsBatchApply"): Field(batch_commands.points_batch_apply, DISCOUNTS),
    ("Mutation", "crmPointsBatchRevert"): Field(batch_commands.points_batch_revert, DISCOUNTS),
} | counted("CrmPointsBatch", "CrmPointsBatchRow")
