"""What proves and operates the ledger: the nightly proof with its findings, and what the points cost."""

from django.db import models

from saleor_crm_plugin.loyalty.models.programs import LoyaltyProgram


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


class LiabilitySnapshot(models.Model):
    """
    What the points of a program cost the moment before `as_of_at`; can be computed again from the entries at any time.

    A later movement that became true before it, such as a refund that was heard of late, makes the two differ.
    """

    program = models.ForeignKey(
        LoyaltyProgram, models.PROTECT, related_name="liabilities", db_index=False
    )
    as_of_at = models.DateTimeField()
    outstanding_points = models.BigIntegerField()
    pending_points = models.BigIntegerField()
    debt_points = models.BigIntegerField()
    steps = models.JSONField(default=list)
    revenue = models.JSONField(default=list)
    taken_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_liability_snapshot"
        constraints = [
            models.UniqueConstraint(fields=["program", "as_of_at"], name="crm_liability_once"),
        ]

    def __str__(self) -> str:
        return f"liability of program {self.program_id}"
