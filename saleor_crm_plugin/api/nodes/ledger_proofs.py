"""The nightly proof of the ledger as the contract shows it."""

from dataclasses import dataclass
from datetime import datetime

from saleor_crm_plugin.loyalty.queries import ProofView


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftNode:
    """One contradiction within the ledger."""

    invariant: str
    row: int
    expected: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofNode:
    """One look at the whole ledger."""

    proved_at: datetime
    entries_count: int
    drift_count: int
    findings: tuple[DriftNode, ...]


def proof_node(proof: ProofView) -> ProofNode:
    """Return a proof as the contract shows it."""
    return ProofNode(
        proved_at=proof.proved_at,
        entries_count=proof.entries_count,
        drift_count=proof.drift_count,
        findings=tuple(
            DriftNode(
                invariant=one.invariant, row=one.row_id, expected=one.expected, found=one.found
            )
            for one in proof.findings
        ),
    )
