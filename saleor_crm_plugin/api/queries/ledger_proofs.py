"""Whether the ledger is sound."""

from saleor_crm_plugin.api.inquiry import Inquiry
from saleor_crm_plugin.api.nodes.ledger_proofs import ProofNode, proof_node
from saleor_crm_plugin.loyalty.queries import proof_latest


def ledger_proof(inquiry: Inquiry) -> ProofNode | None:  # noqa: ARG001 the table's signature
    """Return the last nightly proof of the ledger, None before the first."""
    proof = proof_latest()
    return None if proof is None else proof_node(proof)
