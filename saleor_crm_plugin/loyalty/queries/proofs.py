"""What the nightly proof of the ledger found."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.loyalty.models import LedgerProof
from saleor_crm_plugin.loyalty.queries.drift import Drift


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofView:
    """One look at the whole ledger; `drift_count` must be 0."""

    proof_id: int
    proved_at: datetime
    entries_count: int
    drift_count: int
    findings: tuple[Drift, ...]


def proof_latest() -> ProofView | None:
    """Return the last proof, None before the first."""
    proof = LedgerProof.objects.order_by("-pk").first()
    return None if proof is None else proof_view(proof)


def proof_view(proof: LedgerProof) -> ProofView:
    """Return the value of a stored proof."""
    return ProofView(
        proof_id=proof.pk,
        proved_at=proof.proved_at,
        entries_count=proof.entries_count,
        drift_count=proof.drift_count,
        findings=tuple(Drift(**finding) for finding in proof.findings),
    )
