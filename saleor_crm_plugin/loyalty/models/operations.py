"""What proves and operates the ledger: the nightly proof and its findings."""

from django.db import models


class LedgerProof(models.Model):
    """
    One look at the whole ledger: how many rows contradict each other, and which.

    `drift_count` must be 0. `findings` lists the first contradictions of each invariant, by row ids.
    """

    proved_at = models.DateTimeField()
    entries_count = models.BigIntegerField()
    drift_count = models.BigIntegerField()
    findings = models.JSONField(default=list)

    class Meta:
        db_table = "saleor_crm_ledger_proof"

    def __str__(self) -> str:
        return f"{self.drift_count} contradictions in {self.entries_count} entries"
