"""Proves the ledger and writes down the result."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from saleor_crm_plugin.loyalty.models import LedgerProof, LoyaltyEntry
from saleor_crm_plugin.loyalty.queries.drift import drift_report
from saleor_crm_plugin.loyalty.queries.proofs import ProofView, proof_view

_PROOFS_KEPT = 400


@transaction.atomic
def ledger_prove(*, at: datetime) -> ProofView:
    """
    Look for contradictions in the whole ledger and keep what was found; to be called after `lots_expire`.

    Changes nothing in the ledger. Results older than the last 400 are dropped.
    """
    report = drift_report(at=at)
    proof = LedgerProof.objects.create(
        proved_at=at,
        entries_count=LoyaltyEntry.objects.count(),
        drift_count=report.drift_count,
        findings=[asdict(drift) for drift in report.drifts],
    )
    kept = LedgerProof.objects.order_by("-pk").values_list("pk", flat=True)[:_PROOFS_KEPT]
    LedgerProof.objects.filter(pk__lt=min(kept)).delete()
    return proof_view(proof)
