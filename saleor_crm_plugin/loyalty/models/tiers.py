"""The tiers of a program, in immutable revisions, and which tier each profile has, had and will have."""

from django.db import models
from django.db.models import Q

from saleor_crm_plugin.loyalty.models.append_only import LedgerRows
from saleor_crm_plugin.loyalty.models.programs import LoyaltyProgram
from saleor_crm_plugin.profiles.models import Profile

SLUG_LENGTH = 64


class TierRevision(models.Model):
    """How tiers are reached and kept in one program, from `valid_from` until the next revision; never edited."""

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="tier_revisions")
    number = models.IntegerField()
    config = models.JSONField()
    valid_from = models.DateTimeField()
    created_at = models.DateTimeField()

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_tier_revision"
        constraints = [
            models.UniqueConstraint(
                fields=["program", "number"], name="crm_tier_revision_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"tier revision {self.number} of program {self.program_id}"


class Tier(models.Model):
    """
    One tier of one revision; `slug` names the same tier in every revision. Never edited.

    It is reached at `threshold` of the revision's metric (points, or minor units of its currency). Its holders earn
    `earn_percent` of what everybody earns.
    """

    revision = models.ForeignKey(TierRevision, models.PROTECT, related_name="tiers")
    slug = models.SlugField(max_length=SLUG_LENGTH)
    name = models.CharField(max_length=120)
    rank = models.SmallIntegerField()
    threshold = models.BigIntegerField()
    earn_percent = models.IntegerField(default=100)
    benefits = models.TextField(default="", blank=True)

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_tier"
        constraints = [
            models.UniqueConstraint(fields=["revision", "slug"], name="crm_tier_slug_once"),
            models.UniqueConstraint(fields=["revision", "rank"], name="crm_tier_rank_once"),
            models.UniqueConstraint(
                fields=["revision", "threshold"], name="crm_tier_threshold_once"
            ),
            models.CheckConstraint(
                name="crm_tier_not_negative",
                condition=Q(rank__gte=0, threshold__gte=0, earn_percent__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class TierStanding(models.Model):
    """By which tier revision a profile's memberships were last worked out; one row per program and profile."""

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="+", db_index=False)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="tier_standings")
    revision = models.ForeignKey(TierRevision, models.PROTECT, related_name="+")
    evaluated_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_tier_standing"
        constraints = [
            models.UniqueConstraint(fields=["program", "profile"], name="crm_tier_standing_once"),
        ]

    def __str__(self) -> str:
        return f"standing of profile {self.profile_id} in program {self.program_id}"


class TierMembership(models.Model):
    """
    The tier of one profile in `[from_at, until_at)`, and why it began.

    The rows of a profile are worked out from what it earned and may lie ahead: they say what will happen if nothing
    more is earned. `is_told` says that the timeline knows of its beginning.
    """

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="+", db_index=False)
    profile = models.ForeignKey(Profile, models.CASCADE, related_name="tier_memberships")
    slug = models.SlugField(max_length=SLUG_LENGTH)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=16)
    is_told = models.BooleanField(default=False)

    class Meta:
        db_table = "saleor_crm_tier_membership"
        constraints = [
            models.UniqueConstraint(
                fields=["program", "profile", "from_at"], name="crm_tier_membership_once"
            ),
            models.UniqueConstraint(
                fields=["program", "profile"],
                condition=Q(until_at__isnull=True),
                name="crm_tier_membership_last_once",
            ),
            models.CheckConstraint(
                name="crm_tier_membership_lasts",
                condition=Q(until_at__isnull=True) | Q(until_at__gt=models.F("from_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["from_at", "id"],
                name="crm_tier_membership_untold",
                condition=Q(is_told=False),
            ),
            models.Index(fields=["program", "slug", "from_at"], name="crm_tier_membership_slug"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} of profile {self.profile_id}"
