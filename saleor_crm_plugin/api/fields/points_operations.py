"""The part of the table about operating the points ledger."""

from saleor_crm_plugin.api.fields.field import SETTINGS, Field, Fields
from saleor_crm_plugin.api.queries import ledger_proofs

POINTS_OPERATIONS: Fields = {
    ("Query", "crmLedgerProof"): Field(ledger_proofs.ledger_proof, SETTINGS),
}
