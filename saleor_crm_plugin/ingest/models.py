"""The inbox's rows and the sweep's high-water marks."""

from django.db import models


class InboxState(models.TextChoices):
    """`DEAD` rows failed too often and wait for an operator; they can be replayed."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"
    DEAD = "dead"


class InboxItem(models.Model):
    """
    Something a host told: a snapshot (with `payload`), or that an object was touched (without).

    The payload of a done row is cleared; its fingerprint stays, so that a repetition is recognized.
    """

    host = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    external_id = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=64, default="", blank=True)
    payload = models.JSONField(null=True)
    is_touch = models.BooleanField(default=False)
    is_live = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=InboxState, default=InboxState.PENDING)
    attempts = models.SmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    claim_token = models.CharField(max_length=32, default="", blank=True)
    accepted_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        db_table = "saleor_crm_inbox_item"
        constraints = [
            models.UniqueConstraint(
                fields=["host", "kind", "external_id", "fingerprint"],
                condition=models.Q(is_touch=False),
                name="crm_inbox_snapshot_once",
            ),
            models.UniqueConstraint(
                fields=["host", "kind", "external_id"],
                condition=models.Q(is_touch=True, state="pending"),
                name="crm_inbox_touch_collapses",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="crm_inbox_due",
                condition=models.Q(state__in=["pending", "claimed"]),
            ),
            models.Index(fields=["state", "-id"], name="crm_inbox_state"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.kind}:{self.external_id}"


class ReconcileMark(models.Model):
    """
    How far the sweep has read one kind of object of one host.

    `asked_at` is when staff last asked for a sweep; `is_whole_asked`: it shall read everything. One worker at
    a time sweeps, until `claimed_until` if it dies.
    """

    host = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    changed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    is_whole_asked = models.BooleanField(default=False)
    claimed_until = models.DateTimeField(null=True)
    facts_read = models.BigIntegerField(default=0)
    facts_repaired = models.BigIntegerField(default=0)

    class Meta:
        db_table = "saleor_crm_reconcile_mark"
        constraints = [
            models.UniqueConstraint(fields=["host", "kind"], name="crm_reconcile_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.host}:{self.kind}"


class ImportState(models.TextChoices):
    """
    `QUEUED` imports were uploaded and wait for a worker.

    `INTERRUPTED` ones stopped without a word (a kill) and were started again.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class ImportRun(models.Model):
    """
    One reading of one file: what it was, how far it came, and what came of it.

    `started_at` of a queued one is when it was asked for. `actor` asked; empty for a command.
    """

    kind = models.CharField(max_length=12)
    host = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)
    is_dry_run = models.BooleanField(default=False)
    actor = models.CharField(max_length=128, default="", blank=True)
    state = models.CharField(max_length=12, choices=ImportState, default=ImportState.RUNNING)
    percent = models.SmallIntegerField(default=0)
    counts = models.JSONField(default=dict)
    error = models.TextField(default="", blank=True)
    started_at = models.DateTimeField()
    progressed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_import_run"
        indexes = [models.Index(fields=["file_sha256", "state"], name="crm_import_file")]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.kind}"


class ImportUpload(models.Model):
    """
    The bytes of a file that waits to be imported, and which worker has it.

    They are personal data: the row is deleted when its import ends, however it ends.
    """

    run = models.OneToOneField(ImportRun, models.CASCADE, primary_key=True, related_name="upload")
    content = models.BinaryField()
    attempts = models.SmallIntegerField(default=0)
    claim_token = models.CharField(max_length=32, default="", blank=True)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_import_upload"

    def __str__(self) -> str:
        return f"upload of import {self.run_id}"


class ImportRowError(models.Model):
    """Why one row of an imported file was left out; never the row itself, which may be personal."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="row_errors", db_index=False)
    line = models.BigIntegerField()
    column = models.CharField(max_length=128, default="", blank=True)
    code = models.CharField(max_length=32)
    message = models.CharField(max_length=200)

    class Meta:
        db_table = "saleor_crm_import_row_error"
        indexes = [models.Index(fields=["run", "line", "id"], name="crm_import_row_error")]

    def __str__(self) -> str:
        return f"line {self.line} of import {self.run_id}"
