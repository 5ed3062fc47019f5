"""Adjustments that a second person has to approve, and what that person decided."""

from django.db import models
from django.db.models import Q

from saleor_crm_plugin.loyalty.models.append_only import LedgerRows
from saleor_crm_plugin.loyalty.models.ledger import LoyaltyEntry
from saleor_crm_plugin.profiles.models import Profile


class PointsRequest(models.Model):
    """
    An adjustment above the limit of one person, as it was asked for; open until it is decided or `expires_at`. Never edited.

    `program` is the slug of the program whose points it moves.
    """

    profile = models.ForeignKey(Profile, models.PROTECT, related_name="points_requests")
    program = models.CharField(max_length=64, db_default="points")
    points = models.BigIntegerField()
    cause = models.CharField(max_length=128)
    reason = models.CharField(max_length=200)
    requested_by = models.CharField(max_length=128)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_points_request"
        constraints = [
            models.UniqueConstraint(fields=["profile", "cause"], name="crm_points_request_once"),
            models.CheckConstraint(name="crm_points_request_moves", condition=~Q(points=0)),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} of {self.points} points"


class PointsDecision(models.Model):
    """What a second person decided about one request; `entry` is the adjustment of an approval. Kept for ever."""

    request = models.OneToOneField(PointsRequest, models.PROTECT, related_name="decision")
    is_approved = models.BooleanField()
    reason = models.CharField(max_length=200, default="", blank=True)
    decided_by = models.CharField(max_length=128)
    decided_at = models.DateTimeField()
    entry = models.OneToOneField(LoyaltyEntry, models.PROTECT, null=True, related_name="decision")

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_points_decision"
        constraints = [
            models.CheckConstraint(
                name="crm_points_decision_posts",
                condition=Q(is_approved=True, entry__isnull=False)
                | Q(is_approved=False, entry__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"decision about request {self.request_id}"
