"""The part of the table about operating the points ledger."""

from saleor_crm_plugin.api.commands import loyalty as loyalty_commands
from saleor_crm_plugin.api.commands import points_batches as batch_commands
from saleor_crm_plugin.api.commands import points_requests as request_commands
from saleor_crm_plugin.api.fields.field import DISCOUNTS, SETTINGS, USERS, Field, Fields, counted
from saleor_crm_plugin.api.queries import ledger_proofs, ledgers, points_batches, points_requests

POINTS_OPERATIONS: Fields = {
    ("Query", "crmLedgerProof"): Field(ledger_proofs.ledger_proof, SETTINGS),
    ("Query", "crmLedger"): Field(ledgers.ledger, USERS),
    ("Query", "crmLiability"): Field(ledgers.liability_found, DISCOUNTS),
    ("CrmLoyaltyAccount", "lots"): Field(ledgers.account_lots, USERS),
    ("Query", "crmPointsBatches"): Field(points_batches.points_batch_page, DISCOUNTS),
    ("Query", "crmPointsBatch"): Field(points_batches.points_batch, DISCOUNTS),
    ("CrmPointsBatch", "rows"): Field(points_batches.points_batch_rows, DISCOUNTS),
    ("Mutation", "crmLoyaltyAccountFreeze"): Field(
        loyalty_commands.loyalty_account_freeze, DISCOUNTS
    ),
    ("Mutation", "crmLoyaltyAccountUnfreeze"): Field(
        loyalty_commands.loyalty_account_unfreeze, DISCOUNTS
    ),
    ("Mutation", "crmLoyaltyAccountClose"): Field(
        loyalty_commands.loyalty_account_close, DISCOUNTS
    ),
    ("Mutation", "crmLoyaltyAccountReopen"): Field(
        loyalty_commands.loyalty_account_reopen, DISCOUNTS
    ),
    ("Query", "crmPointsRequests"): Field(points_requests.points_request_page, DISCOUNTS),
    ("CrmPointsRequest", "profile"): Field(points_requests.request_profile, USERS),
    ("CrmPointsRequest", "isOwn"): Field(points_requests.request_is_own, DISCOUNTS),
    ("Mutation", "crmPointsRequestDecide"): Field(
        request_commands.points_request_decide, DISCOUNTS
    ),
    ("Mutation", "crmPointsBatchCreate"): Field(batch_commands.points_batch_create, DISCOUNTS),
    ("Mutation", "crmPointsBatchApply"): Field(batch_commands.points_batch_apply, DISCOUNTS),
    ("Mutation", "crmPointsBatchRevert"): Field(batch_commands.points_batch_revert, DISCOUNTS),
} | counted("CrmPointsBatch", "CrmPointsBatchRow", "CrmPointLot", "CrmPointsRequest")
