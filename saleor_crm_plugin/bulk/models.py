"""The tables of bulk jobs."""

from django.db import models

from saleor_crm_plugin.profiles.models import Profile


class BulkAction(models.TextChoices):
    """What can be done with many profiles at once."""

    TAG = "tag"
    ADJUST = "adjust"


class BulkJobState(models.TextChoices):
    """`CANCELED` jobs leave the rest of their rows as they are."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    CANCELED = "canceled"


class BulkJob(models.Model):
    """
    Something that staff asked for many profiles at once; whom was chosen when they asked.

    `wish` is what to do. `key` was made up by the caller's program; `fingerprint` is of all that was asked with it.
    """

    action = models.CharField(max_length=8, choices=BulkAction)
    wish = models.JSONField()
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    actor = models.CharField(max_length=128)
    state = models.CharField(max_length=10, choices=BulkJobState, default=BulkJobState.QUEUED)
    rows_count = models.IntegerField(default=0)
    claim_token = models.CharField(max_length=32, default="", blank=True)
    claimed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    progressed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_bulk_job"
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="crm_bulk_job_once"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="crm_bulk_job_waiting",
                condition=models.Q(state__in=["queued", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"bulk job {self.pk}"


class BulkRowState(models.TextChoices):
    """`REQUESTED` rows wait for a second person; `REFUSED` ones say why in `code`."""

    PENDING = "pending"
    DONE = "done"
    REQUESTED = "requested"
    REFUSED = "refused"


class BulkJobRow(models.Model):
    """One profile of a bulk job, and what became of it."""

    job = models.ForeignKey(BulkJob, models.CASCADE, related_name="rows", db_index=False)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=BulkRowState, default=BulkRowState.PENDING)
    code = models.CharField(max_length=32, default="", blank=True)

    class Meta:
        db_table = "saleor_crm_bulk_job_row"
        constraints = [
            models.UniqueConstraint(fields=["job", "profile"], name="crm_bulk_job_row_once"),
        ]
        indexes = [models.Index(fields=["job", "state", "id"], name="crm_bulk_job_row_state")]

    def __str__(self) -> str:
        return f"row {self.pk} of bulk job {self.job_id}"
