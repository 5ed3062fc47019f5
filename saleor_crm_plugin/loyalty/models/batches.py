"""Points that are given to many at once, as one unit that can be taken back."""

from django.db import models
from django.db.models import F, Q

from saleor_crm_plugin.loyalty.models.ledger import LoyaltyEntry
from saleor_crm_plugin.loyalty.models.programs import LoyaltyProgram
from saleor_crm_plugin.profiles.models import Profile


class BatchKind(models.TextChoices):
    """`OPENING` brings balances over from another program; `GRANT` gives points, and says so to the shopper."""

    OPENING = "opening"
    GRANT = "grant"


class BatchState(models.TextChoices):
    """
    `PREVIEW` batches were read and wait for somebody to look at their totals.

    `QUEUED` and `RUNNING` ones are given by a worker; `REVERTING` ones are taken back.
    """

    PREVIEW = "preview"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    REVERTING = "reverting"
    REVERTED = "reverted"


class BatchRowState(models.TextChoices):
    """`KNOWN` rows were given by an earlier batch of the same name; `REFUSED` ones say why in `code`."""

    PENDING = "pending"
    POSTED = "posted"
    KNOWN = "known"
    REFUSED = "refused"
    REVERTED = "reverted"


class PointsBatch(models.Model):
    """
    One file or list of shoppers and points; `name` tells a repetition from a new gift.

    The totals are of the rows that can be given. `reverted_points` came back, `short_points` were gone already.
    """

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=8, choices=BatchKind)
    name = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, default="", blank=True)
    actor = models.CharField(max_length=128)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.PREVIEW)
    rows_count = models.IntegerField()
    refused_count = models.IntegerField()
    points_total = models.BigIntegerField()
    done_count = models.IntegerField(default=0)
    posted_count = models.IntegerField(default=0)
    posted_points = models.BigIntegerField(default=0)
    reverted_points = models.BigIntegerField(default=0)
    short_points = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    progressed_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_points_batch"
        indexes = [
            models.Index(
                fields=["id"],
                name="crm_points_batch_due",
                condition=Q(state__in=["queued", "running", "reverting"]),
            ),
            models.Index(fields=["sha256"], name="crm_points_batch_file"),
        ]
        constraints = [
            models.CheckConstraint(
                name="crm_points_batch_within",
                condition=Q(
                    rows_count__gte=0,
                    refused_count__gte=0,
                    done_count__gte=0,
                    done_count__lte=F("rows_count"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"batch {self.pk} of {self.kind}"


class PointsBatchRow(models.Model):
    """
    One line: how many points one profile gets, and what became of it.

    A line that names nobody has no profile; the line's own text is not kept, it may be personal.
    """

    batch = models.ForeignKey(PointsBatch, models.PROTECT, related_name="rows", db_index=False)
    line = models.IntegerField()
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, related_name="+")
    points = models.BigIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=BatchRowState, default=BatchRowState.PENDING)
    code = models.CharField(max_length=24, default="", blank=True)
    entry = models.ForeignKey(
        LoyaltyEntry, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table = "saleor_crm_points_batch_row"
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="crm_points_batch_line_once"),
            models.CheckConstraint(
                name="crm_points_batch_row_whole",
                condition=Q(state="refused") | Q(profile__isnull=False, points__gt=0),
            ),
        ]
        indexes = [models.Index(fields=["batch", "state", "line"], name="crm_points_batch_rows")]

    def __str__(self) -> str:
        return f"line {self.line} of batch {self.batch_id}"
