"""The program with its revisions and rates."""

from django.db import models
from django.db.models import Q

from saleor_crm_plugin.loyalty.models.append_only import LedgerRows


class ProgramStatus(models.TextChoices):
    """Only `ACTIVE` programs award points; a new installation starts in `DRAFT`."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class LoyaltyProgram(models.Model):
    """
    The rules under which points are earned and spent; its calendar is `time_zone`.

    `idle_periods` says since when and until when points lapsed after how many months without activity, a cache of its revisions.
    """

    slug = models.SlugField(max_length=64, unique=True)
    status = models.CharField(max_length=8, choices=ProgramStatus, default=ProgramStatus.DRAFT)
    time_zone = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    idle_periods = models.JSONField(default=list)

    class Meta:
        db_table = "saleor_crm_loyalty_program"

    def __str__(self) -> str:
        return self.slug


class ProgramRevision(models.Model):
    """The policies in force from `valid_from` until the next revision; never edited."""

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="revisions")
    number = models.IntegerField()
    config = models.JSONField()
    valid_from = models.DateTimeField()
    created_at = models.DateTimeField()

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_program_revision"
        constraints = [
            models.UniqueConstraint(fields=["program", "number"], name="crm_revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of program {self.program_id}"


class ProgramChannel(models.Model):
    """The rates of one revision in one channel and currency; an empty name is any. Never edited."""

    revision = models.ForeignKey(ProgramRevision, models.PROTECT, related_name="channels")
    channel = models.CharField(max_length=64, default="", blank=True)
    currency = models.CharField(max_length=3, default="", blank=True)
    earn_points = models.IntegerField()
    earn_per_minor = models.IntegerField()
    redeem_points = models.IntegerField()
    redeem_minor = models.IntegerField()
    redeem_points_min = models.IntegerField()
    redeem_points_block = models.IntegerField()
    redeem_percent_max = models.SmallIntegerField()
    basis_is_gross = models.BooleanField()
    basis_has_shipping = models.BooleanField()
    basis_has_discounts = models.BooleanField(db_default=False)
    basis_has_points_paid = models.BooleanField(db_default=False)
    basis_has_gift_cards = models.BooleanField(db_default=False)

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_program_channel"
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "channel", "currency"], name="crm_program_channel_once"
            ),
            models.CheckConstraint(
                name="crm_program_channel_positive",
                condition=Q(
                    earn_points__gte=0,
                    earn_per_minor__gt=0,
                    redeem_points__gt=0,
                    redeem_minor__gt=0,
                    redeem_points_block__gt=0,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"rates of revision {self.revision_id} in {self.channel or 'any'} {self.currency}"
