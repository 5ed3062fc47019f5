"""Who brought whom: terms in immutable revisions, codes, referrals and what was noticed about them."""

from django.db import models
from django.db.models import Q

from saleor_crm_plugin.loyalty.models.append_only import LedgerRows
from saleor_crm_plugin.loyalty.models.programs import LoyaltyProgram
from saleor_crm_plugin.loyalty.rules.fraud import Signal
from saleor_crm_plugin.loyalty.rules.referrals import ReferralState
from saleor_crm_plugin.orders.models import Order
from saleor_crm_plugin.profiles.models import Profile

CODE_LENGTH_MAX = 32


class ReferralRevision(models.Model):
    """The terms of a program's referrals from `valid_from` until the next revision; never edited."""

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="referral_revisions")
    number = models.IntegerField()
    config = models.JSONField()
    valid_from = models.DateTimeField()
    created_at = models.DateTimeField()

    objects = LedgerRows()

    class Meta:
        db_table = "saleor_crm_referral_revision"
        constraints = [
            models.UniqueConstraint(
                fields=["program", "number"], name="crm_referral_revision_once"
            ),
        ]

    def __str__(self) -> str:
        return f"referral revision {self.number} of program {self.program_id}"


class ReferralCode(models.Model):
    """The code of an advocate's link; random, and good as long as its owner is known."""

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="+")
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="referral_codes")
    code = models.CharField(max_length=CODE_LENGTH_MAX, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_referral_code"

    def __str__(self) -> str:
        return f"referral code {self.pk}"


class Referral(models.Model):
    """
    One friend of one advocate, under the terms of `revision`.

    `state`, `reason` and `order` are worked out; `advocate_points` and `friend_points` are what each side has of it now, in
    `moves_count` movements. `due_at` is when it must be looked at again. A shopper is somebody's friend once
    per program; one that turned out to be a second time, by a merge, is `is_superseded`.
    """

    program = models.ForeignKey(LoyaltyProgram, models.PROTECT, related_name="+")
    revision = models.ForeignKey(ReferralRevision, models.PROTECT, related_name="+")
    code = models.ForeignKey(ReferralCode, models.PROTECT, related_name="referrals")
    advocate = models.ForeignKey(Profile, models.PROTECT, related_name="referrals_made")
    friend = models.ForeignKey(Profile, models.PROTECT, related_name="referrals_taken")
    claimed_at = models.DateTimeField()
    state = models.CharField(
        max_length=16,
        choices=[(state.value, state.value) for state in ReferralState],
        default=ReferralState.CLAIMED,
    )
    reason = models.CharField(max_length=32, default="", blank=True)
    order = models.ForeignKey(Order, models.PROTECT, null=True, related_name="+")
    qualified_at = models.DateTimeField(null=True)
    staff_approved = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=128, default="", blank=True)
    decision_reason = models.CharField(max_length=200, default="", blank=True)
    advocate_points = models.BigIntegerField(default=0)
    friend_points = models.BigIntegerField(default=0)
    moves_count = models.IntegerField(default=0)
    is_superseded = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saleor_crm_referral"
        constraints = [
            models.UniqueConstraint(
                fields=["program", "friend"],
                condition=Q(is_superseded=False),
                name="crm_referral_friend_once",
            ),
            models.CheckConstraint(
                name="crm_referral_points_not_negative",
                condition=Q(advocate_points__gte=0, friend_points__gte=0),
            ),
            models.CheckConstraint(
                name="crm_referral_points_rewarded",
                condition=Q(state=ReferralState.REWARDED) | Q(advocate_points=0, friend_points=0),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="crm_referral_due",
                condition=Q(due_at__isnull=False),
            ),
            models.Index(fields=["state", "-claimed_at", "-id"], name="crm_referral_state"),
        ]

    def __str__(self) -> str:
        return f"referral {self.pk}"


class FraudSignal(models.Model):
    """Something noticed about a referral; it is not forgotten when the sign itself goes away."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="signals")
    kind = models.CharField(max_length=16, choices=[(kind.value, kind.value) for kind in Signal])
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_fraud_signal"
        constraints = [
            models.UniqueConstraint(fields=["referral", "kind"], name="crm_fraud_signal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of referral {self.referral_id}"


class ReferralTouch(models.Model):
    """Something changed about a shopper whose referrals may depend on it; a task looks and deletes the row."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="+")
    touched_at = models.DateTimeField()

    class Meta:
        db_table = "saleor_crm_referral_touch"

    def __str__(self) -> str:
        return f"touch of profile {self.profile_id}"
